"""Learned numbers, shipped as data: what they are, where they lie, how they are applied.

`weights/*.json` are written by the scripts under benchmarks/learn, never by hand, with the names of
the columns that they were learned on; a file of other columns than the engine's rows is refused. A
small ensemble of shallow trees gives the log odds, an isotonic table turns them into calibrated
probabilities.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import zip_longest
from math import exp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recto.confidence.features import CONFLICT, conflict
from recto.errors import InvalidConfig
from recto.witnesses.local import WordEvidence

# Where weights are loaded from; those who learn others put their own folder here, before any is
# loaded or after the caches of this package were cleared.
SHIPPED: Traversable = resources.files("recto.confidence") / "weights"

Floats = NDArray[np.float64]
MOST_ODDS = 30.0  # log odds that mean as good as 0 or 1
# feature, threshold, left, right, value
PlainTree = tuple[list[int], list[float], list[int], list[int], list[float]]


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Additive trees of equal shape: (trees, nodes) arrays; a leaf points to itself."""

    base: float  # log odds before any tree
    feature: NDArray[np.int64]
    threshold: Floats
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: Floats
    depth: int

    def log_odds(self, rows: Floats) -> Floats:
        """(N, features) -> (N,)."""
        total = np.full(len(rows), self.base)
        columns = np.ascontiguousarray(rows.T)
        for tree in self.plain:
            total += _values(tree, 0, columns)
        return total

    def log_odds_of(self, row: Sequence[float]) -> float:
        """One row: stepping through plain lists is thirty times as fast as arrays of length one."""
        total = self.base
        for feature, threshold, left, right, value in self.plain:
            node = 0
            for _ in range(self.depth):
                node = left[node] if row[feature[node]] <= threshold[node] else right[node]
            total += value[node]
        return total

    @property
    def plain(self) -> list[PlainTree]:
        """The arrays as lists, a tuple for each tree."""
        return _plain(self)


@lru_cache(maxsize=8)
def _plain(trees: Trees) -> list[PlainTree]:
    columns = (
        trees.feature,
        trees.threshold,
        trees.left,
        trees.right,
        trees.value,
    )
    lists = [column.tolist() for column in columns]
    return list(zip(*lists, strict=True))


def _values(tree: PlainTree, node: int, columns: Floats) -> Floats | float:
    """What the tree gives each row from this node on.

    Whole columns are compared with one threshold: picking every row's own feature and threshold at
    every step took 3.8 ms for the 80 trees and 890 words of a page, this takes 1.5 ms.
    """
    feature, threshold, left, right, value = tree
    if left[node] == node:
        return value[node]
    goes_left = columns[feature[node]] <= threshold[node]
    on_left = _values(tree, left[node], columns)
    on_right = _values(tree, right[node], columns)
    return np.where(goes_left, on_left, on_right)


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
    told = data["trees"]
    trees = Trees(
        base=told["base"],
        feature=np.array(told["feature"]),
        threshold=np.array(told["threshold"], dtype=np.float64),
        left=np.array(told["left"]),
        right=np.array(told["right"]),
        value=np.array(told["value"], dtype=np.float64),
        depth=told["depth"],
    )
    odds = np.array(data["odds"], dtype=np.float64)
    probability = np.array(data["probability"], dtype=np.float64)
    return Calibrated(trees, odds, probability)


def weighted(weights: Sequence[float], row: Sequence[float]) -> float:
    """Log odds of a row by logistic weights."""
    return sum(weight * value for weight, value in zip(weights, row, strict=True))


def probability_of_odds(odds: float) -> float:
    """Of log odds, which may be of any size."""
    clipped = max(-MOST_ODDS, min(MOST_ODDS, odds))
    return 1 / (1 + exp(-clipped))


@lru_cache(maxsize=8)
def load(name: str, columns: tuple[str, ...], folder: Traversable | None = None) -> dict[str, Any]:
    """One weights file, learned on rows of these columns; `folder` None: the shipped one. Raises
    InvalidConfig where its header names others, or the same in another order: then its weights
    belong to other numbers.
    """
    file = (folder or SHIPPED) / f"{name}.json"
    data = dict(json.loads(file.read_text(encoding="utf-8")))
    header = data.get("features")
    found = tuple(map(str, header)) if isinstance(header, list) else ()
    if found != columns:
        raise InvalidConfig(
            f"weights of other columns than Recto's rows have: {_departure(found, columns)}",
            where=str(file),
            remedy="install Recto anew, or learn them anew (python -m benchmarks.learn)",
        )
    return data


def _departure(found: Sequence[str], expected: Sequence[str]) -> str:
    """The first column that differs, counted from 1."""
    for at, (here, wanted) in enumerate(zip_longest(found, expected, fillvalue="nothing"), 1):
        if here != wanted:
            return f"column {at} is {here}, not {wanted}"
    return "none"


def conflict_score(case: WordEvidence) -> float:
    """Log odds that Tesseract is right where it and PP-OCR differ."""
    type_face = "blackletter" if case.facts.blackletter else "antiqua"
    return weighted(_conflict_weights(type_face), conflict(case))


@lru_cache(maxsize=2)
def _conflict_weights(type_face: str) -> tuple[float, ...]:
    return tuple(load("conflict", CONFLICT)[type_face])
