"""Flags by the risk that a user names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from recto.arbitration.risk import flagged_to, line_for
from recto.model.page import Box
from recto.model.result import ResultLine, Word
from recto.reasons import Reason

BOX = Box(0, 0, 9, 9)


def line(*confidences: float, flagged: bool = False) -> ResultLine:
    words = [
        Word("a", BOX, value, "agreed", Reason.READERS_AGREE, flagged=flagged)
        for value in confidences
    ]
    return ResultLine(tuple(words), BOX, (0, 9, 9, 9))


@pytest.mark.parametrize(
    ("confidences", "risk", "flagged"),
    [
        ((0.99, 0.9, 0.5), 0.5, 0),
        ((0.99, 0.9, 0.5), 0.06, 1),  # (.01 + .1) / 2 = .055
        ((0.99, 0.9, 0.5), 0.02, 2),
        ((0.9, 0.9), 0.05, 2),
        ((1.0, 1.0), 0.0, 0),
        ((), 0.1, 0),
    ],
)
def test_so_many_words_are_flagged(
    confidences: tuple[float, ...], risk: float, flagged: int
) -> None:
    """Until the others are wrong no more often than the risk."""
    (found,) = flagged_to([line(*confidences)], risk)
    assert sum(word.flagged for word in found.words) == flagged


def test_other_flags_stay() -> None:
    """They have reasons of their own."""
    first, second = flagged_to([line(0.99, flagged=True), line(0.99)], 0.5)
    assert [word.flagged for word in (*first.words, *second.words)] == [True, False]


@given(
    some.lists(some.floats(0, 1), min_size=1, max_size=40),
    some.floats(0, 0.5),
    some.floats(0, 0.5),
)
def test_less_risk_never_means_fewer_flags(values: list[float], one: float, other: float) -> None:
    """The line falls as the risk rises."""
    assert line_for(values, min(one, other)) >= line_for(values, max(one, other))
