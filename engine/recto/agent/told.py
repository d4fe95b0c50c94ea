"""What tools answer: values with a schema, so that an agent's program can take them apart.

Pages and words enter, small frozen values leave; a text that is too long is cut, and that is said.
Without slots: the SDK would take the descriptors of slots for default values.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from recto.batch.doubts import Doubt, index_of
from recto.model.result import PageResult
from recto.reasons import told
from recto.writers.characters import printable

MOST_CHARACTERS = 100_000  # of one answer: some 25,000 tokens


@dataclass(frozen=True)
class PageTold:
    """One page, in figures."""

    page: int
    status: str
    words: int
    to_look_at: int
    mean_confidence: float
    notes: list[str]


@dataclass(frozen=True)
class TextTold:
    """What `read_file` answers."""

    file: str
    text: str
    is_cut: bool
    pages: list[PageTold]


@dataclass(frozen=True)
class WordTold:
    """One doubtful word."""

    page: int
    text: str
    confidence: float
    why: str
    reason: str
    readings: dict[str, str]
    before: str
    after: str
    box: list[float]


@dataclass(frozen=True)
class DoubtsTold:
    """What `doubtful_words` answers; the word that is most worth a look comes first."""

    file: str
    words: list[WordTold]
    left_out: int


@dataclass(frozen=True)
class LineTold:
    """A line on which readers differ."""

    page: int
    local: str
    others: dict[str, str]  # by reader


@dataclass(frozen=True)
class ComparedTold:
    """What `compare_readers` answers."""

    file: str
    texts: dict[str, str]
    is_cut: bool
    failed: list[str]
    agreement: dict[str, float]
    differing: list[LineTold]


@dataclass(frozen=True)
class FilesTold:
    """What `list_files` answers."""

    files: list[str]
    is_cut: bool


def cut(text: str) -> tuple[str, bool]:
    """The text, line by line, and whether its end is missing."""
    lines = text.split("\n")
    shown = "\n".join(map(printable, lines))
    kept = shown[:MOST_CHARACTERS]
    return kept, len(kept) < len(shown)


def page_told(page: PageResult) -> PageTold:
    """A page in figures."""
    words = page.words
    sure = sum(word.confidence for word in words)
    return PageTold(
        page.index + 1,
        page.status,
        words=len(words),
        to_look_at=sum(word.flagged for word in words),
        mean_confidence=round(sure / len(words), 3) if words else 0.0,
        notes=list(map(printable, page.notes)),
    )


def doubts_told(file: str, pages: Sequence[PageResult], most: int) -> DoubtsTold:
    """The doubtful words of pages."""
    found: list[tuple[int, Doubt]] = []
    for page in pages:
        found += [(page.index + 1, doubt) for doubt in index_of(page).doubts]
    found.sort(key=lambda each: -each[1].gain)
    first = found[:most]
    words = [_word_told(number, doubt) for number, doubt in first]
    left_out = len(found) - len(first)
    return DoubtsTold(file, words, left_out)


def _word_told(page: int, doubt: Doubt) -> WordTold:
    before, after = json.loads(doubt.beside)
    return WordTold(
        page,
        doubt.text,
        confidence=round(doubt.confidence, 3),
        why=told(doubt.reason),
        reason=doubt.reason,
        readings=dict(json.loads(doubt.readings)),
        before=before,
        after=after,
        box=json.loads(doubt.box),
    )
