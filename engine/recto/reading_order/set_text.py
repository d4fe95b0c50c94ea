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
from recto.reading_order.rows import Boxes, Indices, LevelPage, rows

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
    boxes = page.boxes[indices]
    starts = boxes[:, 0]
    least = NARROW * page.height
    for width, begins in _strips(boxes):
        if width < least:
            break
        is_right = starts >= begins
        left = indices[~is_right]
        right = indices[is_right]
        if _are_apart(page, left, right):
            return [left, right]
    return [indices]


def _strips(boxes: Boxes) -> list[tuple[float, float]]:
    """(width, where the right side begins) of what no box covers from top to bottom, the widest
    first.
    """
    by_start = np.argsort(boxes[:, 0], kind="stable")
    ordered = boxes[by_start]
    ends = ordered[:-1, 2]
    reached = np.maximum.accumulate(ends)
    begins = ordered[1:, 0]
    widths = begins - reached
    found = zip(widths.tolist(), begins.tolist(), strict=True)
    return sorted(found, reverse=True)


def _are_apart(page: LevelPage, left: Indices, right: Indices) -> bool:
    if not side_by_side(page.boxes[left], page.boxes[right]):
        return False
    if _is_ruled(page, left, right):
        return False
    for side, other in ((left, right), (right, left)):
        if is_set(page, side) and not _in_step(page, other, side):
            return True
    return False


def _is_ruled(page: LevelPage, left: Indices, right: Indices) -> bool:
    """Strokes between rows run over the strip, or a grid is drawn: the rows of a table."""
    both = np.concatenate([left, right])
    _, top, _, bottom = page.span(both)
    ends = page.boxes[left, 2].max()
    begins = page.boxes[right, 0].min()
    x0, y0, x1, y1 = page.horizontal.T
    level = (y0 + y1) / 2
    over = x0 < ends - page.height
    over &= x1 > begins + page.height
    over &= level > top
    over &= level < bottom
    count = int(over.sum())
    return count >= RULED or in_grid(page, both)


def _in_step(page: LevelPage, other: Indices, text: Indices) -> bool:
    """Every row of the other side stands at the height of a row of the text, as the first cells of
    a table do; of labels about half do, by chance.
    """
    here = row_middles(page, other)
    there = row_middles(page, text)
    offsets = np.abs(here[:, None] - there)
    nearest = offsets.min(axis=1)
    near = nearest < IN_STEP * page.height
    return float(near.mean()) >= TABLE


def is_set(page: LevelPage, indices: Indices) -> bool:
    """Rows of letters that begin and end at common edges."""
    found = rows(page, indices)
    if len(found) < FEWEST:
        return False
    if page.letters(indices) < MIN_LETTERS:
        return False
    begins, ends, written = [], [], []
    for row in found:
        left, _, right, _ = page.boxes[row].T
        begins.append(left.min())
        ends.append(right.max())
        widths = right - left
        written.append(widths.sum())
    length = np.subtract(ends, begins)
    length = np.maximum(length, 1.0)
    filled = np.divide(written, length)
    if np.median(length) < LONG * page.height:
        return False
    if np.median(filled) < FILLED:
        return False
    slack = AT_EDGE * page.height
    if _share_at_edge(begins, slack) < BEGUN:
        return False
    return _share_at_edge(ends, slack) >= FULL


def _share_at_edge(ends: Sequence[float], slack: float) -> float:
    """Of ends that lie where their median does."""
    edge = np.median(ends)
    off = np.abs(np.subtract(ends, edge))
    at_edge = off < slack
    return float(at_edge.mean())
