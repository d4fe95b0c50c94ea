"""Learn which reading of a contested word to believe once its crop was read again.

Every candidate of every unit that was looked at is an example: right when it is the truth. Printed
is leave-one-volume -out: words that were wrong and are right with the looks (helped), and the other
way round (harmed).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from benchmarks.learn.judge import judge
from benchmarks.learn.labels import labels
from benchmarks.learn.store import StoredPage
from recto.arbitration.word.local_rules import BY_THE_PAGE, rule
from recto.confidence import reread as rereading
from recto.confidence.reread import (
    FEATURES,
    allowed,
    candidate_features,
    candidates,
)
from recto.readers.tesseract import lexicon
from recto.text.alignment import compact
from recto.witnesses.local import WordEvidence, cases, page_facts

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """One unit that was looked at: a row a candidate, the first one the text that stands without
    the looks.
    """

    rows: Floats
    right: NDArray[np.bool_]
    allowed: NDArray[np.bool_]
    document: str


@dataclass(frozen=True, slots=True)
class Found:
    """All examples, and how many words of the same pages are wrong without the looks."""

    words: Sequence[Word]
    wrong: int


def collect(pages: Iterable[StoredPage]) -> Found:
    """The contested words of the pages that were read again."""
    words, wrong = [], 0
    for page in (
        page for page in pages if any(unit.looks for line in page.lines for unit in line.units)
    ):
        facts = page_facts(page.lines, lexicon.load(page.language), page.language, two_readers=True)
        for line, row in zip(page.lines, labels(page.lines, page.truth), strict=True):
            for case, label in zip(cases(line, facts), row, strict=True):
                standing = _standing(case)
                right = (
                    (label.tesseract_right or label.ppocr_right)
                    if label.shared
                    else standing == label.truth
                )
                wrong += label.truth is not None and bool(standing or label.truth) and not right
                if case.unit.looks and label.truth is not None and not label.shared:
                    words.append(_word(case, standing, label.truth, page.document))
    return Found(words, wrong)


def _standing(case: WordEvidence) -> str:
    """What is printed without the looks."""
    ruling = (
        next(each for by in BY_THE_PAGE if (each := by(case))) if case.unit.looks else rule(case)
    )
    return "".join(compact(word.text) for word in ruling.words)


def _word(case: WordEvidence, standing: str, truth: str, document: str) -> Word:
    texts = candidates(case, standing)
    rows, right, fair = [], [], []
    for text in texts:
        rows.append(candidate_features(case, text, standing))
        right.append(text == truth)
        fair.append(allowed(case, text, standing))
    return Word(np.array(rows), np.array(right), np.array(fair), document)


def fit(words: Sequence[Word]) -> Floats:
    """Logistic weights for features as they are: fitted on standardized ones, so that the penalty
    is fair.
    """
    rows, right = (
        np.vstack([word.rows for word in words]),
        np.concatenate([word.right for word in words]),
    )
    centre, scale = rows.mean(axis=0), rows.std(axis=0)
    centre[0], scale[scale == 0] = 0.0, 1.0
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=5000).fit(
        (rows - centre) / scale, right
    )
    weights = np.asarray(model.coef_[0] / scale, dtype=np.float64)
    weights[0] -= float(weights[1:] @ centre[1:])
    return weights


def report(found: Found) -> None:
    """Print what volumes that the weights have not seen gain, and how good the probabilities of
    chosen words are.
    """
    helped = harmed = 0
    sure, outcome = [], []
    for document in sorted({word.document for word in found.words}):
        weights = fit([word for word in found.words if word.document != document])
        for word in (word for word in found.words if word.document == document):
            odds = 1 / (1 + np.exp(-word.rows @ weights))
            best = int(np.argmax(np.where(word.allowed, odds, 0.0)))
            chosen = best if odds[best] > odds[0] + rereading.MARGIN else 0
            helped += bool(word.right[chosen] and not word.right[0])
            harmed += bool(word.right[0] and not word.right[chosen])
            sure.append(float(odds[chosen]))
            outcome.append(bool(word.right[chosen]))
    gain = (helped - harmed) / found.wrong
    print(
        f"volume left out: helped {helped} harmed {harmed} of {found.wrong} wrong words: {gain:.1%}"
        " fewer"
    )
    print(f"confidence of the words looked at: {judge(np.array(sure), np.array(outcome))}")


def learn(found: Found) -> dict[str, Any]:
    """The JSON form of the weights, without their header; without any word that was looked at,
    what stands stays.
    """
    right = [label for word in found.words for label in word.right.tolist()]
    if len(set(right)) < 2:
        return {"logistic": [0.0] * len(FEATURES)}
    return {"logistic": fit(found.words).round(4).tolist()}
