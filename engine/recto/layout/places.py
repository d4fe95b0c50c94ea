"""Where a piece stands in a table: the shape of the columns, and places with spans.

Pieces and a table's Shape (both in the upright frame, px) enter, numbers of columns and rows of
pieces leave. Here is decided how far a box may reach into the next column before its text counts as
standing there, and what shares a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recto.layout.frame import Piece, Rule
from recto.model.result import Cell

WordPlace = tuple[int, int]  # a line of the page, and a word of it

OVERLAP = 0.35  # line heights: less is the looseness of a detected box
LEVEL = 0.4  # of the line height: pieces whose centres differ by less share a row
TOUCHING = 0.2  # line heights that two boxes side by side may overlap


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
        past_row = self.row + self.row_span
        past_column = self.column + self.column_span
        for row in range(self.row, past_row):
            for column in range(self.column, past_column):
                yield row, column


def named_words(cell: Cell) -> Iterator[WordPlace]:
    """Every word that a finished cell names, in its order."""
    for line, first, past in cell.spans:
        for word in range(first, past):
            yield line, word


def column_of(x: float, shape: Shape) -> int:
    """The column that holds `x`."""
    before = 0
    for at in shape.separators:
        if x >= at:
            before += 1
    return before


def columns_of(piece: Piece, shape: Shape) -> list[int]:
    """The columns that a piece reaches into, at least one; a first column's text may overflow to
    the right.
    """
    slack = OVERLAP * shape.height
    box = piece.box
    middle = piece.x
    leftmost = min(box.left + slack, middle)
    rightmost = max(box.right - slack, middle)
    first = column_of(leftmost, shape)
    last = column_of(rightmost, shape)
    if first == 0:
        left_of_text, _ = shape.extents[0]
        off = box.left - left_of_text
        if abs(off) < shape.height:
            return [0]
    return list(range(first, last + 1))


def beside(a: Piece, b: Piece, height: float) -> bool:
    """The two stand in one row, `b` to the right or left of `a` without touching."""
    step = abs(a.y - b.y)
    if step >= LEVEL * height:
        return False
    overlap = TOUCHING * height
    box, other = a.box, b.box
    if other.left >= box.right - overlap:
        return True
    return other.right <= box.left + overlap


def reading_rows(pieces: Sequence[Piece], height: float) -> list[list[Piece]]:
    """Pieces that follow each other in reading order side by side."""
    rows: list[list[Piece]] = []
    for piece in pieces:
        if not rows:
            rows.append([piece])
            continue
        row = rows[-1]
        if beside(row[-1], piece, height):
            row.append(piece)
        else:
            rows.append([piece])
    return rows
