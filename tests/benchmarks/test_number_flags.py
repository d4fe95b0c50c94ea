"""Wrong numbers that nobody is told to look at: which tokens are numbers, and when one is wrong."""

from __future__ import annotations

import pytest

from benchmarks.learn.numbers import is_held_out
from benchmarks.metrics.numbers import NumberFlags, number_flags


@pytest.mark.parametrize(
    ("truth", "words", "counts"),
    [
        ("TOTAL 80.91", [("80.91", False)], (1, 0, 0, 0)),
        ("TOTAL 80.91", [("8091", False)], (1, 0, 1, 1)),
        ("TOTAL 80.91", [("8091", True)], (1, 1, 1, 0)),
        ("at 12:31:00", [("1231.00", False), ("at", True)], (1, 0, 1, 1)),
        ("Tel 03-8051 9514", [("03-8051", True), ("9514.", False)], (2, 1, 0, 0)),
        ("RM8.20", [("RM", False), ("8.20", False)], (1, 0, 0, 0)),
        ("6.50", [("6", False), ("50", True)], (2, 1, 2, 1)),
        ("2/4", [("(2/4)", True)], (1, 1, 0, 0)),
        ("at 13 : 58 on 1. 2012", [("13:58", False), ("1.2012", False)], (2, 0, 0, 0)),
        ("58 12", [("5812", False)], (1, 0, 1, 1)),
        ("no number", [("none", True)], (0, 0, 0, 0)),
    ],
)
def test_numbers_that_the_truth_lacks(
    truth: str, words: list[tuple[str, bool]], counts: tuple[int, int, int, int]
) -> None:
    """Numbers, flagged ones, wrong ones, and wrong ones without a flag."""
    assert number_flags(truth, words) == NumberFlags(*counts)


def test_shares_of_two_pages() -> None:
    """Of all numbers, and of the wrong ones; 0 of nothing."""
    both = NumberFlags(10, 2, 4, 1) + NumberFlags(10, 3, 0, 0)
    assert (both.share_flagged, both.share_missed) == (0.25, 0.25)
    assert NumberFlags().share_missed == 0.0


def test_half_of_the_receipts_is_held_out() -> None:
    """And no page of any other corpus."""
    receipts = [is_held_out(f"receipts/r{number:03d}") for number in range(100)]
    assert 35 <= sum(receipts) <= 65
    assert not any(is_held_out(f"cookery-bibliography/p{number}") for number in range(50))
