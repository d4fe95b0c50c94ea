"""Ink that looks like a line of text and lies outside every line that was read.

Pixels and the boxes of all read lines enter, boxes of unread rows leave (px of the same page), and
for each read line the characters that no read word covers: what else may have been written there.
Text-like means five or more components of a character's size in a row, on paper as bright as that
of the lines. With one line's box taken away it found that line on 16 of 20 pages; with all boxes it
speaks on 4 of 80 (missed balloons and a torn heading, but also drawn grass and a bar code), .05 s a
page. It is a reason to look, never a reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recto.ink.components import (
    MARGIN_Y,
    Boxes,
    Ink,
    around,
    covered,
    from_top,
    grey_of,
    in_lines,
    is_character,
    left_to_right,
    mask,
    on_paper,
    page_ink,
    rows_of,
)
from recto.model.page import Box, Pixels

FEWEST = 5  # characters in a row
NARROWEST = 2.5  # line heights that a row is wide
EVEN = 2.0  # ratio of the upper and lower quartile of the characters' heights
SLOPE = 2.2  # characters' heights that a whole row is high
REACH = 8.0  # line heights from a line's end to a word that may have been missed there
QUARTERS = (25, 50, 75)  # percentiles of the characters' heights


@dataclass(frozen=True, slots=True)
class UnreadInk:
    """What no reader read."""

    rows: tuple[Box, ...] = ()  # px of the page, top to bottom
    # for each read line: characters in and beside it that no word covers
    free: tuple[tuple[Box, ...], ...] = ()


NOTHING_UNREAD = UnreadInk()


def unread_ink(
    pixels: Pixels, read: Sequence[Box], height: float, words: Sequence[Box] | None = None
) -> UnreadInk:
    """Unread rows and characters; nothing without a read line, since then nothing says what text
    looks like.

    `height` is the usual height of a line, px; `words` are the boxes of what was read in the lines,
    the whole lines where they are not given.
    """
    grey = grey_of(pixels)
    inside = mask(grey.shape, read, 0.0, 0.0)
    if not inside.any():
        return NOTHING_UNREAD
    ink = page_ink(grey, inside, height)
    characters = is_character(ink, height)
    unread = characters & ~in_lines(ink, read, height)
    rows = rows_of(ink, unread, height)
    boxes = [around(row) for row in rows if is_row(row, ink, height)]
    boxes.sort(key=from_top)
    margin = MARGIN_Y * height
    of_words = mask(grey.shape, read if words is None else words, margin, margin)
    uncovered = characters & ~covered(ink, of_words)
    left_over = left_to_right(ink.boxes[uncovered])
    free = [_free(left_over, box, height) for box in read]
    return UnreadInk(tuple(boxes), tuple(free))


def _free(characters: Boxes, line: Box, height: float) -> tuple[Box, ...]:
    """The characters on the line's level, in it or within reach of its two ends, left to right."""
    reach = REACH * height
    left, top, right, bottom = characters.T
    x = (left + right) / 2
    y = (top + bottom) / 2
    is_level = (y > line.top) & (y < line.bottom)
    is_near = x > line.left - reach
    is_near &= x < line.right + reach
    near = characters[is_level & is_near].astype(float)
    return tuple(Box(*character) for character in near.tolist())


def is_row(row: Boxes, ink: Ink, height: float, fewest: int = FEWEST) -> bool:
    """Enough characters, wide, straight, even, and on bright paper."""
    if len(row) < fewest:
        return False
    _, top, _, bottom = row.T
    low, middle, high = np.percentile(bottom - top, QUARTERS)
    if high > EVEN * low:
        return False
    box = around(row)
    if box.width < NARROWEST * height or box.height > SLOPE * middle:
        return False
    return on_paper(row, ink)
