"""How far a mean over pages can be believed: the bootstrap over pages.

A figure of each page enters, the 95 % interval of a statistic of them leaves. Pages are drawn with
repetition from those that there are, always in the same way, so the same pages give the same
interval. Of one page nothing can be told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from statistics import fmean
from typing import TypeVar

Interval = tuple[float, float]
Item = TypeVar("Item")
ROUNDS = 1_000  # resamples: the ends of a 95 % interval are known to some percent of its width
SEED = 20_261_127
TAIL = 0.025  # at each end


def interval_of(
    pages: Sequence[Item], statistic: Callable[[Sequence[Item]], float | None]
) -> Interval | None:
    """The 95 % interval of a statistic over pages; None for fewer than two, or where most samples
    have none.
    """
    if len(pages) < 2:
        return None
    random = Random(SEED)  # noqa: S311 - no secret
    found = []
    for _ in range(ROUNDS):
        value = statistic(random.choices(pages, k=len(pages)))
        if value is not None:
            found.append(value)
    if len(found) < ROUNDS / 2:
        return None
    found.sort()
    last = len(found) - 1
    return found[round(TAIL * last)], found[round((1 - TAIL) * last)]


def mean_interval(values: Sequence[float]) -> Interval | None:
    """The 95 % interval of a mean over pages."""
    return interval_of(values, fmean)


def interval_text(interval: Interval | None) -> str:
    """ "1.2-3.4 %", for people."""
    if interval is None:
        return "not known from one page"
    low, high = (100 * end for end in interval)
    return f"{low:.1f}-{high:.1f} %"
