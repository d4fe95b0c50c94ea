"""What a way down a page is judged by: pairs of pieces the wrong way round, beside the best way."""

import random

import numpy as np
import pytest

from benchmarks.layouts.learn import beside
from benchmarks.layouts.walk import AS_GOOD, Met, by_truth
from recto.learned.trees import trees_of
from recto.reading_order.candidates import Node
from recto.reading_order.choice import COLUMNS, Ways


def met(*wrong: float) -> Met:
    """A node with a way for each share of pairs that is put wrong."""
    nothing = np.array([0])
    node = Node([[0]], nothing, nothing, nothing)
    ways = Ways([[] for _ in wrong], 0, np.zeros((len(wrong), len(COLUMNS))))
    return Met(node, ways, np.array(wrong), 10)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ((0.0, 0.3, 0.0), [0, 2]),
        ((0.4, 0.02, 0.1), [1]),  # lines of two columns were found as one
        ((0.1, 0.1 + AS_GOOD / 2, 0.1 + 2 * AS_GOOD), [0, 1]),
        ((0.2, 0.2), [0, 1]),
    ],
)
def test_right_is_the_best_there_is(wrong: tuple[float, ...], right: list[int]) -> None:
    """Also where every way puts something wrong."""
    assert np.flatnonzero(met(*wrong).is_right).tolist() == right


def test_the_truth_as_a_teacher_takes_one_of_the_best() -> None:
    """Any of them, by the dice."""
    choose = by_truth(random.Random(2))  # noqa: S311
    taken = {choose(met(0.2, 0.1, 0.5, 0.1)) for _ in range(40)}
    assert taken == {1, 3}


def stump(feature: int, base: float, *, below: float, above: float) -> dict[str, object]:
    """One tree that asks whether a figure is above a half."""
    return {
        "base": base,
        "depth": 1,
        "feature": [[feature, 0, 0]],
        "threshold": [[0.5, 0.0, 0.0]],
        "left": [[1, 1, 2]],
        "right": [[2, 1, 2]],
        "value": [[0.0, below, above]],
    }


def test_earlier_weights_count_as_much_as_what_is_learned() -> None:
    """Their figures are found by name, wherever these stand now."""
    name = COLUMNS[7]
    earlier = stump(0, 1.0, below=-1.0, above=1.0) | {"features": [name]}
    both = trees_of(beside(stump(3, 0.0, below=0.0, above=4.0), earlier))
    rows = np.zeros((2, len(COLUMNS)))
    rows[1, [3, 7]] = 1.0
    assert both.log_odds_of_some(rows).tolist() == [0.5 - 0.5, 0.5 + 2.0 + 0.5]
