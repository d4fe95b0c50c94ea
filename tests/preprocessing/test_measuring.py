"""What is measured on drawn pages is what was drawn into them."""

from __future__ import annotations

import numpy as np
import pytest
from tests.preprocessing.drawn import page, shaded, turned

from recto_preprocessing.orientation import turn
from recto_preprocessing.page_in_work import follow
from recto_preprocessing.quality import measure
from recto_preprocessing.textlines import NONE, page_lines, text_lines


@pytest.mark.parametrize(("paper", "digital"), [(255, True), (252, True), (230, False)])
def test_born_digital(paper: int, digital: bool) -> None:
    """Flat and nearly white paper is a printer's, not a scanner's."""
    drawn = page(400, 500, paper=paper)
    assert measure(drawn.pixels, drawn.lines).born_digital is digital


@pytest.mark.parametrize("grain", [0.0, 3.0, 8.0])
def test_noise(grain: float) -> None:
    """The grain of the paper is found to a quarter, however dark the ink."""
    drawn = page(400, 500, paper=230)
    assert measure(shaded(drawn.pixels, 1.0, grain), drawn.lines).noise == pytest.approx(
        grain, rel=0.25, abs=0.3
    )


def test_unevenness() -> None:
    """Light that falls off by 40% down the page shows as paper that differs from line to line."""
    drawn = page(400, 500)
    flat, uneven = (
        measure(shaded(drawn.pixels.T, dark, 1).T, drawn.lines).unevenness for dark in (1.0, 0.6)
    )
    assert flat < 5
    assert 40 < uneven < 0.4 * 255


@pytest.mark.parametrize(("content", "blank"), [("nothing", True), ("dust", True), ("text", False)])
def test_blank(content: str, blank: bool) -> None:
    """A page with a few specks is blank, one with text is not."""
    drawn = page(400, 500)
    empty = np.full((500, 400), 250, np.uint8)
    if content == "dust":
        empty[[50, 200, 333], [70, 300, 20]] = 100
    given = drawn.pixels if content == "text" else empty
    assert measure(given, text_lines(given)).blank is blank


@pytest.mark.parametrize("turns", [0, 1])
def test_lines_found_without_a_detector(turns: int) -> None:
    """OpenCV alone finds most lines, whichever way they run."""
    drawn = page(600, 800)
    found = text_lines(np.ascontiguousarray(np.rot90(drawn.pixels, turns)))
    assert 0.7 * len(drawn.lines) <= len(found) <= 1.5 * len(drawn.lines)
    assert measure(drawn.pixels, found).sideways == pytest.approx(turns, abs=0.05)


def test_skew_of_boxes() -> None:
    """The lines' own angle, without looking at pixels."""
    drawn = page(600, 800)
    slope = np.tan(np.radians(3.0))
    quads = drawn.lines + np.stack([0 * drawn.lines[..., 0], slope * drawn.lines[..., 0]], axis=-1)
    assert measure(turned(drawn.pixels, 3), quads).skew == pytest.approx(3.0, abs=0.1)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_boxes_follow_a_turn(turns: int) -> None:
    """Turned boxes start at the top left again."""
    box = np.array([[[10.0, 20.0], [110.0, 20.0], [110.0, 30.0], [10.0, 30.0]]])
    _, geometry = turn(np.zeros((100, 200), np.uint8), turns)
    after = follow(box, geometry)[0]
    assert (after[0] <= after[2]).all()
    assert after[0, 1] == after[1, 1]
    assert after[1, 0] == after[2, 0]


def test_no_lines() -> None:
    """A page without lines measures as zero, and nothing fails."""
    measured = measure(np.full((300, 200), 255, np.uint8), NONE)
    assert (measured.line_height, measured.sideways, measured.skew) == (0.0, 0.0, 0.0)


def test_lines_of_a_page_are_found_once() -> None:
    """The same page in colour or grey has the same lines; looking again gives the very same
    boxes.
    """
    drawn, other = page(400, 500), page(500, 400)
    colour = np.dstack([drawn.pixels] * 3)
    first = page_lines(colour)
    assert np.array_equal(first, text_lines(drawn.pixels))
    assert page_lines(colour) is first
    assert np.array_equal(page_lines(other.pixels), text_lines(other.pixels))
