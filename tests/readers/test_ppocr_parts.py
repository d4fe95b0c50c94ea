"""The pure parts of PP-OCR: corner order, cutting out, batching by width, CTC decoding, word
spans.
"""

from __future__ import annotations

import math
from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.errors import MissingDependency
from recto.pipeline.stages import prepare
from recto.readers.network import CPU
from recto.readers.ppocr.detect import clockwise, heights
from recto.readers.ppocr.device import CARD, CUDA, PROVIDERS, UNTRIED, Device, available, way_of
from recto.readers.ppocr.reader import Ppocr, crop
from recto.readers.ppocr.recognise import (
    ALIKE,
    BATCH_WIDTH,
    STEP,
    Recognised,
    Steps,
    _batches,
    _decode,
    _width,
)
from recto.settings.groups import Local, Settings

WIDE = np.array([[10, 20], [110, 20], [110, 50], [10, 50]], dtype=np.float64)
CHARACTERS = ("", "a", "b", " ")


def stepped(
    classes: list[int], scores: list[float], spaces: list[float] | None = None, share: float = 1.0
) -> Steps:
    """What the network might have said."""
    space = np.array(spaces or [0.0] * len(classes), dtype=np.float32)
    return Steps(
        np.array(classes, dtype=np.int64), np.array(scores, dtype=np.float32), space, share
    )


@given(st.permutations(range(4)), st.floats(-40, 40))
def test_corners_in_any_order_come_back_clockwise_from_the_top_left(
    order: list[int], degrees: float
) -> None:
    """The first corner is the line's own top left, whatever order and slant they came in."""
    turn = math.radians(degrees)
    spin = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    slanted = (WIDE - (60, 35)) @ spin + (60, 35)
    assert clockwise(slanted[order]) == pytest.approx(slanted)


def test_height_is_the_shorter_side() -> None:
    """A line's height is the same whichever way the line runs."""
    tall = WIDE[:, ::-1][[0, 3, 2, 1]]
    assert heights(np.array([WIDE, tall])).tolist() == [30.0, 30.0]


def test_an_upright_crop_is_the_very_pixels() -> None:
    """No interpolation where none is needed."""
    page = np.arange(200 * 200, dtype=np.uint8).reshape(200, 200)
    assert np.array_equal(crop(page, WIDE), page[20:50, 10:110])


def test_a_crop_beyond_the_edge_keeps_what_is_on_the_page() -> None:
    """Boxes may stick out of the page."""
    page = np.zeros((40, 60), np.uint8)
    assert crop(page, WIDE - (20, 30)).shape == (20, 60)


def test_a_slanted_crop_is_turned_upright() -> None:
    """A black slanted band on white is all black in its crop, but for its edges."""
    import cv2

    quad = np.array([[20, 40], [120, 20], [126, 50], [26, 70]], dtype=np.float64)
    page = np.full((100, 150), 255, np.uint8)
    cv2.fillPoly(page, [quad.astype(np.int32)], 0)
    cut = crop(page, quad)
    assert cut.shape == (31, 102)
    assert cut[3:-3, 3:-3].max() == 0


@given(st.lists(st.integers(0, 6400), max_size=60))
def test_batches_hold_every_crop_once_and_widths_alike(widths: list[int]) -> None:
    """No crop is lost or read twice; what shares a batch is nearly as wide, and a batch is bounded
    in memory.
    """
    batches = list(_batches(widths))
    assert sorted(i for batch in batches for i in batch) == [
        i for i, width in enumerate(widths) if width
    ]
    for batch in batches:
        sizes = [widths[i] for i in batch]
        assert max(sizes) <= ALIKE * min(sizes) + STEP
        assert len(batch) == 1 or len(batch) * max(sizes) <= BATCH_WIDTH


@pytest.mark.parametrize(
    ("classes", "scores", "text", "best", "columns"),
    [
        ([0, 0, 0, 0], [0.9] * 4, "", (), ()),
        ([1, 1, 0, 2], [0.5, 0.8, 0.9, 0.7], "ab", (0.8, 0.7), (0.25, 0.875)),
        (
            [1, 0, 1, 3, 2],
            [0.6, 0.9, 0.7, 0.4, 0.5],
            "aa b",
            (0.6, 0.7, 0.4, 0.5),
            (0.1, 0.5, 0.7, 0.9),
        ),
    ],
)
def test_ctc_folds_repeats_and_drops_blanks(
    classes: list[int],
    scores: list[float],
    text: str,
    best: tuple[float, ...],
    columns: tuple[float, ...],
) -> None:
    """A character scores its best step and stands in the middle of its run; a blank parts equal
    characters.
    """
    read = _decode(stepped(classes, scores), CHARACTERS)
    assert read.text == text
    assert read.scores == pytest.approx(best)
    assert read.columns == pytest.approx(columns)


@pytest.mark.parametrize(
    ("spaces", "text"),
    [
        ([0.0, 0.3, 0.3, 0.3, 0.0], "a b"),  # 1 - .7 ** 3 = .66: the gap as a whole holds a space
        ([0.0, 0.2, 0.2, 0.0, 0.0], "ab"),  # 1 - .8 ** 2 = .36
    ],
)
def test_a_space_spread_over_a_gap_is_read(spaces: list[float], text: str) -> None:
    """No step prefers the space to the blank; together they may."""
    assert _decode(stepped([1, 0, 0, 0, 2], [0.9] * 5, spaces), CHARACTERS).text == text


def test_a_space_already_read_is_not_doubled() -> None:
    """Steps beside a read space that also lean to it belong to the same space."""
    assert (
        _decode(stepped([1, 0, 3, 0, 2], [0.9] * 5, [0.1, 0.4, 0.9, 0.4, 0.1]), CHARACTERS).text
        == "a b"
    )


def test_columns_count_from_the_crop_not_from_its_padding() -> None:
    """In a crop that fills half of the batch's width, the last step of that half stands at the
    end.
    """
    read = _decode(stepped([0, 0, 0, 1, 0, 0, 0, 0], [1.0] * 8, share=0.5), CHARACTERS)
    assert read.columns == pytest.approx((0.875,))


@pytest.mark.parametrize(
    ("shape", "width"), [((24, 100), 200), ((96, 100), 50), ((0, 9), 0), ((9, 0), 0), ((48, 1), 16)]
)
def test_crops_are_scaled_to_the_networks_height(shape: tuple[int, int], width: int) -> None:
    """Width follows the height of 48 px; nothing is nothing; a sliver is widened to what the
    network takes.
    """
    assert _width(np.zeros(shape, np.uint8)) == width


def test_score_of_a_line_is_the_mean_of_its_characters() -> None:
    """No text scores 0."""
    assert Recognised("ab", (0.5, 1.0), (0.2, 0.7)).score == 0.75
    assert Recognised("", (), ()).score == 0.0


def test_a_card_that_cannot_be_used_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that was given one reads on the processor where onnxruntime knows no card."""
    expected = [CUDA, CPU] if CUDA in available() else [CPU]
    monkeypatch.setenv(CARD, "1")
    assert way_of("auto").providers == expected
    assert way_of("cpu").providers == [CPU]
    monkeypatch.delenv(CARD)
    assert way_of("auto").providers == [CPU]


@pytest.mark.parametrize("device", ["cuda", "openvino", "coreml"])
def test_a_device_that_was_chosen_is_used_or_missed(device: Device) -> None:
    """Never another one in silence; what nobody has tried is said to be so."""
    is_there = PROVIDERS[device] in available()
    is_there = is_there or (device == "openvino" and find_spec("openvino") is not None)
    if is_there:
        way = way_of(device)
        assert way.by_openvino or way.providers[0] == PROVIDERS[device]
    else:
        with pytest.raises(MissingDependency, match=f"cannot run models by {device}") as fault:
            Ppocr(device=device).detect(np.full((64, 64), 255, np.uint8))
        assert fault.value.remedy
    noted = prepare(Settings(local=Local(device=device))).notes
    assert any("never been tried" in note for note in noted) == (device in UNTRIED)
