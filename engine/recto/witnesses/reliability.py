"""How far each reader can be believed on this page, without any truth.

Pairwise similarities of three readings enter, one estimate a reader leaves. If errors were
independent, the chance that two readers agree would be the product of their accuracies, so pL =
sqrt(sLT sLP / sTP) and so on (the two-out-of-three triangle behind Dawid and Skene 1979, without
its iterations: three readings leave nothing to iterate). Local readers share errors, which makes
sTP too high; the share by which it is, measured on our corpora, is taken off first. What is left of
the dependence is why a page is only taken from the LLM when the local readers win by a wide margin.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Similarities:
    """2 x matched / all characters (compact) of each pair of readers on one page, 0..1."""

    llm_tesseract: float
    llm_ppocr: float
    tesseract_ppocr: float
    contained: float = 0.0  # share of the LLM's characters that PP-OCR has, too
    length: float = 1.0  # the LLM's characters by PP-OCR's
    # share of the LLM's characters that stand where no local reader has anything
    stray: float = 0.0
    again: float = 0.0  # of them, in words that the page has elsewhere
    # share of the LLM's characters in words with signs that PP-OCR cannot write
    beyond: float = 0.0
    # share of the characters of words that both local readers have alike, which it has there, too
    heeded: float = 0.0


@dataclass(frozen=True, slots=True)
class Reliability:
    """Estimated share of right characters of each reader on this page, 0..1."""

    llm: float
    tesseract: float
    ppocr: float


# Share of the words with one text in both local readings that is wrong all the same: 40 of 3186 on
# blackletter (long s read as f, tz as ß), 77 of 10741 on books and typescript.
LEAST = 0.01  # similarity of two readers that have nothing in common
SHARED_BLACKLETTER, SHARED = 0.013, 0.007


def triangle(pairs: Similarities, shared: float = SHARED) -> Reliability:
    """The three accuracies that explain the three similarities; `shared`: of the local readers'
    agreement, errors.
    """
    llm_tesseract = max(LEAST, pairs.llm_tesseract)
    llm_ppocr = max(LEAST, pairs.llm_ppocr)
    tesseract_ppocr = max(LEAST, pairs.tesseract_ppocr * (1 - shared))
    llm = sqrt(llm_tesseract * llm_ppocr / tesseract_ppocr)
    tesseract = sqrt(llm_tesseract * tesseract_ppocr / llm_ppocr)
    ppocr = sqrt(llm_ppocr * tesseract_ppocr / llm_tesseract)
    return Reliability(min(1.0, llm), min(1.0, tesseract), min(1.0, ppocr))
