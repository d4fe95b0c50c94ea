"""The numbers from which weights are learned: one row a unit, named, in a fixed order.

A WordEvidence enters, a tuple of floats leaves. The learning scripts under benchmarks/learn and the
engine use these same functions, so a weight can never meet another number than the one it was
learned on.
"""

from __future__ import annotations

from math import log

from recto.readers.tesseract.lexicon import Lexicon
from recto.reasons import Reason, learned_by
from recto.witnesses.local import WordEvidence

CONFLICT = (
    "bias",
    "tesseract",
    "ppocr",
    "ppocr_weakest",
    "known",
    "line",
    "alternatives",
    "length",
    "pure",
    "similarity",
)


LEAST, MOST = 0.0067, 0.9933  # probabilities


def logit(probability: float) -> float:
    """Log odds, clipped to +-5 so that one sure reader cannot drown all else."""
    clipped = LEAST if probability < LEAST else min(probability, MOST)
    return log(clipped / (1 - clipped))


def known(text: str, lexicon: Lexicon) -> float:
    """Share of the words that the lexicon knows."""
    words = text.split()
    return sum(map(lexicon.knows, words)) / len(words) if words else 0.0


def conflict(case: WordEvidence) -> tuple[float, ...]:
    """For a unit that two readers read differently; positive weights speak for Tesseract."""
    lexicon = case.facts.lexicon
    return (
        1.0,
        logit(case.tesseract_confidence),
        logit(case.ppocr_confidence),
        logit(case.ppocr_weakest),
        known(case.tesseract, lexicon) - known(case.ppocr, lexicon),
        logit(case.line_confidence),
        _among_alternatives(case),
        float(len(case.tesseract) - len(case.ppocr)),
        pure(case.tesseract) - pure(case.ppocr),
        case.similarity,
    )


def pure(text: str) -> float:
    """1.0 unless a word mixes letters with digits ("19o4"), which print seldom does."""
    words = ["".join(filter(str.isalnum, word)) for word in text.split()]
    return float(all(word.isdigit() or not any(map(str.isdigit, word)) for word in words))


def _among_alternatives(case: WordEvidence) -> float:
    """Share of PP-OCR's characters that Tesseract weighed at the same place; 0 when lengths
    differ.
    """
    weighed = [
        {choice.text for choice in cell} for word in case.unit.tesseract for cell in word.choices
    ]
    text = case.ppocr.replace(" ", "")
    if not weighed or len(weighed) != len(text):
        return 0.0
    return sum(char in cell for char, cell in zip(text, weighed, strict=True)) / len(text)


REASONS = learned_by("local")

WORD = (
    "tesseract",
    "ppocr",
    "ppocr_weakest",
    "line",
    "similarity",
    "known_tesseract",
    "known_ppocr",
    "digits",
    "length",
    "page_tesseract",
    "page_ppocr",
    "agreement",
    "blackletter",
    "same_text",
    *REASONS,
)


_NO_REASON = (0.0,) * len(REASONS)
_ONE_OF_REASONS = {each: tuple(float(each == name) for name in REASONS) for each in REASONS}
# The weights were learned when these were one: what they say is how likely the letters and digits
# are right.
_ONE_OF_REASONS[Reason.NUMBER_MARKS_DIFFER] = _ONE_OF_REASONS[Reason.READERS_AGREE]


def word_features(case: WordEvidence, reason: Reason) -> tuple[float, ...]:
    """For a word about to be printed: how likely it is right depends on who read it, how surely,
    and against whom.
    """
    facts = case.facts
    known_tesseract = known(case.tesseract, facts.lexicon)
    same = case.tesseract == case.ppocr
    return (
        logit(case.tesseract_confidence),
        logit(case.ppocr_confidence),
        logit(case.ppocr_weakest),
        logit(case.line_confidence),
        case.similarity,
        known_tesseract,
        known_tesseract if same else known(case.ppocr, facts.lexicon),
        float(case.has_digit),
        float(max(len(case.tesseract), len(case.ppocr))),
        facts.tesseract_mean,
        facts.ppocr_mean,
        facts.agreement,
        float(facts.blackletter),
        float(same),
        *_ONE_OF_REASONS.get(reason, _NO_REASON),
    )
