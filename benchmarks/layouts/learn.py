"""The weights of reading order, learned on composed pages alone: no real page teaches it.

Layouts enter (`python -m benchmarks.layouts make --look no-image`), weights in the engine's form
leave. A page that teaches is seen both as a scan and as a photo, of those reported every other one
as a photo. Families that are held out (families/__init__.py) teach nothing and are reported.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.layouts.families import HELD_OUT
from benchmarks.layouts.order import OrderScore
from benchmarks.layouts.seen import seen
from benchmarks.layouts.truth import load
from benchmarks.layouts.walk import Chooser, Met, Walker, by_odds, by_rules, by_truth, by_xy_cut
from benchmarks.learn.boosting import Shape, exported, trees_fitted
from recto.learned.trees import Trees, trees_of
from recto.reading_order.choice import COLUMNS, preferred
from recto.reading_order.rows import Boxes

SHAPE = Shape(trees=100, depth=6, rate=0.1, leaf=30)
LOOKS = ("scan", "photo")
FIRST = Shape(trees=50, depth=6, rate=0.15, leaf=30)  # only teaches where to walk
BAGS = 3
SHARE = 0.7  # of the pages in a bag


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages to learn from, and pages of families that nothing was learned from."""

    taught: list[Walker]
    held_out: list[Walker]


def pages(folder: Path) -> Pages:
    """All layouts in the folder."""
    found = Pages([], [])
    for at, file in enumerate(sorted(folder.glob("*.json"))):
        layout = load(file)
        is_held_out = layout.family in HELD_OUT
        looks = LOOKS[at % 2 :][:1] if is_held_out else LOOKS
        for look in looks:
            page = seen(layout, look)
            if page is not None:
                (found.held_out if is_held_out else found.taught).append(Walker(page))
    return found


def learn(taught: Sequence[Walker], earlier: dict[str, Any] | None = None) -> str:
    """The file of weights. With earlier ones, whose pages are not to be composed again: the mean of
    what is learned now and of those.
    """
    _walk(taught, by_truth(random.Random(1)))  # noqa: S311
    _walk(taught, by_rules)
    first = _fit_one(taught, FIRST)
    _walk(taught, as_learned(trees_of(first)))
    learned = _fit(taught)
    if earlier is not None:
        learned = beside(learned, earlier)
    return json.dumps({"features": list(COLUMNS), **learned}) + "\n"


def beside(learned: dict[str, Any], earlier: dict[str, Any]) -> dict[str, Any]:
    """The mean of both; the earlier trees may know fewer figures, by their names."""
    places = [COLUMNS.index(name) for name in earlier["features"]]
    moved = [[places[at] for at in tree] for tree in earlier["feature"]]
    return _mean_of([earlier | {"feature": moved}, learned])


def as_learned(trees: Trees) -> Chooser:
    """As the engine takes it."""
    return by_odds(trees.log_odds_of_some, preferred)


def report(held_out: Sequence[Walker], choose: Chooser) -> str:
    """Scans and photos of families that were held out: pages without a violated pair of blocks, and
    the distance to the nearest right order; rules alone beside what was learned.
    """
    lines = []
    for look in ("scan", "photo"):
        of_look = [page for page in held_out if page.seen.look == look]
        for name, way in (("XY-cut", by_xy_cut), ("rules alone", by_rules), ("learned", choose)):
            scores = [page.score(way) for page in of_look]
            lines.append(f"{look:6} {name:12} {len(scores):4} pages {_means(scores)}")
    by_family: dict[str, list[Walker]] = {}
    for page in held_out:
        by_family.setdefault(page.seen.layout.family, []).append(page)
    for family, members in sorted(by_family.items()):
        rules = _means([page.score(by_rules) for page in members])
        learned = _means([page.score(choose) for page in members])
        lines.append(f"  {family:28} {len(members):3} rules {rules} | learned {learned}")
    return "\n".join(lines)


def _means(scores: Sequence[OrderScore]) -> str:
    right = np.mean([score.is_right for score in scores])
    distance = np.mean([score.distance for score in scores])
    return f"right {right:.3f}, distance {distance:.3f}"


def _walk(taught: Sequence[Walker], choose: Chooser) -> None:
    for page in taught:
        page.order(choose)


def _fit(taught: Sequence[Walker]) -> dict[str, Any]:
    """Boosted trees that tell right ways from wrong ones, the mean of some ensembles that each saw
    a part of the pages (bagging, Breiman 1996): single ones differ much on print that is new to
    them.
    """
    dice = random.Random(0)  # noqa: S311
    share = round(SHARE * len(taught))
    return _mean_of([_fit_one(dice.sample(list(taught), share), SHAPE) for _ in range(BAGS)])


def _fit_one(taught: Sequence[Walker], shape: Shape) -> dict[str, Any]:
    """A node counts by the root of its size, however many ways it has."""
    rows, right, weights = [], [], []
    for page in taught:
        for met in page.examples:
            rows.append(met.ways.figures)
            right.append(met.is_right)
            weights.append(_weight(met))
    weight = np.concatenate(weights)
    model = trees_fitted(np.vstack(rows), np.concatenate(right), weight / weight.mean(), shape)
    return exported(model)


def _mean_of(ensembles: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One ensemble that gives the mean of their log odds."""
    size = max(len(tree) for each in ensembles for tree in each["feature"])
    joined: dict[str, Any] = {
        "base": float(np.mean([each["base"] for each in ensembles])),
        "depth": max(each["depth"] for each in ensembles),
    }
    for name in ("feature", "threshold", "left", "right", "value"):
        trees = [tree for each in ensembles for tree in each[name]]
        joined[name] = [tree + [0] * (size - len(tree)) for tree in trees]
    joined["value"] = [
        [round(leaf / len(ensembles), 5) for leaf in tree] for tree in joined["value"]
    ]
    return joined


def _weight(met: Met) -> Boxes:
    count = len(met.wrong)
    return np.full(count, np.sqrt(len(met.node.order)) / count)
