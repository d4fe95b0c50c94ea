"""Weights learned on few examples or on none: they say nothing rather than something."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks.learn import confidence, conflict, overrule
from benchmarks.learn.__main__ import LEARNERS
from benchmarks.learn.boosting import Shape, fit
from benchmarks.learn.confidence import Examples
from benchmarks.loop.fit import EXAMPLES
from recto.confidence import overrule as overruling
from recto.confidence.features import CONFLICT, WORD
from recto.confidence.overrule import FEATURES
from recto.confidence.trees import calibrated

ROWS = np.random.default_rng(1).normal(size=(120, 3))


def share(*, right: int, wrong: int, documents: int) -> float:
    """P(right) by trees that were fitted on so many examples."""
    labels = np.array([True] * right + [False] * wrong)
    count = len(labels)
    groups = np.array([f"d{i % documents}" for i in range(count)])
    few = Shape(trees=4)
    model = calibrated(fit(ROWS[:count], labels, np.ones(count), groups, few))
    found = model.probabilities(ROWS[:count])
    assert found[0] == pytest.approx(model.probability_of(ROWS[0].tolist()))
    return float(found.mean())


@pytest.mark.parametrize(
    ("right", "wrong", "documents", "expected"),
    [
        (0, 0, 1, None),
        (8, 0, 2, 0.9),  # nine of ten, as if one of each had come beside them
        (0, 8, 2, 0.1),
        (60, 60, 1, 0.5),  # one document cannot be split
        (90, 30, 6, 0.75),
    ],
)
def test_a_confidence_of_few_examples_is_their_share(
    right: int, wrong: int, documents: int, expected: float | None
) -> None:
    """Nothing is claimed that no example shows."""
    if expected is None:
        made = fit(np.zeros((0, 3)), np.array([], bool), np.array([]), np.array([], str))
        assert calibrated(made).probability_of([1.0, 2.0, 3.0]) == 0.5
        return
    assert share(right=right, wrong=wrong, documents=documents) == pytest.approx(expected, abs=0.1)


def test_nothing_to_learn_on_gives_weights_that_say_nothing() -> None:
    """Every learner, with no page at all: its file has its columns and is loaded."""
    for name, learner in LEARNERS.items():
        written = json.loads(learner.text(learner.collect([])))
        assert written["features"] == list(learner.columns), name
    assert conflict.learn(conflict.collect([])) == {
        "antiqua": [0.0] * len(CONFLICT),
        "blackletter": [0.0] * len(CONFLICT),
    }
    weights = overrule.learn(overrule.collect([]))
    row = np.array([[1.0, *[0.0] * (len(FEATURES) - 1)]])
    for part in overrule.PARTS:
        assert overrule.probabilities(weights[part], row) < 0.01
    assert set(weights) == {"agreeing", "differing"}
    assert overruling.FEATURES == FEATURES


def test_examples_are_thinned_by_corpus_and_the_same_on_every_run() -> None:
    """The largest corpus gives no more than others may."""
    corpora = np.array(["large"] * 50 + ["small"] * 3)
    rows = np.arange(53 * len(WORD), dtype=np.float64).reshape(53, -1)
    given = Examples(rows, np.ones(53, bool), corpora, corpora)
    thin, again = given.thinned(10), given.thinned(10)
    assert sorted(thin.corpora.tolist()) == ["large"] * 10 + ["small"] * 3
    assert (thin.rows == again.rows).all()
    assert len(given.thinned(EXAMPLES).rows) == 53
    assert confidence.gathered([], len(WORD)).rows.shape == (0, len(WORD))
