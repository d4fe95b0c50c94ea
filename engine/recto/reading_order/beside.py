"""Texts side by side: whether each is read by itself, or both are the columns of one table.

A LevelPage and the lines on either side of a strip enter, a boolean leaves. Lengths are px of the
levelled page.
"""

from __future__ import annotations

import numpy as np

from recto.reading_order.columns import in_grid
from recto.reading_order.prose import side_by_side
from recto.reading_order.rows import Boxes, Indices, LevelPage, rows

IN_STEP = 0.3  # line heights between the middles of cells of one table row
# share of the rows that are in step with a row beside them: with equal leading, half are by chance
TABLE = 0.6
RULED_TABLE = 0.8  # the same where a stroke runs between
FILLED = 0.4  # of the longer side's rows have a partner in a table
MIN_LETTERS = 0.6
CENTRED = 0.5  # line heights, and share of the ragged edges' spread, that centred middles spread
LEAST_CENTRED = 3  # lines


def are_blocks(page: LevelPage, left: Indices, right: Indices, ruled: bool) -> bool:
    """Texts beside each other that are no table, or are set centred."""
    if not side_by_side(page.boxes[left], page.boxes[right]):
        return False
    if min(page.letters(left), page.letters(right)) < MIN_LETTERS:
        return False
    if not is_table(page, left, right, ruled):
        return True
    return is_centred(page, left) and is_centred(page, right)


def is_table(page: LevelPage, left: Indices, right: Indices, ruled: bool) -> bool:
    """Most rows of the side with fewer have a row at the same height on the other side, and those
    are not few of it.
    """
    sides = (row_middles(page, left), row_middles(page, right))
    here, there = sorted(sides, key=len)
    offsets = np.abs(here[:, None] - there[None])
    nearest = offsets.min(axis=1)
    in_step = int((nearest < IN_STEP * page.height).sum())
    if in_grid(page, np.concatenate([left, right])):
        return in_step >= TABLE * len(here)
    least = RULED_TABLE if ruled else TABLE
    if in_step < least * len(here):
        return False
    return in_step >= FILLED * len(there)


def row_middles(page: LevelPage, indices: Indices) -> Boxes:
    """Heights at which the rows of the lines stand, px."""
    middles = []
    for row in rows(page, indices):
        boxes = page.boxes[row]
        middles.append(boxes[:, [1, 3]].mean())
    return np.array(middles)


def is_centred(page: LevelPage, indices: Indices) -> bool:
    """Three lines or more with a common middle and ragged edges."""
    left = page.boxes[indices, 0]
    right = page.boxes[indices, 2]
    middle = (left + right) / 2
    spread = float(np.std(middle))
    ragged = min(float(np.std(left)), float(np.std(right)))
    if len(indices) < LEAST_CENTRED or spread >= CENTRED * page.height:
        return False
    return spread < CENTRED * ragged
