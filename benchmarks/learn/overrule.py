"""Learn when two agreeing local readers are right against the LLM.

Examples are the words on which Tesseract and PP-OCR agree, a recorded LLM reading differs, and no veto speaks; right
means that the local word is the truth. Stretches that the truth cannot be cut at teach nothing. Printed is
leave-one-corpus-out: of the words that would be overruled, how many are helped (local right) and harmed (LLM right).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from benchmarks.learn.boosting import Shape, fit
from benchmarks.learn.llm_labels import truth_of
from benchmarks.learn.store import StoredPage
from recto.arbitration.case import page_facts
from recto.arbitration.llm_case import llm_case
from recto.arbitration.llm_facts import llm_facts
from recto.arbitration.markup import plain_lines
from recto.arbitration.matching import match
from recto.arbitration.rules import contested
from recto.arbitration.verdicts import place_verdicts
from recto.confidence.learned import calibrated
from recto.confidence.overrule import FEATURES, overrule_features
from recto.local import lexicon

SHAPE = Shape(trees=60, depth=3, leaf=20)
LEVELS = (0.5, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """(N, features); whether the local word, and whether the LLM's, is the truth; what is left out together."""

    rows: NDArray[np.float64]
    local_right: NDArray[np.bool_]
    llm_right: NDArray[np.bool_]
    corpora: NDArray[np.str_]
    documents: NDArray[np.str_]

    def weights(self, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
        """A word where neither is right teaches little; every corpus counts by the root of its size."""
        corpora = self.corpora[chosen]
        sizes = np.array([(corpora == corpus).sum() for corpus in corpora.tolist()])
        weights = sizes**-0.5 * np.where(self.local_right | self.llm_right, 1.0, 0.3)[chosen]
        return np.asarray(weights / weights.mean())


def collect(pages: Iterable[StoredPage]) -> Examples:
    """One example a word, reading and page."""
    found: list[tuple[Any, ...]] = []
    for page in pages:
        lines = page.lines
        facts = page_facts(lines, lexicon.load(page.language), page.language, two_readers=True)
        for text in page.recorded.values():
            written = plain_lines(text)
            words = [word for line in written for word in line]
            matches = match(lines, words)
            known = llm_facts(lines, matches, words, facts, place_verdicts(lines, facts))
            truth = truth_of(written, page.truth)
            for each in matches:
                if not each.units or not each.words:
                    continue
                case = llm_case(lines, each, known)
                expected = truth(each.first, each.first + len(each.words))
                if contested(case) and expected is not None:
                    outcome = (case.tesseract == expected, case.llm == expected)
                    found.append((overrule_features(case), *outcome, page.corpus, page.document))
    rows, local, llm, corpora, documents = zip(*found, strict=True)
    return Examples(np.array(rows), np.array(local), np.array(llm), np.array(corpora), np.array(documents))


def opinions(examples: Examples, chosen: NDArray[np.bool_]) -> dict[str, Any]:
    """The JSON form of both opinions."""
    rows, right, weights = examples.rows[chosen], examples.local_right[chosen], examples.weights(chosen)
    logistic = LogisticRegression(C=0.5, fit_intercept=False, max_iter=5000).fit(rows, right, sample_weight=weights)
    trees = fit(rows, right, weights, examples.documents[chosen], SHAPE)
    return {"features": list(FEATURES), "logistic": logistic.coef_[0].round(4).tolist(), **trees}


def probabilities(data: dict[str, Any], rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the engine would say of each row."""
    linear = 1 / (1 + np.exp(-np.clip(rows @ np.array(data["logistic"]), -30, 30)))
    return np.minimum(linear, calibrated(data).probabilities(rows))


def report(examples: Examples) -> None:
    """Print help and harm on every corpus by weights that never saw it."""
    for corpus in np.unique(examples.corpora):
        out = examples.corpora == corpus
        sure = probabilities(opinions(examples, ~out), examples.rows[out])
        local, llm = examples.local_right[out], examples.llm_right[out]
        counts = " ".join(
            f"{level}: {int((local & (sure >= level)).sum())}/{int((llm & (sure >= level)).sum())}" for level in LEVELS
        )
        print(f"left out {corpus:26s} n={out.sum():5d} local right {local.sum()} LLM right {llm.sum()}  {counts}")


def learn(pages: Iterable[StoredPage]) -> dict[str, Any]:
    """The JSON form of the weights."""
    examples = collect(pages)
    report(examples)
    return opinions(examples, np.ones(len(examples.rows), dtype=bool))
