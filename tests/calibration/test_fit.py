"""Fitting the confidence to known words: what changes, what is refused, and what is judged on
unseen pages.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.calibration.examples import Example, examples
from recto.calibration.fit import Fitted, fit, fit_map, flag_limit
from recto.errors import InputError
from recto.model.page import Box
from recto.model.result import PageResult, ResultLine, Word
from recto.reasons import Reason
from recto.settings.calibration import UNCHANGED, WordMap


def words(truth: Callable[[float], float], pages: int = 20, each: int = 200) -> list[Example]:
    """Made words: shipped confidences, and outcomes drawn with the probability that `truth` makes
    of them.
    """
    random = np.random.default_rng(7)
    sure = random.beta(4, 1, pages * each)
    right = random.random(len(sure)) < np.vectorize(truth)(sure)
    return [
        Example(float(p), bool(r), "local", i // each)
        for i, (p, r) in enumerate(zip(sure, right, strict=True))
    ]


def bold(p: float) -> float:
    """A reader that is far too sure of itself: its odds are half of what it says, and lower."""
    odds = 0.5 * log(p / (1 - p)) - 1 if 0 < p < 1 else 0.0
    return 1 / (1 + exp(-odds))


def test_words_that_are_too_sure_become_calibrated() -> None:
    """On pages that the fit has not seen: the error falls, the order stays, and the risk aimed at
    is met.
    """
    fitted = fit(words(bold), risk=0.2)
    assert (fitted.before.ece > 0.2, fitted.after.ece < 0.03) == (True, True)
    assert fitted.after.auroc == pytest.approx(fitted.before.auroc, abs=0.01)
    assert fitted.after.risk == pytest.approx(0.2, abs=0.03)
    assert fitted.before.risk is not None
    assert fitted.before.risk > 0.3


def test_a_good_confidence_stays_as_it_is() -> None:
    """What cannot be bettered on unseen pages is not changed."""
    fitted: Fitted = fit(words(lambda p: p, pages=5, each=100), risk=0.02)
    assert fitted.kept
    assert fitted.calibration.local == UNCHANGED


@pytest.mark.parametrize(
    ("pages", "wrong", "right", "message"),
    [
        (4, 40, 40, "give 1 more"),
        (6, 10, 500, "about 12 more pages"),
        (6, 0, 500, "0 wrong words"),
        (6, 500, 20, "520 are too few"),
    ],
)
def test_too_little_data_is_refused_with_what_it_takes(
    pages: int, wrong: int, right: int, message: str
) -> None:
    """Three numbers take ten of the rarer outcome each, and a judgement takes pages that were left
    out.
    """
    outcomes = [False] * wrong + [True] * right
    made = [Example(0.9, outcome, "local", i % pages) for i, outcome in enumerate(outcomes)]
    with pytest.raises(InputError, match=message):
        fit(made, risk=0.02)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_no_fit_turns_the_order_of_two_words_around(found: list[tuple[float, bool]]) -> None:
    """Whatever the words: surer stays surer, and all stay probabilities."""
    own = fit_map([p for p, _ in found], [right for _, right in found])
    mapped = [own(p / 20) for p in range(21)]
    assert mapped == sorted(mapped)
    assert 0 < mapped[0] <= mapped[-1] < 1


def test_a_map_that_is_not_fitted_changes_nothing() -> None:
    """Bit for bit."""
    assert [WordMap()(p) for p in (0.0, 0.31, 1.0)] == [0.0, 0.31, 1.0]


@pytest.mark.parametrize(("risk", "limit"), [(0.2, 0.6), (0.06, 0.9), (0.001, 0.5)])
def test_flags_are_set_by_the_risk_that_is_left(risk: float, limit: float) -> None:
    """The words above hold no more than that; where none are so sure, flagging all would say
    nothing.
    """
    assert flag_limit(np.array([0.99, 0.9, 0.6, 0.2]), risk) == limit


def result(*lines: str) -> PageResult:
    """A page with these words, all of them sure at .9."""
    box = Box(0, 0, 10, 10)
    rows = tuple(
        ResultLine(
            tuple(Word(w, box, 0.9, "agreed", Reason.READERS_AGREE) for w in line.split()),
            box,
            (0, 10, 10, 10),
        )
        for line in lines
    )
    return PageResult("a.png", 0, 100, 100, 300.0, "eng", rows)


@pytest.mark.parametrize(
    ("read", "truth", "right"),
    [
        ("the harbour lies open", "the harbour lies open", [True] * 4),
        ("the harhour lies open", "the harbour lies open", [True, False, True, True]),
        ("theharbour lies , open", "The harbour lies, open!", [True, True, True]),
        ("the harbour lies open wide", "the harbour lies open", [True] * 4 + [False]),
    ],
)
def test_a_word_is_right_when_its_letters_and_digits_are_the_truths(
    read: str, truth: str, right: list[bool]
) -> None:
    """Spaces, case and marks do not count; words that the truth does not have are wrong."""
    assert [word.right for word in examples(result(read), truth, 0)] == right


def test_a_partial_truth_judges_only_what_it_holds() -> None:
    """A margin note that nobody transcribed is neither right nor wrong."""
    page = result("the harbour lies open to the north", "margin scribbles zzz")
    truth = "the harbour lies open to the north"
    assert len(examples(page, truth, 0)) == len(examples(page, truth, 0, partial=True)) + 3
