"""Text that is set to both edges beside what is none: the labels of a figure, a margin of notes and
numbers. It is read by itself, though the other side is no column of prose.

A LevelPage and the indices of some of its lines enter; the sides of the widest such strip leave,
one part without one. Text that is not set so (ragged) is left to other rules.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recto.reading_order.beside import IN_STEP, row_middles
from recto.reading_order.columns import in_grid
from recto.reading_order.prose import side_by_side
from recto.reading_order.rows import Indices, LevelPage, rows

FEWEST = 6  # rows of the text
LONG = 10.0  # line heights of its rows
AT_EDGE = 0.5  # line heights that an end may lie off the edge that most ends share
FULL = 0.6  # of the rows end at the edge, those that end a paragraph do not
BEGUN = 0.5  # of them begin at one, paragraphs and lists are set in
FILLED = 0.85  # of a row is in its pieces: cells of a table stand apart
TABLE = 0.85  # of the other side's rows are in step with the text in a table
RULED = 2  # strokes over the strip
MIN_LETTERS = 0.6
NARROW = 0.75  # line heights of the strip


def beside_set_text(page: LevelPage, indices: Indices) -> list[Indices]:
    """Left before right, where one side is such text and both are no table."""
    starts, _, ends, _ = page.boxes[indices].T
    order = np.argsort(starts, kind="stable")
    reached = np.maximum.accumulate(ends[order])[:-1]
    begins = starts[order][1:]
    gaps = begins - reached
    for k in np.argsort(-gaps, kind="stable").tolist():
        if gaps[k] < NARROW * page.height:
            break
        is_right = starts >= begins[k]
        left, right = indices[~is_right], indices[is_right]
        if _are_apart(page, left, right):
            return [left, right]
    return [indices]


def _are_apart(page: LevelPage, left: Indices, right: Indices) -> bool:
    if not side_by_side(page.boxes[left], page.boxes[right]) or _crossing(page, left, right):
        return False
    for side, other in ((left, right), (right, left)):
        if is_set(page, side) and not _in_step(page, other, side):
            return True
    return False


def _crossing(page: LevelPage, left: Indices, right: Indices) -> bool:
    """Strokes between rows run over the strip, or a grid is ruled: the rows of a table."""
    both = np.concatenate([left, right])
    _, top, _, bottom = page.span(both)
    x0, y0, x1, y1 = page.horizontal.T
    level = (y0 + y1) / 2
    over = x0 < page.boxes[left, 2].max() - page.height
    over &= x1 > page.boxes[right, 0].min() + page.height
    over &= (level > top) & (level < bottom)
    return int(over.sum()) >= RULED or in_grid(page, both)


def _in_step(page: LevelPage, other: Indices, text: Indices) -> bool:
    """Every row of the other side stands at the height of a row of the text, as the first cells of
    a table do; of labels about half do, by chance.
    """
    offsets = np.abs(row_middles(page, other)[:, None] - row_middles(page, text)[None])
    near = offsets.min(axis=1) < IN_STEP * page.height
    return bool(near.mean() >= TABLE)


def is_set(page: LevelPage, indices: Indices) -> bool:
    """Rows of letters that begin and end at common edges."""
    found = rows(page, indices)
    if len(found) < FEWEST or page.letters(indices) < MIN_LETTERS:
        return False
    begins, ends, filled = [], [], []
    for row in found:
        left, _, right, _ = page.boxes[row].T
        begins.append(left.min())
        ends.append(right.max())
        filled.append((right - left).sum())
    length = np.maximum(1.0, np.subtract(ends, begins))
    if np.median(length) < LONG * page.height or np.median(filled / length) < FILLED:
        return False
    slack = AT_EDGE * page.height
    return _share_at_edge(begins, slack) >= BEGUN and _share_at_edge(ends, slack) >= FULL


def _share_at_edge(ends: Sequence[float], slack: float) -> float:
    """Of ends that lie where their median does."""
    off = np.abs(np.subtract(ends, np.median(ends)))
    return float(np.mean(off < slack))
