"""Words and lines drawn by chance, and put into the ledger for the blind mode.

An open ledger whose index is up to date and a Design enter; rows of the table `sample` leave. Words
are drawn with replacement, each of a stratum as likely as another, wherever it stands; a word that
is drawn twice is asked once and counts twice. Of a collection that is read as a whole every word is
asked and counts once, and every line, where there are no more than wanted.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

from recto.batch.corrections import corrections_of
from recto.batch.ledger import Ledger
from recto.batch.packed import unpack
from recto.batch.spread import Spread, class_of, has_digit, spread_from
from recto.certify.design import Design
from recto.certify.page_kinds import kind_of
from recto.certify.story import FACT as STORY
from recto.certify.story import Story, begun, text_of
from recto.corrections.applied import corrected
from recto.corrections.correction import sides
from recto.errors import FileAccess
from recto.model.page import Box
from recto.model.result import PageResult, ResultLine, Word
from recto.writers.characters import printable

FACT = "certify"  # what the ledger keeps the design under
# The ledger keeps one with the kind of the page behind it: "sure-tables".
STRATA = ("doubtful", "sure")
Row = tuple[str, str, int, str, int, str, str, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of one page, by class; or those of many pages that nobody has opened yet."""

    file: int
    number: int
    sha256: str
    spread: Spread
    opened: Callable[[], Sequence[Cell]] | None = None  # gives its pages


CELLS = """
    SELECT page_index.file, page_index.number, file.sha256, spread FROM page_index
    JOIN listed_page ON listed_page.file = page_index.file
        AND listed_page.number = page_index.number
    JOIN file ON file.id = page_index.file WHERE result IS NOT NULL
"""


def cells_of(ledger: Ledger) -> list[Cell]:
    """All pages of the last run that have words."""
    return _cells(ledger.select(f"{CELLS} ORDER BY 1, 2"))


def cells_at(ledger: Ledger, places: Iterable[tuple[int, int]]) -> list[Cell]:
    """Those of some pages: the row of the file, and the page."""
    found = []
    for file, number in places:
        query = f"{CELLS} AND page_index.file = ? AND page_index.number = ?"
        found += _cells(ledger.select(query, file, number))
    return found


def _cells(rows: Iterable[tuple[Any, ...]]) -> list[Cell]:
    return [
        Cell(
            file,
            number,
            sha256,
            spread_from(text),
        )
        for file, number, sha256, text in rows
    ]


def total(cells: Sequence[Cell]) -> Spread:
    """All their words."""
    found = Spread()
    for cell in cells:
        found += cell.spread
    return found


def draw(
    ledger: Ledger, cells: Sequence[Cell], plan: Design, seed: int, story: Story | None = None
) -> None:
    """Forget the sample of before, and keep a new one; `story`: how it came about, where the ledger
    does not hold all of the collection.
    """
    chance = Random(seed)  # noqa: S311 - the seed comes from the system
    rows = [
        *_words(
            ledger,
            cells,
            plan,
            chance,
        ),
        *_lines(ledger, cells, plan, chance),
    ]
    chance.shuffle(rows)
    own = text_of(story or begun(ledger))
    with ledger.database as database:
        database.execute("DELETE FROM sample")
        database.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (FACT, plan.text()))
        database.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (STORY, own))
        database.executemany(
            "INSERT INTO sample (kind, stratum, digits, sha256, page, box, text, times)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )


def _chosen(
    cells: Sequence[Cell], weigh: Callable[[Cell], int], size: int, chance: Random
) -> list[tuple[Cell, int]]:
    """Pages, each as often as its weight makes it likely, in the order of the ledger."""
    counts = [weigh(cell) for cell in cells]
    if not sum(counts):
        return []
    picked: dict[tuple[int, int], tuple[Cell, int]] = {}
    for place in chance.choices(cells, counts, k=size):
        cell = _page_in(place, weigh, chance)
        key = (cell.file, cell.number)
        times = picked[key][1] if key in picked else 0
        picked[key] = (cell, times + 1)
    return [picked[key] for key in sorted(picked)]


def _page_in(cell: Cell, weigh: Callable[[Cell], int], chance: Random) -> Cell:
    """The cell itself, or one of its pages by weight: every word stays as likely as another."""
    if cell.opened is None:
        return cell
    pages = cell.opened()
    counts = [weigh(page) for page in pages]
    if not sum(counts):
        what = "its pages do not hold the words that its manifest counts"
        where = f"group {cell.number}"
        raise FileAccess(what, where=where, remedy="have the group read again: recto retry OUT")
    return chance.choices(pages, counts)[0]


def _every(cells: Sequence[Cell]) -> list[tuple[Cell, int]]:
    """All pages, those of groups, too."""
    pages: list[Cell] = []
    for cell in cells:
        pages += [cell] if cell.opened is None else cell.opened()
    return [(page, 1) for page in pages]


def _words(ledger: Ledger, cells: Sequence[Cell], plan: Design, chance: Random) -> Iterator[Row]:
    drawn: dict[tuple[int, int], tuple[Cell, Counter[str]]] = {}
    for stratum, size in zip(STRATA, plan.sizes, strict=True):
        weigh = partial(_count, cut=plan.cut, stratum=stratum)
        chosen = _every(cells) if plan.census else _chosen(cells, weigh, size, chance)
        for cell, times in chosen:
            key = (cell.file, cell.number)
            _, counts = drawn.setdefault(key, (cell, Counter()))
            counts[stratum] += times
    for key in sorted(drawn):
        cell, counts = drawn[key]
        yield from _words_of(ledger, cell, counts, plan, chance)


def _words_of(
    ledger: Ledger, cell: Cell, counts: Counter[str], plan: Design, chance: Random
) -> Iterator[Row]:
    """So many of each stratum of one page."""
    page = _page(ledger, cell)
    kind = kind_of(page)
    for stratum, times in sorted(counts.items()):
        words = [
            word
            for word in page.words
            if is_in(
                word,
                plan.cut,
                stratum,
            )
        ]
        picked = _picked(len(words), times, plan, chance)
        for number, count in sorted(picked.items()):
            word = words[number]
            digits = int(has_digit(word.text))
            yield _row(
                "word",
                f"{stratum}-{kind}",
                digits,
                cell,
                word.box,
                word.text,
                count,
            )


def _picked(count: int, times: int, plan: Design, chance: Random) -> Counter[int]:
    """Which of so many words, and how often each."""
    if plan.census:
        return Counter(range(count))
    return Counter(chance.choices(range(count), k=times))


def is_in(word: Word, cut: int, stratum: str) -> bool:
    """Whether a word is of the stratum."""
    return (class_of(word) < cut) == (stratum == STRATA[0])


def _count(cell: Cell, cut: int, stratum: str) -> int:
    words = cell.spread.words
    return sum(words[:cut] if stratum == STRATA[0] else words[cut:])


def _all(cell: Cell) -> int:
    return cell.spread.count


def _lines(ledger: Ledger, cells: Sequence[Cell], plan: Design, chance: Random) -> Iterator[Row]:
    """Whole lines, to look for lost text; pages by their words, since lines are not counted."""
    if plan.census:
        yield from _first_lines(ledger, cells, plan, chance)
        return
    for cell, times in _chosen(cells, _all, plan.wanted.lines, chance):
        lines = [line for line in _page(ledger, cell).lines if line.words]
        found = Counter(chance.choices(range(len(lines)), k=times)) if lines else Counter()
        for number, count in sorted(found.items()):
            yield _line_row(cell, lines[number], count)


def _first_lines(
    ledger: Ledger, cells: Sequence[Cell], plan: Design, chance: Random
) -> Iterator[Row]:
    """Of a collection that is read as a whole: its lines in an order by chance, each once, as many
    as are wanted.
    """
    lines = []
    for cell, _ in _every(cells):
        lines += [(cell, line) for line in _page(ledger, cell).lines if line.words]
    chance.shuffle(lines)
    for cell, line in lines[: plan.wanted.lines]:
        yield _line_row(cell, line, 1)


def _line_row(cell: Cell, line: ResultLine, times: int) -> Row:
    return _row(
        "line",
        "line",
        0,
        cell,
        line.box,
        line.text,
        times,
    )


def _page(ledger: Ledger, cell: Cell) -> PageResult:
    """As people have it. Raises FileAccess for a damaged result."""
    (packed,) = ledger.results(cell.file, [cell.number])
    said = corrections_of(ledger, cell.sha256, cell.number)
    return corrected(unpack(packed), said).page


def _row(kind: str, stratum: str, digits: int, cell: Cell, box: Box, text: str, times: int) -> Row:
    place = json.dumps(sides(box))
    # As outputs have it: nobody can type what no output shows.
    return kind, stratum, digits, cell.sha256, cell.number, place, printable(text), times
