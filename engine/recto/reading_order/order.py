"""The order in which a person would read the lines of a page.

Lines (boxes, baselines, texts) and ruling strokes enter, rows of indices leave: pieces that stand
side by side with nothing between them, like the columns of a bill, are one row. The levelled page
is cut recursively (XY-cut, Nagy and Seth 1984), each time by the first rule of `CUTS` that finds a
cut; what none of them cuts is read row by row.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from recto.ink.strokes import NO_STROKES, Strokes
from recto.model.page import Line
from recto.reading_order.cuts import CUTS, fold
from recto.reading_order.deslant import Straightening, level_boxes, straightening
from recto.reading_order.rows import Boxes, Indices, LevelPage, rows

DOWN = 2  # times as far counts what lies down the page as what lies across


def reading_rows(
    lines: Sequence[Line], ruling: Strokes = NO_STROKES, faint: Collection[int] = ()
) -> list[list[int]]:
    """Indices of `lines` in reading order, a row each; `ruling` in the px of the lines.

    `faint` lines are likely specks or strokes read as letters: they join what they stand next to
    and part nothing.
    """
    everything = range(len(lines))
    solid = [i for i in everything if i not in faint] or list(everything)
    if not solid:
        return []
    level = straightening([lines[i] for i in solid])
    boxes = level_boxes(lines, level)
    heights = boxes[solid, 3] - boxes[solid, 1]
    height = float(np.median(heights)) or 1.0
    texts = [line.text for line in lines]
    horizontal = _levelled(ruling.horizontal, level)
    vertical = _levelled(ruling.vertical, level)
    page = LevelPage(boxes, texts, height, horizontal, vertical)
    found: list[list[int]] = []
    for side in fold(page, np.array(solid)):
        found += _read(page, side)
    faint_lines = sorted(set(everything) - set(solid))
    return _with_faint(page, found, faint_lines)


def _levelled(strokes: Boxes, level: Straightening) -> Boxes:
    ends = level(strokes.reshape(-1, 2))
    return ends.reshape(-1, 4)


def _read(page: LevelPage, indices: Indices) -> list[list[int]]:
    """Cut until nothing cuts; a stack, since a long list may be cut a line at a time."""
    found: list[list[int]] = []
    waiting = [indices]
    while waiting:
        part = waiting.pop()
        for cut in CUTS:
            parts = cut(page, part)
            if len(parts) > 1:
                waiting += reversed(parts)
                break
        else:
            found += rows(page, part)
    return found


def _with_faint(page: LevelPage, found: list[list[int]], faint: Sequence[int]) -> list[list[int]]:
    """Each faint line in the row of the nearest solid line, or in a row of its own before or after
    it.
    """
    solid: list[int] = []
    rows_of_solid: list[int] = []
    for at, row in enumerate(found):
        solid += row
        rows_of_solid += [at] * len(row)
    lefts, tops, rights, bottoms = page.boxes[solid].T
    rows_here = [_FaintRows([], list(row), []) for row in found]
    for i in faint:
        left, top, right, bottom = page.boxes[i].tolist()
        across = np.maximum(lefts - right, left - rights).clip(min=0.0)
        down = np.maximum(tops - bottom, top - bottoms).clip(min=0.0)
        distance = np.hypot(across, DOWN * down)
        nearest = int(np.argmin(distance))
        middle = (top + bottom) / 2
        row_here = rows_here[rows_of_solid[nearest]]
        if middle < tops[nearest]:
            row_here.before.append([i])
        elif middle > bottoms[nearest]:
            row_here.after.append([i])
        else:
            row_here.beside.append(i)
    ordered: list[list[int]] = []
    for row_here in rows_here:
        in_row = sorted(row_here.beside, key=lambda i: page.boxes[i, 0])
        ordered += [*row_here.before, in_row, *row_here.after]
    return ordered


class _FaintRows(NamedTuple):
    """A row with the faint lines that join it, and rows of such lines before and after it."""

    before: list[list[int]]
    beside: list[int]
    after: list[list[int]]
