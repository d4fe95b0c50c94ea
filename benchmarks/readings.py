"""Page scores as readings: what a recorded model, Recto with it, and the local readers make of each
page; and what a promise is.

Page scores enter, Pairs by reading leave.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.scoring import PageScore

PRINTED = (
    "printed-dense-list",
    "printed-book",
    "printed-fraktur",
    "book-page",
    "other-typed-or-printed",
    "receipt",
)
WITHOUT_LLM = ("tesseract", "ppocr", "local")


@dataclass(frozen=True, slots=True)
class Goal:
    """One promise: what was measured, and what is wanted."""

    what: str
    value: float
    unit: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One page in one recorded reading: the LLM alone, Recto with it, and what the local readers
    make of the page.
    """

    llm: PageScore
    hybrid: PageScore
    local: PageScore
    best_local: float  # alnum CER of the best of Tesseract, PP-OCR and Recto without an LLM


Reading = tuple[str, str]  # corpus, model
Readings = Mapping[Reading, Sequence[Pair]]


def readings(scores: Iterable[PageScore]) -> Readings:
    """Pages by reading; those that lack the LLM's or the local score are left out."""
    known = {(score.corpus, score.page, score.system): score for score in scores}
    pairs: dict[Reading, list[Pair]] = defaultdict(list)
    for (corpus, page, system), score in known.items():
        kind, _, model = system.partition(":")
        llm = known.get((corpus, page, f"llm:{model}"))
        local = known.get((corpus, page, "local"))
        if kind != "hybrid" or not llm or not local:
            continue
        rates = []
        for name in WITHOUT_LLM:
            other = known.get((corpus, page, name))
            if other:
                rates.append(other.alnum_cer)
        best = min(rates)
        pair = Pair(llm, score, local, best)
        pairs[corpus, model].append(pair)
    return pairs
