"""Text and order are scored apart."""

from __future__ import annotations

import pytest

from benchmarks.metrics.flexible import flexible

LEFT = "The quick brown fox\njumps over the lazy dog"
RIGHT = "Pack my box with five\ndozen liquor jugs"


def test_equal_texts_are_right_in_text_and_order() -> None:
    """Nothing to complain of."""
    found = flexible(LEFT, LEFT)
    assert (found.accuracy, found.order) == (1.0, 1.0)


def test_swapped_columns_cost_order_and_no_text() -> None:
    """The point of the measure: a wrong order is not a misread character."""
    found = flexible(f"{LEFT}\n{RIGHT}", f"{RIGHT}\n{LEFT}")
    assert found.accuracy == 1.0
    assert 0 < found.order < 0.7


def test_joined_lines_are_found_inside_longer_ones() -> None:
    """Two columns read across: each truth line takes its part of the joined line."""
    across = "The quick brown fox Pack my box with five\njumps over the lazy dog dozen liquor jugs"
    found = flexible(f"{LEFT}\n{RIGHT}", across)
    assert found.accuracy == pytest.approx(1.0, abs=0.03)  # the joining spaces remain


@pytest.mark.parametrize(
    ("output", "distance"),
    [
        ("", len("The quick brown fox") + len("jumps over the lazy dog")),  # all lost
        ("The quick brown fox", len("jumps over the lazy dog")),  # a line lost
        ("The quick brown f0x\njumps over the lazy dog", 1),
    ],
)
def test_errors_are_counted_in_characters(output: str, distance: int) -> None:
    """Lost lines cost their length, misread characters one each."""
    assert flexible(LEFT, output).errors.distance == distance


def test_reversed_lines_have_no_order_left() -> None:
    """Kendall's tau of -1 is mapped to 0."""
    lines = ["alpha beta gamma", "delta epsilon zeta", "eta theta iota kappa"]
    assert flexible("\n".join(lines), "\n".join(reversed(lines))).order == 0.0
