"""A table's head with strokes under parts of it: a stroke under one text makes that text a head
over its columns.

A band with its partial rules enters, places leave. Each level of strokes parts the band into one
more row; a column that no stroke of a level covers runs through it (row span).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, permutations
from operator import attrgetter

from recto.layout.aligned import Region
from recto.layout.frame import Piece, Rule
from recto.layout.places import LEVEL, Place, Shape, column_of

COVERED = 0.5  # share of a column's text width that a stroke must lie over
ONE_STROKE = 0.7  # line heights: strokes that stand closer are of one level

Spot = tuple[int, int]  # (row, column)


def head_places(band: Region, shape: Shape) -> list[Place]:
    """Places of the band; row 0 is its first."""
    levels = _levels(band.horizontal, shape.height)
    heights = [level[0].at for level in levels]
    bounds = [float("-inf"), *heights, float("inf")]
    open_pieces = list(band.pieces)
    places: list[Place] = []
    covered: set[Spot] = set()
    for row, level in enumerate(levels):
        top = bounds[row]
        for rule in level:
            above = [piece for piece in open_pieces if top <= piece.y < rule.at]
            place = _head(rule, row, above, shape)
            if place is None:
                continue
            spots = set(place.spots())
            if covered & spots:
                continue
            places.append(place)
            covered |= spots
            open_pieces = [piece for piece in open_pieces if piece not in place.pieces]
    places += _columns(open_pieces, levels, bounds, covered, shape)
    return places


def _levels(rules: Sequence[Rule], height: float) -> list[list[Rule]]:
    """Rules at about the same y, top to bottom."""
    furthest = ONE_STROKE * height
    levels: list[list[Rule]] = []
    for rule in sorted(rules, key=attrgetter("at")):
        if not levels:
            levels.append([rule])
            continue
        level = levels[-1]
        step = rule.at - level[0].at
        if step < furthest:
            level.append(rule)
        else:
            levels.append([rule])
    return levels


def _head(rule: Rule, row: int, above: Sequence[Piece], shape: Shape) -> Place | None:
    """The text over a stroke as one cell over the stroke's columns; None where several texts stand
    side by side.
    """
    columns = _under(rule, shape)
    span = len(columns)
    texts = [piece for piece in above if rule.start <= piece.x <= rule.end]
    if span < 2 or not texts:
        return None
    if _is_crossed(rule, texts, shape):
        return None
    level = LEVEL * shape.height
    for before, after in permutations(texts, 2):
        if before.box.right >= after.box.left:
            continue
        step = abs(before.y - after.y)
        if step < level:
            return None
    return Place(row, columns[0], 1, span, tuple(texts))


def _is_crossed(rule: Rule, texts: Sequence[Piece], shape: Shape) -> bool:
    """An upright rule runs between the ends of the stroke, at the height of a text over it."""
    left = rule.start + shape.height
    right = rule.end - shape.height
    heights = [piece.y for piece in texts]
    for upright in shape.rules:
        if not left < upright.at < right:
            continue
        if any(upright.start < y < upright.end for y in heights):
            return True
    return False


def _under(rule: Rule, shape: Shape) -> list[int]:
    """Columns whose text a stroke covers."""
    columns = []
    for column, (left, right) in enumerate(shape.extents):
        end = min(rule.end, right)
        start = max(rule.start, left)
        width = max(1.0, right - left)
        if end - start > COVERED * width:
            columns.append(column)
    return columns


def _columns(
    pieces: Sequence[Piece],
    levels: Sequence[Sequence[Rule]],
    bounds: Sequence[float],
    covered: set[Spot],
    shape: Shape,
) -> list[Place]:
    """What stands under and beside the heads, column by column."""
    places = []
    for column in range(shape.columns):
        in_column = [piece for piece in pieces if column_of(piece.x, shape) == column]
        borders = _borders(column, levels, shape)
        for first, past in pairwise(borders):
            free = [row for row in range(first, past) if (row, column) not in covered]
            for rows in _consecutive(free):
                count = len(rows)
                row = rows[0]
                top = bounds[row]
                bottom = bounds[row + count]
                inside = tuple(piece for piece in in_column if top <= piece.y < bottom)
                place = Place(row, column, count, 1, inside)
                places.append(place)
    return places


def _borders(column: int, levels: Sequence[Sequence[Rule]], shape: Shape) -> list[int]:
    """The rows with which a cell of the column may begin: under each stroke that covers it."""
    last = len(levels) + 1
    borders = {0, last}
    for row, level in enumerate(levels, 1):
        if any(column in _under(rule, shape) for rule in level):
            borders.add(row)
    return sorted(borders)


def _consecutive(rows: Sequence[int]) -> list[list[int]]:
    """Runs of rows that follow each other."""
    runs: list[list[int]] = []
    before = -1
    for row in rows:
        if runs and row == before + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
        before = row
    return runs
