"""Learn when the local reading is right against the LLM.

Examples are the words that the LLM has and no local reader has, where no earlier rule speaks; right
means that the local word is the truth. Where both local readers have one text and where they differ
are learned apart. Printed is leave-one-corpus-out: of the words that would be overruled, how many
are helped (local right) and harmed (LLM right).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from benchmarks.learn.boosting import Shape, fit
from benchmarks.learn.llm_cases import Place
from recto.arbitration.word.rules import contested
from recto.confidence.overrule import FEATURES, overrule_features
from recto.confidence.trees import MOST_ODDS, calibrated

SHAPE = Shape(trees=60, depth=3, leaf=20)
LEVELS = (0.5, 0.6, 0.7, 0.8)
NEVER = -5.0  # log odds where no example tells when to overrule
PARTS = {"agreeing": True, "differing": False}


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """(N, features); whether the local word, and whether the LLM's, is the truth; what is left out
    together.
    """

    rows: NDArray[np.float64]
    agreeing: NDArray[np.bool_]
    local_right: NDArray[np.bool_]
    llm_right: NDArray[np.bool_]
    corpora: NDArray[np.str_]
    documents: NDArray[np.str_]

    def weights(self, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
        """A word where neither is right teaches little; every corpus counts by the root of its
        size.
        """
        corpora = self.corpora[chosen]
        counts = dict(zip(*np.unique(corpora, return_counts=True), strict=True))
        sizes = np.array([counts[corpus] for corpus in corpora])
        weights = sizes**-0.5 * np.where(self.local_right | self.llm_right, 1.0, 0.3)[chosen]
        return np.asarray(weights / weights.mean())


def collect(places: Iterable[Place]) -> Examples:
    """One example a contested place."""
    found: list[tuple[Any, ...]] = []
    for place in places:
        case = place.case
        if contested(case):
            right = (case.local_text == place.expected, case.llm == place.expected)
            row = overrule_features(case)
            found.append((row, case.locals_agree, *right, place.corpus, place.document))
    columns = zip(*found, strict=True) if found else ((), (), (), (), (), ())
    rows, agreeing, local, llm, corpora, documents = columns
    return Examples(
        np.array(rows, dtype=np.float64).reshape(-1, len(FEATURES)),
        np.array(agreeing, dtype=np.bool_),
        np.array(local, dtype=np.bool_),
        np.array(llm, dtype=np.bool_),
        np.array(corpora, dtype=np.str_),
        np.array(documents, dtype=np.str_),
    )


def opinions(examples: Examples, chosen: NDArray[np.bool_]) -> dict[str, Any]:
    """The JSON form of both opinions; the logistic weights are of plain features, the first of them
    is 1.
    """
    rows, right = examples.rows[chosen], examples.local_right[chosen]
    documents = examples.documents[chosen]
    if len(set(right)) < 2:
        never = [NEVER, *[0.0] * (rows.shape[1] - 1)]
        return {"logistic": never, **fit(rows, right, np.ones(len(right)), documents, SHAPE)}
    weights = examples.weights(chosen)
    scale = StandardScaler().fit(rows)
    logistic = LogisticRegression(C=0.3, max_iter=5000).fit(
        scale.transform(rows), right, sample_weight=weights
    )
    plain = logistic.coef_[0] / scale.scale_
    plain[0] += logistic.intercept_[0] - float(plain @ scale.mean_)
    trees = fit(rows, right, weights, documents, SHAPE)
    return {"logistic": plain.round(5).tolist(), **trees}


def of_others(places: Iterable[Place], parts: int) -> dict[int, float]:
    """P(the local reading is right) of each contested place, by the id of its case, by weights that
    saw none of its corpus: the corpora are shared out to so many parts, or to as many as there are.
    """
    found = [place for place in places if contested(place.case)]
    examples = collect(found)
    if len(set(examples.corpora.tolist())) < 2:
        return {}
    sure = np.zeros(len(found))
    split = GroupKFold(min(parts, len(np.unique(examples.corpora))))
    for seen, unseen in split.split(examples.rows, groups=examples.corpora):
        for agreeing in PARTS.values():
            chosen, asked = np.zeros(len(found), np.bool_), np.zeros(len(found), np.bool_)
            chosen[seen], asked[unseen] = True, True
            chosen &= examples.agreeing == agreeing
            asked &= examples.agreeing == agreeing
            if asked.any():
                learned = opinions(examples, chosen)
                sure[asked] = probabilities(learned, examples.rows[asked])
    return {id(place.case): float(each) for place, each in zip(found, sure, strict=True)}


def probabilities(data: dict[str, Any], rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the engine would say of each row."""
    weights = np.array(data["logistic"])
    odds = np.clip(rows @ weights, -MOST_ODDS, MOST_ODDS)
    linear = 1 / (1 + np.exp(-odds))
    of_trees = calibrated(data).probabilities(rows)
    return np.minimum(linear, of_trees)


def report(examples: Examples) -> None:
    """Print help and harm on every corpus by weights that never saw it."""
    for corpus in np.unique(examples.corpora):
        for name, agreeing in PARTS.items():
            part = examples.agreeing == agreeing
            out = part & (examples.corpora == corpus)
            if out.any():
                sure = probabilities(opinions(examples, part & ~out), examples.rows[out])
                print(f"left out {corpus:26s} {name:9s} {_counts(examples, out, sure)}")


def _counts(examples: Examples, out: NDArray[np.bool_], sure: NDArray[np.float64]) -> str:
    local, llm = examples.local_right[out], examples.llm_right[out]
    helped, harmed = local & ~llm, llm & ~local
    levels = [
        f"{level}: {(helped & (sure >= level)).sum()}/{(harmed & (sure >= level)).sum()}"
        for level in LEVELS
    ]
    return (
        f"n={out.sum():5d} local right {helped.sum()} LLM right {harmed.sum()}  {' '.join(levels)}"
    )


def learn(examples: Examples) -> dict[str, Any]:
    """The JSON form of the weights, without their header."""
    return {
        name: opinions(examples, examples.agreeing == agreeing) for name, agreeing in PARTS.items()
    }
