"""Where a piece stands in a table: the shape of the columns, and places with spans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from recto.layout.frame import Piece, Rule

OVERLAP = 0.35  # line heights: less is the looseness of a detected box


@dataclass(frozen=True, slots=True)
class Shape:
    """A table's columns in the upright frame, px."""

    separators: tuple[float, ...]
    extents: tuple[tuple[float, float], ...]  # left and right of the text, one a column
    rules: tuple[Rule, ...]  # upright ones between columns
    height: float  # line height

    @property
    def columns(self) -> int:
        """How many."""
        return len(self.separators) + 1


@dataclass(frozen=True, slots=True)
class Place:
    """One cell to be, with its pieces."""

    row: int
    column: int
    row_span: int
    column_span: int
    pieces: tuple[Piece, ...]

    def spots(self) -> Iterator[tuple[int, int]]:
        """The (row, column) pairs that it covers."""
        for row in range(self.row, self.row + self.row_span):
            for column in range(self.column, self.column + self.column_span):
                yield row, column


def column_of(x: float, shape: Shape) -> int:
    """The column that holds `x`."""
    return sum(x >= at for at in shape.separators)


def columns_of(piece: Piece, shape: Shape) -> list[int]:
    """The columns that a piece reaches into, at least one; a first column's text may overflow to
    the right.
    """
    slack = OVERLAP * shape.height
    first = column_of(min(piece.box.left + slack, piece.x), shape)
    last = column_of(max(piece.box.right - slack, piece.x), shape)
    starts_first = first == 0 and abs(piece.box.left - shape.extents[0][0]) < shape.height
    return [0] if starts_first else list(range(first, last + 1))
