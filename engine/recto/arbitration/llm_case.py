"""One match with its evidence: what the LLM, Tesseract and PP-OCR read at one place, and how far each can be believed.

A Match and the page's facts enter, an LlmCase leaves; the rules, the learned overruling and the confidence read it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from recto.alignment import compact
from recto.arbitration.case import Case, PageFacts, case_of
from recto.arbitration.local_rules import Ruling, rule
from recto.arbitration.matching import Match, merged
from recto.arbitration.reliability import Reliability, Similarities
from recto.arbitration.sides import Sides
from recto.local.fusion import LocalLine


@dataclass(frozen=True, slots=True, eq=False)
class LlmFacts:
    """What holds for the whole page once the LLM has read it."""

    local: PageFacts
    pairs: Similarities
    reliability: Reliability
    known_words: Counter[str]  # compact words of the LLM's whole text, how often
    local_sure: float  # mean P(right) of the words that the local readers alone would print
    sides: Sides  # how often each reader stands alone


@dataclass(frozen=True, slots=True, eq=False)
class LlmCase:
    """Three readings of one place; compact forms beside the spellings."""

    local: Case
    ruling: Ruling  # what the local rules make of it
    facts: LlmFacts
    words: tuple[str, ...]  # the LLM's
    llm: str  # compact
    tesseract: str
    ppocr: str

    @property
    def locals_agree(self) -> bool:
        """Both local readers have the same letters and digits."""
        return bool(self.tesseract) and self.tesseract == self.ppocr

    @property
    def local_text(self) -> str:
        """What the local rules would print, compact; empty for noise."""
        return "".join(compact(word.text) for word in self.ruling.words)

    @property
    def supported(self) -> bool:
        """At least one local reader has what the LLM has."""
        return bool(self.llm) and self.llm in (self.tesseract, self.ppocr)

    @property
    def similarity(self) -> float:
        """Of the LLM's text and the local readers' text, 0..1."""
        return Levenshtein.normalized_similarity(self.llm, self.tesseract or self.ppocr)

    @property
    def has_digit(self) -> bool:
        """Any reader sees a digit here."""
        return any(map(str.isdigit, self.llm + self.tesseract + self.ppocr))


def llm_case(lines: Sequence[LocalLine], each: Match, facts: LlmFacts) -> LlmCase:
    """The evidence of one match that has units."""
    unit = merged(lines, each)
    words = [word for i, _ in each.units[:1] for u in lines[i].units for word in u.tesseract]
    local = case_of(unit, facts.local, sum(w.raw_confidence for w in words) / max(1, len(words)))
    tesseract, ppocr = ("".join(compact(w.text) for w in part) for part in (unit.tesseract, unit.ppocr))
    llm = "".join(map(compact, each.words))
    return LlmCase(local, rule(local), facts, each.words, llm, tesseract, ppocr)
