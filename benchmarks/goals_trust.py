"""Is the confidence of hybrid words worth anything: promises of calibration and of order, with all
errors and without those that every reader shares.

Readings enter, Goals leave. An error that all readers have alike is often none: a misprint that the
truth mended, or words that it joins. No confidence can tell it, so both figures are given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import fmean

import numpy as np

from benchmarks.readings import PRINTED, Goal, Pair, Readings
from recto.metrics.confidence import auroc, ece

LEAST_SURE = 0.15  # of the words
Words = list[tuple[float, bool]]  # confidence, right


def trust_goals(found: Readings) -> list[Goal]:
    """Confidence of printed pages' words, by corpus."""
    every, apart = _printed(found, "trust"), _printed(found, "trust_apart")
    return [
        Goal(
            "ECE of hybrid words, worst printed corpus",
            max((ece(*_columns(words)) for words in every), default=float("nan")),
            "",
            "<= 0.03",
        ),
        Goal("AUROC, mean over printed corpora", mean_auroc(every), "", ">= 0.88"),
        Goal("errors in the least sure 15 %, mean", mean_caught(every), "%", ">= 75"),
        Goal(
            "AUROC without errors that every reader shares",
            mean_auroc(apart),
            "",
            ">= 0.90",
        ),
        Goal(
            "errors in the least sure 15 %, without those that every reader shares",
            mean_caught(apart),
            "%",
            ">= 82",
        ),
    ]


def words_of(pairs: Iterable[Pair], name: str) -> Words:
    """Of the hybrid's printed pages; `name`: which words of a score."""
    words: Words = []
    for pair in pairs:
        if pair.hybrid.kind in PRINTED:
            words += getattr(pair.hybrid, name)
    return words


def mean_auroc(corpora: Sequence[Words]) -> float:
    """Over corpora."""
    return _mean(auroc(*_columns(words)) for words in corpora)


def mean_caught(corpora: Sequence[Words]) -> float:
    """Of the errors, those among the least sure words, in per cent; mean over corpora."""
    return 100 * _mean(_caught(*_columns(words)) for words in corpora)


def _printed(found: Readings, name: str) -> list[Words]:
    corpora: dict[str, list[Pair]] = defaultdict(list)
    for (corpus, _), pairs in found.items():
        corpora[corpus] += pairs
    words = [words_of(pairs, name) for pairs in corpora.values()]
    return [each for each in words if each]


def _columns(words: Words) -> tuple[list[float], list[bool]]:
    return [sure for sure, _ in words], [right for _, right in words]


def _caught(sure: Sequence[float], right: Sequence[bool]) -> float:
    """Share of the errors among the least sure words."""
    order = np.argsort(np.asarray(sure), kind="stable")
    wrong = ~np.asarray(right, dtype=bool)[order]
    return float(wrong[: round(LEAST_SURE * len(wrong))].sum() / max(1, wrong.sum()))


def _mean(values: Iterable[float]) -> float:
    found = [value for value in values if value == value]  # noqa: PLR0124 - not a number is none
    return fmean(found) if found else float("nan")
