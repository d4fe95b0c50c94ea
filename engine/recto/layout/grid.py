"""From a table's region to its cells: what row and column each piece is in, and what it spans.

A Region enters, Cells that cover a whole grid leave (empty places are cells without words); None
when it has fewer than two columns or rows. Full-width rules part bands; strokes under a part of the
width make heads over several columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter
from statistics import median

from recto.layout.aligned import Region
from recto.layout.columns import FULL, level_rows, separators, upright_rules
from recto.layout.frame import Piece, Rule, cut
from recto.layout.heads import head_places
from recto.layout.places import LEVEL, Place, Shape, column_of, columns_of
from recto.layout.rows import band_rows, joined_rows
from recto.model.page import Box
from recto.model.result import Cell

LEAST_BANDS = 4  # so many, or upright rules, make each band one row of a fully ruled table
RULED_BANDS = 3  # the same where upright rules stand
MOST_LINES = 3  # of text in such a band, in the middle
TALLEST_BAND = 3  # times that many lines in the tallest band
ON_RULE = 1  # px between a separator and the rule that it comes from
CELL_GAP = 0.7  # line heights between two words of two cells
ROW_STEP = 0.7  # line heights: pieces of one cell that stand closer are on one line

Spot = tuple[int, int]  # (row, column)


def cells(region: Region) -> tuple[Cell, ...] | None:
    """The grid of one table."""
    borders = separators(region)
    if not borders:
        return None
    extents = _extents(region.pieces, borders)
    rules = tuple(upright_rules(region))
    shape = Shape(tuple(borders), extents, rules, region.height)
    pieces = tuple(_parted(region.pieces, shape))
    bands = _bands(replace(region, pieces=pieces))
    ruled = _is_fully_ruled(bands, shape)
    places = []
    rows = 0
    for number, band in enumerate(bands):
        is_head = number == 0 and len(bands) > 1
        cut_to_rows = joined_rows if ruled or is_head else band_rows
        rows_of_band = cut_to_rows(band, shape)
        first_row = rows
        for place in _band_places(band, shape, rows_of_band):
            row = first_row + place.row
            past_row = row + place.row_span
            places.append(replace(place, row=row))
            rows = max(rows, past_row)
    if rows < 2:
        return None
    complete = _complete(places, rows, shape.columns)
    return tuple(map(_cell, complete))


def _extents(pieces: Sequence[Piece], borders: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """Left and right of the text in each column, spanning pieces aside."""
    single = []
    for piece in pieces:
        box = piece.box
        is_spanning = any(box.left < x < box.right for x in borders)
        if not is_spanning:
            single.append(piece)
    whole = Box.around(piece.box for piece in pieces)
    edges = [whole.left, *borders, whole.right]
    extents = []
    for low, high in pairwise(edges):
        boxes = [piece.box for piece in single if low <= piece.x <= high]
        left = min((box.left for box in boxes), default=low)
        right = max((box.right for box in boxes), default=high)
        extents.append((left, right))
    return tuple(extents)


def _parted(pieces: Sequence[Piece], shape: Shape) -> Iterable[Piece]:
    """Pieces cut where a rule, or another piece of their row, shows that they are several cells."""
    for piece in pieces:
        parts = [piece]
        for x in shape.separators:
            uncut = parts
            parts = []
            for part in uncut:
                if _is_two(part, x, pieces, shape):
                    parts += cut(part, x)
                else:
                    parts.append(part)
        yield from parts


def _is_two(piece: Piece, x: float, pieces: Sequence[Piece], shape: Shape) -> bool:
    """A rule, a wide gap, or another piece in its columns parts the piece at `x`."""
    box = piece.box
    if not box.left < x < box.right:
        return False
    y = piece.y
    for rule in shape.rules:
        offset = abs(rule.at - x)
        if offset < ON_RULE and rule.start < y < rule.end:
            return True
    widest = CELL_GAP * shape.height
    for before, after in pairwise(piece.words):
        middle_before, _ = before.centre
        middle_after, _ = after.centre
        if not middle_before < x < middle_after:
            continue
        gap = after.left - before.right
        if gap > widest:
            return True
    return _is_crowded(piece, pieces, shape)


def _is_crowded(piece: Piece, pieces: Sequence[Piece], shape: Shape) -> bool:
    """Another piece of its row reaches into its columns."""
    columns = columns_of(piece, shape)
    level = LEVEL * shape.height
    y = piece.y
    for other in pieces:
        if other is piece or abs(other.y - y) >= level:
            continue
        theirs = columns_of(other, shape)
        if any(column in columns for column in theirs):
            return True
    return False


def _bands(region: Region) -> list[Region]:
    """The region between each two full-width rules, each with the partial rules inside it."""
    shortest = FULL * region.box.width
    partial = []
    edges = [float("-inf")]
    for rule in region.horizontal:
        if rule.length >= shortest:
            edges.append(rule.at)
        else:
            partial.append(rule)
    edges.append(float("inf"))
    bands = []
    for top, bottom in pairwise(edges):
        pieces = tuple(piece for piece in region.pieces if top <= piece.y < bottom)
        if not pieces:
            continue
        inside = [rule for rule in partial if top < rule.at < bottom]
        rules = _between_texts(inside, pieces)
        band = replace(region, pieces=pieces, horizontal=rules)
        bands.append(band)
    return bands


def _between_texts(rules: Sequence[Rule], pieces: Sequence[Piece]) -> tuple[Rule, ...]:
    """Partial rules with text above and below: an underline at the edge parts nothing."""
    between = []
    for rule in rules:
        start, end = rule.start, rule.end
        heights = [piece.y for piece in pieces if start <= piece.x <= end]
        if not heights:
            continue
        highest = min(heights)
        lowest = max(heights)
        if highest < rule.at < lowest:
            between.append(rule)
    return tuple(between)


def _is_fully_ruled(bands: Sequence[Region], shape: Shape) -> bool:
    """Rules between all rows: then a band with several lines of text is one row."""
    least = RULED_BANDS if shape.rules else LEAST_BANDS
    if len(bands) < least:
        return False
    height = shape.height
    lines = []
    for band in bands:
        rows = level_rows(band.pieces, height)
        lines.append(len(rows))
    if median(lines) > MOST_LINES:
        return False
    tallest = max(lines[1:])
    return tallest <= TALLEST_BAND * MOST_LINES


def _band_places(band: Region, shape: Shape, rows: Sequence[Sequence[Piece]]) -> list[Place]:
    """A place for each row and run of columns that a piece reaches into."""
    if band.horizontal:
        return head_places(band, shape)
    places = []
    for number, row in enumerate(rows):
        grouped: dict[tuple[int, int], list[Piece]] = {}  # (column, span) -> pieces
        for piece in row:
            columns = columns_of(piece, shape)
            span = len(columns)
            group = grouped.setdefault((columns[0], span), [])
            group.append(piece)
        for (column, span), pieces in grouped.items():
            place = Place(number, column, 1, span, tuple(pieces))
            places.append(place)
    return _without_overlaps(places, shape)


def _without_overlaps(places: Sequence[Place], shape: Shape) -> list[Place]:
    """A spanning cell whose columns hold other text in its row gives up its span."""
    taken: dict[Spot, Place] = {}
    for place in sorted(places, key=attrgetter("column_span")):
        row = place.row
        pieces = place.pieces
        spots = list(place.spots())
        if taken.keys().isdisjoint(spots):
            taken.update(dict.fromkeys(spots, place))
            continue
        column = column_of(pieces[0].x, shape)
        spot = row, column
        earlier = taken.get(spot)
        if earlier is None:
            taken[spot] = Place(row, column, 1, 1, pieces)
            continue
        both = earlier.pieces + pieces
        merged = replace(earlier, pieces=both)
        for spot, held in list(taken.items()):
            if held is earlier:
                taken[spot] = merged
    return list(dict.fromkeys(taken.values()))


def _complete(places: Sequence[Place], rows: int, columns: int) -> list[Place]:
    """The places with the empty ones between; beside a lone label the empty run of the row is one
    cell.
    """
    covered: set[Spot] = set()
    for place in places:
        covered.update(place.spots())
    beside_label = list(range(1, columns))
    complete = list(places)
    for row in range(rows):
        free = [column for column in range(columns) if (row, column) not in covered]
        if columns > 2 and free == beside_label:
            run = Place(row, 1, 1, columns - 1, ())
            complete.append(run)
        else:
            complete += [Place(row, column, 1, 1, ()) for column in free]
    complete.sort(key=attrgetter("row", "column"))
    return complete


def _cell(place: Place) -> Cell:
    """The place with its words line by line."""
    height = 1.0
    if place.pieces:
        height = median(piece.box.height for piece in place.pieces)
    step = ROW_STEP * height

    def order(piece: Piece) -> tuple[int, float]:
        line = round(piece.y / step)
        return line, piece.box.left

    spans = []
    for piece in sorted(place.pieces, key=order):
        span = (piece.line, piece.first, piece.past)
        spans.append(span)
    return Cell(
        row=place.row,
        column=place.column,
        row_span=place.row_span,
        column_span=place.column_span,
        spans=tuple(spans),
    )
