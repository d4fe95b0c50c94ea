"""Whether the structure of a table that an LLM marked up is taken: a learned rule.

A Placed table with the tables that geometry sees there enters, a probability leaves: that the
LLM's grid is nearer to the printed one than geometry's. `benchmarks/layouts/marked_composed.py`
teaches it, on composed pages and simulated readings of them alone.
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
from recto.model.page import Box
from recto.model.result import Block, ResultLine
from recto.text.table_markup import MarkedTable, marked_tables

SHIPPED: Traversable = resources.files("recto.layout") / "weights" / "marked_tables.json"
BELIEVED = 0.5  # probability from which the LLM's grid is taken
LEVEL = 0.5  # of the lower table's height that another one beside it shares


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
    beside: float  # of the covered words, in tables of geometry's beside the one with most
    stacked: float  # the same above and below that one
    parted: float  # of the words of geometry's tables there, outside the LLM's
    empty: float  # of the LLM's cells, without words of the page
    ours_empty: float  # of geometry's cells there; 0 where it sees no table


def figures(table: Placed, ours: Sequence[Block]) -> Figures:
    """`ours`: the tables that share lines with it."""
    words = _words_of(table.table)
    cells = _cells_with_words([table.table])
    our_cells = _cells_with_words(ours)
    of_each = [_words_of(each) for each in ours]
    of_ours = set().union(*of_each)
    beside, stacked = _in_others(ours, [len(words & each) for each in of_each])
    return Figures(
        bias=1.0,
        told=table.told,
        held=table.held,
        in_columns=table.in_columns,
        in_rows=table.in_rows,
        filled=table.filled,
        covered=len(words & of_ours) / len(words),
        finer=our_cells / (our_cells + cells),
        beside=beside,
        stacked=stacked,
        parted=len(of_ours - words) / max(1, len(of_ours)),
        empty=_share_of_empty([table.table]),
        ours_empty=_share_of_empty(ours),
    )


def _in_others(ours: Sequence[Block], counts: Sequence[int]) -> tuple[float, float]:
    """Of the words counted in each of ours, shares outside the one with most: beside it, and above
    or below.
    """
    total = sum(counts)
    if not total:
        return 0.0, 0.0
    most = max(counts)
    main = ours[counts.index(most)]
    beside = 0
    for other, count in zip(ours, counts, strict=True):
        if other is not main and _is_beside(main.box, other.box):
            beside += count
    return beside / total, (total - most - beside) / total


def _is_beside(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > LEVEL * min(one.height, other.height)


def _words_of(table: Block) -> set[WordPlace]:
    words: set[WordPlace] = set()
    for cell in table.cells:
        words.update(named_words(cell))
    return words


def _cells_with_words(tables: Sequence[Block]) -> int:
    count = 0
    for table in tables:
        count += sum(bool(cell.spans) for cell in table.cells)
    return count


def _share_of_empty(tables: Sequence[Block]) -> float:
    """Of their cells; 0 without any."""
    count = sum(len(table.cells) for table in tables)
    if not count:
        return 0.0
    return 1 - _cells_with_words(tables) / count


def with_marked(
    lines: Sequence[ResultLine], ruling: Strokes, text: str, ours: Sequence[Block]
) -> tuple[Block, ...]:
    """Our tables, with those of the LLM's text that are believed in place of ours there."""
    taken: list[Block] = []
    for table, rivals in candidates(lines, ruling, marked_tables(text), ours):
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
