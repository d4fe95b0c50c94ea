"""Which characters an error rate counts."""

from __future__ import annotations

import pytest

from benchmarks.metrics.letters import counts_marks, letter_errors
from recto.metrics.errors import Errors, letters_and_digits


@pytest.mark.parametrize(
    ("truth", "read", "wrong"),
    [
        ("किताब", "कताब", 1),  # Hindi without a vowel sign
        ("हिन्दी", "हिन्दु", 1),  # another vowel sign
        ("กินข้าว", "กนขาว", 2),  # Thai without a vowel above and a tone
    ],
)
def test_vowel_signs_are_letters_where_words_depend_on_them(
    truth: str, read: str, wrong: int
) -> None:
    """Letters and digits alone would call these readings right, or nearly so."""
    assert counts_marks(truth)
    assert letter_errors(truth, read).distance == wrong
    assert letters_and_digits(truth, read).distance < wrong


@pytest.mark.parametrize(
    "truth",
    [
        "Zürich 1895",
        "naïve café",
        "Việt Nam",
        "한국어",
        "日本語",
        "كتاب",
        "Ελλάς, ὁ λόγος",
        "",
        "1, 2",
    ],
)
def test_elsewhere_letters_and_digits_are_counted_as_ever(truth: str) -> None:
    """Composed accents are part of their letters; Arabic is written without its points."""
    assert not counts_marks(truth)
    assert letter_errors(truth, "x") == letters_and_digits(truth, "x")


def test_the_rate_is_of_all_that_is_counted() -> None:
    """Marks are in the length, too."""
    assert letter_errors("कि", "कि") == Errors(0, 2)
