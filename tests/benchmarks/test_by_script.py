"""The tables by script: the page that fares worst, and how sure words are."""

from __future__ import annotations

import pytest

from benchmarks.by_script import Read, accuracies, lines
from benchmarks.by_script_trust import MORE, ONE, Sure, Trusted, of_places
from benchmarks.by_script_trust import lines as trust_lines


def test_the_worst_page_stands_beside_the_means() -> None:
    """By how much it falls behind Tesseract, and behind the better of both readers."""
    read = [
        Read("Thai", (0.4, 0.9, 0.1), (0.5, 0.0, 0.9)),
        Read("Thai", (0.2, 0.1, 0.3), (0.9, 0.9, 0.7)),
        Read("Arabic", (0.5, 1.0, 0.2), (0.5, 0.0, 0.8)),
    ]
    arabic, thai = accuracies(read)
    assert (thai.group, thai.pages) == ("Thai", 2)
    assert thai.errors == pytest.approx((0.3, 0.5, 0.2))
    assert thai.worst_error == pytest.approx(0.1)
    assert thai.worst_overlap == pytest.approx(-0.2)
    assert thai.worst_of_both == pytest.approx(0.2)
    assert arabic.worst_of_both == pytest.approx(-0.3)
    cells = ("Arabic", "1", "0.500 / 0.500", "1.000 / 0.000", "0.200 / 0.800")
    assert lines([arabic]) == [(*cells, "-0.300", "+0.300", "-0.300")]


def test_how_sure_words_of_one_script_are() -> None:
    """ECE beside what right probabilities of as many words would have; few words say nothing."""
    places = [
        Sure("Thai", ONE, 0.9, is_right=at % 2 == 0, is_flagged=at % 4 == 1) for at in range(100)
    ]
    (found,) = of_places([*places, Sure("Lao", MORE, 0.9, is_right=True, is_flagged=False)])
    assert (found.script, found.words, found.right) == ("Thai", 100, 0.5)
    assert found.ece == pytest.approx(0.4, abs=0.05)
    assert 0 < found.by_chance < 0.15
    assert (found.flagged, found.caught) == (0.25, 0.5)


def test_a_row_of_the_second_table() -> None:
    """Shares to three digits, flags to two."""
    row = Trusted("Thai", ONE, 128, 0.797, 0.791, 0.118, 0.082, 0.25, 0.76)
    assert trust_lines([row]) == [
        ("Thai", "one", "128", "0.797", "0.791", "0.118", "0.082", "0.25", "0.76")
    ]
