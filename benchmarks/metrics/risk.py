"""What risk a threshold of confidence buys: risk-coverage and AURC (Geifman, El-Yaniv 2017).

Confidences 0..1 and labels (True: the word is right) enter, numbers leave.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recto.metrics.confidence import Floats


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> tuple[Floats, Floats]:
    """(coverage, risk): keeping the surest words first, the share kept and the share of those that
    is wrong.

    Words of one confidence cannot be told apart, so they enter together: a point for each distinct
    confidence.
    """
    sure = np.asarray(confidences, dtype=np.float64)
    wrong = ~np.asarray(right, dtype=bool)
    values, place = np.unique(-sure, return_inverse=True)
    count = len(values)
    words = np.bincount(place, minlength=count)
    wrong_words = np.bincount(place, weights=wrong, minlength=count)

    kept = np.cumsum(words).astype(np.float64)
    errors = np.cumsum(wrong_words)
    coverage = kept / max(1, len(sure))
    risk = errors / np.maximum(kept, 1)
    return coverage, risk


def aurc(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Mean risk over all coverages, 0..1, less is better."""
    coverage, risk = risk_coverage(confidences, right)
    if not len(coverage):
        return float("nan")
    gained = np.diff(coverage, prepend=0.0)
    return float((risk * gained).sum())


def coverage_at(confidences: Sequence[float], right: Sequence[bool], risk: float) -> float:
    """The largest share of words that can be kept at no more than this risk; 0 when none can."""
    coverage, risks = risk_coverage(confidences, right)
    good = coverage[risks <= risk]
    if not len(good):
        return 0.0
    return float(good.max())
