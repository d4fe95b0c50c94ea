"""The grade of a page, and of a document: each doubt by its own number, none averaged away.

A PageResult enters, a Grade leaves; Grades of pages enter, a DocumentGrade leaves. Only here: what
an unread character counts as, which region is the worst, and from when a page is worse than a share
that somebody allows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from recto.model.bounds import Count, Says, Share
from recto.model.page import Box
from recto.model.result import Block, PageResult, Unsettled, Word

# characters of a word of print, its space left out: what unread ink is counted in
LETTERS = 5.0
SETTLED = Unsettled()


@dataclass(frozen=True, slots=True)
class Region:
    """The block of a page that is expected to hold the most wrong words."""

    box: Box
    kind: str
    words: Count
    wrong: Annotated[float, Says("words expected to be wrong")]


@dataclass(frozen=True, slots=True)
class Grade:
    """What is expected to be wrong with one page."""

    words: Count = 0
    wrong: Annotated[float, Says("words expected to be wrong: the sum of 1 - confidence")] = 0.0
    region: Annotated[Region | None, Says("the worst block; null: no word is in doubt")] = None
    unread: Annotated[Count, Says("characters of ink that looks like text and has no word")] = 0
    order: Annotated[Share, Says("of the words, those whose place in the order is unsure")] = 0.0
    script_unsure: Annotated[
        bool, Says("the readers, or the languages asked for, cannot read what is there")
    ] = False

    @property
    def lost(self) -> float:
        """Words that are expected to be wrong or missing: by them pages are put in order."""
        missing = self.unread / LETTERS
        return self.wrong + missing

    @property
    def share(self) -> float:
        """Of all words that the page should have, those that are wrong or missing, 0..1."""
        return share_lost(self.words, self.wrong, self.unread)


@dataclass(frozen=True, slots=True)
class DocumentGrade:
    """What is expected to be wrong with a document."""

    words: Count = 0
    wrong: Annotated[float, Says("words expected to be wrong")] = 0.0
    unread: Annotated[Count, Says("characters of ink that looks like text and has no word")] = 0
    worst_page: Annotated[
        int | None, Says("index of the page with the most words wrong or missing; null: none")
    ] = None
    worst_lost: Annotated[float, Says("words that are expected to be wrong or missing on it")] = 0.0
    order_unsure: Annotated[Count, Says("pages with words whose place is unsure")] = 0
    script_unsure: Annotated[Count, Says("pages that cannot be read as far as can be told")] = 0

    def plus(self, index: int, grade: Grade) -> DocumentGrade:
        """With one more page."""
        is_worst = grade.lost > self.worst_lost
        return DocumentGrade(
            self.words + grade.words,
            self.wrong + grade.wrong,
            self.unread + grade.unread,
            index if is_worst else self.worst_page,
            max(grade.lost, self.worst_lost),
            self.order_unsure + (grade.order > 0),
            self.script_unsure + grade.script_unsure,
        )


def share_lost(words: int, wrong: float, unread: int) -> float:
    """Of the words that a page should have, those that are wrong or missing, 0..1."""
    missing = unread / LETTERS
    lost = wrong + missing
    total = words + missing
    if not total:
        return 0.0
    return min(1.0, lost / total)


def errors_of(words: int, wrong: float, unread: int, *, script_unsure: bool) -> float:
    """By which a page is measured against --max-errors: `share_lost`, and 1 where the words'
    confidence cannot be believed either.
    """
    if script_unsure:
        return 1.0
    return share_lost(words, wrong, unread)


def grade_of(page: PageResult) -> Grade:
    """The page's grade; of a page that says nothing but its words (an earlier result, a PDF's own
    text), that of its words.
    """
    unsettled = page.unsettled or SETTLED
    words = page.words
    wrong = expected_wrong(words)
    region = worst_region(page) if wrong else None
    doubts = (unsettled.unread, unsettled.order, unsettled.script)
    return Grade(len(words), wrong, region, *doubts)


def expected_wrong(words: Iterable[Word]) -> float:
    """How many of the words are expected to be wrong."""
    wrong = 0.0
    for word in words:
        right = max(0.0, word.confidence)
        wrong += 1 - min(1.0, right)
    return wrong


def worst_region(page: PageResult) -> Region | None:
    """The block with the most words that are expected to be wrong."""
    worst = None
    for block in page.blocks:
        region = _region(page, block)
        if worst is None or region.wrong > worst.wrong:
            worst = region
    if worst is None or not worst.wrong:
        return None
    return worst


def _region(page: PageResult, block: Block) -> Region:
    words: list[Word] = []
    for number in block.lines:
        words += page.lines[number].words
    wrong = expected_wrong(words)
    return Region(
        block.box,
        block.kind,
        len(words),
        wrong,
    )
