"""One pairing with its evidence: what the LLM, Tesseract and PP-OCR read at one place, and how far
each can be believed.

A Pairing, what the local rules made of its place and the page's facts enter, an LlmEvidence leaves;
the rules, the learned overruling and the confidence read it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from recto.model.page import ReaderWord
from recto.text.agreement import has_figure, letters
from recto.text.alignment import compact
from recto.witnesses.choices import LlmChoice, LocalChoice
from recto.witnesses.dissent import Dissent
from recto.witnesses.local import JudgedWords, PageFacts, WordEvidence
from recto.witnesses.matching import Pairing
from recto.witnesses.registry import Testimony, agreed_letters
from recto.witnesses.reliability import Reliability, Similarities


@dataclass(frozen=True, slots=True, eq=False)
class LlmFacts:
    """What holds for the whole page once the LLM has read it."""

    local: PageFacts
    pairs: Similarities
    reliability: Reliability
    known_words: Counter[str]  # compact words of the LLM's whole text, how often
    local_sure: float  # mean P(right) of the words that the local readers alone would print
    dissent: Dissent  # how often each reader stands alone
    # share of the page's units in lines whose place in its own order is likelier right than wrong
    order_sure: float = 1.0


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How the LLM came to write the words of one place."""

    named: bool = False  # its answer names the line, so that the place is certain
    left_as_shown: bool = False  # it gave the line back as the line was shown to it
    look: str = ""  # what it read there once more without being shown any text; empty: no look
    second: str = ""  # what a model of another family read there, shown no text; empty: no look


UNNAMED = Circumstances()


@dataclass(frozen=True, slots=True, eq=False)
class LlmEvidence:
    """Three readings of one place; compact forms, for placing and for learned scores, beside the
    spellings.

    Whether a reading bears another out is not told by compact forms but by support.py.
    """

    local: WordEvidence
    local_choice: LocalChoice  # what the local rules make of it
    facts: LlmFacts
    words: tuple[str, ...]  # the LLM's
    llm: str  # compact
    tesseract: str
    ppocr: str
    local_right: float  # P(the local choice is right) without the LLM, by the shipped weights
    circumstances: Circumstances = UNNAMED

    @property
    def testimonies(self) -> tuple[Testimony, ...]:
        """Of all readers but the LLM that have words here."""
        return self.local.testimonies

    @property
    def second(self) -> Testimony | None:
        """Whose word stands beside Tesseract's: PP-OCR's, and where it was spared or found nothing,
        a further reader's.
        """
        for testimony in self.testimonies:
            if testimony.witness.name != "tesseract":
                return testimony
        return None

    @property
    def agreed_letters(self) -> str:
        """What two local readers or more have, each for itself; empty where they differ."""
        return agreed_letters(self.testimonies)

    @property
    def agreeing(self) -> tuple[Testimony, ...]:
        """The local readers that have these letters."""
        text = self.agreed_letters
        return tuple(each for each in self.testimonies if text and each.letters == text)

    @property
    def locals_agree(self) -> bool:
        """The local readers have the same letters and digits, and there are two at least."""
        return bool(self.agreed_letters)

    @property
    def local_text(self) -> str:
        """What the local rules would print, compact; empty for noise."""
        return letters(word.text for word in self.local_choice.words)

    @property
    def similarity(self) -> float:
        """Of the LLM's text and the local readers' text, 0..1."""
        read = next((each.letters for each in self.testimonies if each.letters), "")
        return Levenshtein.normalized_similarity(self.llm, read)

    @property
    def has_digit(self) -> bool:
        """Any reader sees a digit here."""
        texts = [testimony.text for testimony in self.testimonies]
        return any(map(has_figure, (*self.words, *texts)))

    def printed(self, choice: LlmChoice) -> tuple[str, ...]:
        """The words that a choice prints here."""
        if choice.take_llm:
            return self.words
        local: tuple[ReaderWord, ...] = choice.own or self.local_choice.words
        return tuple(word.text for word in local)


def llm_evidence(
    pairing: Pairing,
    judged: JudgedWords,
    facts: LlmFacts,
    circumstances: Circumstances = UNNAMED,
) -> LlmEvidence:
    """The evidence of one pairing; `judged` is what the local rules make of its place."""
    local = judged.evidence
    return LlmEvidence(
        local=local,
        local_choice=judged.choice,
        facts=facts,
        words=pairing.words,
        llm=letters(pairing.words),
        tesseract=compact(local.tesseract),
        ppocr=compact(local.ppocr),
        local_right=judged.right,
        circumstances=circumstances,
    )
