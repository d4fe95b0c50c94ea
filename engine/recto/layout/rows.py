"""The rows of a band of a table that has no strokes of its own.

Pieces between two full-width rules enter, rows of pieces leave. Pieces at one height make a row; a
row that only goes on with the texts above it (it starts in lower case, or after a hyphen) belongs
to the row above.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.layout.aligned import Region
from recto.layout.columns import level_rows
from recto.layout.frame import Piece
from recto.layout.places import Shape, column_of, columns_of

NEXT_LINE = 2  # line heights between the middles of two lines of one cell
BROKEN = ("-", ",", "=")  # a text that ends so goes on


def band_rows(band: Region, shape: Shape) -> list[list[Piece]]:
    """Rows from top to bottom."""
    joined: list[list[Piece]] = []
    for row in level_rows(band.pieces, shape.height):
        if not joined:
            joined.append(row)
            continue
        above = joined[-1]
        if _goes_on(above, row, shape):
            above += row
        else:
            joined.append(row)
    return joined


def joined_rows(band: Region, shape: Shape) -> list[list[Piece]]:
    """The band as one row; only a row with text over several columns stands for itself."""
    joined: list[list[Piece]] = []
    after_span = True
    for row in level_rows(band.pieces, shape.height):
        spans = any(len(columns_of(piece, shape)) > 1 for piece in row)
        if joined and not spans and not after_span:
            joined[-1] += row
        else:
            joined.append(list(row))
        after_span = spans
    return joined


def _goes_on(above: Sequence[Piece], row: Sequence[Piece], shape: Shape) -> bool:
    """Every piece of the row continues one above it, and some column of the row above is not
    continued.
    """
    columns = {column_of(piece.x, shape) for piece in above}
    if len(row) >= len(columns):
        return False
    for piece in row:
        continues = any(_continues(upper, piece, shape) for upper in above)
        if not continues:
            return False
    return True


def _continues(upper: Piece, piece: Piece, shape: Shape) -> bool:
    """In the same column, on the next line, in mid-sentence."""
    column = column_of(piece.box.left, shape)
    column_above = column_of(upper.box.left, shape)
    if column_above != column:
        return False
    step = piece.y - upper.y
    if step >= NEXT_LINE * shape.height:
        return False
    if upper.text.endswith(BROKEN):
        return True
    start = piece.text[:1]
    return start.islower() or start in "(&"
