"""Whether the structure of a table that an LLM marked up is taken: a learned rule.

A Placed table with the tables that geometry sees there enters, a probability leaves: that the
LLM's grid is nearer to the printed one than geometry's. `benchmarks/layouts/marked_tables.py`
teaches it, on recorded readings and on damaged copies of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import NamedTuple

from recto.ink.strokes import Strokes
from recto.layout.frame import frame
from recto.layout.marked import Placed, placed_tables
from recto.layout.places import WordPlace, named_words
from recto.learned.weights import weights_of
from recto.model.result import Block, ResultLine
from recto.text.table_markup import MarkedTable, marked_tables

SHIPPED: Traversable = resources.files("recto.layout") / "weights" / "marked_tables.json"
BELIEVED = (
    0.85  # probability from which the LLM's grid is taken: a false grid costs more than ours does
)


class Figures(NamedTuple):
    """What speaks for a marked table; shares are 0..1."""

    bias: float  # 1
    told: float  # of the LLM's letters, on the page
    held: float  # of the page's letters there, in the LLM's table
    in_columns: float
    in_rows: float
    filled: float
    covered: float  # of the table's words, in tables that geometry sees
    finer: float  # geometry's cells with words, of those and the LLM's; 0 where it sees no table


def figures(table: Placed, ours: Sequence[Block]) -> Figures:
    """`ours`: the tables that share lines with it."""
    words = _words_of([table.table])
    cells = _cells_with_words([table.table])
    our_cells = _cells_with_words(ours)
    covered = words & _words_of(ours)
    return Figures(
        bias=1.0,
        told=table.told,
        held=table.held,
        in_columns=table.in_columns,
        in_rows=table.in_rows,
        filled=table.filled,
        covered=len(covered) / len(words),
        finer=our_cells / (our_cells + cells),
    )


def _words_of(tables: Sequence[Block]) -> set[WordPlace]:
    words: set[WordPlace] = set()
    for table in tables:
        for cell in table.cells:
            words.update(named_words(cell))
    return words


def _cells_with_words(tables: Sequence[Block]) -> int:
    count = 0
    for table in tables:
        count += sum(bool(cell.spans) for cell in table.cells)
    return count


def with_marked(
    lines: Sequence[ResultLine],
    ruling: Strokes,
    text: str,
    ours: Sequence[Block],
    bent: Sequence[Block] | None = None,
) -> tuple[Block, ...]:
    """Our tables, with those of the LLM's text that are believed in place of ours there. `bent`:
    ours as they are found without levelling, which is what the rule was taught by; None: `ours`.
    """
    taken: list[Block] = []
    marked = marked_tables(text)
    seen = ours if bent is None else bent
    for table, rivals in candidates(lines, ruling, marked, seen):
        is_free = not sharing(table.table, taken)
        if is_free and probability(figures(table, rivals)) >= BELIEVED:
            taken.append(table.table)
    if not taken:
        return tuple(ours)
    kept = [block for block in ours if not sharing(block, taken)]
    return (*kept, *taken)


def candidates(
    lines: Sequence[ResultLine],
    ruling: Strokes,
    marked: Sequence[MarkedTable],
    ours: Sequence[Block],
) -> list[tuple[Placed, list[Block]]]:
    """Every marked table that is on the page, with ours that it would replace."""
    if not marked:
        return []
    pieces = frame(lines, ruling).pieces
    tables = placed_tables(lines, pieces, marked)
    return [(table, sharing(table.table, ours)) for table in tables]


def probability(row: Figures) -> float:
    """By the shipped weights."""
    odds = sum(weight * value for weight, value in zip(_weights(), row, strict=True))
    return 1 / (1 + math.exp(-odds))


@lru_cache(maxsize=1)
def _weights() -> tuple[float, ...]:
    data = weights_of(SHIPPED, Figures._fields)
    return tuple(map(float, data["logistic"]))


def sharing(table: Block, others: Sequence[Block]) -> list[Block]:
    """Those that hold lines of the table."""
    lines = set(table.lines)
    return [other for other in others if not lines.isdisjoint(other.lines)]
