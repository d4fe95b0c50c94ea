"""How thick strokes are: the same in black and in pale ink, and of each line its own."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from tests.layout.test_page_numbers import line

from recto.ink.pen import NO_PEN, UNKNOWN, Pen
from recto.ink.strokes import NO_SEGMENTS, NO_STROKES, Strokes, find_strokes
from recto.layout import arrange
from recto.model.page import Box, Pixels

TOP, HEIGHT, LEFT, WIDTH = 100, 40, 100, 400
LINE = [Box(LEFT - 4, TOP - 4, LEFT + WIDTH, TOP + HEIGHT + 4)]


def bars(thick: int, *, ink: int = 0, paper: int = 255, scale: int = 1) -> Pixels:
    """A page with upright strokes on one line."""
    page = np.full((600 * scale, 800 * scale), paper, np.uint8)
    for left in range(LEFT, LEFT + WIDTH - 20, 20):
        down = slice(TOP * scale, (TOP + HEIGHT) * scale)
        page[down, left * scale : (left + thick) * scale] = ink
    return np.asarray(cv2.GaussianBlur(page, (0, 0), 0.7), np.uint8)


@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (110, 255), (60, 190), (120, 200)])
@pytest.mark.parametrize("thick", [2, 3, 5, 8])
def test_the_thickness_of_strokes_of_any_ink_on_any_paper(thick: int, ink: int, paper: int) -> None:
    """Within a fifth, and half a px, of what was drawn: ends of strokes count as edges, too."""
    (found,) = find_strokes(bars(thick, ink=ink, paper=paper)).pen.thickness([LINE])
    assert abs(found - thick) < 0.2 * thick + 0.5


def test_px_are_those_of_the_page() -> None:
    """A page that is looked at in half its size has strokes as thick as they stand on it."""
    page = bars(4, scale=4)
    (box,) = LINE
    boxes = [[Box(4 * box.left, 4 * box.top, 4 * box.right, 4 * box.bottom)]]
    (found,) = find_strokes(page).pen.thickness(boxes)
    assert abs(found - 16) < 4


def test_what_has_no_ink_has_no_thickness() -> None:
    """Blank paper, noise on it, a line outside the page, and a page without pixels."""
    dice = np.random.default_rng(7)
    blank = np.clip(dice.normal(230, 2, (600, 800)), 0, 255).astype(np.uint8)
    outside = [Box(900, 700, 990, 720)]
    assert find_strokes(blank).pen.thickness([LINE, outside, []]) == [UNKNOWN] * 3
    assert NO_PEN.thickness([LINE]) == [UNKNOWN]
    assert find_strokes(np.full((2, 2), 255, np.uint8)).pen.thickness([LINE]) == [UNKNOWN]


HEADS = ("Samples of air", "Methods of work", "Results of all")
FULL = "one two three four five six seven eight nine ten eleven twelve"


def test_a_head_in_bold_is_one_though_it_is_as_large_as_its_text() -> None:
    """And plain lines of the same places and words are none."""
    lines = []
    top = 100.0
    for head in HEADS:
        for text in (head, *[FULL] * 6, "one two three."):
            lines.append(line(top, (100, text)))
            top += 28 if text in HEADS else 24
        top += 8
    dark = np.full((250, 250), 20, np.float16)
    for each in lines:
        if each.text in HEADS:
            rows = slice(round(each.box.top / 4), round(each.box.bottom / 4))
            dark[rows] = 27
    bold = Strokes(NO_SEGMENTS, NO_SEGMENTS, Pen(dark, np.full_like(dark, 20), 4.0))
    found = []
    for strokes in (bold, NO_STROKES):
        blocks = arrange(lines, 900, 1000, ruling=strokes)
        heads = [block for block in blocks if block.kind == "heading"]
        found.append([lines[block.lines[0]].text for block in heads])
    assert found == [list(HEADS[1:]), []]
