"""An exact interval for the share of wrong words, from a sample of one or two strata.

Weights, sizes and errors of the strata enter; the lower and upper end leave. Words are drawn one by
one with replacement, so each stratum's errors are binomial whatever words the errors sit on: no
pattern, calibration or cluster of errors voids the interval, they can only make it longer.

One stratum: Clopper and Pearson (1934). Two: the test of "the share is p0" that orders samples by
their likelihood ratio, inverted. Its p-value is the largest over all ways to part
p0 between the strata (the nuisance), of which those are left out that the sample excludes at level
GAMMA, which is added to the p-value (Berger and Boos 1994). Ordering by the estimate instead, as
Wendell and Schmee (1996) do, is exact, too, and longer by half here: a few errors in the large sure
stratum would explain an estimate that came from the doubtful one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

GAMMA = 0.0005  # of each stratum's share that is left out
GRID = 61  # values of the nuisance that are tried
STEPS = 40  # halvings of the interval in which a constrained estimate lies
CLOSE = 2e-5  # of a share: how exactly an end is found
TAIL = 1e-9  # probability of samples that are not enumerated
TINY = 1e-12
SAME = 1e-7  # of two ratios that are equal but for rounding
FIRST_STEP = 0.004  # of a share: most ends lie within a few of these
BEYOND, LOOKS = 0.15, 8  # how far behind an end it is looked for more, and how often

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stratum:
    """What was seen of one stratum."""

    weight: float  # share of all words
    size: int  # words drawn
    errors: int


def interval(strata: Sequence[Stratum], confidence: float = 0.95) -> tuple[float, float]:
    """The ends of the interval for the share of wrong words. Raises ValueError for more than two
    strata.
    """
    used = tuple(stratum for stratum in strata if stratum.weight > 0)
    alpha = 1 - confidence
    if len(used) == 1:
        return clopper_pearson(used[0].errors, used[0].size, confidence)
    if len(used) != 2:
        raise ValueError("one or two strata")
    return _ends(used[0], used[1], alpha)


def clopper_pearson(errors: int, size: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of one binomial share; 0 to 1 without a sample."""
    from scipy.stats import beta

    if not size:
        return 0.0, 1.0
    alpha = 1 - confidence
    lower = (
        float(
            beta.ppf(
                alpha / 2,
                errors,
                size - errors + 1,
            )
        )
        if errors
        else 0.0
    )
    upper = (
        float(
            beta.ppf(
                1 - alpha / 2,
                errors + 1,
                size - errors,
            )
        )
        if errors < size
        else 1.0
    )
    return lower, upper


@lru_cache(maxsize=4096)
def _ends(first: Stratum, second: Stratum, alpha: float) -> tuple[float, float]:
    estimate = 0.0
    for stratum in (first, second):
        estimate += stratum.weight * stratum.errors / max(1, stratum.size)
    lower = (
        0.0
        if not first.errors + second.errors
        else _end(
            first,
            second,
            alpha,
            estimate,
            0.0,
        )
    )
    return lower, _end(first, second, alpha, estimate, 1.0)


def _end(first: Stratum, second: Stratum, alpha: float, estimate: float, farthest: float) -> float:
    """The share furthest from the estimate that the sample does not exclude.

    The p-value falls with the distance but for small steps, since samples are counts: behind an end
    it is looked for more, and the furthest share that is not excluded is the end.
    """

    def is_kept(share: float) -> bool:
        return p_value(first, second, share) > alpha

    kept = estimate
    excluded = _first_excluded(is_kept, estimate, farthest)
    while abs(excluded - kept) > CLOSE:
        middle = (kept + excluded) / 2
        if is_kept(middle):
            kept = middle
        else:
            excluded = middle
    reach = BEYOND * abs(excluded - estimate)
    sign = 1 if farthest > estimate else -1
    for number in range(LOOKS, 0, -1):
        share = excluded + sign * reach * number / LOOKS
        if 0 < share < 1 and is_kept(share):
            return share + sign * reach / LOOKS
    return excluded


def _first_excluded(is_kept: Callable[[float], bool], estimate: float, farthest: float) -> float:
    """Some excluded share on that side, not far behind the end: steps that double."""
    step = (farthest - estimate) / abs(farthest - estimate) * FIRST_STEP
    share = estimate + step
    while min(estimate, farthest) < share < max(estimate, farthest):
        if not is_kept(share):
            return share
        step *= 2
        share = estimate + step
    return farthest


def p_value(first: Stratum, second: Stratum, share: float) -> float:
    """The largest probability of a sample that speaks as much against `share` as this one, over all
    ways to part the share between the strata.
    """
    from scipy.stats import binom

    ways = _ways(first, second, share)
    if not len(ways):
        return 0.0  # excluded by one stratum alone, at its GAMMA
    others = np.clip((share - first.weight * ways) / second.weight, 0, 1)
    most_first = int(binom.ppf(1 - TAIL, first.size, ways.max()))
    most_second = int(binom.ppf(1 - TAIL, second.size, others.max()))
    x1 = np.arange(max(most_first, first.errors) + 1, dtype=np.float64)
    x2 = np.arange(max(most_second, second.errors) + 1, dtype=np.float64)
    ratios = likelihood_ratios(
        first,
        second,
        x1[:, None],
        x2[None, :],
        share,
    )
    seen = ratios[first.errors, second.errors]
    extreme = ratios >= seen - SAME
    in_first = binom.pmf(x1[None, :], first.size, ways[:, None])
    in_second = binom.pmf(x2[None, :], second.size, others[:, None])
    found = np.einsum(
        "wi,ij,wj->w",
        in_first,
        extreme,
        in_second,
        optimize=True,
    )
    return float(found.max()) + 2 * GAMMA + 2 * TAIL


def _ways(first: Stratum, second: Stratum, share: float) -> Floats:
    """Values of the first stratum's share that neither stratum's own sample excludes."""
    low1, high1 = clopper_pearson(first.errors, first.size, 1 - 2 * GAMMA)
    low2, high2 = clopper_pearson(
        second.errors,
        second.size,
        1 - 2 * GAMMA,
    )
    low = max(low1, (share - second.weight * high2) / first.weight, 0.0)
    high = min(high1, (share - second.weight * low2) / first.weight, 1.0)
    if low > high:
        return np.empty(0)
    return np.linspace(low, high, GRID)


def likelihood_ratios(
    first: Stratum, second: Stratum, x1: Floats, x2: Floats, share: float
) -> Floats:
    """How much every sample speaks against `share`: twice the log of its likelihood ratio."""
    n1, n2 = first.size, second.size
    q1 = constrained(first, second, x1, x2, share)
    q2 = (share - first.weight * q1) / second.weight
    free = _log_likelihood(
        x1,
        n1,
        x1 / n1,
    ) + _log_likelihood(x2, n2, x2 / n2)
    bound = _log_likelihood(x1, n1, q1) + _log_likelihood(x2, n2, q2)
    return np.asarray(np.maximum(0.0, 2 * (free - bound)), dtype=np.float64)


def _log_likelihood(errors: Floats, size: int, share: Floats) -> Floats:
    p = np.clip(share, TINY, 1 - TINY)
    return np.asarray(errors * np.log(p) + (size - errors) * np.log1p(-p), dtype=np.float64)


def constrained(first: Stratum, second: Stratum, x1: Floats, x2: Floats, share: float) -> Floats:
    """The most likely share of the first stratum where both together have `share`."""
    w1, w2 = first.weight, second.weight
    shape = np.broadcast_shapes(x1.shape, x2.shape)
    low = np.full(shape, max(0.0, (share - w2) / w1))
    high = np.full(shape, min(1.0, share / w1))
    for _ in range(STEPS):
        middle = (low + high) / 2
        other = (share - w1 * middle) / w2
        slope = _slope(
            x1,
            first.size,
            middle,
        ) - w1 / w2 * _slope(x2, second.size, other)
        low = np.where(slope > 0, middle, low)
        high = np.where(slope > 0, high, middle)
    return np.asarray((low + high) / 2, dtype=np.float64)


def _slope(errors: Floats, size: int, share: Floats) -> Floats:
    """Of the log likelihood."""
    p = np.clip(share, TINY, 1 - TINY)
    return np.asarray(errors / p - (size - errors) / (1 - p), dtype=np.float64)
