"""How likely the local reading is right against the LLM, where no local reader has what the LLM
has.

An LlmEvidence enters, a probability leaves: the lesser of two learned opinions, logistic weights
and shallow trees. Either alone broke good readings on corpora it had not seen; where both must be
convinced, harm fell by half at a tenth of the help (benchmarks/learn/overrule.py, leave one corpus
out). Places where both local readers have one text and places where they differ are learned apart.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from recto.confidence.features import known, logit, pure
from recto.confidence.trees import Calibrated, calibrated, load, probability_of_odds, weighted
from recto.text.spacing import joined
from recto.witnesses.llm import LlmEvidence, LlmFacts

MANY = 4  # times a word is seen in the LLM's text; more say no more
LONG = 20  # characters of a word, and of what parts two; more say no more
LONGER = 8  # characters that one text has more than another; more say no more


class OverruleRow(NamedTuple):
    """For a word that the LLM has and no local reader has; positive weights speak for the local
    reading. Texts are compact where they are compared.
    """

    bias: float  # 1
    tesseract: float  # log odds of its weakest word
    ppocr: float  # log odds of its mean character
    ppocr_weakest: float  # log odds of its weakest character
    known: float  # share of the local words that the lexicon has, less that of the LLM's
    local_known: float  # share of the local words that the lexicon has
    reliability_llm: float  # on this page, 0..1
    reliability_tesseract: float
    reliability_ppocr: float
    llm_ppocr: float  # similarity of the two on the page, 0..1
    llm_tesseract: float
    tesseract_ppocr: float
    similarity: float  # of the LLM's text and the local readers', 0..1
    length_difference: float  # characters of Tesseract's text, less those of the LLM's
    length: float  # characters of Tesseract's text
    local_digits: float  # 1 where Tesseract has one
    llm_digits: float  # 1 where the LLM has one
    llm_elsewhere: float  # times that the LLM has its word on this page
    local_elsewhere: float  # times that the LLM has Tesseract's word on this page
    blackletter: float  # 1 on such a page
    line: float  # log odds of Tesseract's mean on the line
    alternatives: float  # share of the LLM's characters that Tesseract weighed
    pure: float  # 1 where the LLM's text alone mixes letters with digits, -1 where the local
    local_right: float  # log odds that the local choice is right, without the LLM
    llm_sides: float  # log odds of how often it joins the two others where they agree
    tesseract_sides: float
    ppocr_sides: float
    nobody_sides: float  # share of places where all three differ
    with_tesseract: float  # similarity of the LLM's text and Tesseract's, 0..1
    with_ppocr: float
    locals: float  # similarity of both local texts, 0..1
    distance: float  # characters that part the LLM's text from the local choice
    ppocr_alone: float  # 1 where Tesseract has nothing
    agreement: float  # share of the page's characters on which the local readers agree
    ppocr_mean: float  # mean character score of the page, 0..1
    tesseract_mean: float  # mean word confidence of the page, 0..1
    inside: float  # 1 where one of both texts holds the other
    llm_words: float  # count
    local_words: float  # count


FEATURES = OverruleRow._fields


def overrule_features(case: LlmEvidence) -> OverruleRow:
    """The row of one place."""
    numbers = {"bias": 1.0}
    numbers |= _of_confidences(case)
    numbers |= _of_texts(case)
    numbers |= _of_words(case)
    numbers |= _of_page(case.facts)
    return OverruleRow(**numbers)


def _of_confidences(case: LlmEvidence) -> dict[str, float]:
    """How sure the local readers are."""
    local = case.local
    second, weakest = local.ppocr_confidence, local.ppocr_weakest
    if case.second and not case.ppocr:
        second, weakest = case.second.confidence, case.second.weakest
    return {
        "tesseract": logit(local.tesseract_confidence),
        "ppocr": logit(second),
        "ppocr_weakest": logit(weakest),
        "line": logit(local.line_confidence),
        "local_right": logit(case.local_right),
        "locals": local.similarity,
        "alternatives": _weighed_by_tesseract(case),
        "ppocr_alone": float(not case.tesseract),
    }


def _of_texts(case: LlmEvidence) -> dict[str, float]:
    """How the compact texts differ."""
    llm, tesseract, local = case.llm, case.tesseract, case.local_text
    longer = len(tesseract) - len(llm)
    distance = Levenshtein.distance(llm, local)
    seen = case.facts.known_words
    return {
        "similarity": case.similarity,
        "length_difference": float(max(-LONGER, min(LONGER, longer))),
        "length": float(min(LONG, len(tesseract))),
        "local_digits": float(any(map(str.isdigit, tesseract))),
        "llm_digits": float(any(map(str.isdigit, llm))),
        "llm_elsewhere": float(min(MANY, seen[llm])),
        "local_elsewhere": float(min(MANY, seen[tesseract])),
        "with_tesseract": Levenshtein.normalized_similarity(llm, tesseract),
        "with_ppocr": Levenshtein.normalized_similarity(
            llm, case.second.letters if case.second else ""
        ),
        "distance": float(min(LONG, distance)),
        "inside": float(llm in local or local in llm),
    }


def _of_words(case: LlmEvidence) -> dict[str, float]:
    """What is known of the words as they were written."""
    lexicon = case.facts.local.lexicon
    llm = joined(case.words)
    local = joined([word.text for word in case.local_choice.words])
    local_known = known(local, lexicon)
    return {
        "known": local_known - known(llm, lexicon.everyday),
        "local_known": local_known,
        "pure": pure(local) - pure(llm),
        "llm_words": float(len(case.words)),
        "local_words": float(len(case.local_choice.words)),
    }


def _of_page(facts: LlmFacts) -> dict[str, float]:
    """What holds for the whole page."""
    page, reliability, dissent = facts.local, facts.reliability, facts.dissent
    return {
        "reliability_llm": reliability.llm,
        "reliability_tesseract": reliability.tesseract,
        "reliability_ppocr": reliability.ppocr,
        "llm_ppocr": facts.pairs.llm_ppocr,
        "llm_tesseract": facts.pairs.llm_tesseract,
        "tesseract_ppocr": facts.pairs.tesseract_ppocr,
        "blackletter": float(page.blackletter),
        "llm_sides": logit(dissent.llm),
        "tesseract_sides": logit(dissent.tesseract),
        "ppocr_sides": logit(dissent.ppocr),
        "nobody_sides": dissent.nobody,
        "agreement": page.agreement,
        "ppocr_mean": page.ppocr_mean,
        "tesseract_mean": page.tesseract_mean,
    }


def _weighed_by_tesseract(case: LlmEvidence) -> float:
    """Share of the LLM's characters that Tesseract weighed at the same place: support for the
    LLM.
    """
    cells: list[set[str]] = []
    for word in case.local.unit.tesseract:
        for cell in word.choices:
            weighed = {choice.text.lower() for choice in cell}
            cells.append(weighed)
    if not cells or len(cells) != len(case.llm):
        return 0.0
    shared = sum(char in cell for char, cell in zip(case.llm, cells, strict=True))
    return shared / len(cells)


def overrule_probability(case: LlmEvidence) -> float:
    """0..1; both learned opinions must be convinced, so the lesser counts."""
    return overrule_from(overrule_features(case), agreeing=case.locals_agree)


def overrule_from(row: OverruleRow, *, agreeing: bool) -> float:
    """The same from a row of features; `agreeing`: by what was learned where both local readers
    have one text.
    """
    weights, trees = _model("agreeing" if agreeing else "differing")
    by_weights = probability_of_odds(weighted(weights, row))
    by_trees = trees.probability_of(row)
    return min(by_weights, by_trees)


@lru_cache(maxsize=2)
def _model(which: str) -> tuple[tuple[float, ...], Calibrated]:
    data = load("overrule", FEATURES)[which]
    return tuple(data["logistic"]), calibrated(data)
