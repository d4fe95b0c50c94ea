"""The index of doubtful words: what of a page is worth a person's look, written into the ledger
when the page is.

A PageResult enters; Doubts, and the rows that hold them, leave. Only here: from which confidence on
a word is in the index, and which of its properties a queue can be ordered and searched by.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from recto.batch.spread import Spread, has_digit, seconds_for, spread_of
from recto.corrections.correction import sides
from recto.model.result import PageResult, Word
from recto.triage.grades import Grade, Region, grade_of
from recto.writers.characters import printable
from recto.writers.report_readings import readings_of

# Words surer than this are not in the index (they can be sampled, and found on their page): a
# person would look at 50 of them for one error.
SURE = 0.98


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word that a person may look at."""

    line: int
    box: str  # JSON
    text: str
    readings: str  # JSON: reader, text
    beside: str  # JSON: the words before and behind it
    reason: str
    confidence: float
    digits: bool
    gain: float  # expected errors a second of looking


@dataclass(frozen=True, slots=True)
class PageIndex:
    """What the ledger keeps of a page to be found by."""

    spread: Spread = field(default_factory=Spread)
    doubts: tuple[Doubt, ...] = ()
    grade: Grade = field(default_factory=Grade)


def index_of(page: PageResult) -> PageIndex:
    """The doubtful words of a page in reading order, and how sure all are."""
    words = page.words
    spread = spread_of(words)
    grade = grade_of(page)
    if not any(map(is_doubtful, words)):
        return PageIndex(spread, (), grade)
    readings = readings_of(page)
    doubts = []
    place = 0
    for number, line in enumerate(page.lines):
        for position, word in enumerate(line.words):
            if is_doubtful(word):
                beside = _beside(line.words, position)
                doubts.append(
                    _doubt(
                        word,
                        number,
                        readings[place],
                        beside,
                    )
                )
            place += 1
    return PageIndex(spread, tuple(doubts), grade)


def is_doubtful(word: Word) -> bool:
    """Whether it is in the index; a person's word is not."""
    if word.origin == "human":
        return False
    return word.flagged or word.confidence < SURE


def _beside(words: Sequence[Word], position: int) -> list[str]:
    before = printable(words[position - 1].text) if position else ""
    rest = words[position + 1 : position + 2]
    behind = printable(rest[0].text) if rest else ""
    return [before, behind]


def _doubt(
    word: Word, line: int, readings: Sequence[tuple[str, str]], beside: Sequence[str]
) -> Doubt:
    shown = [(reader, printable(text)) for reader, text in readings]
    wrong = 1 - min(1.0, word.confidence)
    return Doubt(
        line,
        json.dumps(sides(word.box)),
        printable(word.text),
        json.dumps(shown),
        json.dumps(beside),
        str(word.reason),
        max(0.0, min(1.0, word.confidence)),
        has_digit(word.text),
        wrong / seconds_for(word.text),
    )


def put_index(
    database: sqlite3.Connection, file: int, number: int, index: PageIndex, seen: int = 0
) -> None:
    """Replace what the ledger has of a page, inside the caller's transaction; `seen`: the last
    correction that is in it.
    """
    database.execute("DELETE FROM doubt WHERE file = ? AND number = ?", (file, number))
    database.execute(
        "INSERT OR REPLACE INTO page_index SELECT file, number, revision, ?, ? FROM page"
        " WHERE file = ? AND number = ?",
        (seen, index.spread.text(), file, number),
    )
    grade = index.grade
    region = "" if grade.region is None else region_text(grade.region)
    database.execute(
        "INSERT OR REPLACE INTO page_grade VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            file,
            number,
            grade.wrong,
            grade.unread,
            grade.order,
            int(grade.script_unsure),
            region,
        ),
    )
    database.executemany(
        "INSERT INTO doubt (file, number, line, box, text, readings, beside, reason, confidence,"
        " digits, gain) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        _rows(file, number, index.doubts),
    )


def region_text(region: Region) -> str:
    """Where to look first, for people: "table at 120, 800: 4.2 of 31 words"."""
    box = region.box
    place = f"{box.left:.0f}, {box.top:.0f}"
    share = f"{region.wrong:.1f} of {region.words:,} words"
    return f"{region.kind} at {place}: {share}"


def _rows(file: int, number: int, doubts: Iterable[Doubt]) -> Iterable[tuple[object, ...]]:
    for doubt in doubts:
        yield (
            file,
            number,
            doubt.line,
            doubt.box,
            doubt.text,
            doubt.readings,
            doubt.beside,
            doubt.reason,
            doubt.confidence,
            int(doubt.digits),
            doubt.gain,
        )
