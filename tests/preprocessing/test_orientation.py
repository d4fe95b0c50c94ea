"""Pages turned by quarter turns come back upright; upright ones stay, whatever little is known."""

from __future__ import annotations

import numpy as np
import pytest
from tests.preprocessing.drawn import page, turned

from recto.readers.ppocr.reader import Ppocr
from recto_preprocessing import clean
from recto_preprocessing.orientation import strips

READER = Ppocr()


@pytest.mark.parametrize("turns", range(4))
def test_turned_page_comes_back(turns: int) -> None:
    """Real PP-OCR tells which end of a real line is up."""
    drawn = page(500, 400)
    given = np.ascontiguousarray(np.rot90(drawn.pixels, turns))
    cleaned = clean(given, 150, quads=READER.detect(given), read_strip=READER.readability)
    np.testing.assert_array_equal(cleaned.upright.pixels, drawn.pixels)


@pytest.mark.parametrize("turns", [0, 2])
def test_slanting_lines_tell_which_end_is_up(turns: int) -> None:
    """Each is cut out along its own sides, without its neighbours."""
    given = np.ascontiguousarray(np.rot90(turned(page(700, 500).pixels, 8), turns))
    cleaned = clean(
        given, 150, quads=READER.detect(given), read_strip=READER.readability, steps="orientation"
    )
    assert len(cleaned.steps) == turns // 2


def test_strips_are_cut_along_the_line() -> None:
    """A box of 300 x 20 px that slants by 45 degrees gives a strip of 300 x 20 px."""
    run, rise = 300 / np.sqrt(2), 20 / np.sqrt(2)
    quad = np.array(
        [
            [50.0, 30.0],
            [50 + run, 30 + run],
            [50 + run - rise, 30 + run + rise],
            [50 - rise, 30 + rise],
        ]
    )
    assert [strip.shape for strip in strips(page(400, 400).pixels, quad[None])] == [(20, 300)]


def test_without_a_reader_a_sideways_page_stays_and_that_is_said() -> None:
    """Nothing tells which end is up, so nothing is guessed."""
    drawn = page(500, 400)
    given = np.ascontiguousarray(np.rot90(drawn.pixels))
    cleaned = clean(given, 150)
    assert np.shares_memory(cleaned.upright.pixels, given)
    assert np.array_equal(cleaned.upright.pixels, given)
    assert [step.name for step in cleaned.steps] == ["orientation"]
    assert "no reader" in cleaned.steps[0].reason


def test_unreadable_page_is_left_as_it_is() -> None:
    """Lines that read badly both ways (handwriting) do not turn the page on its head."""
    drawn = page(500, 400)
    quads = READER.detect(drawn.pixels)
    assert clean(drawn.pixels, 150, quads=quads, read_strip=lambda _: 0.3).steps == ()


def test_no_lines_no_turn() -> None:
    """A picture without text is not turned."""
    drawn = np.random.default_rng(3).integers(0, 255, (300, 200), dtype=np.uint8)
    assert "orientation" not in [
        step.name for step in clean(drawn, 150, quads=np.zeros((0, 4, 2))).steps
    ]
