"""Rows of ink that no reader read are found; drawings, rules and dark borders are not taken for
text.
"""

import cv2
import numpy as np
import pytest
from tests.vision.pages import drawn, row_box

from recto.ink.unread import unread_ink
from recto.model.page import Box, Pixels

LINES = [
    "Accounts of the works in March",
    "Repair of the old bridge",
    "Lamp oil for the harbour",
    "Wages of two watchmen",
]
HEIGHT = 24.0  # px of a line


def ink_of(lines: list[str], read: list[int]) -> tuple[Pixels, list[Box]]:
    """The drawn page and the boxes of the lines that were read."""
    return drawn(lines), [row_box(at) for at in read]


@pytest.mark.parametrize("missed", range(4))
def test_a_line_that_was_missed_is_found(missed: int) -> None:
    """Its row, and nothing else."""
    pixels, read = ink_of(LINES, [at for at in range(4) if at != missed])
    (row,) = unread_ink(pixels, read, HEIGHT).rows
    assert row.intersection(row_box(missed)) > 0.9 * row.area


def test_a_page_that_was_read_has_none() -> None:
    """Nor is there a character that no word covers."""
    found = unread_ink(*ink_of(LINES, [0, 1, 2, 3]), HEIGHT)
    assert found.rows == ()
    assert found.free == ((),) * 4


def test_words_behind_the_end_of_a_line_are_seen() -> None:
    """The box ends after the first words."""
    pixels, read = ink_of(LINES, [0, 1, 2, 3])
    short = Box(read[0].left, read[0].top, 190, read[0].bottom)
    free = unread_ink(pixels, [short, *read[1:]], HEIGHT).free
    assert len(free[0]) > 10
    assert all(box.left >= 180 for box in free[0])
    assert free[1:] == ((),) * 3


def _ruled(pixels: Pixels) -> None:
    cv2.line(pixels, (20, 300), (880, 300), 0, 3)


def _dark(pixels: Pixels) -> None:
    pixels[260:340] = np.random.default_rng(3).integers(10, 60, (80, pixels.shape[1]), np.uint8)


def _photo(pixels: Pixels) -> None:
    cv2.circle(pixels, (300, 300), 35, 90, -1)


def _specks(pixels: Pixels) -> None:
    pixels[270:330:9, 40:800:13] = 0


@pytest.mark.parametrize("draw", [_ruled, _dark, _photo, _specks])
def test_what_is_no_text_is_left_alone(draw) -> None:
    """A rule, a dark border, a picture, specks."""
    pixels = cv2.copyMakeBorder(drawn(LINES), 0, 160, 0, 0, cv2.BORDER_CONSTANT, value=255)
    draw(pixels)
    assert (
        unread_ink(np.asarray(pixels, np.uint8), [row_box(at) for at in range(4)], HEIGHT).rows
        == ()
    )


def test_without_a_read_line_nothing_says_what_text_looks_like() -> None:
    """A page that nobody read has no unread rows: it is unread as a whole."""
    assert unread_ink(drawn(LINES), [], HEIGHT).rows == ()
