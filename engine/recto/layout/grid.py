"""From a table's region to its cells: what row and column each piece is in, and what it spans.

A Region enters, Cells that cover a whole grid leave (empty places are cells without words); None
when it has fewer than two columns or rows. Full-width rules part bands; strokes under a part of the
width make heads over several columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from recto.layout.columns import FULL, level_rows, separators, upright_rules
from recto.layout.frame import Piece, Rule, cut
from recto.layout.heads import head_places
from recto.layout.places import Place, Shape, column_of, columns_of
from recto.layout.regions import LEVEL, Region
from recto.layout.rows import band_rows, joined_rows
from recto.model.result import Cell

LEAST_BANDS = 4  # so many, or upright rules, make each band one row of a fully ruled table
MOST_LINES = 3  # of text in such a band, in the middle


def cells(region: Region) -> tuple[Cell, ...] | None:
    """The grid of one table."""
    found = separators(region)
    if not found:
        return None
    shape = Shape(
        tuple(found), _extents(region.pieces, found), tuple(upright_rules(region)), region.height
    )
    region = replace(region, pieces=tuple(_parted(region.pieces, shape)))
    places: list[Place] = []
    rows = 0
    bands = _bands(region)
    ruled = _is_fully_ruled(bands, shape)
    for number, band in enumerate(bands):
        head = number == 0 and len(bands) > 1
        here = _band_places(
            band, shape, joined_rows(band, shape) if ruled or head else band_rows(band, shape)
        )
        places += [replace(place, row=place.row + rows) for place in here]
        rows += max((place.row + place.row_span for place in here), default=0)
    return (
        tuple(_cell(place) for place in _complete(places, rows, len(found) + 1))
        if rows > 1
        else None
    )


def _extents(pieces: Sequence[Piece], found: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """Left and right of the text in each column, spanning pieces aside."""
    single = [
        piece for piece in pieces if not any(piece.box.left < x < piece.box.right for x in found)
    ]
    edges = [min(p.box.left for p in pieces), *found, max(p.box.right for p in pieces)]
    spans = []
    for low, high in pairwise(edges):
        inside = [piece for piece in single if low <= piece.x <= high]
        left, right = ((p.box.left for p in inside), (p.box.right for p in inside))
        spans.append((min(left, default=low), max(right, default=high)))
    return tuple(spans)


def _parted(pieces: Sequence[Piece], shape: Shape) -> Iterable[Piece]:
    """Pieces cut where a rule, or another piece of their row, shows that they are several cells."""
    for piece in pieces:
        parts = [piece]
        for x in shape.separators:
            parts = [
                part
                for whole in parts
                for part in (cut(whole, x) if _is_two(whole, x, pieces, shape) else [whole])
            ]
        yield from parts


def _is_two(piece: Piece, x: float, pieces: Sequence[Piece], shape: Shape) -> bool:
    if not piece.box.left < x < piece.box.right:
        return False
    if any(abs(rule.at - x) < 1 and rule.start < piece.y < rule.end for rule in shape.rules):
        return True
    spanned = set(columns_of(piece, shape))
    row = [
        other
        for other in pieces
        if other is not piece and abs(other.y - piece.y) < LEVEL * shape.height
    ]
    crowded = any(spanned & set(columns_of(other, shape)) for other in row)
    gap = max(
        (b.left - a.right for a, b in pairwise(piece.words) if a.centre[0] < x < b.centre[0]),
        default=0.0,
    )
    return crowded or gap > 0.7 * shape.height


def _bands(region: Region) -> list[Region]:
    """The region between each two full-width rules, each with the partial rules inside it."""
    width = region.box.width
    full = [rule for rule in region.horizontal if rule.length >= FULL * width]
    edges = [float("-inf"), *(rule.at for rule in full), float("inf")]
    bands = []
    for top, bottom in pairwise(edges):
        pieces = tuple(piece for piece in region.pieces if top <= piece.y < bottom)
        partial = tuple(
            rule for rule in region.horizontal if top < rule.at < bottom and rule not in full
        )
        if pieces:
            bands.append(replace(region, pieces=pieces, horizontal=_between_texts(partial, pieces)))
    return bands


def _between_texts(rules: Sequence[Rule], pieces: Sequence[Piece]) -> tuple[Rule, ...]:
    """Partial rules with text above and below: an underline at the edge parts nothing."""
    return tuple(
        rule
        for rule in rules
        if any(p.y < rule.at and rule.start <= p.x <= rule.end for p in pieces)
        and any(p.y > rule.at and rule.start <= p.x <= rule.end for p in pieces)
    )


def _is_fully_ruled(bands: Sequence[Region], shape: Shape) -> bool:
    """Rules between all rows: then a band with several lines of text is one row."""
    lines = [len(level_rows(band.pieces, shape.height)) for band in bands]
    enough = len(bands) >= (3 if shape.rules else LEAST_BANDS)
    return enough and median(lines) <= MOST_LINES and max(lines[1:]) <= 3 * MOST_LINES


def _band_places(band: Region, shape: Shape, rows: Sequence[Sequence[Piece]]) -> list[Place]:
    if band.horizontal:
        return head_places(band, shape)
    places = []
    for number, row in enumerate(rows):
        grouped: dict[tuple[int, int], list[Piece]] = {}
        for piece in row:
            spanned = columns_of(piece, shape)
            key = (spanned[0], len(spanned))
            grouped.setdefault(key, []).append(piece)
        places += [
            Place(number, column, 1, span, tuple(pieces))
            for (column, span), pieces in grouped.items()
        ]
    return _without_overlaps(places, shape)


def _without_overlaps(places: Sequence[Place], shape: Shape) -> list[Place]:
    """A spanning cell whose columns hold other text in its row gives up its span."""
    taken: dict[tuple[int, int], Place] = {}
    for place in sorted(places, key=lambda place: place.column_span):
        spots = [(place.row, place.column + i) for i in range(place.column_span)]
        if any(spot in taken for spot in spots):
            spot = (place.row, column_of(place.pieces[0].x, shape))
            earlier = taken.get(spot)
            merged = (earlier.pieces if earlier else ()) + place.pieces
            single = (
                Place(place.row, spot[1], 1, 1, merged)
                if not earlier
                else replace(earlier, pieces=merged)
            )
            for other in [key for key, value in taken.items() if value is earlier] or [spot]:
                taken[other] = single
        else:
            taken.update(dict.fromkeys(spots, place))
    return list(dict.fromkeys(taken.values()))


def _complete(places: Sequence[Place], rows: int, columns: int) -> list[Place]:
    """The places with the empty ones between; beside a lone label the empty run of the row is one
    cell.
    """
    covered = {spot for place in places for spot in place.spots()}
    result = list(places)
    for row in range(rows):
        free = [column for column in range(columns) if (row, column) not in covered]
        label = columns > 2 and free == list(range(1, columns))
        if label:
            result.append(Place(row, 1, 1, columns - 1, ()))
        else:
            result += [Place(row, column, 1, 1, ()) for column in free]
    return sorted(result, key=lambda place: (place.row, place.column))


def _cell(place: Place) -> Cell:
    height = median(piece.box.height for piece in place.pieces) if place.pieces else 1.0
    ordered = sorted(
        place.pieces, key=lambda piece: (round(piece.y / (0.7 * height)), piece.box.left)
    )
    spans = tuple((piece.line, piece.first, piece.past) for piece in ordered)
    return Cell(place.row, place.column, place.row_span, place.column_span, spans)
