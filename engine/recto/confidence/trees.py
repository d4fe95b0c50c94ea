"""Learned numbers about words: where they lie, how they are applied.

`weights/*.json` are written by the scripts under benchmarks/learn, never by hand. A small ensemble
of shallow trees gives the log odds, an isotonic table turns them into calibrated probabilities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from math import exp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recto.confidence.features import CONFLICT, conflict
from recto.learned.trees import Trees, trees_of
from recto.learned.weights import weights_of
from recto.witnesses.local import WordEvidence

# Where weights are loaded from; those who learn others put their own folder here, before any is
# loaded or after the caches of this package were cleared.
SHIPPED: Traversable = resources.files("recto.confidence") / "weights"

Floats = NDArray[np.float64]
MOST_ODDS = 30.0  # log odds that mean as good as 0 or 1


@dataclass(frozen=True, slots=True, eq=False)
class Calibrated:
    """Trees with the isotonic table that makes their log odds probabilities."""

    trees: Trees
    odds: Floats  # rising
    probability: Floats  # rising, 0..1

    def probabilities(self, rows: Sequence[Sequence[float]]) -> Floats:
        """(N, features) -> (N,) calibrated P(right)."""
        if not len(rows):
            return np.array([])
        found = self.trees.log_odds(np.asarray(rows, dtype=np.float64))
        return np.interp(found, self.odds, self.probability)

    def probability_of(self, row: Sequence[float]) -> float:
        """One row -> calibrated P(right)."""
        return float(np.interp(self.trees.log_odds_of(row), self.odds, self.probability))


def calibrated(data: dict[str, Any]) -> Calibrated:
    """From the JSON form."""
    odds = np.array(data["odds"], dtype=np.float64)
    probability = np.array(data["probability"], dtype=np.float64)
    return Calibrated(trees_of(data["trees"]), odds, probability)


@lru_cache(maxsize=16)
def model(name: str, columns: tuple[str, ...]) -> Calibrated:
    """The one of this name, made once. Raises InvalidConfig as `load`."""
    return calibrated(load(name, columns))


def weighted(weights: Sequence[float], row: Sequence[float]) -> float:
    """Log odds of a row by logistic weights."""
    return sum(weight * value for weight, value in zip(weights, row, strict=True))


def probability_of_odds(odds: float) -> float:
    """Of log odds, which may be of any size."""
    clipped = max(-MOST_ODDS, min(MOST_ODDS, odds))
    return 1 / (1 + exp(-clipped))


@lru_cache(maxsize=16)
def load(name: str, columns: tuple[str, ...], folder: Traversable | None = None) -> dict[str, Any]:
    """One weights file, learned on rows of these columns; `folder` None: the shipped one. Raises
    InvalidConfig where its header names others, or the same in another order: then its weights
    belong to other numbers.
    """
    file = (folder or SHIPPED) / f"{name}.json"
    return weights_of(file, columns)


def conflict_score(case: WordEvidence) -> float:
    """Log odds that Tesseract is right where it and PP-OCR differ."""
    type_face = "blackletter" if case.facts.blackletter else "antiqua"
    return weighted(_conflict_weights(type_face), conflict(case))


@lru_cache(maxsize=2)
def _conflict_weights(type_face: str) -> tuple[float, ...]:
    return tuple(load("conflict", CONFLICT)[type_face])
