"""How sure a mean, or a difference of two systems, is: bootstrap over documents, 95 % intervals.

Page values with the document that each belongs to enter, an Interval leaves. Whole documents are
drawn with replacement (a cluster bootstrap: pages of one volume err alike), and for a difference
both systems are drawn on the same pages (Koehn 2004; Bisani, Ney 2004 for word error rates). The
seed is fixed: the same values give the same interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

DRAWS = 2000
SEED = 20250101
LIMITS = (2.5, 97.5)  # percentiles


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over pages and where 95 % of the resampled means lie."""

    mean: float
    low: float
    high: float
    documents: int

    @property
    def excludes_zero(self) -> bool:
        """For a difference: the two systems differ by more than the choice of documents
        explains.
        """
        return self.low > 0 or self.high < 0


def mean_interval(values: Sequence[float], documents: Sequence[str]) -> Interval:
    """Percentile interval of the mean of page values; one document alone gives no interval, so low
    and high are NaN.
    """
    names, place = np.unique(np.asarray(documents), return_inverse=True)
    count = len(names)
    data = np.asarray(values, dtype=np.float64)
    unknown = float("nan")
    mean = float(data.mean()) if len(data) else unknown
    if count < 2:
        return Interval(mean, unknown, unknown, count)
    sums = np.bincount(place, weights=data, minlength=count)
    pages = np.bincount(place, minlength=count)
    random = np.random.default_rng(SEED)
    drawn = random.integers(0, count, (DRAWS, count))
    drawn_sums = sums[drawn].sum(axis=1)
    drawn_pages = pages[drawn].sum(axis=1)
    low, high = np.percentile(drawn_sums / drawn_pages, LIMITS)
    return Interval(mean, float(low), float(high), count)


def ratio_interval(
    parts: Sequence[float], wholes: Sequence[float], documents: Sequence[str]
) -> Interval:
    """Percentile interval of the sum of parts over the sum of wholes, both by page."""
    names, place = np.unique(np.asarray(documents), return_inverse=True)
    count = len(names)
    unknown = float("nan")
    whole = float(sum(wholes))
    mean = float(sum(parts)) / whole if whole else unknown
    if count < 2 or not whole:
        return Interval(mean, unknown, unknown, count)
    part_sums = np.bincount(place, weights=np.asarray(parts, np.float64), minlength=count)
    whole_sums = np.bincount(place, weights=np.asarray(wholes, np.float64), minlength=count)
    random = np.random.default_rng(SEED)
    drawn = random.integers(0, count, (DRAWS, count))
    sums = whole_sums[drawn].sum(axis=1)
    ratios = part_sums[drawn].sum(axis=1) / np.maximum(sums, 1)
    low, high = np.percentile(ratios[sums > 0], LIMITS)
    return Interval(mean, float(low), float(high), count)


def paired_interval(
    ours: Sequence[float], theirs: Sequence[float], documents: Sequence[str]
) -> Interval:
    """Interval of the mean difference ours - theirs over the same pages, in the same order."""
    differences = [a - b for a, b in zip(ours, theirs, strict=True)]
    return mean_interval(differences, documents)
