"""How good probabilities are: calibration and ranking, in the field's usual numbers.

Probabilities and outcomes enter, one Judgement leaves. ECE is over bins of equal mass (Nixon et al.
2019).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

BINS = 15


@dataclass(frozen=True, slots=True)
class Judgement:
    """Numbers 0..1."""

    count: int
    right: float
    ece: float
    auroc: float
    caught: float  # share of the errors among the least sure 15 %

    def __str__(self) -> str:
        return (
            f"n={self.count:6d} right {self.right:.3f} ECE {self.ece:.3f} AUROC {self.auroc:.3f} "
            f"errors in the least sure 15 %: {self.caught:.2f}"
        )


def judge(probability: NDArray[np.float64], right: NDArray[np.bool_]) -> Judgement:
    """Judge (N,) probabilities by (N,) outcomes."""
    order = np.argsort(probability, kind="stable")
    bins = np.array_split(order, BINS)
    ece = sum(len(b) * abs(probability[b].mean() - right[b].mean()) for b in bins if len(b)) / len(
        right
    )
    least = order[: round(0.15 * len(order))]
    errors = int((~right).sum())
    both = 0 < errors < len(right)
    auroc = float(roc_auc_score(right, probability)) if both else float("nan")
    caught = float((~right[least]).sum() / errors) if errors else float("nan")
    return Judgement(len(right), float(right.mean()), float(ece), auroc, caught)
