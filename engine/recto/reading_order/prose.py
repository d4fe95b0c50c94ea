"""What stands on the two sides of a gutter: whether both are columns of prose, side by side.

Lines of a LevelPage and masks over them enter, a row for each gutter, many at once; a boolean a
gutter leaves. Lengths are px of the levelled page.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recto.reading_order.rows import Boxes, Indices, LevelPage, letters_of, rows
from recto.text.spacing import room

Mask = NDArray[np.bool_]

MIN_ROWS = 4  # on each side of a gutter
MIN_ROW_LENGTH = 5.0  # line heights: shorter rows are labels or figures, not columns
MIN_ROW_CHARACTERS = 12  # a Chinese one is as wide as two
MIN_LETTERS = 0.6
SHARED_HEIGHT = 0.5  # of the shorter side's, for two sides to stand beside each other


def side_by_side(left: Boxes, right: Boxes) -> bool:
    """They share most of the shorter one's height; one below the other is not beside it.

    Boxes thinner than the tolerance stand on both sides of a strip, so one side may be left with
    nothing.
    """
    if not len(left) or not len(right):
        return False
    _, left_tops, _, left_bottoms = left.T
    _, right_tops, _, right_bottoms = right.T
    bottom = min(left_bottoms.max(), right_bottoms.max())
    top = max(left_tops.min(), right_tops.min())
    left_height = np.ptp(left[:, [1, 3]])
    right_height = np.ptp(right[:, [1, 3]])
    lower = min(left_height, right_height)
    return bool(bottom - top >= SHARED_HEIGHT * lower)


class LinesInRows:
    """Some lines and the rows that they stand in, found once for all gutters that are tried.

    `boxes` are those of the lines, row by row: the masks are over these.
    """

    def __init__(self, page: LevelPage, indices: Indices) -> None:
        found = rows(page, indices)
        self.count = len(found)
        in_rows = np.concatenate([np.array(row) for row in found])
        lengths = np.array([len(row) for row in found])
        self._starts = np.cumsum(lengths) - lengths
        self.boxes = page.boxes[in_rows]
        self._height = page.height
        texts = [page.texts[i] for i in in_rows]
        marks = [text.replace(" ", "") for text in texts]
        letters = map(letters_of, marks)
        told = zip(map(room, texts), map(len, marks), letters, strict=True)
        # characters, marks, letters of each line
        self._told = np.array(list(told), dtype=np.float64)

    def are_columns(self, left: Mask, right: Mask) -> Mask:
        """(gutters,) from (gutters, lines): both sides are columns of prose, side by side."""
        is_beside = self._are_beside(left, right)
        found = np.zeros(len(left), dtype=bool)
        at = np.flatnonzero(is_beside)
        at = at[self._are_prose(left[at])]
        at = at[self._are_prose(right[at])]
        found[at] = True
        return found

    def _are_beside(self, left: Mask, right: Mask) -> Mask:
        """As `side_by_side`."""
        _, line_tops, _, line_bottoms = self.boxes.T
        tops, bottoms = [], []
        for side in (left, right):
            inside = np.where(side, line_tops, np.inf)
            tops.append(inside.min(axis=1))
            inside = np.where(side, line_bottoms, -np.inf)
            bottoms.append(inside.max(axis=1))
        is_some = left.any(axis=1) & right.any(axis=1)
        top = np.maximum(*tops)
        bottom = np.minimum(*bottoms)
        heights = np.subtract(bottoms, tops)
        shared = bottom - top >= SHARED_HEIGHT * heights.min(axis=0)
        return np.asarray(is_some & shared)

    def _are_prose(self, side: Mask) -> Mask:
        """Rows enough, long enough, and mostly of letters."""
        if not len(side):
            return np.zeros(0, dtype=bool)
        present = np.logical_or.reduceat(side, self._starts, axis=1)
        left = np.where(side, self.boxes[:, 0], np.inf)
        right = np.where(side, self.boxes[:, 2], -np.inf)
        begins = np.minimum.reduceat(left, self._starts, axis=1)
        ends = np.maximum.reduceat(right, self._starts, axis=1)
        length = np.where(present, ends - begins, np.inf)
        written = np.where(side, self._told[:, 0], 0.0)
        characters = np.add.reduceat(written, self._starts, axis=1)
        _, marks, letters = (side @ self._told).T
        number = present.sum(axis=1)
        is_prose = number >= MIN_ROWS
        middle_length = _median(length, number)
        is_prose &= middle_length >= MIN_ROW_LENGTH * self._height
        of_rows = np.where(present, characters, np.inf)
        middle_characters = _median(of_rows, number)
        is_prose &= middle_characters >= MIN_ROW_CHARACTERS
        share = letters / np.maximum(1, marks)
        is_prose &= share >= MIN_LETTERS
        return np.asarray(is_prose)


def _median(values: Boxes, number: Indices) -> Boxes:
    """Of the first so many of each row once it is sorted; what does not count is infinite."""
    ordered = np.sort(values, axis=1)
    last = number.clip(min=1) - 1
    middle = np.column_stack([last // 2, (last + 1) // 2])
    return np.asarray(np.take_along_axis(ordered, middle, axis=1).mean(axis=1))
