"""Learn P(a printed number is right) from what a page says of its own numbers.

Every number of the local reading is an example: right where the page's truth has it, mark for mark,
anywhere. Half of the receipts (by a digest of the document's name) is never learned from, so that
figures of that half are of weights, and of a flag line, that have not seen it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from benchmarks.learn.boosting import Shape, fit
from benchmarks.learn.confidence import Examples
from benchmarks.learn.store import StoredPage
from benchmarks.metrics.numbers import numbers_of_truth
from recto.arbitration.local_reading import local_lines
from recto.confidence.numbers import COLUMNS, rows_of
from recto.confidence.trees import calibrated
from recto.witnesses.numbers.seen import numbers_of

HELD_OUT = "receipts"
FOLDS = 5
MOST_ODDS, POINTS = 6.0, 49  # of the table from log odds to probabilities
SHAPE = Shape(trees=100, depth=2, rate=0.1, leaf=20)


def is_held_out(document: str) -> bool:
    """Every other receipt, by its name ("receipts/r078")."""
    state = hashlib.sha256(document.encode())
    return document.startswith(f"{HELD_OUT}/") and state.digest()[0] % 2 == 1


def collect(pages: Iterable[StoredPage]) -> Examples:
    """The numbers of all pages that may be learned from; each counts alike."""
    rows: list[tuple[float, ...]] = []
    right: list[bool] = []
    documents: list[str] = []
    for page in pages:
        if is_held_out(page.document) or page.local.is_unreadable:
            continue
        known = numbers_of_truth(page.truth)
        seen = numbers_of(local_lines(page.local.reading))
        rows += rows_of(seen)
        right += [number.text in known for number in seen]
        documents += [page.document] * len(seen)
    table = np.array(rows, dtype=np.float64).reshape(-1, len(COLUMNS))
    corpora = [document.partition("/")[0] for document in documents]
    return Examples(
        table,
        np.array(right, dtype=np.bool_),
        np.array(corpora, dtype=np.str_),
        np.array(documents, dtype=np.str_),
    )


def report(examples: Examples) -> None:
    """Print, by weights that never saw the document, which share of the wrong numbers stands among
    the least likely: the flag line is chosen here.
    """
    probabilities = out_of_fold(examples)
    order = np.argsort(probabilities)
    wrong = ~examples.right
    for share in (0.1, 0.15, 0.2, 0.25, 0.3):
        least = order[: round(share * len(order))]
        caught = wrong[least].sum() / max(1, wrong.sum())
        print(f"{share:.2f} of the numbers: P < {probabilities[least].max():.3f}, {caught:.3f}")


def out_of_fold(examples: Examples) -> NDArray[np.float64]:
    """P(right) of each example by weights of other documents."""
    found = np.zeros(len(examples.rows))
    for train, test in GroupKFold(FOLDS).split(examples.rows, groups=examples.documents):
        chosen = np.zeros(len(found), dtype=np.bool_)
        chosen[train] = True
        model = calibrated(learn(examples.subset(chosen)))
        found[test] = model.probabilities(examples.rows[test])
    return found


def learn(examples: Examples) -> dict[str, Any]:
    """The JSON form of the weights, without their header.

    The trees' own odds stand, without an isotonic table: its steps, of a few hundred numbers each,
    would leave no flag line between a sixth and a quarter of the numbers.
    """
    weights = fit(examples.rows, examples.right, examples.weights, examples.documents, SHAPE)
    odds = np.linspace(-MOST_ODDS, MOST_ODDS, POINTS)
    probability = 1 / (1 + np.exp(-odds))
    return weights | {"odds": odds.round(4).tolist(), "probability": probability.round(4).tolist()}
