"""How often each reader stands alone on this page where the other two read the same.

Places that all three have read enter, four numbers leave. This is what the triangle of similarities
(reliability.py) says of whole pages, told by words: of the words on which two readers agree, the
share on which the third does, too. It is the strongest evidence of which of three readers to
believe where they differ: with it, overruling by weights that never saw the corpus helped 1,608
words and harmed 117; without, 1,556 and 135.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

RIGHT, WRONG = 19, 1  # words that every reader is credited with before the page is seen
SHORTEST = 2  # letters: single ones agree by chance


@dataclass(frozen=True, slots=True)
class Dissent:
    """Shares 0..1 of the words on which the two others agree; a page without words says .95 of
    everybody.
    """

    llm: float
    tesseract: float
    ppocr: float
    nobody: float  # share of all words that three readers read in three ways


def dissent(places: Iterable[tuple[str, str, str]]) -> Dissent:
    """From (LLM, Tesseract, PP-OCR) of each place, compact; places that a reader lacks are left
    out.
    """
    counts: Counter[str] = Counter()
    for place in places:
        if min(map(len, place)) >= SHORTEST:
            counts[_split(*place)] += 1
    total = sum(counts.values())
    return Dissent(
        llm=_joins(counts, "llm"),
        tesseract=_joins(counts, "tesseract"),
        ppocr=_joins(counts, "ppocr"),
        nobody=counts["everybody"] / max(1, total),
    )


def _split(llm: str, tesseract: str, ppocr: str) -> str:
    """Who stands alone."""
    if llm == tesseract == ppocr:
        return "agreed"
    if tesseract == ppocr:
        return "llm"
    if llm == ppocr:
        return "tesseract"
    if llm == tesseract:
        return "ppocr"
    return "everybody"


def _joins(counts: Counter[str], reader: str) -> float:
    """Share of the words on which the others agree that the reader has, too."""
    agreed = counts["agreed"] + RIGHT
    alone = counts[reader] + WRONG
    return agreed / (agreed + alone)
