"""The order in which a person would read the lines of a page.

Lines (boxes, baselines, texts) and ruling strokes enter, rows of indices leave: pieces that stand
side by side with nothing between them, like the columns of a bill, are one row. The levelled page
is cut recursively (XY-cut, Nagy and Seth 1984), each time in the way that choice.py takes for the
likeliest; what is not cut is read row by row.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from recto.ink.strokes import NO_STROKES, Strokes
from recto.model.page import Line
from recto.reading_order.candidates import is_single_file, node_of
from recto.reading_order.choice import choose, ruled
from recto.reading_order.cuts import fold
from recto.reading_order.deslant import Straightening, level_boxes, straightening
from recto.reading_order.direction import Direction, direction_of, in_frame
from recto.reading_order.keystone import upright_edges
from recto.reading_order.pieces import pieces_of
from recto.reading_order.rows import Boxes, Indices, LevelPage

# pieces of all nodes together that trees judge, a small node counted as `LEAST_WORK`: newspapers
# come to 12,000; the rules alone order what is left, which no page of print is
MOST_WORK, LEAST_WORK = 30_000, 50
DOWN = 2  # times as far counts what lies down the page as what lies across


class ReadRow(NamedTuple):
    """Pieces that stand side by side, and how sure their place in the order is: the probability of
    the least sure cut that led to it, 0..1.
    """

    lines: list[int]
    sureness: float


def reading_rows(
    lines: Sequence[Line], ruling: Strokes = NO_STROKES, faint: Collection[int] = ()
) -> list[list[int]]:
    """Indices of `lines` in reading order, a row each; `ruling` in the px of the lines.

    `faint` lines are likely specks or strokes read as letters: they join what they stand next to
    and part nothing.
    """
    return [row.lines for row in reading_order(lines, ruling, faint)]


def reading_order(
    lines: Sequence[Line], ruling: Strokes = NO_STROKES, faint: Collection[int] = ()
) -> list[ReadRow]:
    """As `reading_rows`, with the sureness of each row."""
    everything = range(len(lines))
    solid = [i for i in everything if i not in faint] or list(everything)
    if not solid:
        return []
    page = level_page(lines, solid, ruling)
    found = _read(page, np.array(solid))
    faint_lines = sorted(set(everything) - set(solid))
    return _with_faint(page, found, faint_lines)


def level_page(lines: Sequence[Line], solid: Sequence[int], ruling: Strokes) -> LevelPage:
    """All lines and strokes where the text runs level from left to right, the edges of columns
    upright; `solid`: indices of the lines that tell it.
    """
    texts = [line.text for line in lines]
    boxes = np.array([line.box.edges for line in lines])
    solid_texts = [texts[i] for i in solid]
    direction = direction_of(boxes[solid], solid_texts)
    strokes = (ruling.horizontal, ruling.vertical)
    if direction is Direction.DOWNWARD:
        # baselines tell the slant of lines that run across
        strokes = (ruling.vertical, ruling.horizontal)
    else:
        level = straightening([lines[i] for i in solid])
        boxes = level_boxes(lines, level)
        strokes = (_moved(ruling.horizontal, level), _moved(ruling.vertical, level))
    boxes = in_frame(boxes, direction)
    heights = boxes[solid, 3] - boxes[solid, 1]
    height = max(1.0, float(np.median(heights)))  # a line is a pixel high at least
    horizontal, vertical = (in_frame(each, direction) for each in strokes)
    page = LevelPage(boxes, texts, height, horizontal, vertical)
    return upright_edges(page, np.array(solid))


def _moved(strokes: Boxes, level: Straightening) -> Boxes:
    ends = level(strokes.reshape(-1, 2))
    return ends.reshape(-1, 4)


def _read(page: LevelPage, indices: Indices) -> list[ReadRow]:
    """Two pages are two pages, whatever runs over the fold. Then cut until nothing is cut; a stack,
    since a long list may be cut a line at a time.
    """
    pieces = pieces_of(page)
    found: list[ReadRow] = []
    left = MOST_WORK
    sides = fold(page, indices)
    waiting = [(side, len(sides) - 1, 1.0) for side in reversed(sides)]
    while waiting:
        part, depth, sureness = waiting.pop()
        node = node_of(page, part)
        parts: Sequence[Indices] = ()
        if not is_single_file(pieces, node):
            left -= max(LEAST_WORK, len(part))
            choice = choose(page, pieces, node, depth) if left >= 0 else ruled(page, part)
            parts = choice.parts
            sureness = min(sureness, choice.probability)
        if not parts:
            found += [ReadRow(row, sureness) for row in node.rows]
        waiting += [(each, depth + 1, sureness) for each in reversed(parts)]
    return found


def _with_faint(page: LevelPage, found: list[ReadRow], faint: Sequence[int]) -> list[ReadRow]:
    """Each faint line in the row of the nearest solid line, or in a row of its own before or after
    it.
    """
    solid: list[int] = []
    rows_of_solid: list[int] = []
    for at, row in enumerate(found):
        solid += row.lines
        rows_of_solid += [at] * len(row.lines)
    lefts, tops, rights, bottoms = page.boxes[solid].T
    rows_here = [_FaintRows([], list(row.lines), []) for row in found]
    for i in faint:
        left, top, right, bottom = page.boxes[i].tolist()
        across = np.maximum(lefts - right, left - rights)
        down = np.maximum(tops - bottom, top - bottoms)
        apart = across.clip(min=0.0)
        below = down.clip(min=0.0)
        distance = np.hypot(apart, DOWN * below)
        nearest = int(np.argmin(distance))
        middle = (top + bottom) / 2
        row_here = rows_here[rows_of_solid[nearest]]
        if middle < tops[nearest]:
            row_here.before.append([i])
        elif middle > bottoms[nearest]:
            row_here.after.append([i])
        else:
            row_here.beside.append(i)
    ordered: list[ReadRow] = []
    for row, row_here in zip(found, rows_here, strict=True):
        in_row = sorted(row_here.beside, key=lambda i: page.boxes[i, 0])
        here = [*row_here.before, in_row, *row_here.after]
        ordered += [ReadRow(lines, row.sureness) for lines in here]
    return ordered


class _FaintRows(NamedTuple):
    """A row with the faint lines that join it, and rows of such lines before and after it."""

    before: list[list[int]]
    beside: list[int]
    after: list[list[int]]
