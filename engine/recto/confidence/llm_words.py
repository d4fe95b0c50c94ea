"""P(word is right) once three readings are known: the calibrated confidence of hybrid words.

Cases with their rulings enter as rows, probabilities leave; learned by
benchmarks/learn/llm_confidence.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from recto.confidence.features import known, logit
from recto.confidence.trees import Calibrated, calibrated, load
from recto.reasons import Reason, learned_by
from recto.witnesses.llm import LlmEvidence

if TYPE_CHECKING:
    from recto.witnesses.choices import LlmChoice

REASONS = learned_by("llm")

LLM_WORD = (
    "tesseract",
    "ppocr",
    "ppocr_weakest",
    "line",
    "with_tesseract",
    "with_ppocr",
    "locals",
    "known",
    "digits",
    "length",
    "reliability_llm",
    "reliability_tesseract",
    "reliability_ppocr",
    "elsewhere",
    "blackletter",
    "local_right",
    "llm_sides",
    "tesseract_sides",
    "ppocr_sides",
    "nobody_sides",
    "tesseract_mean",
    "ppocr_mean",
    "agreement",
    "local_sure",
    "stray",
    "capital",
    "marks",
    *REASONS,
)


_NO_REASON = (0.0,) * len(REASONS)
_ONE_OF_REASONS = {each: tuple(float(each == name) for name in REASONS) for each in REASONS}
# The weights were learned when these were one: what they say is how likely the letters and digits
# are right.
_ONE_OF_REASONS[Reason.LETTERS_AGREE] = _ONE_OF_REASONS[Reason.ALL_AGREE]


def llm_word_features(case: LlmEvidence, ruling: LlmChoice) -> tuple[float, ...]:
    """One row, in the order of LLM_WORD."""
    local, facts = case.local, case.facts
    text = " ".join(case.printed(ruling))
    return (
        logit(local.tesseract_confidence),
        logit(local.ppocr_confidence),
        logit(local.ppocr_weakest),
        logit(local.line_confidence),
        Levenshtein.normalized_similarity(case.llm, case.tesseract),
        Levenshtein.normalized_similarity(case.llm, case.ppocr),
        local.similarity,
        known(text, facts.local.lexicon),
        float(case.has_digit),
        float(min(20, len(case.llm))),
        facts.reliability.llm,
        facts.reliability.tesseract,
        facts.reliability.ppocr,
        float(min(4, facts.known_words[case.llm])),
        float(facts.local.blackletter),
        logit(case.local_right),
        *map(logit, (facts.dissent.llm, facts.dissent.tesseract, facts.dissent.ppocr)),
        facts.dissent.nobody,
        facts.local.tesseract_mean,
        facts.local.ppocr_mean,
        facts.local.agreement,
        facts.local_sure,
        facts.pairs.stray,
        float(text[:1].isupper()),
        float(sum(not char.isalnum() for char in text)),
        *_ONE_OF_REASONS.get(ruling.reason, _NO_REASON),
    )


def llm_confidences(rows: Sequence[Sequence[float]]) -> list[float]:
    """(N, features) -> N probabilities."""
    return [float(p) for p in _model().probabilities(rows)]


@lru_cache(maxsize=1)
def _model() -> Calibrated:
    return calibrated(load("llm"))
