"""How an LLM goes wrong about tables, on purpose: columns merged, rows lost, cells moved, words
misread, two tables made one, prose set as a table. All of it is simulated, and says so.

A MarkedTable and dice enter, another leaves.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from recto.text.markup import plain_lines
from recto.text.table_markup import MarkedCell, MarkedTable

WORDS = (2, 5)  # of a cell of prose set as a table
HALF = 0.5
SAME = 0.7  # of the words that are read as they are

Damage = Callable[[MarkedTable, random.Random], MarkedTable]


def _columns_merged(table: MarkedTable, dice: random.Random) -> MarkedTable:
    """Two columns are one."""
    at = dice.randrange(table.columns - 1)
    cells: dict[tuple[int, int], MarkedCell] = {}
    for cell in table.cells:
        column = cell.column - (cell.column > at)
        past = cell.column + cell.column_span
        span = max(1, past - (past > at + 1) - column)
        moved = replace(cell, column=column, column_span=span)
        before = cells.get((cell.row, column))
        if before is not None:
            words = before.words + cell.words
            moved = replace(before, words=words)
        cells[cell.row, column] = moved
    return MarkedTable(tuple(cells.values()))


def _rows_lost(table: MarkedTable, dice: random.Random) -> MarkedTable:
    """Half of the rows are left out."""
    rows = {cell.row for cell in table.cells}
    kept = sorted(row for row in rows if dice.random() < HALF) or [0]
    place = {row: number for number, row in enumerate(kept)}
    cells = [replace(c, row=place[c.row], row_span=1) for c in table.cells if c.row in place]
    return MarkedTable(tuple(cells))


def _words_moved(table: MarkedTable, dice: random.Random) -> MarkedTable:
    """A column's words stand a row too low."""
    column = dice.randrange(table.columns)
    words: tuple[str, ...] = ()
    cells = []
    for cell in table.cells:
        if cell.column == column:
            cells.append(replace(cell, words=words))
            words = cell.words
        else:
            cells.append(cell)
    return MarkedTable(tuple(cells))


def _shuffled(table: MarkedTable, dice: random.Random) -> MarkedTable:
    """Words stand in any cells."""
    texts = [cell.words for cell in table.cells]
    dice.shuffle(texts)
    cells = [replace(cell, words=words) for cell, words in zip(table.cells, texts, strict=True)]
    return MarkedTable(tuple(cells))


def _turned(table: MarkedTable, _: random.Random) -> MarkedTable:
    """Rows are columns."""
    cells = [
        MarkedCell(cell.column, cell.row, cell.column_span, cell.row_span, cell.words)
        for cell in table.cells
    ]
    return MarkedTable(tuple(cells))


def _misread(table: MarkedTable, dice: random.Random) -> MarkedTable:
    """Three words in ten are others: still a good grid."""
    cells = []
    for cell in table.cells:
        words = [word if dice.random() < SAME else word[::-1] + "x" for word in cell.words]
        cells.append(replace(cell, words=tuple(words)))
    return MarkedTable(tuple(cells))


def side_by_side(one: MarkedTable, other: MarkedTable) -> MarkedTable:
    """Two tables made one, their rows going on."""
    columns = one.columns
    moved = [replace(cell, column=cell.column + columns) for cell in other.cells]
    return MarkedTable((*one.cells, *moved))


def stacked(one: MarkedTable, other: MarkedTable) -> MarkedTable:
    """Two tables made one, the other's rows below."""
    rows = one.rows
    moved = [replace(cell, row=cell.row + rows) for cell in other.cells]
    return MarkedTable((*one.cells, *moved))


def prose(text: str, dice: random.Random) -> MarkedTable:
    """The page's words, a few to a cell, in two to four columns."""
    columns = dice.randint(2, 4)
    words = [word for line in plain_lines(text) for word in line]
    cells = []
    while words:
        few = dice.randint(*WORDS)
        row, column = divmod(len(cells), columns)
        cells.append(MarkedCell(row, column, 1, 1, tuple(words[:few])))
        words = words[few:]
    return MarkedTable(tuple(cells))


DAMAGES: tuple[Damage, ...] = (
    _columns_merged,
    _rows_lost,
    _words_moved,
    _shuffled,
    _turned,
    _misread,
)
