"""The harm table of a comparison: what each system did to the words of the first reader.

PageTexts and truths enter, a HarmRow a system leaves: rates of 10,000 words with intervals over
pages. Held against Tesseract alone where it was compared, else against Recto without an LLM: what a
reader that changes text must not make worse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recto.compare.intervals import Interval, interval_of
from recto.compare.scores import PageKey, page_key, rates_of
from recto.compare.systems import PageText
from recto.metrics.harm import RATES, Harm, harm, preference, total
from recto.metrics.markers import strip_markers
from recto.metrics.word_fate import Judged, judge
from recto.text.spacing import words_of

BASES = ("tesseract", "local")


@dataclass(frozen=True, slots=True)
class Rate:
    """Of 10,000 words."""

    value: float
    interval: Interval | None  # 95 %, over pages; None: one page


@dataclass(frozen=True, slots=True)
class HarmRow:
    """One system against the base."""

    system: str
    base: str
    words: int
    rates: Mapping[str, Rate]
    preference: float  # HIPE-OCRepair's, -1..1


def harm_table(
    systems: Mapping[str, Sequence[PageText]], truths: Mapping[PageKey, str]
) -> list[HarmRow]:
    """A row for each system but the base; empty without a base or a truth."""
    base = next((name for name in BASES if name in systems), "")
    if not (base and truths):
        return []
    before = _judged(systems[base], truths)
    rows = []
    for name, pages in systems.items():
        if name != base:
            row = _row(name, base, before, _judged(pages, truths))
            rows.append(row)
    return rows


@dataclass(frozen=True, slots=True)
class _Page:
    judged: Judged
    cer: float


def _judged(pages: Sequence[PageText], truths: Mapping[PageKey, str]) -> dict[PageKey, _Page]:
    found = {}
    for page in pages:
        key = page_key(page)
        truth = truths.get(key)
        if truth is None:
            continue
        plain = strip_markers(page.text)
        judged = judge(strip_markers(truth), words_of(plain))
        rates = rates_of(page, truth)
        found[key] = _Page(judged, rates.cer)
    return found


def _row(
    name: str, base: str, before: Mapping[PageKey, _Page], after: Mapping[PageKey, _Page]
) -> HarmRow:
    keys = [key for key in after if key in before]
    harms = [harm(before[key].judged, after[key].judged) for key in keys]
    rates = {rate: _rate(rate, harms) for rate in RATES}
    old = [before[key].cer for key in keys]
    new = [after[key].cer for key in keys]
    return HarmRow(
        name,
        base,
        total(harms).words,
        rates,
        preference(old, new),
    )


def _rate(name: str, harms: Sequence[Harm]) -> Rate:
    def of(pages: Sequence[Harm]) -> float:
        return total(pages).rate(name)

    return Rate(of(harms), interval_of(harms, of))
