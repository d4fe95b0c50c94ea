"""How far a confidence can be believed: ECE and AUROC.

Confidences 0..1 and labels (True: the word is right) enter, numbers leave. ECE: equal-mass bins
(Nixon et al. 2019), since almost all words are sure and equal-width bins would leave most bins
empty. AUROC: the chance that a wrong word has a lower confidence than a right one, ties half
(Hanley, McNeil 1982).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BINS = 15


@dataclass(frozen=True, slots=True)
class Bin:
    """A fifteenth of the words, by confidence."""

    confidence: float  # mean
    accuracy: float  # share that is right
    count: int


def reliability(confidences: Sequence[float], right: Sequence[bool], bins: int = BINS) -> list[Bin]:
    """Bins of equal mass, least sure first; fewer when there are fewer words than bins."""
    values = np.asarray(confidences, dtype=np.float64)
    labels = np.asarray(right, dtype=np.float64)
    order = np.argsort(values, kind="stable")

    table = []
    for part in np.array_split(order, bins):
        count = len(part)
        if not count:
            continue
        confidence = float(values[part].mean())
        accuracy = float(labels[part].mean())
        table.append(Bin(confidence, accuracy, count))
    return table


def ece(confidences: Sequence[float], right: Sequence[bool], bins: int = BINS) -> float:
    """Mean distance between confidence and accuracy over bins of equal mass, 0..1; 0 words: not a
    number.
    """
    table = reliability(confidences, right, bins)
    total = sum(part.count for part in table)
    if not total:
        return float("nan")
    off = []
    for part in table:
        distance = abs(part.confidence - part.accuracy)
        off.append(part.count * distance)
    return sum(off) / total


def auroc(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """0..1; not a number when all words are right or all are wrong."""
    sure = np.asarray(confidences, dtype=np.float64)
    truth = np.asarray(right, dtype=bool)
    good = int(truth.sum())
    bad = len(truth) - good
    if not good or not bad:
        return float("nan")

    _, place, counts = np.unique(sure, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    first = last - counts + 1
    mean_rank = (first + last) / 2  # ties share it
    ranks = mean_rank[place]

    least = good * (good + 1) / 2  # the sum of the ranks of the right words, were all below
    wins = ranks[truth].sum() - least
    return float(wins / (good * bad))
