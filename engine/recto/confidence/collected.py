"""Whom to believe at one place, as the user's own collection has it.

A WordEvidence whose readers differ enters, with the log odds of each text as shipped; the same
texts leave with the collection's odds. Weights are fitted by `recto learn` to pages whose text is
known, from a prior that leaves everything as shipped (base 1, all others 0): what little was seen
changes little. Where the page has no collection, or the collection no weights, nothing changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log1p
from typing import NamedTuple

from recto.confidence.features import known, logit
from recto.confidence.third_reader import NAMES, Candidate
from recto.confidence.third_reader import candidates as shipped_candidates
from recto.confidence.trees import conflict_score, probability_of_odds, weighted
from recto.witnesses.local import WordEvidence
from recto.witnesses.registry import PPOCR, TESSERACT, Testimony
from recto.witnesses.taught import Taught

SHIPPED = 2.0  # log odds of a word that would be printed
TWO = 2  # texts between which to choose
PAIR = (TESSERACT.name, PPOCR.name)
MOST = 8.0  # nats by which mistakes may speak for a text


class ChoiceRow(NamedTuple):
    """For one of the texts at a place; 0 where a reader has another text."""

    base: float  # log odds as shipped
    bias: float  # 1
    tesseract: float  # 1 where it has it
    ppocr: float
    third: float
    tesseract_sure: float  # log odds of the reader's own confidence, where it has it
    ppocr_sure: float
    third_sure: float
    seen: float  # log of how often the collection has it, less that of the best other text
    mistaken: float  # nats: how much likelier it was read as it was than if another were printed
    shaped: float  # 1 where it alone looks like a number of the collection, -1 where another does


class LoneRow(NamedTuple):
    """For a word that one reader alone has."""

    base: float  # SHIPPED where it would be printed as shipped, else -SHIPPED
    bias: float  # 1
    sure: float  # log odds of the reader's own confidence
    line: float  # log odds of Tesseract's mean on the line
    known: float  # share of its words that the lexicon has
    seen: float  # log of how often the collection has it


def candidates(case: WordEvidence) -> list[Candidate]:
    """Every text where a third reader has words, with P(right); nothing elsewhere."""
    found = shipped_candidates(case)
    taught = case.facts.taught
    if taught is None or not taught.choice or len(found) < TWO:
        return found
    odds = log_odds(found)
    table = rows(case, found, odds, taught)
    retold = []
    for candidate, row in zip(found, table, strict=True):
        own = weighted(taught.choice, row)
        right = probability_of_odds(own)
        retold.append(replace(candidate, probability=right))
    return retold


def log_odds(found: Sequence[Candidate]) -> list[float]:
    """That each is right, as shipped."""
    return [logit(candidate.probability) for candidate in found]


def tesseract_odds(case: WordEvidence) -> float:
    """Log odds that Tesseract is right where it and PP-OCR differ."""
    score = conflict_score(case)
    taught = case.facts.taught
    if taught is None or not taught.choice:
        return score
    odds = [score, -score]
    mine, other = rows(case, pair(case), odds, taught)
    for_tesseract = weighted(taught.choice, mine)
    for_ppocr = weighted(taught.choice, other)
    return for_tesseract - for_ppocr


def pair(case: WordEvidence) -> list[Candidate]:
    """What Tesseract has, and what PP-OCR has."""
    by_name = {each.witness.name: each for each in case.testimonies}
    found = []
    for name in PAIR:
        own = by_name[name]
        candidate = Candidate(own.letters, (own,), 0.5)
        found.append(candidate)
    return found


def choices(case: WordEvidence) -> tuple[list[Candidate], list[float]]:
    """The texts of a place between which weights choose, and their log odds as shipped; nothing
    where weights are not asked.
    """
    found = shipped_candidates(case)
    if len(found) >= TWO:
        return found, log_odds(found)
    heard = {each.witness.name for each in case.testimonies if each.letters}
    if found or case.agreed or not heard.issuperset(PAIR):
        return [], []
    score = conflict_score(case)
    odds = [score, -score]
    return pair(case), odds


def rows(
    case: WordEvidence, found: Sequence[Candidate], odds: Sequence[float], taught: Taught
) -> list[ChoiceRow]:
    """One for each text."""
    seen = [log1p(taught.times(candidate.text)) for candidate in found]
    likely = [_likely(case, candidate.text, taught) for candidate in found]
    shaped = [_is_shaped(candidate, taught) for candidate in found]
    made = []
    for at, candidate in enumerate(found):
        sure = _sure(candidate)
        likelier = _ahead(likely, at)
        row = ChoiceRow(
            base=odds[at],
            bias=1.0,
            tesseract=float("tesseract" in sure),
            ppocr=float("ppocr" in sure),
            third=float("third" in sure),
            tesseract_sure=sure.get("tesseract", 0.0),
            ppocr_sure=sure.get("ppocr", 0.0),
            third_sure=sure.get("third", 0.0),
            seen=_ahead(seen, at),
            mistaken=max(-MOST, min(MOST, likelier)),
            shaped=_ahead(shaped, at),
        )
        made.append(row)
    return made


def _ahead(values: Sequence[float], at: int) -> float:
    """Of the best other value."""
    others = [value for place, value in enumerate(values) if place != at]
    return values[at] - max(others)


def _likely(case: WordEvidence, text: str, taught: Taught) -> float:
    """Nats: that the readers have what they have here, if the text is printed."""
    total = 0.0
    for each in case.testimonies:
        total -= taught.cost(each.witness.name, text, each.letters)
    return total


def _is_shaped(candidate: Candidate, taught: Taught) -> float:
    fits = [taught.fits(each.text) for each in candidate.backers]
    return float(any(fits))


def _sure(candidate: Candidate) -> dict[str, float]:
    """Log odds of the readers who have the text."""
    found = {}
    for each in candidate.backers:
        name = each.witness.name
        role = "third" if name in NAMES else str(name)
        found[role] = logit(each.confidence)
    return found


def is_printed(case: WordEvidence, only: Testimony, *, as_shipped: bool) -> bool:
    """Whether a word that one reader alone has is text; of numbers nothing is decided otherwise."""
    taught = case.facts.taught
    if taught is None or not taught.lone or not is_lone(case):
        return as_shipped
    row = lone_row(case, only, taught, as_shipped=as_shipped)
    return weighted(taught.lone, row) > 0


def is_lone(case: WordEvidence) -> bool:
    """Whether the collection may be asked: a word, no number, that one reader alone has."""
    if len(case.testimonies) != 1 or case.has_digit:
        return False
    (only,) = case.testimonies
    return bool(only.letters)


def lone_row(case: WordEvidence, only: Testimony, taught: Taught, *, as_shipped: bool) -> LoneRow:
    """The row of the one word."""
    return LoneRow(
        base=SHIPPED if as_shipped else -SHIPPED,
        bias=1.0,
        sure=logit(only.confidence),
        line=logit(case.line_confidence),
        known=known(only.text, case.facts.lexicon),
        seen=log1p(taught.times(only.letters)),
    )
