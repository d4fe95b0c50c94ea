"""The weights of `recto.layout.believed`: when the table that an LLM marked up is nearer to the
printed one than what geometry sees there.

Examples enter, of composed pages alone (no real page teaches it) or of any others; the file of
weights leaves, and a report by weights that never saw the family or the document.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.layouts.marked_examples import Example
from recto.layout.believed import BELIEVED, Figures

SOFT = 0.05  # ridge, shared out to the examples
LEAST = 0.1  # that an example counts, however little it is worth
# how often an LLM is assumed to write a table so; in the lessons seven of ten are damaged or prose
SHARES = {"true": 0.6, "damaged": 0.2, "made one": 0.1, "prose": 0.1}

Floats = NDArray[np.float64]


def learn(found: Sequence[Example]) -> str:
    """The file of weights."""
    weights = fitted(found).round(4).tolist()
    return json.dumps({"features": list(Figures._fields), "logistic": weights}) + "\n"


def fitted(found: Sequence[Example]) -> Floats:
    """Logistic weights of plain figures, the first of them the bias. An example counts by its
    worth and by how often an LLM writes such, each family or document as much as another.
    """
    rows = np.array([example.row for example in found])
    worths = np.array([example.worth for example in found])
    documents = np.array([example.document for example in found])
    of_kind = Counter(example.kind for example in found)
    often = np.array([SHARES[example.kind] / of_kind[example.kind] for example in found])
    counts = often * np.maximum(np.abs(worths), LEAST)
    for document in np.unique(documents):
        here = documents == document
        counts[here] /= max(counts[here].sum(), 1e-9)
    counts /= counts.sum()
    signs = np.where(worths > 0, 1.0, -1.0)

    def loss(weights: Floats) -> float:
        odds = np.asarray(signs * (rows @ weights), dtype=np.float64)
        return float(
            counts @ np.logaddexp(0, -odds) + SOFT / len(found) * weights[1:] @ weights[1:]
        )

    best = minimize(loss, np.zeros(rows.shape[1]), method="L-BFGS-B")
    return np.asarray(best.x, dtype=np.float64)


def report(found: Sequence[Example], weights: Floats) -> str:
    """How many tables of each document and kind are taken by the weights, and what is gained and
    lost by it, of what could be gained.
    """
    told = []
    for document, kind in sorted({(example.document, example.kind) for example in found}):
        here = [each for each in found if (each.document, each.kind) == (document, kind)]
        told.append(f"{document:28s} {kind:10s} {_told(here, weights)}")
    return "\n".join(told)


def _told(found: Sequence[Example], weights: Floats) -> str:
    limit = np.log(BELIEVED / (1 - BELIEVED))
    taken = [each.worth for each in found if float(weights @ np.array(each.row)) >= limit]
    best = sum(each.worth for each in found if each.worth > 0)
    gained = sum(gain for gain in taken if gain > 0)
    lost = sum(gain for gain in taken if gain < 0)
    return f"{len(taken)}/{len(found)} taken, {gained:+.2f} of {best:.2f}, {lost:+.2f}"
