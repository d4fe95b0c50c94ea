"""Learn P(word is right) of the local reading.

Every ruling with words is an example; right means the truth's letters and digits. Printed is
leave-one-corpus-out and held-out documents. Units whose line the truth does not hold count as
wrong, except in photographed documents, whose truth leaves out the text inside figures. Every page
is an example twice: with both readers and with Tesseract alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from benchmarks.learn.boosting import fit, fitted
from benchmarks.learn.judge import judge
from benchmarks.learn.labels import Label, labels
from benchmarks.learn.store import StoredPage
from recto.arbitration.word.local_rules import rule
from recto.confidence.features import WORD, word_features
from recto.local.fusion import LocalLine, fuse
from recto.text.alignment import compact
from recto.witnesses.local import cases

# a row, whether it is right, its corpus and its document
Example = tuple[tuple[float, ...], bool, str, str]
PARTIAL_TRUTH = "photographed-documents"


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """(N, features) and what is known of each."""

    rows: NDArray[np.float64]
    right: NDArray[np.bool_]
    corpora: NDArray[np.str_]
    documents: NDArray[np.str_]

    @property
    def weights(self) -> NDArray[np.float64]:
        """So that each corpus counts by the square root of its size."""
        counts = Counter(self.corpora.tolist())
        weights = np.array([counts[corpus] ** -0.5 for corpus in self.corpora.tolist()])
        return weights / weights.mean() if len(weights) else weights

    def thinned(self, most: int) -> Examples:
        """At most so many of each corpus, the same on every run."""
        rng = np.random.default_rng(0)
        chosen = np.zeros(len(self.right), dtype=np.bool_)
        for corpus in np.unique(self.corpora):
            mine = np.flatnonzero(self.corpora == corpus)
            chosen[rng.permutation(mine)[:most]] = True
        return self.subset(chosen)

    def subset(self, chosen: NDArray[np.bool_]) -> Examples:
        """Some of the examples."""
        return Examples(
            self.rows[chosen], self.right[chosen], self.corpora[chosen], self.documents[chosen]
        )


def collect(pages: Iterable[StoredPage], *, two_readers: bool) -> Examples:
    """One example a ruling that prints something."""
    of = _of_both if two_readers else _of_one
    return gathered([example for page in pages for example in of(page)], len(WORD))


def _of_both(page: StoredPage) -> list[Example]:
    return _examples(page, page.lines, two_readers=True)


@cache  # no weight has a part where one reader reads alone
def _of_one(page: StoredPage) -> list[Example]:
    return _examples(page, fuse(page.tesseract, None), two_readers=False)


def _examples(page: StoredPage, lines: Sequence[LocalLine], *, two_readers: bool) -> list[Example]:
    found = []
    facts = page.facts_of(lines, two_readers=two_readers)
    for line, row in zip(lines, labels(lines, page.truth), strict=True):
        for case, label in zip(cases(line, facts), row, strict=True):
            ruling = rule(case)
            text = "".join(compact(word.text) for word in ruling.words)
            if not text or (label.truth is None and page.corpus == PARTIAL_TRUTH):
                continue
            values = word_features(case, ruling.reason).values
            found.append((values, _right(text, label), page.corpus, page.document))
    return found


def gathered(found: Sequence[Example], columns: int) -> Examples:
    """Examples as arrays; without any, arrays of no rows."""
    rows, right, corpora, documents = zip(*found, strict=True) if found else ((), (), (), ())
    return Examples(
        np.array(rows, dtype=np.float64).reshape(-1, columns),
        np.array(right, dtype=np.bool_),
        np.array(corpora, dtype=np.str_),
        np.array(documents, dtype=np.str_),
    )


def joined(first: Examples, second: Examples) -> Examples:
    """Both sets as one."""
    return Examples(
        np.vstack([first.rows, second.rows]),
        np.concatenate([first.right, second.right]),
        np.concatenate([first.corpora, second.corpora]),
        np.concatenate([first.documents, second.documents]),
    )


def _right(text: str, label: Label) -> bool:
    """A unit that the truth joins with others is right when any of the readings of the whole
    was.
    """
    return (label.tesseract_right or label.ppocr_right) if label.shared else text == label.truth


def report_left_out(examples: Examples) -> None:
    """Print how good the probabilities are on every corpus by weights that never saw it."""
    for corpus in np.unique(examples.corpora):
        out = examples.corpora == corpus
        rest = examples.subset(~out)
        model = fitted(rest.rows, rest.right, rest.weights, rest.documents)
        print(
            f"left out {corpus:26s}"
            f" {judge(model.probabilities(examples.rows[out]), examples.right[out])}"
        )


def report_held_out(examples: Examples) -> None:
    """Print the same for documents, in five folds."""
    held = np.zeros(len(examples.right))
    for train, test in GroupKFold(5).split(examples.rows, examples.right, examples.documents):
        chosen = np.zeros(len(held), dtype=bool)
        chosen[train] = True
        part = examples.subset(chosen)
        model = fitted(part.rows, part.right, part.weights, part.documents)
        held[test] = model.probabilities(examples.rows[test])
    print(f"held-out documents {'':16s} {judge(held, examples.right)}")


def both(pages: Sequence[StoredPage]) -> Examples:
    """Every page twice: with both readers, and with Tesseract alone."""
    return joined(collect(pages, two_readers=True), collect(pages, two_readers=False))


def report(examples: Examples) -> None:
    """Print both."""
    report_left_out(examples)
    report_held_out(examples)


def learn(examples: Examples) -> dict[str, Any]:
    """The JSON form of the weights, without their header."""
    return fit(examples.rows, examples.right, examples.weights, examples.documents)
