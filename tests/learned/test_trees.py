"""Additive trees: three ways to the same sums."""

import numpy as np
import pytest

from recto.learned.trees import Trees, trees_of


@pytest.fixture
def trees() -> Trees:
    """Two trees: one asks of the first column, then of the second; the other is one leaf."""
    return trees_of(
        {
            "base": 0.5,
            "depth": 2,
            "feature": [[0, 0, 1, 0, 0], [0, 0, 0, 0, 0]],
            "threshold": [[1.0, 0.0, 2.0, 0.0, 0.0], [0.0] * 5],
            "left": [[1, 1, 3, 3, 4], [0, 0, 0, 0, 0]],
            "right": [[2, 1, 4, 3, 4], [0, 0, 0, 0, 0]],
            "value": [[0.0, 10.0, 0.0, 20.0, 30.0], [1.0, 0.0, 0.0, 0.0, 0.0]],
        }
    )


ROWS = np.array([[1.0, 9.0], [1.1, 2.0], [5.0, 2.1]])
SUMS = [11.5, 21.5, 31.5]


def test_many_rows(trees: Trees) -> None:
    """A value at its threshold goes left."""
    assert trees.log_odds(ROWS).tolist() == SUMS


def test_one_row(trees: Trees) -> None:
    """Through plain lists."""
    assert [trees.log_odds_of(row) for row in ROWS.tolist()] == SUMS


def test_some_rows(trees: Trees) -> None:
    """All rows down all trees together, and no rows at all."""
    assert trees.log_odds_of_some(ROWS).tolist() == SUMS
    assert trees.log_odds_of_some(np.zeros((0, 2))).tolist() == []


def test_deep_trees_by_all_three_ways() -> None:
    """Trees of any shape and rows of any figures, the last digits aside."""
    dice = np.random.default_rng(3)
    nodes = 15  # a full tree of depth 3: leaves point to themselves
    inner = np.arange(7)
    children = np.tile(np.arange(nodes), (20, 1))
    left, right = children.copy(), children.copy()
    left[:, inner], right[:, inner] = 2 * inner + 1, 2 * inner + 2
    many = trees_of(
        {
            "base": -0.25,
            "depth": 3,
            "feature": dice.integers(0, 4, (20, nodes)),
            "threshold": dice.normal(size=(20, nodes)),
            "left": left,
            "right": right,
            "value": dice.normal(size=(20, nodes)),
        }
    )
    rows = dice.normal(size=(30, 4))
    sums = many.log_odds_of_some(rows)
    assert sums == pytest.approx(many.log_odds(rows))
    assert sums == pytest.approx([many.log_odds_of(row) for row in rows.tolist()])
