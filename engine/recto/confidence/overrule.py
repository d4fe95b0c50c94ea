"""How likely the local reading is right against the LLM, where no local reader has what the LLM
has.

An LlmEvidence enters, a probability leaves: the lesser of two learned opinions, logistic weights
and shallow trees. Either alone broke good readings on corpora it had not seen; where both must be
convinced, harm fell by half at a tenth of the help (benchmarks/learn/overrule.py, leave one corpus
out). Places where both local readers have one text and places where they differ are learned apart.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp

from rapidfuzz.distance import Levenshtein

from recto.confidence.features import known, logit, pure
from recto.confidence.trees import Calibrated, calibrated, load
from recto.witnesses.llm import LlmEvidence

FEATURES = (
    "bias",
    "tesseract",
    "ppocr",
    "ppocr_weakest",
    "known",
    "local_known",
    "reliability_llm",
    "reliability_tesseract",
    "reliability_ppocr",
    "llm_ppocr",
    "llm_tesseract",
    "tesseract_ppocr",
    "similarity",
    "length_difference",
    "length",
    "local_digits",
    "llm_digits",
    "llm_elsewhere",
    "local_elsewhere",
    "blackletter",
    "line",
    "alternatives",
    "pure",
    "local_right",
    "llm_sides",
    "tesseract_sides",
    "ppocr_sides",
    "nobody_sides",
    "with_tesseract",
    "with_ppocr",
    "locals",
    "distance",
    "ppocr_alone",
    "agreement",
    "ppocr_mean",
    "tesseract_mean",
    "inside",
    "llm_words",
    "local_words",
)
MANY = 4  # times a word is seen in the LLM's text; more say no more


def overrule_features(case: LlmEvidence) -> tuple[float, ...]:
    """One row, in the order of FEATURES."""
    local, facts = case.local, case.facts
    lexicon = facts.local.lexicon
    llm_text = " ".join(case.words)
    local_text = " ".join(word.text for word in case.local_choice.words)
    local_known = known(local_text, lexicon)
    return (
        1.0,
        logit(local.tesseract_confidence),
        logit(local.ppocr_confidence),
        logit(local.ppocr_weakest),
        local_known - known(llm_text, lexicon),
        local_known,
        facts.reliability.llm,
        facts.reliability.tesseract,
        facts.reliability.ppocr,
        facts.pairs.llm_ppocr,
        facts.pairs.llm_tesseract,
        facts.pairs.tesseract_ppocr,
        case.similarity,
        float(max(-8, min(8, len(case.tesseract) - len(case.llm)))),
        float(min(20, len(case.tesseract))),
        float(any(map(str.isdigit, case.tesseract))),
        float(any(map(str.isdigit, case.llm))),
        float(min(MANY, facts.known_words[case.llm])),
        float(min(MANY, facts.known_words[case.tesseract])),
        float(facts.local.blackletter),
        logit(local.line_confidence),
        _weighed_by_tesseract(case),
        pure(local_text) - pure(llm_text),
        logit(case.local_right),
        *map(logit, (facts.dissent.llm, facts.dissent.tesseract, facts.dissent.ppocr)),
        facts.dissent.nobody,
        Levenshtein.normalized_similarity(case.llm, case.tesseract),
        Levenshtein.normalized_similarity(case.llm, case.ppocr),
        local.similarity,
        float(min(20, Levenshtein.distance(case.llm, case.local_text))),
        float(not case.tesseract),
        facts.local.agreement,
        facts.local.ppocr_mean,
        facts.local.tesseract_mean,
        float(case.llm in case.local_text or case.local_text in case.llm),
        float(len(case.words)),
        float(len(case.local_choice.words)),
    )


def _weighed_by_tesseract(case: LlmEvidence) -> float:
    """Share of the LLM's characters that Tesseract weighed at the same place: support for the
    LLM.
    """
    cells = [
        {c.text.lower() for c in cell}
        for word in case.local.unit.tesseract
        for cell in word.choices
    ]
    if not cells or len(cells) != len(case.llm):
        return 0.0
    return sum(char in cell for char, cell in zip(case.llm, cells, strict=True)) / len(cells)


def overrule_probability(case: LlmEvidence) -> float:
    """0..1; both learned opinions must be convinced, so the lesser counts."""
    return overrule_from(overrule_features(case), agreeing=case.locals_agree)


def overrule_from(row: tuple[float, ...], *, agreeing: bool) -> float:
    """The same from a row of features; `agreeing`: by what was learned where both local readers
    have one text.
    """
    weights, trees = _model("agreeing" if agreeing else "differing")
    odds = sum(w * x for w, x in zip(weights, row, strict=True))
    return min(1 / (1 + exp(-max(-30.0, min(30.0, odds)))), trees.probability_of(row))


@lru_cache(maxsize=2)
def _model(which: str) -> tuple[tuple[float, ...], Calibrated]:
    data = load("overrule")[which]
    return tuple(data["logistic"]), calibrated(data)
