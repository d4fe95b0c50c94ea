"""What is asked and shown: plans, pictures, both protocols, replays and the probe."""

from __future__ import annotations

from base64 import b64decode
from itertools import pairwise

import cv2
import numpy as np
import pytest
from tests.vision.pages import drawn, evidence, options, read, row_box, whole_page
from tests.vision.server import Server, chat, edits

from recto.model.page import Box, Pixels
from recto.model.transcript import Decision
from recto.readers.vision.ask.asks import halves, plan
from recto.readers.vision.ask.images import Picture, crop, encode, line_pictures, page_pictures
from recto.readers.vision.ask.tokens import family
from recto_preprocessing import View
from recto_preprocessing.geometry import IDENTITY, Projective

TRUTH = [f"line {i} of the page" for i in range(25)]
PAGE = evidence(TRUTH, {3: "1ine 3 of tne page", 7: None})


def decisions(*wanted: tuple[str, Box]) -> list[Decision]:
    """Decisions from pairs."""
    # Table of literals
    return [Decision(box, action, "test", 1.0) for action, box in wanted]  # type: ignore[arg-type]


TOP, BOTTOM = Box(0, 0, 900, 14 + 40 * 12), Box(0, 14 + 40 * 12, 900, 1100)


@pytest.mark.parametrize(
    ("wanted", "send", "expected"),
    [
        ([("keep", TOP)], "auto", []),
        ([("lines", TOP)], "auto", [("lines", 10), ("lines", 2)]),
        ([("page", TOP), ("lines", BOTTOM)], "auto", [("page", 12), ("lines", 10), ("lines", 3)]),
        ([("page", TOP), ("lines", row_box(2))], "auto", [("page", 12)]),
        ([("lines", TOP), ("lines", TOP)], "auto", [("lines", 10), ("lines", 2)]),
        ([("contested", row_box(2)), ("contested", row_box(4))], "auto", [("contested", 0)]),
        ([("page", TOP)], "lines", [("lines", 10), ("lines", 2)]),
        ([("transcribe", TOP)], "lines", [("lines", 10), ("lines", 2)]),
        ([("lines", row_box(2))], "page", [("page", 25)]),
        ([("transcribe", BOTTOM)], "auto", [("transcribe", 13)]),
        ([("page", Box(0, 1030, 900, 1080))], "auto", [("transcribe", 0)]),
    ],
)
def test_decisions_become_asks(wanted, send, expected) -> None:
    """Ten lines to an ask, pages swallow their lines, `--send` overrules."""
    found = plan(PAGE, decisions(*wanted), send)
    assert [(ask.kind, len(ask.lines)) for ask in found] == expected


def test_no_line_is_asked_twice() -> None:
    """However decisions overlap."""
    found = plan(
        PAGE,
        decisions(("lines", TOP), ("lines", row_box(3)), ("lines", Box(0, 0, 900, 1100))),
        "auto",
    )
    ids = [i for ask in found for i in ask.ids]
    assert sorted(ids) == list(range(25))


def test_halving_an_ask_keeps_every_line() -> None:
    """Down to single lines."""
    (ask, *_) = plan(PAGE, whole_page(PAGE), "auto")
    todo, single = [ask], []
    while todo:
        parts = halves(todo.pop())
        if parts is None:
            continue
        for part in parts:
            (single if len(part.lines) == 1 else todo).append(part)
    assert sorted(part.ids[0] for part in single) == list(ask.ids)


@pytest.mark.parametrize(
    ("model", "pictures"), [("gpt-4o", 1), ("gpt-4o-mini", 1), ("qwen2.5-vl-7b", 10)]
)
def test_tile_models_get_a_montage_and_patch_models_get_crops(model: str, pictures: int) -> None:
    """Whichever costs less by the model's own formula."""
    boxes = [row_box(i) for i in range(10)]
    found = line_pictures(PAGE.view, boxes, [str(i) for i in range(10)], family(model), 10)
    assert len(found) == pictures
    other = line_pictures(PAGE.view, boxes, [str(i) for i in range(10)], family(model), 1)
    cost = [sum(family(model).tokens(*picture.size) for picture in each) for each in (found, other)]
    assert cost[0] <= cost[1]


def test_a_server_that_takes_one_picture_gets_a_montage() -> None:
    """A preset's limit on pictures is kept."""
    assert (
        len(line_pictures(PAGE.view, [row_box(0), row_box(1)], ["0", "1"], family("qwen2.5-vl"), 1))
        == 1
    )


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-4.1-mini", "claude-sonnet-4.5", "qwen2.5-vl"])
def test_nothing_is_sent_that_the_model_would_throw_away(model: str) -> None:
    """The picture has the size that the model looks at, and all strips together show the whole
    page.
    """
    pixels = np.full((3508, 2480), 255, np.uint8)
    lines = [Box(200, 200 + 50 * i, 2300, 235 + 50 * i) for i in range(60)]
    found = page_pictures(
        View(pixels, IDENTITY, 300.0), Box(0, 0, 2480, 3508), lines, family(model), 10
    )
    for picture in found:
        seen = family(model).seen(*picture.size)
        assert seen[0] >= picture.size[0] * 0.99
    boxes = [picture.boxes[0] for picture in found]
    assert (boxes[0].top, boxes[-1].bottom) == (0, 3508)
    assert all(a.bottom == b.top for a, b in pairwise(boxes))
    assert not any(line.top < box.top < line.bottom for line in lines for box in boxes)


def test_a_crop_follows_the_way_home() -> None:
    """Boxes are in px of the original page; the view is turned by 90 degrees and twice as large."""
    turned = Projective(np.array([[0.0, -2.0, 200.0], [2.0, 0.0, 0.0], [0.0, 0.0, 1.0]]))
    pixels = np.zeros((160, 200), np.uint8)
    pixels[40:80, 120:160] = 255  # original x 20..40, y 20..40
    found = crop(View(pixels, turned, 300.0), Box(20, 20, 40, 40))
    assert found.shape == (40, 40)
    assert found.min() == 255


def _pixels(data: bytes) -> Pixels:
    return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED), np.uint8)


def test_pictures_keep_their_colours_and_shrink_under_the_limit() -> None:
    """RGB in, RGB on the wire; a large noisy page becomes a JPEG that fits."""
    red = np.zeros((20, 20, 3), np.uint8)
    red[..., 0] = 255
    # OpenCV reads BGR
    assert _pixels(encode(Picture(red, ()), 10_000).data)[9, 9].tolist() == [0, 0, 254]
    noise = np.random.default_rng(1).integers(0, 255, (1500, 1500), np.uint8)
    packed = encode(Picture(noise, ()), 1_000_000)
    assert packed.mime == "image/jpeg"
    assert len(packed.data) <= 1_000_000


def test_the_server_gets_the_lines_that_it_is_asked_about() -> None:
    """The montage holds the ink of the lines, each beside its label."""
    with Server(chat(edits({}))) as server:
        read(PAGE, options(server.url), decisions(("lines", Box(0, 0, 900, 54))))
    (url,) = server.received[0].pictures
    sent = _pixels(b64decode(url.split(",", 1)[1]))
    ink = (sent[:, 72:] < 128).sum()
    assert 0.5 < ink / (drawn(TRUTH[:1]) < 128).sum() < 2.5
    assert (sent[:, :72] < 128).any()
