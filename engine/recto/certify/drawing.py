"""Words and lines drawn by chance, and put into the ledger for the blind mode.

An open ledger whose index is up to date and a Design enter; rows of the table `sample` leave. Words
are drawn with replacement, each of a stratum as likely as another, wherever it stands; a word that
is drawn twice is asked once and counts twice. Of a collection that is read as a whole every word is
asked and counts once, and every line, where there are no more than wanted.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from recto.batch.corrections import corrections_of
from recto.batch.ledger import Ledger
from recto.batch.packed import unpack
from recto.batch.spread import Spread, class_of, has_digit, spread_from
from recto.certify import story
from recto.certify.design import Design
from recto.certify.page_kinds import kind_of
from recto.corrections.applied import corrected
from recto.corrections.correction import sides
from recto.model.page import Box
from recto.model.result import PageResult, ResultLine, Word
from recto.writers.characters import printable

FACT = "certify"  # what the ledger keeps the design under
# The ledger keeps one with the kind of the page behind it: "sure-tables".
STRATA = ("doubtful", "sure")
Row = tuple[str, str, int, str, int, str, str, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of one page, by class."""

    file: int
    number: int
    sha256: str
    spread: Spread


def cells_of(ledger: Ledger) -> list[Cell]:
    """All pages of the last run that have words."""
    rows = ledger.select(
        "SELECT page_index.file, page_index.number, file.sha256, spread FROM page_index"
        " JOIN listed_page ON listed_page.file = page_index.file"
        " AND listed_page.number = page_index.number"
        " JOIN file ON file.id = page_index.file WHERE result IS NOT NULL ORDER BY 1, 2"
    )
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


def draw(ledger: Ledger, cells: Sequence[Cell], plan: Design, seed: int) -> None:
    """Forget the sample of before, and keep a new one."""
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
    own = story.text_of(story.begun(ledger))
    with ledger.database as database:
        database.execute("DELETE FROM sample")
        database.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (FACT, plan.text()))
        database.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (story.FACT, own))
        database.executemany(
            "INSERT INTO sample (kind, stratum, digits, sha256, page, box, text, times)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )


def _words(ledger: Ledger, cells: Sequence[Cell], plan: Design, chance: Random) -> Iterator[Row]:
    drawn = _pages_drawn(cells, plan, chance)
    for place in sorted(drawn):
        cell = cells[place]
        page = _page(ledger, cell)
        kind = kind_of(page)
        for stratum, times in sorted(drawn[place].items()):
            words = [word for word in page.words if is_in(word, plan.cut, stratum)]
            picked = Counter(range(len(words)))
            if not plan.census:
                picked = Counter(chance.choices(range(len(words)), k=times))
            for number, count in sorted(picked.items()):
                word = words[number]
                digits = int(has_digit(word.text))
                name = f"{stratum}-{kind}"
                yield _row("word", name, digits, cell, word.box, word.text, count)


def _pages_drawn(cells: Sequence[Cell], plan: Design, chance: Random) -> dict[int, Counter[str]]:
    """Place of a page -> how many of its words of each stratum were drawn."""
    drawn: dict[int, Counter[str]] = {}
    places: Sequence[int]
    for stratum, size in zip(STRATA, plan.sizes, strict=True):
        counts = [_count(cell, plan.cut, stratum) for cell in cells]
        if plan.census:
            places = range(len(cells))
        elif sum(counts):
            places = chance.choices(range(len(cells)), counts, k=size)
        else:
            continue
        for place in places:
            drawn.setdefault(place, Counter())[stratum] += 1
    return drawn


def is_in(word: Word, cut: int, stratum: str) -> bool:
    """Whether a word is of the stratum."""
    return (class_of(word) < cut) == (stratum == STRATA[0])


def _count(cell: Cell, cut: int, stratum: str) -> int:
    words = cell.spread.words
    return sum(words[:cut] if stratum == STRATA[0] else words[cut:])


def _lines(ledger: Ledger, cells: Sequence[Cell], plan: Design, chance: Random) -> Iterator[Row]:
    """Whole lines, to look for lost text; pages by their words, since lines are not counted."""
    if plan.census:
        yield from _first_lines(ledger, cells, plan, chance)
        return
    counts = [cell.spread.count for cell in cells]
    picked = Counter(
        chance.choices(
            range(len(cells)),
            counts,
            k=plan.wanted.lines,
        )
    )
    for place, times in sorted(picked.items()):
        lines = [line for line in _page(ledger, cells[place]).lines if line.words]
        found = Counter(chance.choices(range(len(lines)), k=times)) if lines else Counter()
        for number, count in sorted(found.items()):
            yield _line_row(cells[place], lines[number], count)


def _first_lines(
    ledger: Ledger, cells: Sequence[Cell], plan: Design, chance: Random
) -> Iterator[Row]:
    """Of a collection that is read as a whole: its lines in an order by chance, each once, as many
    as are wanted.
    """
    lines = [(cell, line) for cell in cells for line in _page(ledger, cell).lines if line.words]
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
