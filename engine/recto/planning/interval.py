"""How far the mean of a few pages is from the mean of all of them.

Numbers of a sample enter, their mean with a 95 % interval leaves. Pages are few and unlike: most
have no ask at all and some have ten, so the usual interval is too short on one side. The bootstrap
of the studentised mean (Efron 1981, the bootstrap-t) follows the skew; where it cannot be had (all
pages alike) Student's own interval is taken, and never less than that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

ROUNDS = 1_000  # resamples
SEED = 20_261_127
TAIL = 0.025  # at each end
FEWEST = 5  # different values from which resamples have a spread of their own
# Student's t at 97.5 %, for 1, 2, 3, ... degrees of freedom; beyond the last, its limit.
STUDENT = (
    12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13, 2.12,
    2.11, 2.10, 2.09, 2.09, 2.08, 2.07, 2.07, 2.06, 2.06, 2.06, 2.05, 2.05, 2.05, 2.04,
)  # fmt: skip
LIMIT = 1.98


@dataclass(frozen=True, slots=True)
class Range:
    """A figure, and between what it is expected to be."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> Range:
        """The same in another unit, or for many."""
        return Range(self.value * factor, self.low * factor, self.high * factor)

    def plus(self, other: Range) -> Range:
        """Of both together: the ends are added, which is no shorter than it has to be."""
        return Range(self.value + other.value, self.low + other.low, self.high + other.high)

    def over(self) -> Range:
        """One by it: pages a second out of seconds a page. 0 where it is 0."""
        return Range(_over(self.value), _over(self.high), _over(self.low))


def _over(value: float) -> float:
    return 1 / value if value > 0 else 0.0


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[round(share * (len(ordered) - 1))]


def mean_of(values: Sequence[float]) -> Range:
    """Of figures that are never below 0. Raises ValueError without any."""
    if not values:
        raise ValueError("no page")
    mean = fmean(values)
    if len(values) < 2:
        return Range(mean, 0.0, float("inf"))
    spread = stdev(values) / sqrt(len(values))
    low_t, high_t = _studentised(values, mean)
    usual = STUDENT[len(values) - 2] if len(values) - 2 < len(STUDENT) else LIMIT
    low = mean - max(usual, high_t) * spread
    high = mean + max(usual, -low_t) * spread
    # No mean of many pages is expected under the least of twenty.
    return Range(mean, max(min(values), low), high)


def _studentised(values: Sequence[float], mean: float) -> tuple[float, float]:
    """The ends of (resampled mean - mean) / its own spread; zeros where they cannot be had."""
    import numpy as np

    if len(set(values)) < FEWEST:
        return 0.0, 0.0
    count = len(values)
    random = np.random.default_rng(SEED)  # the same pages give the same plan
    places = random.integers(0, count, (ROUNDS, count))
    samples = np.asarray(values, np.float64)[places]
    spreads = samples.std(axis=1, ddof=1) / sqrt(count)
    is_known = spreads > 0
    off = (samples.mean(axis=1)[is_known] - mean) / spreads[is_known]
    low, high = np.quantile(off, [TAIL, 1 - TAIL])
    return float(low), float(high)
