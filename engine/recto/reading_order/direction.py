"""Which way the lines of a page run, and the frame in which they all run from left to right.

Boxes and texts enter; boxes in a frame leave in which a row is read from left to right and rows
from top to bottom: mirrored where Arabic or Hebrew is written, turned where lines run down the page
and follow one another to the left. Whoever orders lines need know of one direction only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from recto.reading_order.rows import Boxes

LEFTWARD_LETTERS = ("R", "AL")  # Unicode's bidirectional classes of Hebrew and Arabic letters
FIRST_LEFTWARD = "\u0590"  # Unicode's block of Hebrew: no such letter stands before it
TALL = 2.0  # height : width of a line that runs down the page
FEWEST_CHARACTERS = 2  # of a line that tells the direction: a single one may be tall anywhere


class Direction(StrEnum):
    """Of the text in a line."""

    RIGHTWARD = "rightward"
    LEFTWARD = "leftward"
    DOWNWARD = "downward"  # and the next line to the left of it


def direction_of(boxes: Boxes, texts: Sequence[str]) -> Direction:
    """That of most letters of the page."""
    down = across = leftward = 0
    for (left, top, right, bottom), text in zip(boxes.tolist(), texts, strict=True):
        letters = sum(map(str.isalpha, text))
        if not text.isascii():
            leftward += _leftward(text)
        if letters < FEWEST_CHARACTERS:
            continue
        if bottom - top > TALL * (right - left):
            down += letters
        else:
            across += letters
    if down > across:
        return Direction.DOWNWARD
    return Direction.LEFTWARD if leftward > across / 2 else Direction.RIGHTWARD


def _leftward(text: str) -> int:
    """Letters of it that are written to the left."""
    letters = [each for each in text if each >= FIRST_LEFTWARD and each.isalpha()]
    classes = map(unicodedata.bidirectional, letters)
    return sum(each in LEFTWARD_LETTERS for each in classes)


def in_frame(boxes: Boxes, direction: Direction) -> Boxes:
    """(N, 4) left, top, right, bottom of boxes, or ends of strokes, px; the frame's zero is the
    page's.
    """
    left, top, right, bottom = boxes.T
    if direction is Direction.LEFTWARD:
        return np.column_stack([-right, top, -left, bottom])
    if direction is Direction.DOWNWARD:
        return np.column_stack([top, -right, bottom, -left])
    return boxes
