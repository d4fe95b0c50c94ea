"""Composed pages with tables, as they are seen, as examples of marked tables: what an LLM may write
of them, true or gone wrong. All of it is simulated.

Layouts enter (`python -m benchmarks.layouts make --look no-image`), Examples leave. Nothing says
which grids of ours are wrong: the lines are as loose, torn and bent as readers and cameras make
them, and geometry goes wrong by itself.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.layouts.breaks import DPI
from benchmarks.layouts.marked_damage import DAMAGES, prose, side_by_side, stacked
from benchmarks.layouts.marked_examples import Example, PrintedTables
from benchmarks.layouts.transcripts import MISREAD, misread, simulated
from benchmarks.layouts.truth import Layout, load
from benchmarks.metrics.markup import tables
from recto.arbitration.local_reading import local_lines
from recto.ink.strokes import Strokes
from recto.layout import arrange
from recto.model.result import PageResult
from recto.text.table_markup import MarkedTable, marked_tables

LOOKS = ("scan", "photo", "bent")
COPIES = 2  # of a page's tables, each damaged in one way
PROSE = 0.2  # share of the pages without tables that an LLM may have set as one


def examples(folder: Path) -> Iterator[Example]:
    """Of every page that has tables, and of some that have none."""
    for file in sorted(folder.glob("*.json")):
        layout = load(file)
        dice = random.Random(layout.id)  # noqa: S311  # lessons that can be made again
        if layout.tables or dice.random() < PROSE:
            for look in LOOKS:
                yield from _of_page(layout, look, dice)


def _of_page(layout: Layout, look: str, dice: random.Random) -> Iterator[Example]:
    page = simulated(layout, look)
    if page is None:
        return
    lines = tuple(local_lines(page.reading))
    level = page.seen.page
    strokes = Strokes(level.horizontal, level.vertical)
    blocks = arrange(lines, layout.width, layout.height, ruling=strokes)
    ours = [block for block in blocks if block.cells]
    size = (layout.width, layout.height)
    result = PageResult(layout.id, 0, *size, DPI, layout.language, lines, blocks=blocks)
    markup = [html_of(rows) for rows in layout.tables]
    truth = [table for text in markup for table in tables(text)]
    printed = PrintedTables(result, strokes, truth, layout.family)
    for read, kind in _variants(layout, markup, dice):
        yield from printed.examples(read, ours, kind)


def html_of(rows: Sequence[Sequence[Mapping[str, Any]]]) -> str:
    """A table of measure.js as LLMs write tables."""
    shown = []
    for row in rows:
        cells = []
        for cell in row:
            tag = "th" if cell["header"] else "td"
            spans = f' rowspan="{cell["rows"]}" colspan="{cell["columns"]}"'
            cells.append(f"<{tag}{spans}>{escape(cell['text'])}</{tag}>")
        shown.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(shown)}</table>"


def _variants(
    layout: Layout, markup: Sequence[str], dice: random.Random
) -> Iterator[tuple[list[MarkedTable], str]]:
    true = marked_tables("".join(markup))
    if true:
        read = [_read(table, dice) for table in true]
        yield read, "true"
        for _ in range(COPIES):
            yield [dice.choice(DAMAGES)(table, dice) for table in read], "damaged"
        for one, other in pairwise(read):
            yield [side_by_side(one, other)], "made one"
            yield [stacked(one, other)], "made one"
    yield [prose(layout.text, dice)], "prose"


def _read(table: MarkedTable, dice: random.Random) -> MarkedTable:
    """Some of its letters are others."""
    cells = []
    for cell in table.cells:
        words = tuple(misread(word, MISREAD["llm"], dice) for word in cell.words)
        cells.append(replace(cell, words=words))
    return MarkedTable(tuple(cells))
