"""Learn P(word is right) of words whose letters one reader alone has.

Every place with such a word is an example. Right means that the page's truth has the word's
letters, marks and digits, as a word or, from three of them on, within its text: truths of these
scripts part words otherwise than the page does, and the order of lines is not what is judged. Pages
that no reader can read are left out. Each page counts alike; printed is every document by weights
that never saw it.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.learn.judge import judge
from benchmarks.learn.store import StoredPage
from recto.confidence.unconfirmed import BESIDE, COLUMNS, features, features_beside
from recto.errors import InputError
from recto.text.spacing import words_of
from recto.witnesses.local import WordEvidence

WITHIN = 3  # letters from which a word may stand inside another of the truth
SMALL = 0.01  # weight of the squared weights
UNBOUND = 0.0  # the same of what stretches
FEWEST_DOCUMENTS = 3  # that a stretch can be learned from
DIGITS = 4
Row = Callable[[WordEvidence], tuple[float, ...] | None]  # None: no example


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """(N, columns) and what is known of each."""

    rows: NDArray[np.float64]
    right: NDArray[np.float64]
    documents: NDArray[np.str_]
    weights: NDArray[np.float64]  # each page counts alike

    def subset(self, chosen: NDArray[np.bool_]) -> Examples:
        """Some of the examples."""
        return Examples(
            self.rows[chosen], self.right[chosen], self.documents[chosen], self.weights[chosen]
        )


def _collect(columns: Sequence[str], row_of: Row, pages: Iterable[StoredPage]) -> Examples:
    """Of all pages, rows of these columns."""
    rows: list[tuple[float, ...]] = []
    right: list[bool] = []
    documents: list[str] = []
    weights: list[float] = []
    for page in pages:
        found = _examples(page, row_of)
        for row, is_right in found:
            rows.append(row)
            right.append(is_right)
            documents.append(page.document)
            weights.append(1 / len(found))
    return Examples(
        np.array(rows, dtype=np.float64).reshape(-1, len(columns)),
        np.array(right, dtype=np.float64),
        np.array(documents, dtype=np.str_),
        np.array(weights, dtype=np.float64),
    )


collect = partial(_collect, COLUMNS, features)
# of pages that the model of their script read, too
collect_beside = partial(_collect, BESIDE, features_beside)


def _examples(page: StoredPage, row_of: Row) -> list[tuple[tuple[float, ...], bool]]:
    if page.local.is_unreadable:
        return []
    truth = compared(page.truth)
    left = Counter(filter(None, map(compared, words_of(page.truth))))
    found = []
    for row in page.local.reading.judged:
        for judged in row:
            if not judged.words or not judged.evidence.is_unconfirmable:
                continue
            values = row_of(judged.evidence)
            if values is None:
                continue
            word = compared("".join(each.text for each in judged.words))
            found.append((values, is_right(word, left, truth)))
    return found


def is_right(word: str, left: Counter[str], truth: str) -> bool:
    """`left`: words of the truth that no word was found to be yet, of which one is taken; `truth`:
    all of it, compared.
    """
    is_word = left[word] > 0
    left[word] -= is_word
    return is_word or (len(word) >= WITHIN and word in truth)


def compared(text: str) -> str:
    """Letters, marks and digits, lower case."""
    normal = unicodedata.normalize("NFKC", text).lower()
    return "".join(char for char in normal if unicodedata.category(char)[0] in "LMN")


def fitted(examples: Examples) -> NDArray[np.float64]:
    """Weights whose log odds are stretched and moved as documents need it that they were not
    learned on (Platt). All 0, which says nothing of any word, without an example.
    """
    weights = _logistic(examples)
    names = np.unique(examples.documents)
    if len(names) < FEWEST_DOCUMENTS:
        return weights
    odds = np.zeros(len(examples.right))
    for document in names:
        out = examples.documents == document
        odds[out] = examples.rows[out] @ _logistic(examples.subset(~out))
    both = np.column_stack([np.ones(len(odds)), odds])
    moved, stretched = _logistic(replace(examples, rows=both), UNBOUND)
    weights *= stretched
    weights[0] += moved
    return weights


def _logistic(examples: Examples, small: float = SMALL) -> NDArray[np.float64]:
    """`small`: weight of the squared weights, but for the constant."""

    def loss(weights: NDArray[np.float64]) -> float:
        odds = examples.rows @ weights
        each = np.logaddexp(0, odds) - examples.right * odds
        squares = small * np.sum(weights[1:] ** 2)
        return float(np.sum(examples.weights * each) + squares)

    start = np.zeros(examples.rows.shape[1])
    return np.asarray(minimize(loss, start).x)


def report(examples: Examples) -> None:
    """Print how good the probabilities are on every document by weights that never saw it. Raises
    InputError where there is nothing to learn from.
    """
    if not len(examples.right):
        raise InputError(
            "no page has such words", where="the corpora", remedy="install tesseract-ocr-script-all"
        )
    for document in np.unique(examples.documents):
        out = examples.documents == document
        weights = fitted(examples.subset(~out))
        odds = examples.rows[out] @ weights
        probabilities = 1 / (1 + np.exp(-odds))
        print(f"left out {document:40s} {judge(probabilities, examples.right[out] > 0)}")


def learn(examples: Examples) -> dict[str, Any]:
    """The JSON form of the weights, without their header."""
    weights: Sequence[float] = fitted(examples).tolist()
    return {"words": {"logistic": [round(weight, DIGITS) for weight in weights]}}
