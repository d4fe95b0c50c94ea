"""Calibration and selection on hand-made words, and against scikit-learn."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from benchmarks.metrics.bootstrap import mean_interval, paired_interval
from benchmarks.metrics.risk import aurc, coverage_at, risk_coverage
from recto.metrics.confidence import auroc, ece, reliability

SCORED = st.lists(
    st.tuples(st.integers(0, 20).map(lambda n: n / 20), st.booleans()), min_size=2, max_size=60
)


@given(SCORED)
def test_auroc_equals_scikit_learn(words: list[tuple[float, bool]]) -> None:
    """Ties count half, as there."""
    sure, right = [c for c, _ in words], [r for _, r in words]
    if len(set(right)) == 2:
        assert auroc(sure, right) == pytest.approx(roc_auc_score(right, sure))
    else:
        assert math.isnan(auroc(sure, right))


def test_ece_is_the_mean_gap_of_equal_bins() -> None:
    """Two bins: .2 sure and half right, .9 sure and all right."""
    sure, right = [0.2, 0.2, 0.9, 0.9], [True, False, True, True]
    assert ece(sure, right, bins=2) == pytest.approx((0.3 + 0.1) / 2)
    assert [b.count for b in reliability(sure, right, bins=2)] == [2, 2]


@given(SCORED)
def test_every_word_is_in_one_bin(words: list[tuple[float, bool]]) -> None:
    """Equal mass: the bins differ by at most one word."""
    counts = [b.count for b in reliability([c for c, _ in words], [r for _, r in words])]
    assert sum(counts) == len(words)
    assert max(counts) - min(counts) <= 1


def test_coverage_at_a_risk_keeps_the_surest_words() -> None:
    """Nine sure words right, the tenth wrong: 90 % at no risk, everything at 10 %."""
    sure, right = [1 - i / 10 for i in range(10)], [True] * 9 + [False]
    assert coverage_at(sure, right, 0.01) == pytest.approx(0.9)
    assert coverage_at(sure, right, 0.10) == 1.0
    assert coverage_at([0.9, 0.9], [False, True], 0.01) == 0.0  # equally sure: they come together


def test_perfect_order_of_words_has_the_least_area() -> None:
    """The same errors, the least sure first or last."""
    right = [True, True, True, False]
    assert aurc([0.9, 0.8, 0.7, 0.1], right) < aurc([0.1, 0.2, 0.3, 0.9], right)
    coverage, risk = risk_coverage([0.9, 0.8, 0.7, 0.1], right)
    assert coverage[-1] == 1.0
    assert risk[-1] == pytest.approx(0.25)


def test_an_interval_holds_its_mean_and_needs_two_documents() -> None:
    """Pages of one document are no evidence about others."""
    interval = mean_interval([0.1, 0.2, 0.3, 0.4], ["a", "a", "b", "c"])
    assert interval.low <= interval.mean <= interval.high
    assert math.isnan(mean_interval([0.1, 0.2], ["a", "a"]).low)


def test_a_paired_difference_is_surer_than_two_means() -> None:
    """Pages differ much, systems a little, always the same way."""
    ours = [0.10, 0.30, 0.50, 0.70]
    theirs = [value + 0.02 for value in ours]
    difference = paired_interval(ours, theirs, ["a", "b", "c", "d"])
    assert difference.excludes_zero
    assert difference.high < 0
