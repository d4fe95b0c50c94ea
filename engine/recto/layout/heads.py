"""A table's head with strokes under parts of it: a stroke under one text makes that text a head
over its columns.

A band with its partial rules enters, places leave. Each level of strokes parts the band into one
more row; a column that no stroke of a level covers runs through it (row span).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

from recto.layout.frame import Piece, Rule
from recto.layout.places import Place, Shape, column_of
from recto.layout.regions import Region

COVERED = 0.5  # share of a column's text width that a stroke must lie over


def head_places(band: Region, shape: Shape) -> list[Place]:
    """Places of the band; row 0 is its first."""
    levels = _levels(band.horizontal, shape.height)
    bounds = [float("-inf"), *(level[0].at for level in levels), float("inf")]
    open_pieces = list(band.pieces)
    places: list[Place] = []
    covered: set[tuple[int, int]] = set()
    for row, level in enumerate(levels):
        for rule in level:
            place = _head(
                rule, row, [p for p in open_pieces if bounds[row] <= p.y < rule.at], shape
            )
            if place is not None and not covered & set(place.spots()):
                places.append(place)
                covered |= set(place.spots())
                open_pieces = [piece for piece in open_pieces if piece not in place.pieces]
    return places + _columns(open_pieces, levels, bounds, covered, shape)


def _levels(rules: Sequence[Rule], height: float) -> list[list[Rule]]:
    """Rules at about the same y, top to bottom."""
    levels: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if levels and rule.at - levels[-1][0].at < 0.7 * height:
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
    crossed = any(
        upright.start < piece.y < upright.end
        and rule.start + shape.height < upright.at < rule.end - shape.height
        for piece in texts
        for upright in shape.rules
    )
    side_by_side = any(
        a.box.right < b.box.left and abs(a.y - b.y) < 0.4 * shape.height
        for a in texts
        for b in texts
        if a is not b
    )
    if len(columns) < 2 or not texts or crossed or side_by_side:
        return None
    return Place(row, columns[0], 1, len(columns), tuple(texts))


def _under(rule: Rule, shape: Shape) -> list[int]:
    """Columns whose text a stroke covers."""
    found = []
    for column, (left, right) in enumerate(shape.extents):
        shared = min(rule.end, right) - max(rule.start, left)
        if shared > COVERED * max(1.0, right - left):
            found.append(column)
    return found


def _columns(
    pieces: Sequence[Piece],
    levels: Sequence[Sequence[Rule]],
    bounds: Sequence[float],
    covered: set[tuple[int, int]],
    shape: Shape,
) -> list[Place]:
    """What stands under and beside the heads, column by column."""
    places = []
    for column in range(shape.columns):
        ends = [
            row
            for row, level in enumerate(levels)
            if any(column in _under(rule, shape) for rule in level)
        ]
        borders = sorted({0, len(levels) + 1, *(row + 1 for row in ends)})
        for first, past in pairwise(borders):
            free = [row for row in range(first, past) if (row, column) not in covered]
            for _, group in groupby(enumerate(free), key=lambda pair: pair[1] - pair[0]):
                rows = [row for _, row in group]
                top, bottom = bounds[rows[0]], bounds[rows[-1] + 1]
                inside = [
                    p for p in pieces if column_of(p.x, shape) == column and top <= p.y < bottom
                ]
                places.append(Place(rows[0], column, len(rows), 1, tuple(inside)))
    return places
