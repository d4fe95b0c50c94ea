"""Where the rows and columns of a table stand, by the words whose cells are known.

A MarkedTable, the cells of words and where the words stand on the levelled page (`standing_of`)
enter; Axes leave: they tell how well the words stand in rows and columns, and the cell of a word
that has none yet. A column may lean, as on a photo: its words' ends are followed down the page by a
straight line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import linear_regression, median

import numpy as np

from recto.layout.frame import Piece
from recto.layout.levelled import level_of
from recto.layout.places import WordPlace
from recto.model.result import ResultLine
from recto.text.table_markup import MarkedTable, Spot

FEWEST = 5  # words of a column from which its lean is measured
OUTER = (10, 90)  # percentiles of a column's left and right ends


@dataclass(frozen=True, slots=True)
class Standing:
    """A word of a cell, by the middle of its height on the levelled page, px."""

    left: float
    right: float
    y: float


@dataclass(frozen=True, slots=True)
class Axes:
    """Rows and columns of one table."""

    rows: Mapping[int, float]  # row -> y
    columns: Mapping[int, tuple[float, float]]  # column -> left and right, its lean taken off
    lean: float  # px to the right for each px down
    cells: Mapping[Spot, int]

    def cell_at(self, word: Standing) -> int:
        """The cell of the row and the column that stand nearest."""
        row = self.row_at(word)
        column = self.column_at(word)
        nearest = -1
        least = float("inf")
        for spot, cell in self.cells.items():
            other_row, other_column = spot
            apart = abs(other_row - row) + abs(other_column - column)
            if apart < least:
                nearest = cell
                least = apart
        return nearest

    def holds(self, word: Standing) -> bool:
        """Whether it stands among the table's rows and columns."""
        if not self.rows or not self.columns:
            return False
        heights = self.rows.values()
        lefts, rights = zip(*self.columns.values(), strict=True)
        x = self._upright(word)
        is_level = min(heights) <= word.y <= max(heights)
        is_across = min(lefts) <= x <= max(rights)
        return is_level and is_across

    def row_at(self, word: Standing) -> int:
        """The nearest row."""
        nearest = 0
        least = float("inf")
        for row, y in self.rows.items():
            apart = abs(y - word.y)
            if apart < least:
                nearest = row
                least = apart
        return nearest

    def column_at(self, word: Standing) -> int:
        """The nearest column; of those that hold the word the one whose middle is nearest."""
        x = self._upright(word)
        nearest = 0
        least = (float("inf"), float("inf"))
        for column, (left, right) in self.columns.items():
            middle = (left + right) / 2
            outside = max(left - x, x - right, 0.0)
            apart = (outside, abs(middle - x))
            if apart < least:
                nearest = column
                least = apart
        return nearest

    def _upright(self, word: Standing) -> float:
        """Where the word's middle would stand if the columns did not lean."""
        x = (word.left + word.right) / 2
        return x - self.lean * word.y


def standing_of(lines: Sequence[ResultLine], pieces: Sequence[Piece]) -> dict[WordPlace, Standing]:
    """Where each word stands on the page made upright and its lines level."""
    level = level_of(lines, pieces)
    standing = {}
    for piece in pieces:
        for place, box in zip(piece.places(), piece.words, strict=True):
            _, middle = box.centre
            ends = np.array([[box.left, middle], [box.right, middle]])
            (left, y_left), (right, y_right) = level(ends).tolist()
            y = (y_left + y_right) / 2
            standing[place] = Standing(left, right, y)
    return standing


def axes_of(
    marked: MarkedTable, known: Mapping[WordPlace, int], words: Mapping[WordPlace, Standing]
) -> Axes:
    """By the words of cells that span nothing."""
    heights: dict[int, list[float]] = {}
    by_column: dict[int, list[Standing]] = {}
    for place, index in known.items():
        cell = marked.cells[index]
        word = words[place]
        if cell.row_span == 1:
            heights.setdefault(cell.row, []).append(word.y)
        if cell.column_span == 1:
            by_column.setdefault(cell.column, []).append(word)
    rows = {row: median(of_row) for row, of_row in heights.items()}
    lean = _lean(by_column.values())
    columns = {}
    for column, of_column in by_column.items():
        columns[column] = _extent(of_column, lean)
    cells: dict[Spot, int] = {}
    for index, cell in enumerate(marked.cells):
        for spot in cell.spots():
            cells[spot] = index
    return Axes(rows, columns, lean, cells)


def shares(
    axes: Axes,
    marked: MarkedTable,
    known: Mapping[WordPlace, int],
    words: Mapping[WordPlace, Standing],
) -> tuple[float, float]:
    """Of the words, how many stand nearest to their own column, and how many to their own row."""
    in_columns = []
    in_rows = []
    for place, index in known.items():
        cell = marked.cells[index]
        word = words[place]
        if cell.column_span == 1:
            column = axes.column_at(word)
            in_columns.append(column == cell.column)
        if cell.row_span == 1:
            row = axes.row_at(word)
            in_rows.append(row == cell.row)
    share_of_columns = sum(in_columns) / max(1, len(in_columns))
    share_of_rows = sum(in_rows) / max(1, len(in_rows))
    return share_of_columns, share_of_rows


def _lean(columns: Iterable[Sequence[Standing]]) -> float:
    """The median of the columns' leans, by their words' left ends."""
    leans = [0.0]
    for words in columns:
        if len(words) < FEWEST:
            continue
        lefts = [word.left for word in words]
        heights = [word.y for word in words]
        if max(heights) > min(heights):
            lean, _ = linear_regression(heights, lefts)
            leans.append(lean)
    return median(leans[1:] or leans)


def _extent(words: Sequence[Standing], lean: float) -> tuple[float, float]:
    """From its outermost words' left ends to their right ends, but for a few."""
    lefts = []
    rights = []
    for word in words:
        leaning = lean * word.y
        lefts.append(word.left - leaning)
        rights.append(word.right - leaning)
    low, high = OUTER
    left = float(np.percentile(lefts, low))
    right = float(np.percentile(rights, high))
    return left, right
