"""Shallow trees with an isotonic table: how they are fitted, and the JSON in which the engine reads
them.

Rows, labels and weights enter; the JSON form of recto.confidence.trees.Calibrated leaves. The
table is fitted on out-of-fold odds (folds by document), so that trees that know their own rows by
heart do not flatter it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.isotonic import IsotonicRegression
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits

from recto.confidence.trees import Calibrated, calibrated

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shape:
    """How large the ensemble is."""

    trees: int = 80
    depth: int = 3
    rate: float = 0.1
    leaf: int = 30  # examples
    ridge: float = 1.0  # how much a leaf's few examples are held back


DEFAULT = Shape()
TABLE = 40  # points of the isotonic table


def fit(
    rows: Floats,
    right: NDArray[np.bool_],
    weights: Floats,
    groups: NDArray[np.str_],
    shape: Shape = DEFAULT,
) -> dict[str, Any]:
    """JSON form of trees and table; where every example is alike, one leaf that says so."""
    if len(np.unique(right)) < 2:
        return _constant(right)
    odds = np.zeros(len(rows))
    if len(np.unique(groups)) < 2:
        groups = np.arange(len(rows)).astype(str)
    folds = GroupKFold(min(5, len(np.unique(groups))))
    for train, test in folds.split(rows, right, groups):
        odds[test] = trees_fitted(
            rows[train], right[train], weights[train], shape
        ).decision_function(rows[test])
    model = trees_fitted(rows, right, weights, shape)
    table = IsotonicRegression(out_of_bounds="clip").fit(odds, right, sample_weight=weights)
    points = np.unique(np.quantile(odds, np.linspace(0, 1, TABLE)))
    return {
        "trees": exported(model),
        "odds": points.round(4).tolist(),
        "probability": np.clip(table.predict(points), 0.002, 0.999).round(4).tolist(),
    }


def _constant(right: NDArray[np.bool_]) -> dict[str, Any]:
    """The share of right ones, as if there had been one more of each."""
    rights = int(right.sum())
    share = round((rights + 1) / (len(right) + 2), 4)
    one_leaf = {
        "base": 0.0,
        "depth": 1,
        "feature": [[0]],
        "threshold": [[0.0]],
        "left": [[0]],
        "right": [[0]],
        "value": [[0.0]],
    }
    return {"trees": one_leaf, "odds": [-1.0, 1.0], "probability": [share, share]}


def fitted(*arguments: Any, **options: Any) -> Calibrated:
    """The same as the engine will load it, so that what is judged is what is shipped."""
    return calibrated(fit(*arguments, **options))


def trees_fitted(
    rows: Floats,
    right: NDArray[np.bool_],
    weights: Floats,
    shape: Shape,
    directions: Sequence[int] | None = None,
) -> HistGradientBoostingClassifier:
    """Boosted trees of this shape. `directions`: of each column whether more of it may only raise
    (1) or only lower (-1) the odds, or both (0).
    """
    model = HistGradientBoostingClassifier(
        max_iter=shape.trees,
        max_depth=shape.depth,
        learning_rate=shape.rate,
        min_samples_leaf=shape.leaf,
        l2_regularization=shape.ridge,
        monotonic_cst=directions,
        early_stopping=False,
        random_state=0,
    )
    # Folds and pages run side by side; threads of one fit would only wait for one another.
    with threadpool_limits(1, user_api="openmp"):
        return model.fit(rows, right, sample_weight=weights)


def exported(model: HistGradientBoostingClassifier) -> dict[str, Any]:
    """Arrays of equal length for every tree; a leaf is its own child."""
    # Scikit-learn has no public form
    trees = [predictor[0].nodes for predictor in model._predictors]  # noqa: SLF001
    size = max(map(len, trees))
    arrays: dict[str, list[list[float]]] = {
        "feature": [],
        "threshold": [],
        "left": [],
        "right": [],
        "value": [],
    }
    for nodes in trees:
        leaf, own = nodes["is_leaf"].astype(bool), np.arange(len(nodes))
        columns = {
            "feature": np.where(leaf, 0, nodes["feature_idx"]),
            "threshold": np.where(leaf, 0.0, np.clip(nodes["num_threshold"], -1e6, 1e6)).round(5),
            "left": np.where(leaf, own, nodes["left"]),
            "right": np.where(leaf, own, nodes["right"]),
            "value": np.where(leaf, nodes["value"], 0.0).round(5),
        }
        for name, column in columns.items():
            arrays[name].append(np.pad(column, (0, size - len(column))).tolist())
    base = float(np.ravel(model._baseline_prediction)[0])  # noqa: SLF001 - as above
    return {"base": round(base, 5), "depth": model.max_depth, **arrays}
