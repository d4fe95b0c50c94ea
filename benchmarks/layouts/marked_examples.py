"""What a marked table is worth on a page: how many more of the page's cells have their neighbours
with it in place of ours.

Lines, the printed tables, ours and an LLM's enter; an Example for each of the LLM's leaves, with
what the engine sees of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from benchmarks.metrics.markup import Table, TableCell
from benchmarks.metrics.matching import mean_of_pairs
from recto.ink.strokes import Strokes
from recto.layout import cell_text
from recto.layout.believed import Figures, candidates, figures
from recto.model.result import Block, PageResult
from recto.text.alignment import compact
from recto.text.table_markup import MarkedTable

HALF = 0.5
LEAST_GAIN = 0.02  # for which our own grid is given up

Neighbours = Counter[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Example:
    """One marked table on one page."""

    row: Figures
    gain: float  # F1 of the page's neighbours with it, less that with ours
    own: float  # F1 of its own neighbours, at best, 0..1
    document: str  # or the family of composed pages
    kind: str  # "recorded": as the LLM wrote it and geometry saw it; else how it was simulated

    @property
    def worth(self) -> float:
        """What taking it gains; a grid of which less than half is right is worse than none."""
        return self.gain - LEAST_GAIN if self.own >= HALF else min(self.gain, self.own - HALF)


@dataclass(frozen=True, slots=True, eq=False)
class PrintedTables:
    """A page as it was read, and its true tables."""

    result: PageResult  # its lines are what counts
    strokes: Strokes
    truth: Sequence[Table]
    document: str

    def examples(
        self, read: Sequence[MarkedTable], ours: Sequence[Block], kind: str
    ) -> Iterator[Example]:
        """Each of the LLM's tables alone in place of those of ours that share lines with it."""
        as_it_is = self.score(ours)
        for table, rivals in candidates(self.result.lines, self.strokes, read, ours):
            neighbours = _neighbours(_table(table.table, self.result))
            own = max((_alike(neighbours, _neighbours(each)) for each in self.truth), default=0.0)
            others = [block for block in ours if block not in rivals]
            gain = self.score([*others, table.table]) - as_it_is
            yield Example(figures(table, rivals), gain, own, self.document, kind)

    def score(self, blocks: Sequence[Block]) -> float:
        """Mean over the page's tables, paired as for TEDS; of a page without tables 1 where none is
        seen.
        """
        found = [_neighbours(_table(block, self.result)) for block in blocks]
        score = mean_of_pairs(list(map(_neighbours, self.truth)), found, _alike)
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
