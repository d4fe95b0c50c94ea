"""Which of three local readers to believe at one place, and how surely: weights learned on the
candidates of pages that all three have read.

A WordEvidence in which a third reader has words enters; every text that some reader has there
leaves with P(it is right). Each candidate is judged by learned logistic weights
(benchmarks/learn/third_reader.py) of who read it and how surely, who else has it, and the lexicon;
the weights are those of the third reader, since FROC is strong where another is weak.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Levenshtein

from recto.confidence.features import known, logit, pure
from recto.confidence.trees import load, probability_of_odds, weighted
from recto.witnesses.local import WordEvidence
from recto.witnesses.registry import FURTHER, Testimony

if TYPE_CHECKING:
    from recto.confidence.misreadings import Counted

NAMES = frozenset(witness.name for witness in FURTHER)
LONG = 12  # characters of a word; more say no more


class CandidateRow(NamedTuple):
    """For one of the texts (compact) at a place that a third reader has read; 0 where a reader has
    another text, or none.
    """

    bias: float  # 1
    tesseract: float  # 1 where Tesseract has it
    ppocr: float
    third: float
    tesseract_sure: float  # log odds of its weakest word, where it has this
    ppocr_sure: float  # log odds of its mean character
    ppocr_weakest: float  # log odds of its weakest character
    third_sure: float
    third_weakest: float
    tesseract_ppocr: float  # 1 where both have it
    tesseract_third: float
    ppocr_third: float
    all: float  # 1 where every reader that has anything has it
    known: float  # share of its words that the lexicon has
    others_known: float  # the largest share of another candidate's words
    known_third: float  # `known`, where the third reader has it
    against: float  # log odds of the surest reader that has another text
    digits: float  # 1 where it has one
    digits_third: float  # 1 where it has one that the third reader reads
    pure: float  # 1 unless it mixes letters with digits
    length: float  # characters of at most LONG, 0..1
    f_for_s: float  # 1 where it has f for the third reader's s, -1 where it is that reader's own
    like: float  # mean similarity to the other readers' texts, 0..1
    line: float  # log odds of Tesseract's mean on the line, where Tesseract has it
    page: float  # Tesseract's mean on the page, 0..1, where Tesseract has it
    bare: float  # 1 where it is a reader's who lacks a sign that another has here
    silent: float  # readers of the three that have nothing here
    misread: float  # how much better it explains what all have read: misreadings.told


CANDIDATE = CandidateRow._fields


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text, compact, with those who have it and P(right), 0..1."""

    text: str
    backers: tuple[Testimony, ...]
    probability: float


def third_of(case: WordEvidence) -> Testimony | None:
    """What a third reader has here; None without one."""
    for testimony in case.testimonies:
        if testimony.witness.name in NAMES:
            return testimony
    return None


def candidates(case: WordEvidence) -> list[Candidate]:
    """Every text, in the order of the readers; nothing where no third reader has letters."""
    third = third_of(case)
    if third is None or not third.letters:
        return []
    weights = _weights(third.witness.name)
    found = []
    for text, row in rows(case):
        backers = [each for each in case.testimonies if each.letters == text]
        odds = weighted(weights, row)
        probability = probability_of_odds(odds)
        candidate = Candidate(text, tuple(backers), probability)
        found.append(candidate)
    return found


def rows(case: WordEvidence) -> list[tuple[str, CandidateRow]]:
    """Each text that is not empty, with its row."""
    letters = [each.letters for each in case.testimonies]
    from recto.confidence.misreadings import told

    given = dict.fromkeys(filter(None, letters))
    texts = list(given)
    third = third_of(case)
    counted = _counted(third.witness.name) if third else {}
    readings: dict[str, str] = {}
    for each in case.testimonies:
        readings[each.witness.name] = each.letters
    column = told(counted, texts, readings)
    found = []
    for text, misread in zip(texts, column, strict=True):
        row = _row(case, text, misread)
        found.append((text, row))
    return found


def _row(case: WordEvidence, text: str, misread: float) -> CandidateRow:
    heard = {_role(each): each for each in case.testimonies}
    have = {role: each for role, each in heard.items() if each.letters == text}
    others = [each for each in case.testimonies if each.letters != text]
    own = tuple(have.values())
    here = _share_known(case, own[0])
    elsewhere = [_share_known(case, each) for each in others]
    surest = [_sure(each) for each in others]
    by_tesseract = float("tesseract" in have)
    by_ppocr = float("ppocr" in have)
    by_third = float("third" in have)
    has_digit = float(any(map(str.isdigit, text)))
    return CandidateRow(
        bias=1.0,
        tesseract=by_tesseract,
        ppocr=by_ppocr,
        third=by_third,
        tesseract_sure=_sure(have.get("tesseract"), weakest=True),
        ppocr_sure=_sure(have.get("ppocr")),
        ppocr_weakest=_sure(have.get("ppocr"), weakest=True),
        third_sure=_sure(have.get("third")),
        third_weakest=_sure(have.get("third"), weakest=True),
        tesseract_ppocr=by_tesseract * by_ppocr,
        tesseract_third=by_tesseract * by_third,
        ppocr_third=by_ppocr * by_third,
        all=float(not others),
        known=here,
        others_known=max(elsewhere, default=0.0),
        known_third=here * by_third,
        against=max(surest, default=0.0),
        digits=has_digit,
        digits_third=has_digit * by_third,
        pure=pure(text),
        length=min(len(text), LONG) / LONG,
        f_for_s=_f_for_s(text, by_third, heard["third"], others),
        like=_likeness(text, others),
        line=logit(case.line_confidence) * by_tesseract,
        page=case.facts.tesseract_mean * by_tesseract,
        bare=float(_is_bare(own, others)),
        silent=float(3 - len(heard)),
        misread=misread,
    )


def _role(testimony: Testimony) -> str:
    name = testimony.witness.name
    return "third" if name in NAMES else name


def _sure(testimony: Testimony | None, *, weakest: bool = False) -> float:
    if testimony is None:
        return 0.0
    return logit(testimony.weakest if weakest else testimony.confidence)


def _share_known(case: WordEvidence, testimony: Testimony) -> float:
    return known(testimony.text, case.facts.lexicon)


def _is_bare(own: Sequence[Testimony], others: Sequence[Testimony]) -> bool:
    """Nobody who has it could have written what some other reader has."""
    for other in others:
        lacking = [each.witness.writes.lacks(other.text) for each in own]
        if all(lacking):
            return True
    return False


def _f_for_s(text: str, by_third: float, third: Testimony, others: Sequence[Testimony]) -> float:
    """A long s that other readers take for an f."""
    if not by_third:
        return float(_has_f_for_s(text, third.letters))
    mistaken = [_has_f_for_s(each.letters, text) for each in others]
    return -float(any(mistaken))


def _has_f_for_s(text: str, third: str) -> bool:
    """Where the two differ, it has f and the third reader has s."""
    if len(text) != len(third) or text == third:
        return False
    pairs = zip(text, third, strict=True)
    differing = [pair for pair in pairs if pair[0] != pair[1]]
    return set(differing) == {("f", "s")}


def _likeness(text: str, others: Sequence[Testimony]) -> float:
    if not others:
        return 1.0
    alike = [Levenshtein.normalized_similarity(text, each.letters) for each in others]
    return sum(alike) / len(alike)


@lru_cache(maxsize=2)
def _weights(reader: str) -> tuple[float, ...]:
    data = load(reader, CANDIDATE)
    return tuple(data["logistic"])


@lru_cache(maxsize=2)
def _counted(reader: str) -> Counted:
    from recto.confidence.misreadings import counted_of

    data = load(reader, CANDIDATE)
    return counted_of(data.get("misread", {}))
