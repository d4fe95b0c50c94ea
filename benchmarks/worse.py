"""Pages on which Recto came out worse than the vision LLM alone, or worse in order than Tesseract
alone, each with its cause: `python -m benchmarks worse OUT`.

Page scores of a run (OUT/results.json) and causes.toml enter, lines of two tables leave. A cause is
what somebody saw who looked at both texts; a page that nobody looked at says so.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CAUSES = Path(__file__).with_name("causes.toml")
WORSE = 0.02  # CER of letters and digits, over the LLM alone
MUCH_WORSE = 0.1
BEHIND = 0.05  # the same, over Tesseract alone
NOT_LOOKED_AT = "not looked at"
HEADINGS = ("page", "mode", "readings", "CER, LLM alone", "CER", "cause")
LOCAL_HEADINGS = ("page", "CER, Tesseract", "CER, local", "word F1, local", "cause")

Scores = Mapping[tuple[str, str, str], Mapping[str, Any]]  # by corpus, page, system


@dataclass(frozen=True, slots=True)
class Worse:
    """One page in one mode, in all recorded readings in which it came out worse."""

    corpus: str
    page: str
    mode: str
    rates: tuple[tuple[float, float], ...]  # CER of the LLM alone, and of Recto with it

    @property
    def most(self) -> float:
        """By how much, at the worst."""
        return max(ours - llm for llm, ours in self.rates)


def by_page(record: Mapping[str, Any]) -> Scores:
    """Of what results.py wrote."""
    scores = {}
    for page in record["pages"]:
        scores[page["corpus"], page["page"], page["system"]] = page
    return scores


def replayed(scores: Scores) -> Iterator[tuple[tuple[str, str, str], float, float]]:
    """Every recorded reading: corpus, page and mode, CER of the LLM alone, and with Recto."""
    for (corpus, page, system), score in scores.items():
        mode, _, model = system.partition(":")
        llm = scores.get((corpus, page, f"llm:{model}"))
        if llm is not None and mode in ("hybrid", "auto"):
            yield (corpus, page, mode), llm["alnum_cer"], score["alnum_cer"]


def worse(scores: Scores) -> list[Worse]:
    """The worst first."""
    found: dict[tuple[str, str, str], list[tuple[float, float]]] = defaultdict(list)
    for place, llm, ours in replayed(scores):
        if ours - llm > WORSE:
            found[place].append((llm, ours))
    pages = [Worse(*place, tuple(rates)) for place, rates in found.items()]
    return sorted(pages, key=lambda each: -each.most)


def counts(scores: Scores) -> str:
    """How many of all readings, in a sentence."""
    told = []
    for mode in ("hybrid", "auto"):
        by = [ours - llm for (_, _, each), llm, ours in replayed(scores) if each == mode]
        some = [rate for rate in by if rate > WORSE]
        much = [rate for rate in by if rate > MUCH_WORSE]
        told.append(
            f"{mode}: {len(some)} of {len(by)} readings worse than the LLM alone by more than"
            f" {WORSE}, {len(much)} by more than {MUCH_WORSE}"
        )
    return "; ".join(told)


def lines(pages: Sequence[Worse]) -> list[tuple[str, ...]]:
    """One a page and mode, as HEADINGS has them."""
    causes = _causes()
    rows: list[tuple[str, ...]] = []
    for each in pages:
        llm = [rate for rate, _ in each.rates]
        ours = [rate for _, rate in each.rates]
        place = f"{each.corpus}/{each.page}"
        cause = causes.get(place, NOT_LOOKED_AT)
        rows.append((place, each.mode, str(len(ours)), _range(llm), _range(ours), cause))
    return rows


def local_lines(scores: Scores) -> list[tuple[str, ...]]:
    """Pages that the local readers together have worse than Tesseract alone, the worst first."""
    causes = _causes()
    found = []
    for (corpus, page, system), score in scores.items():
        if system != "local":
            continue
        tesseract = scores[corpus, page, "tesseract"]["alnum_cer"]
        behind = score["alnum_cer"] - tesseract
        if behind > BEHIND:
            place = f"{corpus}/{page}"
            rates = (tesseract, score["alnum_cer"], score["word_f1"])
            cells = [f"{rate:.3f}" for rate in rates]
            found.append((behind, (place, *cells, causes.get(place, NOT_LOOKED_AT))))
    found.sort(reverse=True)
    return [row for _, row in found]


def _range(rates: Sequence[float]) -> str:
    low = f"{min(rates):.3f}"
    high = f"{max(rates):.3f}"
    return low if low == high else f"{low} to {high}"


def _causes() -> Mapping[str, str]:
    text = CAUSES.read_text(encoding="utf-8")
    causes: Mapping[str, str] = tomllib.loads(text)
    return causes
