"""P(word is right) once three readings are known: the calibrated confidence of hybrid words.

Cases with their rulings enter as rows, probabilities leave; learned by
benchmarks/learn/llm_confidence.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Levenshtein

from recto.confidence.features import ReasonedRow, known, logit, reason_columns
from recto.confidence.trees import model
from recto.reasons import Reason
from recto.text.spacing import joined
from recto.witnesses.llm import LlmEvidence

if TYPE_CHECKING:
    from recto.witnesses.choices import LlmChoice

MANY = 4  # times a word is seen in the LLM's text; more say no more
LONG = 20  # characters of a word; more say no more


class LlmWordNumbers(NamedTuple):
    """For a word about to be printed where an LLM has read; texts are compact where they are
    compared.
    """

    tesseract: float  # log odds of its weakest word
    ppocr: float  # log odds of its mean character
    ppocr_weakest: float  # log odds of its weakest character
    line: float  # log odds of Tesseract's mean on the line
    with_tesseract: float  # similarity of the LLM's text and Tesseract's, 0..1
    with_ppocr: float
    locals: float  # similarity of both local texts, 0..1
    known: float  # share of the printed words that the lexicon has
    digits: float  # 1 where any reader has one
    length: float  # characters of the LLM's text, at most LONG
    reliability_llm: float  # on this page, 0..1
    reliability_tesseract: float
    reliability_ppocr: float
    elsewhere: float  # times that the LLM has the word on this page, at most MANY
    blackletter: float  # 1 on such a page
    local_right: float  # log odds that the local choice is right, without the LLM
    llm_sides: float  # log odds of how often it joins the two others where they agree
    tesseract_sides: float
    ppocr_sides: float
    nobody_sides: float  # share of places where all three differ
    tesseract_mean: float  # mean word confidence of the page, 0..1
    ppocr_mean: float  # mean character score of the page, 0..1
    agreement: float  # share of the page's characters on which the local readers agree
    local_sure: float  # mean P(right) of the page's local words
    stray: float  # share of the LLM's characters where no local reader has anything
    capital: float  # 1 where the printed text begins with one
    marks: float  # characters of it that are no letter or digit


# What the weights say where only marks differ is how likely the letters and digits are right.
LLM_WORD_REASONS = reason_columns("llm", {Reason.LETTERS_AGREE: Reason.ALL_AGREE})
LLM_WORD = (*LlmWordNumbers._fields, *LLM_WORD_REASONS.names)


def llm_word_features(case: LlmEvidence, ruling: LlmChoice) -> ReasonedRow[LlmWordNumbers]:
    """The row of the words that the ruling prints."""
    local, facts = case.local, case.facts
    page, reliability, dissent = facts.local, facts.reliability, facts.dissent
    text = joined(case.printed(ruling))
    numbers = LlmWordNumbers(
        tesseract=logit(local.tesseract_confidence),
        ppocr=logit(local.ppocr_confidence),
        ppocr_weakest=logit(local.ppocr_weakest),
        line=logit(local.line_confidence),
        with_tesseract=Levenshtein.normalized_similarity(case.llm, case.tesseract),
        with_ppocr=Levenshtein.normalized_similarity(case.llm, case.ppocr),
        locals=local.similarity,
        known=known(text, page.lexicon),
        digits=float(case.has_digit),
        length=float(min(LONG, len(case.llm))),
        reliability_llm=reliability.llm,
        reliability_tesseract=reliability.tesseract,
        reliability_ppocr=reliability.ppocr,
        elsewhere=float(min(MANY, facts.known_words[case.llm])),
        blackletter=float(page.blackletter),
        local_right=logit(case.local_right),
        llm_sides=logit(dissent.llm),
        tesseract_sides=logit(dissent.tesseract),
        ppocr_sides=logit(dissent.ppocr),
        nobody_sides=dissent.nobody,
        tesseract_mean=page.tesseract_mean,
        ppocr_mean=page.ppocr_mean,
        agreement=page.agreement,
        local_sure=facts.local_sure,
        stray=facts.pairs.stray,
        capital=float(text[:1].isupper()),
        marks=float(len(text) - sum(map(str.isalnum, text))),
    )
    return ReasonedRow(numbers, LLM_WORD_REASONS.of(ruling.reason))


def llm_confidences(rows: Sequence[ReasonedRow[LlmWordNumbers]]) -> list[float]:
    """N rows -> N probabilities."""
    values = [row.values for row in rows]
    return [float(p) for p in model("llm", LLM_WORD).probabilities(values)]
