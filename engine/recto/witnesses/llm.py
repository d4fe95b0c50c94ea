"""One match with its evidence: what the LLM, Tesseract and PP-OCR read at one place, and how far
each can be believed.

A Pairing and the page's facts enter, an LlmEvidence leaves; the rules, the learned overruling and
the confidence read it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from recto.arbitration.word.local_rules import LocalChoice, rule
from recto.confidence.local_words import shipped_confidences
from recto.local.fusion import LocalLine
from recto.text.agreement import has_figure, letters
from recto.text.alignment import compact
from recto.witnesses.dissent import Dissent
from recto.witnesses.local import PageFacts, WordEvidence, case_of
from recto.witnesses.matching import Pairing, merged
from recto.witnesses.reliability import Reliability, Similarities


@dataclass(frozen=True, slots=True, eq=False)
class LlmFacts:
    """What holds for the whole page once the LLM has read it."""

    local: PageFacts
    pairs: Similarities
    reliability: Reliability
    known_words: Counter[str]  # compact words of the LLM's whole text, how often
    local_sure: float  # mean P(right) of the words that the local readers alone would print
    sides: Dissent  # how often each reader stands alone


@dataclass(frozen=True, slots=True, eq=False)
class LlmEvidence:
    """Three readings of one place; compact forms, for placing and for learned scores, beside the
    spellings.

    Whether a reading bears another out is not told by compact forms but by support.py.
    """

    local: WordEvidence
    ruling: LocalChoice  # what the local rules make of it
    facts: LlmFacts
    words: tuple[str, ...]  # the LLM's
    llm: str  # compact
    tesseract: str
    ppocr: str
    local_right: float  # P(the ruling's words are right) without the LLM, by the shipped weights

    @property
    def locals_agree(self) -> bool:
        """Both local readers have the same letters and digits."""
        return bool(self.tesseract) and self.tesseract == self.ppocr

    @property
    def local_text(self) -> str:
        """What the local rules would print, compact; empty for noise."""
        return letters(word.text for word in self.ruling.words)

    @property
    def similarity(self) -> float:
        """Of the LLM's text and the local readers' text, 0..1."""
        return Levenshtein.normalized_similarity(self.llm, self.tesseract or self.ppocr)

    @property
    def has_digit(self) -> bool:
        """Any reader sees a digit here."""
        return any(map(has_figure, (*self.words, self.local.tesseract, self.local.ppocr)))


def llm_cases(
    lines: Sequence[LocalLine], matches: Sequence[Pairing], facts: LlmFacts
) -> list[LlmEvidence]:
    """The evidence of every match, all of which have units; judged together, which is much faster
    than one by one.
    """
    sure = {i: _mean_confidence(lines[i]) for i in {each.units[0][0] for each in matches}}
    locals_ = [
        case_of(merged(lines, each), facts.local, sure[each.units[0][0]]) for each in matches
    ]
    judged = [(local, rule(local)) for local in locals_]
    return [
        _case(each, *pair, right, facts)
        for each, pair, right in zip(matches, judged, shipped_confidences(judged), strict=True)
    ]


def _mean_confidence(line: LocalLine) -> float:
    """Of Tesseract's words on the line."""
    words = [word.raw_confidence for unit in line.units for word in unit.tesseract]
    return sum(words) / max(1, len(words))


def _case(
    each: Pairing, local: WordEvidence, ruling: LocalChoice, local_right: float, facts: LlmFacts
) -> LlmEvidence:
    llm = letters(each.words)
    return LlmEvidence(
        local,
        ruling,
        facts,
        each.words,
        llm,
        compact(local.tesseract),
        compact(local.ppocr),
        local_right,
    )
