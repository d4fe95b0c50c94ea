"""Whether a page's language was named rightly, and what a page lost by it."""

from __future__ import annotations

import pytest

from benchmarks.naming import Named, by_language, row


def page(language: str, found: str, f1: float = 0.9, told: float = 0.9) -> Named:
    """One that was read both ways."""
    return Named("corpus/one", language, found, f1, told, 1 - f1, 1 - told)


@pytest.mark.parametrize(
    ("language", "found", "is_right"),
    [
        ("rus", "rus+eng", True),
        ("deu", "Fraktur", True),
        ("Fraktur", "deu", True),
        ("fra", "eng", False),
        ("tur", "Fraktur", False),
    ],
)
def test_the_language_is_among_those_found(language: str, found: str, *, is_right: bool) -> None:
    """Fraktur's model and German's read the same print."""
    assert page(language, found).is_right is is_right


def test_a_page_is_worse_from_two_thousandths() -> None:
    """Not where not to be told was better."""
    assert page("eng", "deu", 0.897, 0.9).is_worse
    assert not page("eng", "eng", 0.899, 0.9).is_worse
    assert not page("eng", "eng", 0.95, 0.9).is_worse


def test_a_row_of_the_table() -> None:
    """The most frequent language first; counts and means."""
    groups = by_language([page("fra", "eng", 0.5, 0.8), page("eng", "eng"), page("eng", "eng")])
    assert list(groups) == ["eng", "fra"]
    assert row("fra", groups["fra"])[:5] == ("fra", "1", "0", "0.5000", "0.8000")
    assert row("fra", groups["fra"])[-1] == "1"
