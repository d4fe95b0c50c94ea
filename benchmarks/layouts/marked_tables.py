"""When the table that an LLM marked up is nearer to the printed one than what geometry sees there.

Pages with a truth of tables and recorded readings enter, through the engine's own pipeline; the
weights of `recto.layout.believed` leave. Readings are few, so the truth teaches, too, as a flawless
LLM would write it, and all of them by copies that are damaged on purpose (both simulated: cells
moved, columns merged, rows lost, prose set as a table, two tables made one). So do geometry's own
tables, made coarser as on bent pages, and none at all. Right means that more
of the page's cells have their neighbours with the marked table in place of ours.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.corpora import CorpusPage
from benchmarks.local_page_cache import routed, stages
from benchmarks.metrics.markup import Table, TableCell, tables
from benchmarks.metrics.matching import mean_of_pairs
from benchmarks.page_under_test import PageUnderTest
from benchmarks.systems.parts import in_place_of
from benchmarks.systems.with_llm import Replayed, guide
from recto.arbitration.local_reading import local_lines
from recto.layout import arrange, cell_text, same_tables
from recto.layout.believed import BELIEVED, Figures, candidates, figures, sharing
from recto.model.result import Block, Cell, PageResult
from recto.pipeline import page as page_pipeline
from recto.pipeline.page import finish
from recto.readers.vision.replay import ReplayVision
from recto.text.alignment import compact
from recto.text.markup import plain_lines
from recto.text.table_markup import MarkedCell, MarkedTable, marked_tables

COPIES = 4  # of a page's tables, each damaged in one way
AS_SEEN = (1, 1)  # rows and columns of geometry's tables that become one
COARSE = ((2, 1), (1, 2), (3, 2))
WORDS = (2, 5)  # of a cell of prose set as a table
HALF = 0.5
LEAST_GAIN = 0.02  # for which our own grid is given up
SOFT = 0.05  # ridge, shared out to the examples
LEAST = 0.1  # that an example counts, however little it is worth

Floats = NDArray[np.float64]
Neighbours = Counter[tuple[str, str, str]]
Damage = Callable[[MarkedTable, random.Random], MarkedTable]


@dataclass(frozen=True, slots=True)
class Example:
    """One marked table on one page."""

    row: Figures
    gain: float  # F1 of the page's neighbours with it, less that with ours
    own: float  # F1 of its own neighbours, at best, 0..1
    document: str
    is_recorded: bool  # as the LLM wrote it and geometry saw it

    @property
    def worth(self) -> float:
        """What taking it gains; a grid of which less than half is right is worse than none."""
        return self.gain - LEAST_GAIN if self.own >= HALF else min(self.gain, self.own - HALF)


def examples(pages: Sequence[CorpusPage], store: Path) -> Iterator[Example]:
    """Of every recorded reading of these pages."""
    for page in pages:
        for model in page.readings if page.layout else ():
            yield from _of_page(page, model, PageUnderTest(page, store))


def _of_page(page: CorpusPage, model: str, sheet: PageUnderTest) -> Iterator[Example]:
    replayed = Replayed("hybrid", model)
    found = routed(sheet, replayed.options)
    replay = ReplayVision(
        page.readings[model].text, model, page.readings[model].saw, guide(found.local)
    )
    answer = asyncio.run(replay.read(found.local.evidence, found.local.decisions))
    options = stages(sheet, second_reader="on", llm=replayed.options)
    with in_place_of([(page_pipeline, "with_marked", lambda *given: given[3])]):
        result = finish(found.local, answer, options)
    laid_out = partial(
        arrange, width=result.width, height=result.height, ruling=found.local.strokes
    )
    own = local_lines(found.local.reading)
    ours = same_tables(result.lines, own, laid_out(own))
    truth = tables(page.layout or "")
    seen = [(_coarser(ours, *steps), steps == AS_SEEN) for steps in (AS_SEEN, *COARSE)]
    seen.append(([], False))
    scores = [_score(truth, result, blocks) for blocks, _ in seen]
    for read, is_recorded in _variants(page, model):
        for table, _ in candidates(result.lines, found.local.strokes, read, ()):
            neighbours = _neighbours(_table(table.table, result))
            own = max((_alike(neighbours, _neighbours(each)) for each in truth), default=0.0)
            for (blocks, is_seen), as_it_is in zip(seen, scores, strict=True):
                rivals = sharing(table.table, blocks)
                others = [block for block in blocks if block not in rivals]
                gain = _score(truth, result, [*others, table.table]) - as_it_is
                row = figures(table, rivals)
                yield Example(row, gain, own, page.document, is_recorded and is_seen)


def _coarser(ours: Sequence[Block], down: int, across: int) -> list[Block]:
    """Geometry's tables with so many rows and columns taken for one, as on a bent page
    (simulated).
    """
    if (down, across) == AS_SEEN:
        return list(ours)
    blocks = []
    for block in ours:
        cells: dict[tuple[int, int], Cell] = {}
        for cell in block.cells:
            spot = (cell.row // down, cell.column // across)
            before = cells.get(spot)
            spans = (*before.spans, *cell.spans) if before else cell.spans
            cells[spot] = Cell(*spot, 1, 1, tuple(sorted(spans)))
        blocks.append(replace(block, cells=tuple(cells.values())))
    return blocks


def _score(truth: Sequence[Table], result: PageResult, blocks: Sequence[Block]) -> float:
    """Mean over the page's tables, paired as for TEDS; of a page without tables 1 where none is
    seen.
    """
    found = [_neighbours(_table(block, result)) for block in blocks]
    score = mean_of_pairs(list(map(_neighbours, truth)), found, _alike)
    return 1.0 if score is None else score


def _alike(one: Neighbours, other: Neighbours) -> float:
    """F1 of neighbours in rows and columns, texts as they are (Goebel, Hassan, Oro, Orsi, "A
    methodology for evaluating algorithms for table understanding in PDF documents", 2012): it ranks
    grids as TEDS does, at a hundredth of its time.
    """
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def _neighbours(table: Table) -> Neighbours:
    """(text, text, way) of every two cells with text between which stand only empty ones."""
    found: Neighbours = Counter()
    at = {spot: cell for cell in table.cells if cell.text for spot in cell.positions()}
    for way in ("right", "down"):
        before: dict[int, TableCell] = {}
        turn = itemgetter(0, 1) if way == "right" else itemgetter(1, 0)
        for spot in sorted(at, key=turn):
            along, _ = turn(spot)
            other = before.get(along)
            if other is not None and other is not at[spot]:
                found[compact(other.text), compact(at[spot].text), way] += 1
            before[along] = at[spot]
    return found


def _table(block: Block, result: PageResult) -> Table:
    cells = []
    for cell in block.cells:
        text = " ".join(cell_text(result, cell).split())
        place = (cell.row, cell.column, cell.row_span, cell.column_span)
        cells.append(TableCell(*place, text))
    return Table(tuple(cells))


def _variants(page: CorpusPage, model: str) -> Iterator[tuple[list[MarkedTable], bool]]:
    """The tables of a page as the LLM wrote them, then all that is simulated; the same page always
    gives the same.
    """
    text = page.readings[model].text
    recorded = marked_tables(text)
    yield recorded, True
    dice = random.Random(page.id)  # noqa: S311  # lessons that can be made again, not a secret
    true = marked_tables(page.layout or "")
    yield true, False
    for read in (recorded, true):
        for _ in range(COPIES if read else 0):
            yield [dice.choice(DAMAGES)(table, dice) for table in read], False
        if len(read) > 1:
            yield [_side_by_side(*read[:2])], False
    yield [_prose(text, dice)], False


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
        words = [word if dice.random() < 0.7 else word[::-1] + "x" for word in cell.words]
        cells.append(replace(cell, words=tuple(words)))
    return MarkedTable(tuple(cells))


def _side_by_side(one: MarkedTable, other: MarkedTable) -> MarkedTable:
    """Two tables made one."""
    columns = one.columns
    moved = [replace(cell, column=cell.column + columns) for cell in other.cells]
    return MarkedTable((*one.cells, *moved))


def _prose(text: str, dice: random.Random) -> MarkedTable:
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


def learn(found: Sequence[Example]) -> str:
    """The file of weights."""
    weights = _weights(found).round(4).tolist()
    return json.dumps({"features": list(Figures._fields), "logistic": weights}) + "\n"


def _weights(found: Sequence[Example]) -> Floats:
    """Logistic weights of plain figures, the first of them the bias. Each share speaks for the LLM
    or is silent, finer cells of ours speak against it: two documents with tables would teach
    accidents otherwise. An example counts by its worth, each document as much as another.
    """
    rows = np.array([example.row for example in found])
    worths = np.array([example.worth for example in found])
    documents = np.array([example.document for example in found])
    counts = np.maximum(np.abs(worths), LEAST)
    for document in np.unique(documents):
        here = documents == document
        counts[here] /= max(counts[here].sum(), 1e-9)
    counts /= counts.sum()
    signs = np.where(worths > 0, 1.0, -1.0)

    def loss(weights: Floats) -> float:
        odds = np.asarray(signs * (rows @ weights), dtype=np.float64)
        return float(
            counts @ np.logaddexp(0, -odds) + SOFT / len(found) * weights[1:] @ weights[1:]
        )

    bounds = [(0.0, None)] * rows.shape[1]
    bounds[0] = (None, None)
    bounds[Figures._fields.index("covered")] = (None, 0.0)
    bounds[Figures._fields.index("finer")] = (None, 0.0)
    best = minimize(loss, np.zeros(rows.shape[1]), bounds=bounds, method="L-BFGS-B")
    return np.asarray(best.x, dtype=np.float64)


def report(found: Sequence[Example]) -> str:
    """What the rule makes of tables of documents that its weights never saw: how many are taken,
    and what they gain and lose by it.
    """
    told = ["document             recorded           damaged"]
    for document in sorted({example.document for example in found}):
        seen = [example for example in found if example.document != document]
        unseen = [example for example in found if example.document == document]
        if not any(example.worth > 0 for example in seen):
            continue
        weights = _weights(seen)
        parts = [
            _told([each for each in unseen if each.is_recorded is recorded], weights)
            for recorded in (True, False)
        ]
        told.append(f"{document:20s} {parts[0]}   {parts[1]}")
    return "\n".join(told)


def _told(found: Sequence[Example], weights: Floats) -> str:
    limit = np.log(BELIEVED / (1 - BELIEVED))
    taken = [each.worth for each in found if float(weights @ np.array(each.row)) >= limit]
    best = sum(each.worth for each in found if each.worth > 0)
    gained = sum(gain for gain in taken if gain > 0)
    lost = sum(gain for gain in taken if gain < 0)
    return f"{len(taken)}/{len(found)} taken, {gained:+.2f} of {best:.2f}, {lost:+.2f}"
