"""A table's head with strokes under parts of it: a stroke under one text makes that text a head
over its columns.

A band with its partial rules enters, places leave. Each level of strokes parts the band into one
more row; a column that no stroke of a level covers runs through it (row span).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, permutations

from recto.layout.frame import Piece, Rule
from recto.layout.places import LEVEL, Place, Shape, column_of
from recto.layout.regions import Region

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
    return places + _columns(open_pieces, levels, bounds, covered, shape)


def _levels(rules: Sequence[Rule], height: float) -> list[list[Rule]]:
    """Rules at about the same y, top to bottom."""
    levels: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if levels and rule.at - levels[-1][0].at < ONE_STROKE * height:
            levels[-1].append(rule)
        else:
            levels.append([rule])
    return levels


def _head(rule: Rule, row: int, above: Sequence[Piece], shape: Shape) -> Place | None:
    """The text over a stroke as one cell over the stroke's columns; None where several texts stand
    side by side.
    """
    columns = _under(rule, shape)
    texts = [piece for piece in above if rule.start <= piece.x <= rule.end]
    if len(columns) < 2 or not texts:
        return None
    if _is_crossed(rule, texts, shape):
        return None
    level = LEVEL * shape.height
    for before, after in permutations(texts, 2):
        if before.box.right < after.box.left and abs(before.y - after.y) < level:
            return None
    return Place(row, columns[0], 1, len(columns), tuple(texts))


def _is_crossed(rule: Rule, texts: Sequence[Piece], shape: Shape) -> bool:
    """An upright rule runs between the ends of the stroke, at the height of a text over it."""
    left = rule.start + shape.height
    right = rule.end - shape.height
    for upright in shape.rules:
        if not left < upright.at < right:
            continue
        if any(upright.start < piece.y < upright.end for piece in texts):
            return True
    return False


def _under(rule: Rule, shape: Shape) -> list[int]:
    """Columns whose text a stroke covers."""
    columns = []
    for column, (left, right) in enumerate(shape.extents):
        shared = min(rule.end, right) - max(rule.start, left)
        width = max(1.0, right - left)
        if shared > COVERED * width:
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
        own = [piece for piece in pieces if column_of(piece.x, shape) == column]
        for first, past in pairwise(_borders(column, levels, shape)):
            free = [row for row in range(first, past) if (row, column) not in covered]
            for rows in _consecutive(free):
                first_row = rows[0]
                top = bounds[first_row]
                bottom = bounds[first_row + len(rows)]
                inside = tuple(piece for piece in own if top <= piece.y < bottom)
                places.append(Place(first_row, column, len(rows), 1, inside))
    return places


def _borders(column: int, levels: Sequence[Sequence[Rule]], shape: Shape) -> list[int]:
    """The rows with which a cell of the column may begin: under each stroke that covers it."""
    borders = {0, len(levels) + 1}
    for row, level in enumerate(levels):
        if any(column in _under(rule, shape) for rule in level):
            borders.add(row + 1)
    return sorted(borders)


def _consecutive(rows: Sequence[int]) -> list[list[int]]:
    """Runs of rows that follow each other."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs
