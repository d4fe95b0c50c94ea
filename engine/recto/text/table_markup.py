"""Tables that an LLM marked up: the grid of cells that it saw, with the words of each.

A text enters, MarkedTables leave: those of HTML first, then those that Markdown draws with pipes.
Nothing is believed of them here. A model may have written anything, so all of it takes time linear
in the text: tags end within a bounded distance, spans and grids are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, product

from recto.text.markup import plain_lines

MOST_SPAN = 200  # rows or columns; more is an error, not a grid to build
MOST_SPOTS = 20_000  # of one table's grid: a page has no more cells
MOST_TABLES = 100  # of a text; those behind them are not looked at

_TAG = re.compile(r"<\s{0,9}(/?)\s{0,9}(table|tr|td|th)\b([^<>]{0,400})>", re.IGNORECASE)
_SPAN = re.compile(r"\b(row|col)span\s{0,9}=\s{0,9}[\"']?(\d{1,9})", re.IGNORECASE)
_RULED = re.compile(r"[\s:|-]*")
_PIPE = re.compile(r"(?<!\\)\|")

Spot = tuple[int, int]  # row, column


@dataclass(frozen=True, slots=True)
class MarkedCell:
    """One cell: where it begins, what it spans, and its words."""

    row: int
    column: int
    row_span: int
    column_span: int
    words: tuple[str, ...]

    def spots(self) -> Iterator[Spot]:
        """Every place of the grid that it takes."""
        rows = range(self.row, self.row + self.row_span)
        columns = range(self.column, self.column + self.column_span)
        return product(rows, columns)


@dataclass(frozen=True, slots=True)
class MarkedTable:
    """Cells in reading order."""

    cells: tuple[MarkedCell, ...]

    @property
    def rows(self) -> int:
        """How many."""
        return max(cell.row + cell.row_span for cell in self.cells)

    @property
    def columns(self) -> int:
        """How many."""
        return max(cell.column + cell.column_span for cell in self.cells)


def has_tables(text: str) -> bool:
    """Whether there may be any: most texts have none, and are not looked through."""
    has_tag = "<" in text
    has_pipe = "|" in text
    return has_tag or has_pipe


def marked_tables(text: str) -> list[MarkedTable]:
    """Those with two rows and two columns at least, and no more spots than a page has."""
    grids = chain(_html_tables(text), _pipe_tables(text))
    tables = (MarkedTable(tuple(cells)) for cells in grids if cells)
    return list(islice(filter(_is_grid, tables), MOST_TABLES))


def _is_grid(table: MarkedTable) -> bool:
    """Rows without a cell, and columns that only one row has, count, too: writers draw them all."""
    rows = table.rows
    columns = table.columns
    return rows > 1 and columns > 1 and rows * columns <= MOST_SPOTS


class _Grid:
    """A table that is being filled, row by row, as HTML does (4.9.12): a cell goes to the first
    column that no cell from above reaches into, and, other than there, ends before the next: cells
    that lie on one another are one in a word processor, and one's words would be lost.
    """

    def __init__(self) -> None:
        self.cells: list[MarkedCell] = []
        self.row = -1
        self._column = 0
        self._spots = 0
        self._free_from: dict[int, int] = {}  # column -> the row below its lowest cell

    def next_row(self) -> None:
        self.row += 1
        self._column = 0

    def add(self, text: str, row_span: int, column_span: int) -> None:
        """A cell of the row; what is beyond all bounds is left out."""
        while not self._is_free():
            self._column += 1
        column = self._column
        self._column += 1
        while self._column < column + column_span and self._is_free():
            self._column += 1
        width = self._column - column
        spots = row_span * width
        if self._spots + spots > MOST_SPOTS:
            return
        self._spots += spots
        words: list[str] = []
        for line in plain_lines(text):
            words += line
        cell = MarkedCell(self.row, column, row_span, width, tuple(words))
        end = self.row + row_span
        for reached in range(column, self._column):
            self._free_from[reached] = max(end, self._free_from.get(reached, 0))
        self.cells.append(cell)

    def _is_free(self) -> bool:
        """No cell from above reaches into the column."""
        return self._free_from.get(self._column, 0) <= self.row


def _html_tables(text: str) -> Iterator[list[MarkedCell]]:
    grid: _Grid | None = None
    opened: tuple[int, int, int] | None = None  # where a cell's text begins, its spans
    for tag in _TAG.finditer(text):
        slash, name, attributes = tag.groups()
        if grid is not None and opened is not None:
            start, down, across = opened
            grid.add(text[start : tag.start()], down, across)
        opened = None
        if name.lower() == "table":
            if grid is not None:
                yield grid.cells
            grid = None if slash else _Grid()
        elif grid is not None and not slash:
            opened = _begun(grid, name.lower(), tag.end(), attributes)
    if grid is not None:
        yield grid.cells


def _begun(grid: _Grid, name: str, at: int, attributes: str) -> tuple[int, int, int] | None:
    """The cell that begins here, if it is one in a row; a row is begun."""
    if name == "tr":
        grid.next_row()
        return None
    return (at, *_spans(attributes)) if grid.row >= 0 else None


def _spans(attributes: str) -> Spot:
    """Rows and columns that a cell spans."""
    found = {"row": 1, "col": 1}
    for which, number in _SPAN.findall(attributes):
        found[which.lower()] = min(max(1, int(number)), MOST_SPAN)
    return found["row"], found["col"]


def _pipe_tables(text: str) -> Iterator[list[MarkedCell]]:
    """Runs of lines with pipes, the second of which is a rule of dashes."""
    run: list[str] = []
    for line in (*text.splitlines(), ""):
        if "|" in line:
            run.append(line.strip())
            continue
        if len(run) > 2 and _is_rule(run[1]):
            yield _piped(run)
        run = []


def _is_rule(line: str) -> bool:
    """Of dashes, below the heads of columns."""
    return "---" in line and _RULED.fullmatch(line) is not None


def _piped(lines: Sequence[str]) -> list[MarkedCell]:
    grid = _Grid()
    for line in lines:
        if _is_rule(line):
            continue
        grid.next_row()
        bare = line.removeprefix("|").removesuffix("|")
        for text in _PIPE.split(bare):
            grid.add(text.replace("\\|", "|"), 1, 1)
    return grid.cells
