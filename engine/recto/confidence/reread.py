"""Which of all readings of a contested word to believe: the two that the page gave, or one of the
looks at its crop.

A WordEvidence with looks and the words that the other rules would print enter; the text to print
and P(it is right) leave. Each candidate is judged by learned logistic weights
(benchmarks/learn/reread.py) of who read it, how surely, how often the looks say the same, and the
lexicon. No digit is printed that not both engines have read in one of their readings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp

from rapidfuzz.distance import Levenshtein

from recto.confidence.features import logit
from recto.confidence.trees import conflict_score, load
from recto.text.agreement import letters
from recto.witnesses.local import WordEvidence

MARGIN = 0.05  # of probability by which another reading must beat the one that stands

FEATURES = (
    "bias", "is_tesseract", "is_ppocr", "stands", "tesseract", "ppocr", "ppocr_weakest",
    "tesseract_score",
    "ppocr_score", "known", "empty", "digits", "number", "length", "like_tesseract", "like_ppocr",
    "tesseract_looks",
    "ppocr_looks", "like_tesseract_looks", "like_ppocr_looks", "tesseract_again",
    "ppocr_by_tesseract",
    "tesseract_by_ppocr", "ppocr_again", "both_looks", "any_both", "known_looks",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """The text chosen, compact, and how likely it is right, 0..1."""

    text: str
    probability: float


def choose(case: WordEvidence, standing: str) -> Choice:
    """The best candidate; `standing` (compact, may be empty) is what the other rules print here."""
    judged = [
        Choice(text, _probability(candidate_features(case, text, standing)))
        for text in candidates(case, standing)
    ]
    best = max(
        (each for each in judged if allowed(case, each.text, standing)),
        key=lambda each: each.probability,
    )
    return best if best.probability > judged[0].probability + MARGIN else judged[0]


def _probability(row: Sequence[float]) -> float:
    odds = sum(weight * value for weight, value in zip(_weights(), row, strict=True))
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))


def candidates(case: WordEvidence, standing: str) -> list[str]:
    """All readings of the unit, compact, each once, the one that stands first; nothing only where
    nothing stands.
    """
    read = (case.tesseract, case.ppocr, *(look.text for look in case.unit.looks))
    found = dict.fromkeys((standing, *map(squeezed, read)))
    return [text for text in found if text or text == standing]


def squeezed(text: str) -> str:
    """Letters and digits of all words."""
    return letters(text.split())


def candidate_features(case: WordEvidence, text: str, standing: str) -> tuple[float, ...]:
    """One row, in the order of FEATURES."""
    tesseract, ppocr = squeezed(case.tesseract), squeezed(case.ppocr)
    score = conflict_score(case) if case.tesseract and case.ppocr else 0.0
    own, other = float(text == tesseract), float(text == ppocr)
    known = float(case.facts.lexicon.knows(text))
    (same_t, like_t), (same_p, like_p) = (
        _looks(case, reader, text) for reader in ("tesseract", "ppocr")
    )
    return (
        1.0,
        own,
        other,
        float(text == standing),
        own * logit(case.tesseract_confidence),
        other * logit(case.ppocr_confidence),
        other * logit(case.ppocr_weakest),
        own * score,
        -other * score,
        known,
        float(not text),
        float(any(map(str.isdigit, text))),
        float(text.isdigit()),
        min(len(text), 12) / 12,
        Levenshtein.normalized_similarity(text, tesseract),
        Levenshtein.normalized_similarity(text, ppocr),
        same_t,
        same_p,
        like_t,
        like_p,
        same_t * own,
        same_t * other,
        same_p * own,
        same_p * other,
        same_t * same_p,
        float(same_t > 0 and same_p > 0),
        same_t * known,
    )


def _looks(case: WordEvidence, reader: str, text: str) -> tuple[float, float]:
    """(share of the reader's looks that say exactly this, their mean similarity to it)."""
    read = [squeezed(look.text) for look in case.unit.looks if look.reader == reader]
    count = max(1, len(read))
    return (
        read.count(text) / count,
        sum(Levenshtein.normalized_similarity(each, text) for each in read) / count,
    )


def allowed(case: WordEvidence, text: str, standing: str) -> bool:
    """The digits are those that stand, or both engines have read them here."""
    number = _digits(text)
    read = ([_digits(each) for each in _read_by(case, reader)] for reader in ("tesseract", "ppocr"))
    return number == _digits(standing) or all(number in each for each in read)


def _read_by(case: WordEvidence, reader: str) -> Sequence[str]:
    first = case.tesseract if reader == "tesseract" else case.ppocr
    return [first, *(look.text for look in case.unit.looks if look.reader == reader)]


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


@lru_cache(maxsize=1)
def _weights() -> tuple[float, ...]:
    return tuple(load("reread")["logistic"])
