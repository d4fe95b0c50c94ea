"""Learn whom to believe where Tesseract and PP-OCR differ.

Units where exactly one of the two is right are the examples. The accuracy printed is
leave-one-corpus-out: each corpus is judged by weights that never saw it (blackletter, for which
there is one corpus: leave-one-volume-out). Corpora weigh by the square root of their size, so that
the largest does not decide for all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from benchmarks.learn.labels import labels
from benchmarks.learn.store import StoredPage
from recto.confidence.features import CONFLICT, conflict
from recto.witnesses.local import cases

# a row, whether Tesseract is right, its corpus, its document, whether it is of blackletter
Example = tuple[tuple[float, ...], bool, str, str, bool]
TYPES = {"antiqua": False, "blackletter": True}
UNREADABLE = "handwritten"  # pages that local readers cannot read teach nothing


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """(N, features), (N,) Tesseract is right, and what each example is left out with."""

    rows: NDArray[np.float64]
    right: NDArray[np.bool_]
    corpora: NDArray[np.str_]
    documents: NDArray[np.str_]
    blackletter: NDArray[np.bool_]


def collect(pages: Iterable[StoredPage]) -> Examples:
    """The units of which exactly one reading is right."""
    found = [example for page in pages for example in _of(page)]
    columns = zip(*found, strict=True) if found else ((), (), (), (), ())
    rows, right, corpora, documents, blackletter = columns
    return Examples(
        np.array(rows, dtype=np.float64).reshape(-1, len(CONFLICT)),
        np.array(right, dtype=np.bool_),
        np.array(corpora, dtype=np.str_),
        np.array(documents, dtype=np.str_),
        np.array(blackletter, dtype=np.bool_),
    )


@cache  # no weight has a part in a row
def _of(page: StoredPage) -> list[Example]:
    found: list[Example] = []
    if page.kind == UNREADABLE:
        return found
    facts = page.facts
    for line, row in zip(page.lines, labels(page.lines, page.truth), strict=True):
        for case, label in zip(cases(line, facts), row, strict=True):
            if case.tesseract and case.ppocr and label.tesseract_right != label.ppocr_right:
                about = page.corpus, page.document, facts.blackletter
                found.append((conflict(case), label.tesseract_right, *about))
    return found


def fit(examples: Examples, chosen: NDArray[np.bool_]) -> LogisticRegression:
    """Logistic weights without intercept: the bias is a feature."""
    counts = Counter(examples.corpora[chosen].tolist())
    weights = np.array([counts[corpus] ** -0.5 for corpus in examples.corpora[chosen].tolist()])
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=2000)
    return model.fit(
        examples.rows[chosen], examples.right[chosen], sample_weight=weights / weights.mean()
    )


def report_type(examples: Examples, blackletter: bool) -> None:
    """Print held-out accuracy beside that of always believing PP-OCR."""
    here = examples.blackletter == blackletter
    groups = examples.documents if blackletter else examples.corpora
    correct = np.zeros(len(here), dtype=bool)
    for group in np.unique(groups[here]):
        held_out = here & (groups == group)
        guessed = fit(examples, here & ~held_out).predict(examples.rows[held_out])
        correct[held_out] = guessed == examples.right[held_out]
    for corpus in np.unique(examples.corpora[here]):
        of = here & (examples.corpora == corpus)
        print(
            f"{corpus:28s} n={of.sum():5d}  always PP-OCR {1 - examples.right[of].mean():.3f}"
            f"  held out {correct[of].mean():.3f}"
        )


def report(examples: Examples) -> None:
    """Print both kinds of type."""
    for blackletter in TYPES.values():
        report_type(examples, blackletter)


def learn(examples: Examples) -> dict[str, Any]:
    """The JSON form of the weights of both kinds of type, without their header.

    Where no example is of a kind, all are taken for it; where even they do not tell the readers
    apart, no weight speaks.
    """
    weights: dict[str, Any] = {}
    for name, blackletter in TYPES.items():
        chosen = examples.blackletter == blackletter
        if len(set(examples.right[chosen])) < 2:
            chosen = np.ones(len(examples.right), dtype=np.bool_)
        if len(set(examples.right[chosen])) < 2:
            weights[name] = [0.0] * len(CONFLICT)
            continue
        coefficients = fit(examples, chosen).coef_[0]
        weights[name] = [round(float(value), 3) for value in coefficients]
    return weights
