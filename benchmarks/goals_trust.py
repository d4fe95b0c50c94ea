"""Is the confidence of hybrid words worth anything: promises of calibration and of order, with all
errors and without those that every reader shares.

Readings enter, Goals leave. An error that all readers have alike is often none: a misprint that the
truth mended, or words that it joins. No confidence can tell it, so both figures are given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from benchmarks.metrics.bootstrap import Interval
from benchmarks.readings import Goal, Readings
from benchmarks.trust import PageWords, Trusted, by_corpus, of_readings
from recto.metrics.confidence import ece


def trust_goals(found: Readings) -> list[Goal]:
    """Confidence of printed pages' words, by corpus."""
    pages = list(of_readings(found))
    rows = by_corpus(pages)
    unknown = Interval(float("nan"), float("nan"), float("nan"), 0)
    mean = rows[-1] if rows else Trusted("", 0, 0, 0, unknown, unknown, unknown, unknown)
    return [
        Goal("ECE of hybrid words, worst printed corpus", worst_ece(pages), "", "<= 0.03"),
        _ranked("AUROC, mean over printed corpora", mean.auroc, ">= 0.88"),
        _caught("errors in the least sure 15 %, mean", mean.caught, ">= 75"),
        _ranked("AUROC without errors that every reader shares", mean.auroc_apart, ">= 0.90"),
        _caught(
            "errors in the least sure 15 %, without those that every reader shares",
            mean.caught_apart,
            ">= 82",
        ),
    ]


def worst_ece(pages: Iterable[PageWords]) -> float:
    """Of all corpora."""
    corpora: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for page in pages:
        corpora[page.corpus] += page.every
    found = [ece(*zip(*words, strict=True)) for words in corpora.values() if words]
    return max(found, default=float("nan"))


def _ranked(what: str, interval: Interval, wanted: str) -> Goal:
    bounds = f"95 %: {interval.low:.3f} to {interval.high:.3f}"
    return Goal(what, interval.mean, bounds, wanted)


def _caught(what: str, interval: Interval, wanted: str) -> Goal:
    bounds = f"%, 95 %: {100 * interval.low:.1f} to {100 * interval.high:.1f}"
    return Goal(what, 100 * interval.mean, bounds, wanted)
