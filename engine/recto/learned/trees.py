"""Additive trees, as boosting makes them: what a file of weights holds, applied to rows.

Rows of figures enter, log odds leave. Three ways to the same sums: many rows level by level, a
single row through plain lists, some rows at once step by step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recto.learned.weights import weights_of

Floats = NDArray[np.float64]
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
        """(N, features) -> (N,), from the leaves of all trees up to their roots.

        Tree by tree and node by node it took 1.1 ms for the 80 trees and 200 words of a page, 1.7
        for 900; this takes .2 and 1.0, to the same last digit.
        """
        columns = np.ascontiguousarray(rows.T)
        forest = _forest(self)
        found = forest.leaves[:, :, None]
        for feature, threshold in reversed(forest.levels):
            goes_left = columns[feature] <= threshold[:, :, None]
            on_left = found[:, 0::2]
            on_right = found[:, 1::2]
            found = np.where(goes_left, on_left, on_right)
        total = np.full(len(rows), self.base)
        for values in found[:, 0]:  # one after the other, as the trees were learned
            total += values
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

    def log_odds_of_some(self, rows: Floats) -> Floats:
        """(N, features) -> (N,), for a few tens of rows: all rows go down all trees together."""
        flat = _flat(self)
        figures = np.ascontiguousarray(rows).ravel()
        first = np.arange(len(rows))[:, None] * rows.shape[1]
        node = np.repeat(flat.roots[None], len(rows), axis=0)
        for _ in range(self.depth):
            at = flat.feature.take(node)
            at += first
            goes_left = figures.take(at) <= flat.threshold.take(node)
            node *= 2
            node += goes_left
            node = flat.children.take(node)
        values = flat.value.take(node)
        return np.asarray(self.base + values.sum(axis=1))

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


class _Flat(NamedTuple):
    """The nodes of all trees in one list: a node is an index into it."""

    roots: NDArray[np.int64]
    feature: NDArray[np.int64]
    threshold: Floats
    children: NDArray[np.int64]  # of node k: 2 k on the right, 2 k + 1 on the left
    value: Floats


@lru_cache(maxsize=16)
def _flat(trees: Trees) -> _Flat:
    count, nodes = trees.feature.shape
    roots = np.arange(count) * nodes
    both = (trees.right, trees.left)
    children = np.stack(both, axis=2) + roots[:, None, None]
    return _Flat(
        roots,
        trees.feature.ravel(),
        trees.threshold.ravel(),
        children.ravel(),
        trees.value.ravel(),
    )


class _Forest(NamedTuple):
    """Trees of full depth: a leaf that comes early stands in all places under it."""

    levels: list[tuple[NDArray[np.int64], Floats]]  # (trees, 2 ** level) features and thresholds
    leaves: Floats  # (trees, 2 ** depth)


@lru_cache(maxsize=16)
def _forest(trees: Trees) -> _Forest:
    tree = np.arange(len(trees.feature))[:, None]
    node = np.zeros((len(trees.feature), 1), dtype=np.int64)
    levels = []
    for _ in range(trees.depth):
        feature = trees.feature[tree, node]
        threshold = trees.threshold[tree, node]
        levels.append((feature, threshold))
        both = (trees.left[tree, node], trees.right[tree, node])
        children = np.stack(both, axis=2)
        node = children.reshape(len(node), -1)
    return _Forest(levels, trees.value[tree, node])


def shipped_trees(file: Traversable, columns: tuple[str, ...]) -> Trees:
    """Those of a file of weights that came with Recto, read once. Raises InvalidConfig."""
    return _read_once(str(file), columns)


@lru_cache(maxsize=8)
def _read_once(path: str, columns: tuple[str, ...]) -> Trees:
    return trees_of(weights_of(Path(path), columns))


def trees_of(told: dict[str, Any]) -> Trees:
    """From the JSON form."""
    return Trees(
        base=told["base"],
        feature=np.array(told["feature"]),
        threshold=np.array(told["threshold"], dtype=np.float64),
        left=np.array(told["left"]),
        right=np.array(told["right"]),
        value=np.array(told["value"], dtype=np.float64),
        depth=told["depth"],
    )
