"""The best order of chains: the one that breaks the least of what is known of pairs.

(C, C) log odds that one chain is read before another enter, and those that one follows another
directly; the places leave. The sum over all pairs is improved by moving one chain, or a run of
chains, at a time (a linear ordering problem: insertion neighbourhood, Laguna et al. 1999).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SWEEPS = 12  # at most, over all chains
LONGEST_RUN = 8  # chains that are moved together
GAIN = 1e-6


def arranged(before: Floats) -> list[int]:
    """Indices of the chains, first to last; before[i, j] > 0: i is read before j."""
    count = len(before)
    score = before - before.T
    order = [int(i) for i in np.argsort(-score.sum(axis=1), kind="stable")]
    for _ in range(SWEEPS):
        if not _improved(order, score, min(LONGEST_RUN, count - 1)):
            break
    return order


def _improved(order: list[int], score: Floats, longest: int) -> bool:
    """Move runs where that gains; whether any did."""
    better = False
    for length in range(1, longest + 1):
        start = 0
        while start + length <= len(order):
            run = order[start : start + length]
            rest = order[:start] + order[start + length :]
            # what each chain of the rest gains by standing after the run rather than before it
            after = score[np.array(run)][:, np.array(rest, dtype=np.int64)].sum(axis=0)
            # placing the run at p: rest[:p] before it, rest[p:] after it
            total = after.sum() - 2 * np.concatenate([[0.0], np.cumsum(after)])
            best = int(np.argmax(total))
            if total[best] > total[start] + GAIN:
                order[:] = rest[:best] + run + rest[best:]
                better = True
            start += 1
    return better
