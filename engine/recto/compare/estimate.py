"""Each system's error without any truth: an estimate from the agreement of three.

PageTexts enter, one Estimate a system leaves. Where the errors of three readings have nothing to do
with each other, two of them have a word in common as often as both are right: a(i,j) = r(i) r(j),
so r(i) = sqrt(a(i,j) a(i,k) / a(j,k)) (the method of triads, as with three thermometers). Readings
that are made of one another agree too often, which makes their estimate too low; that is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, combinations
from math import sqrt
from statistics import fmean, median

from recto.compare.intervals import Interval, interval_of
from recto.compare.systems import MODES, PageText, mode_of
from recto.metrics.markers import strip_markers
from recto.metrics.word_overlap import word_f1

Agreements = Mapping[tuple[str, str], float]  # of one page, both ways round


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is expected to be wrong in one system's words, 0..1."""

    system: str
    error: float
    interval: Interval | None  # 95 %, over pages; None: of one page
    is_independent: bool  # False: it is made of others that it is compared with: too low


def estimates(systems: Mapping[str, Sequence[PageText]]) -> list[Estimate]:
    """Least error first; empty for fewer than three systems, or where they read no page in common.

    Readers are compared with readers that have nothing of each other, as far as there are any.
    """
    pages = _agreements(systems)
    if len(systems) < 3 or not pages:
        return []
    words = sum(_fewest_words(systems).values())
    found = []
    for system in systems:
        pairs = _pairs(system, systems)
        of_sample = partial(_error, system, pairs)
        error = of_sample(pages)
        if error is None:
            continue
        interval = interval_of(pages, of_sample)
        if interval:  # no error among n words: at most 3 in n, at 95 % (the rule of three)
            interval = (interval[0], max(interval[1], min(1.0, 3 / max(1, words))))
        compared = {system, *chain.from_iterable(pairs)}
        is_free = all(map(_is_independent, compared))
        found.append(Estimate(system, error, interval, is_free))
    return sorted(found, key=lambda each: each.error)


def _fewest_words(systems: Mapping[str, Sequence[PageText]]) -> dict[tuple[str, int], int]:
    """Of each page the least number of words that a system has there."""
    counts: dict[tuple[str, int], int] = {}
    for pages in systems.values():
        for page in pages:
            if not page.problem:
                key = (page.path, page.index)
                count = len(page.text.split())
                counts[key] = min(counts.get(key, count), count)
    return counts


def _is_independent(system: str) -> bool:
    """Whether it takes no other reader's words: Recto's own results do."""
    return mode_of(system) not in MODES or mode_of(system) == "llm"


def _pairs(system: str, systems: Mapping[str, object]) -> list[tuple[str, str]]:
    """The pairs of others to hold it against: independent ones, where there are two."""
    others = [name for name in systems if name != system]
    free = [name for name in others if _is_independent(name)]
    return list(combinations(free if len(free) > 1 else others, 2))


def _error(
    system: str, pairs: Sequence[tuple[str, str]], pages: Sequence[Agreements]
) -> float | None:
    rights = []
    for j, k in pairs:
        a_ij = _mean(pages, system, j)
        a_ik = _mean(pages, system, k)
        a_jk = _mean(pages, j, k)
        if a_jk > 0:
            rights.append(sqrt(a_ij * a_ik / a_jk))
    if not rights:
        return None
    return 1 - min(1.0, median(rights))


def _mean(pages: Sequence[Agreements], a: str, b: str) -> float:
    return fmean(page[a, b] for page in pages)


def _agreements(systems: Mapping[str, Sequence[PageText]]) -> list[Agreements]:
    """Of each page that every system read: the share of words that each two have in common."""
    texts: dict[tuple[str, int], dict[str, str]] = {}
    for name, pages in systems.items():
        for page in pages:
            if page.problem:
                continue
            key = (page.path, page.index)
            of_page = texts.setdefault(key, {})
            of_page[name] = strip_markers(page.text)
    found: list[Agreements] = []
    for read in texts.values():
        if len(read) < len(systems):
            continue
        alike: dict[tuple[str, str], float] = {}
        for a, b in combinations(read, 2):
            f1 = word_f1(read[a], read[b])
            alike[a, b] = f1
            alike[b, a] = f1
        found.append(alike)
    return found
