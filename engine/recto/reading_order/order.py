"""The order in which a person would read the lines of a page.

Lines (boxes, baselines, texts) and ruling strokes enter, rows of indices leave: pieces that stand
side by side with nothing between them, like the columns of a bill, are one row. The levelled page
is cut recursively (XY-cut, Nagy and Seth 1984), each time by the first rule of `CUTS` that finds a
cut; what none of them cuts is read row by row.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from recto.ink.strokes import NO_STROKES, Strokes
from recto.model.page import Line
from recto.reading_order.cuts import CUTS, fold
from recto.reading_order.deslant import Straightening, level_boxes, straightening
from recto.reading_order.rows import Boxes, Indices, LevelPage, rows


def reading_rows(
    lines: Sequence[Line], ruling: Strokes = NO_STROKES, faint: Collection[int] = ()
) -> list[list[int]]:
    """Indices of `lines` in reading order, a row each; `ruling` in the px of the lines.

    `faint` lines are likely specks or strokes read as letters: they join what they stand next to
    and part nothing.
    """
    solid = [i for i in range(len(lines)) if i not in faint] or list(range(len(lines)))
    if not solid:
        return []
    level = straightening([lines[i] for i in solid])
    page = _level_page(lines, ruling, level, solid)
    found = [row for side in fold(page, np.array(solid)) for row in _read(page, side)]
    return _with_faint(page, found, sorted(set(range(len(lines))) - set(solid)))


def _level_page(
    lines: Sequence[Line], ruling: Strokes, level: Straightening, solid: Sequence[int]
) -> LevelPage:
    boxes = level_boxes(lines, level)
    height = float(np.median(boxes[solid, 3] - boxes[solid, 1])) or 1.0
    strokes = (_levelled(segments, level) for segments in (ruling.horizontal, ruling.vertical))
    return LevelPage(boxes, [line.text for line in lines], height, *strokes)


def _levelled(strokes: Boxes, level: Straightening) -> Boxes:
    return level(strokes.reshape(-1, 2)).reshape(-1, 4)


def _read(page: LevelPage, indices: Indices) -> list[list[int]]:
    """Cut until nothing cuts; a stack, since a long list may be cut a line at a time."""
    found, waiting = [], [indices]
    while waiting:
        part = waiting.pop()
        cuts = (cut(page, part) for cut in CUTS)
        parts = next((parts for parts in cuts if len(parts) > 1), None)
        if parts is None:
            found += rows(page, part)
        else:
            waiting += reversed(parts)
    return found


def _with_faint(page: LevelPage, found: list[list[int]], faint: Sequence[int]) -> list[list[int]]:
    """Each faint line in the row of the nearest solid line, or in a row of its own before or after
    it.
    """
    where = np.array([(i, at) for at, row in enumerate(found) for i in row])
    beside: list[list[int]] = [list(row) for row in found]
    before: list[list[list[int]]] = [[] for _ in found]
    after: list[list[list[int]]] = [[] for _ in found]
    for i in faint:
        away = _away(page.boxes[where[:, 0]], page.boxes[i])
        nearest, at = where[int(np.argmin(np.hypot(away[:, 0], 2 * away[:, 1])))].tolist()
        middle, (_, top, _, bottom) = page.boxes[i, [1, 3]].mean(), page.boxes[nearest]
        if top <= middle <= bottom:
            beside[at].append(i)
        else:
            (before if middle < top else after)[at].append([i])
    in_rows = [sorted(row, key=lambda i: page.boxes[i, 0]) for row in beside]
    return [row for b, row, a in zip(before, in_rows, after, strict=True) for row in (*b, row, *a)]


def _away(boxes: Boxes, box: Boxes) -> Boxes:
    """(N, 2): the gaps between each box and the one given, across and down, px; 0 where they
    overlap.
    """
    across = np.maximum(boxes[:, 0] - box[2], box[0] - boxes[:, 2])
    down = np.maximum(boxes[:, 1] - box[3], box[1] - boxes[:, 3])
    return np.column_stack([across, down]).clip(min=0.0)
