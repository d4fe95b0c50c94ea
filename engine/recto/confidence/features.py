"""The numbers from which weights are learned: one row a unit, named, in a fixed order.

A WordEvidence enters, a row leaves: a named tuple whose fields are the header of the weights that
it is multiplied with (trees.load compares the two). The learning scripts under benchmarks/learn and
the engine use these same functions, so a weight can never meet another number than the one it was
learned on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Generic, NamedTuple, TypeVar

from recto.readers.tesseract.lexicon import Lexicon
from recto.reasons import Learner, Reason, learned_by
from recto.text.spacing import words_of
from recto.witnesses.local import WordEvidence

Numbers = TypeVar("Numbers", bound=tuple[float, ...])


class ReasonedRow(NamedTuple, Generic[Numbers]):
    """A row's numbers, and after them 0 or 1 for each reason that the weights know."""

    numbers: Numbers
    reasons: tuple[float, ...]  # as ReasonColumns gives them

    @property
    def values(self) -> tuple[float, ...]:
        """All of it, flat, in the order of the weights' header."""
        return self.numbers + self.reasons


@dataclass(frozen=True, slots=True)
class ReasonColumns:
    """The columns of a learner's reasons, which follow those of its numbers."""

    names: tuple[str, ...]
    cells: Mapping[Reason, tuple[float, ...]]  # 1 in a reason's own column
    nothing: tuple[float, ...]  # for reasons that the weights were not learned on

    def of(self, reason: Reason) -> tuple[float, ...]:
        """0 or 1 for each column."""
        return self.cells.get(reason, self.nothing)


def reason_columns(learner: Learner, learned_as: Mapping[Reason, Reason]) -> ReasonColumns:
    """`learned_as`: reasons that were one with another when the weights were learned."""
    reasons = learned_by(learner)
    cells = {}
    for each in reasons:
        cells[each] = tuple(float(each == other) for other in reasons)
    joined = {reason: cells[other] for reason, other in learned_as.items()}
    names = tuple(map(str, reasons))
    return ReasonColumns(names, cells | joined, (0.0,) * len(reasons))


class ConflictRow(NamedTuple):
    """For a unit that two readers read differently; positive weights speak for Tesseract."""

    bias: float  # 1
    tesseract: float  # log odds of its weakest word
    ppocr: float  # log odds of its mean character
    ppocr_weakest: float  # log odds of its weakest character
    known: float  # share of Tesseract's words that the lexicon has, less that of PP-OCR's
    line: float  # log odds of Tesseract's mean on the line
    alternatives: float  # share of PP-OCR's characters that Tesseract weighed, too
    length: float  # characters of Tesseract's text, less those of PP-OCR's
    pure: float  # 1 where PP-OCR's text alone mixes letters with digits, -1 where Tesseract's
    similarity: float  # of both texts, 0..1


CONFLICT = ConflictRow._fields


LEAST, MOST = 0.0067, 0.9933  # probabilities


def logit(probability: float) -> float:
    """Log odds, clipped to +-5 so that one sure reader cannot drown all else."""
    clipped = probability
    if probability < LEAST:
        clipped = LEAST
    elif probability > MOST:
        clipped = MOST
    return log(clipped / (1 - clipped))


def known(text: str, lexicon: Lexicon) -> float:
    """Share of the words that the lexicon knows."""
    words = words_of(text)
    if not words:
        return 0.0
    if len(words) == 1:  # nearly all: without it every row took a tenth longer
        return float(lexicon.knows(words[0]))
    return sum(map(lexicon.knows, words)) / len(words)


def conflict(case: WordEvidence) -> ConflictRow:
    """The row of a unit that both readers have read."""
    lexicon = case.facts.lexicon
    return ConflictRow(
        bias=1.0,
        tesseract=logit(case.tesseract_confidence),
        ppocr=logit(case.ppocr_confidence),
        ppocr_weakest=logit(case.ppocr_weakest),
        known=known(case.tesseract, lexicon) - known(case.ppocr, lexicon),
        line=logit(case.line_confidence),
        alternatives=_among_alternatives(case),
        length=float(len(case.tesseract) - len(case.ppocr)),
        pure=pure(case.tesseract) - pure(case.ppocr),
        similarity=case.similarity,
    )


def pure(text: str) -> float:
    """1.0 unless a word mixes letters with digits ("19o4"), which print seldom does."""
    for word in text.split():
        inner = "".join(filter(str.isalnum, word))
        if any(map(str.isdigit, inner)) and not inner.isdigit():
            return 0.0
    return 1.0


def _among_alternatives(case: WordEvidence) -> float:
    """Share of PP-OCR's characters that Tesseract weighed at the same place; 0 when lengths
    differ.
    """
    weighed: list[set[str]] = []
    for word in case.unit.tesseract:
        for cell in word.choices:
            texts = {choice.text for choice in cell}
            weighed.append(texts)
    text = case.ppocr.replace(" ", "")
    if not weighed or len(weighed) != len(text):
        return 0.0
    shared = sum(char in cell for char, cell in zip(text, weighed, strict=True))
    return shared / len(text)


class WordNumbers(NamedTuple):
    """For a word about to be printed: how likely it is right depends on who read it, how surely,
    and against whom.
    """

    tesseract: float  # log odds of its weakest word
    ppocr: float  # log odds of its mean character
    ppocr_weakest: float  # log odds of its weakest character
    line: float  # log odds of Tesseract's mean on the line
    similarity: float  # of both texts, 0..1
    known_tesseract: float  # share of its words that the lexicon has
    known_ppocr: float
    digits: float  # 1 where either has one
    length: float  # characters of the longer text
    page_tesseract: float  # mean word confidence, 0..1
    page_ppocr: float  # mean character score, 0..1
    agreement: float  # share of the page's characters on which both agree
    blackletter: float  # 1 on such a page
    same_text: float  # 1 where both have one text, to the mark


# What the weights say of a number whose marks differ is how likely its letters and digits are
# right.
WORD_REASONS = reason_columns("local", {Reason.NUMBER_MARKS_DIFFER: Reason.READERS_AGREE})
WORD = (*WordNumbers._fields, *WORD_REASONS.names)


def word_features(case: WordEvidence, reason: Reason) -> ReasonedRow[WordNumbers]:
    """The row of a word that the rule of this reason would print.

    Every unit of every page has one: names filled in by keyword would cost 5 % of judging a page,
    so they are written in the order of the fields, to which a test holds them.
    """
    facts = case.facts
    known_tesseract = known(case.tesseract, facts.lexicon)
    same = case.tesseract == case.ppocr
    known_ppocr = known_tesseract if same else known(case.ppocr, facts.lexicon)
    numbers = WordNumbers(
        logit(case.tesseract_confidence),
        logit(case.ppocr_confidence),
        logit(case.ppocr_weakest),
        logit(case.line_confidence),
        case.similarity,
        known_tesseract,
        known_ppocr,
        float(case.has_digit),
        float(max(len(case.tesseract), len(case.ppocr))),
        facts.tesseract_mean,
        facts.ppocr_mean,
        facts.agreement,
        float(facts.blackletter),
        float(same),
    )
    return ReasonedRow(numbers, WORD_REASONS.of(reason))
