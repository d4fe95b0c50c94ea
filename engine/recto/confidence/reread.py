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
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from recto.confidence.features import logit
from recto.confidence.trees import conflict_score, load, probability_of_odds, weighted
from recto.text.agreement import letters
from recto.witnesses.local import WordEvidence

MARGIN = 0.05  # of probability by which another reading must beat the one that stands

LONG = 12  # characters of a word; more say no more


class CandidateRow(NamedTuple):
    """For one of the texts that might stand at a contested word. A look is a reading of its crop;
    texts are compact.
    """

    bias: float  # 1
    is_tesseract: float  # 1 where Tesseract read this on the page
    is_ppocr: float  # 1 where PP-OCR read this on the page
    stands: float  # 1 for what the other rules print
    tesseract: float  # log odds of its weakest word, where it read this
    ppocr: float  # log odds of its mean character, where it read this
    ppocr_weakest: float  # log odds of its weakest character, where it read this
    tesseract_score: float  # log odds of the conflict, where Tesseract read this
    ppocr_score: float  # the same for PP-OCR, with its sign
    known: float  # 1 where the lexicon has it
    empty: float  # 1 for no text
    digits: float  # 1 where it has one
    number: float  # 1 where it has nothing else
    length: float  # characters of at most LONG, 0..1
    like_tesseract: float  # similarity to what Tesseract read on the page, 0..1
    like_ppocr: float
    tesseract_looks: float  # share of Tesseract's looks that say exactly this
    ppocr_looks: float
    like_tesseract_looks: float  # mean similarity to Tesseract's looks, 0..1
    like_ppocr_looks: float
    tesseract_again: float  # share of Tesseract's looks that repeat its reading of the page
    ppocr_by_tesseract: float  # share of Tesseract's looks that say what PP-OCR read on the page
    tesseract_by_ppocr: float  # share of PP-OCR's looks that say what Tesseract read on the page
    ppocr_again: float  # share of PP-OCR's looks that repeat its reading of the page
    both_looks: float  # product of both shares
    any_both: float  # 1 where a look of each says this
    known_looks: float  # share of Tesseract's looks, where the lexicon has it


FEATURES = CandidateRow._fields


@dataclass(frozen=True, slots=True)
class Choice:
    """The text chosen, compact, and how likely it is right, 0..1."""

    text: str
    probability: float


def choose(case: WordEvidence, standing: str) -> Choice:
    """The best candidate; `standing` (compact, may be empty) is what the other rules print here."""
    found = []
    for text in candidates(case, standing):
        row = candidate_features(case, text, standing)
        found.append(Choice(text, _probability(row)))
    stands = found[0]
    fair = [choice for choice in found if allowed(case, choice.text, standing)]
    best = max(fair, key=lambda choice: choice.probability)
    if best.probability > stands.probability + MARGIN:
        return best
    return stands


def _probability(row: CandidateRow) -> float:
    return probability_of_odds(weighted(_weights(), row))


def candidates(case: WordEvidence, standing: str) -> list[str]:
    """All readings of the unit, compact, each once, the one that stands first; nothing only where
    nothing stands.
    """
    looks = [look.text for look in case.unit.looks]
    read = [case.tesseract, case.ppocr, *looks]
    found = dict.fromkeys((standing, *map(squeezed, read)))
    return [text for text in found if text or text == standing]


def squeezed(text: str) -> str:
    """Letters and digits of all words."""
    return letters(text.split())


def candidate_features(case: WordEvidence, text: str, standing: str) -> CandidateRow:
    """The row of one text; `standing` is what the other rules print."""
    tesseract, ppocr = squeezed(case.tesseract), squeezed(case.ppocr)
    score = conflict_score(case) if case.tesseract and case.ppocr else 0.0
    own, other = float(text == tesseract), float(text == ppocr)
    known = float(case.facts.lexicon.knows(text))
    same_t, like_t = _looks(case, "tesseract", text)
    same_p, like_p = _looks(case, "ppocr", text)
    return CandidateRow(
        bias=1.0,
        is_tesseract=own,
        is_ppocr=other,
        stands=float(text == standing),
        tesseract=own * logit(case.tesseract_confidence),
        ppocr=other * logit(case.ppocr_confidence),
        ppocr_weakest=other * logit(case.ppocr_weakest),
        tesseract_score=own * score,
        ppocr_score=-other * score,
        known=known,
        empty=float(not text),
        digits=float(any(map(str.isdigit, text))),
        number=float(text.isdigit()),
        length=min(len(text), LONG) / LONG,
        like_tesseract=Levenshtein.normalized_similarity(text, tesseract),
        like_ppocr=Levenshtein.normalized_similarity(text, ppocr),
        tesseract_looks=same_t,
        ppocr_looks=same_p,
        like_tesseract_looks=like_t,
        like_ppocr_looks=like_p,
        tesseract_again=same_t * own,
        ppocr_by_tesseract=same_t * other,
        tesseract_by_ppocr=same_p * own,
        ppocr_again=same_p * other,
        both_looks=same_t * same_p,
        any_both=float(same_t > 0 and same_p > 0),
        known_looks=same_t * known,
    )


def _looks(case: WordEvidence, reader: str, text: str) -> tuple[float, float]:
    """(share of the reader's looks that say exactly this, their mean similarity to it)."""
    read = [squeezed(look.text) for look in case.unit.looks if look.reader == reader]
    count = max(1, len(read))
    alike = [Levenshtein.normalized_similarity(look, text) for look in read]
    return read.count(text) / count, sum(alike) / count


def allowed(case: WordEvidence, text: str, standing: str) -> bool:
    """The digits are those that stand, or both engines have read them here."""
    number = _digits(text)
    if number == _digits(standing):
        return True
    by_tesseract = map(_digits, _read_by(case, "tesseract"))
    by_ppocr = map(_digits, _read_by(case, "ppocr"))
    return number in by_tesseract and number in by_ppocr


def _read_by(case: WordEvidence, reader: str) -> Sequence[str]:
    first = case.tesseract if reader == "tesseract" else case.ppocr
    looks = [look.text for look in case.unit.looks if look.reader == reader]
    return [first, *looks]


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


@lru_cache(maxsize=1)
def _weights() -> tuple[float, ...]:
    return tuple(load("reread", FEATURES)["logistic"])
