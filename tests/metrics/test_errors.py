"""Error rates on tiny pairs, against jiwer, and against values that dinglehopper 0.11 printed."""

from __future__ import annotations

import importlib.util

import jiwer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.metrics.errors import Errors, characters, letters_and_digits, macro, micro, words
from recto.metrics.markers import strip_markers
from recto.metrics.normalise import compact, folded, graphemes
from recto.metrics.word_overlap import word_f1

# (truth, output, CER, WER) as printed by dinglehopper 0.11.0 (its WER leaves punctuation out; these
# have none).
DINGLEHOPPER = [
    (
        "Schlyñ lorem ipsum dolor sit amet,",
        "Schlym̃ lorem ipsum dolor sit amet.",
        0.058823529411764705,
        None,
    ),
    ("Köln am Rhein", "Koln am Rhein", 0.07692307692307693, 0.3333333333333333),
    ("a\u0364ltere Brüder", "ältere Brüder", 0.07692307692307693, 0.5),
    ("kitten sits", "sitting sit", 0.36363636363636365, 1.0),
    ("Foo", "Fo0 bar baz", 3.0, 3.0),
    ("naïve café", "nai\u0308ve cafe\u0301", 0.0, 0.0),
    ("one two three", "one three two", 0.6153846153846154, 0.6666666666666666),
    ("m\u0303m", "mm", 0.5, 1.0),
]


@pytest.mark.parametrize(("truth", "output", "cer", "wer"), DINGLEHOPPER)
def test_rates_equal_those_that_dinglehopper_printed(
    truth: str, output: str, cer: float, wer: float | None
) -> None:
    """Grapheme clusters are counted as dinglehopper counts them."""
    assert characters(truth, output).rate == pytest.approx(cer)
    if wer is not None:
        assert words(truth, output).rate == pytest.approx(wer)


@pytest.mark.skipif(
    importlib.util.find_spec("dinglehopper") is None,
    reason=(
        "dinglehopper is not installed: it brings 80 packages of the OCR-D framework; its printed"
        " values are above"
    ),
)
@given(
    st.text("abäﬁ e\u0301\u0303 1", max_size=20),
    st.text("abäﬁ e\u0301\u0303 1", min_size=1, max_size=20),
)
def test_character_error_rate_equals_dinglehopper(output: str, truth: str) -> None:
    """The same rate on any pair, once white space is folded."""
    from dinglehopper import character_error_rate

    truth, output = folded(truth), folded(output)
    if truth:
        assert characters(truth, output).rate == pytest.approx(character_error_rate(truth, output))


LETTERS = st.text("abc d", min_size=1, max_size=30)


@given(LETTERS, LETTERS)
def test_character_and_word_rates_equal_jiwer(truth: str, output: str) -> None:
    """jiwer counts the same errors where a character is one code point."""
    truth, output = folded(truth), folded(output)
    if truth:
        assert characters(truth, output).rate == pytest.approx(jiwer.cer(truth, output))
        assert words(truth, output).rate == pytest.approx(jiwer.wer(truth, output))


@pytest.mark.parametrize(
    ("text", "clusters"),
    [
        ("abc", ["a", "b", "c"]),
        ("m\u0303m", ["m\u0303", "m"]),
        ("\u0303m", ["\u0303", "m"]),  # nothing to sit on: a cluster of its own
        ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"]),
        ("👩\u200d🚀!", ["👩\u200d🚀", "!"]),
        (" \u0301", [" ", "\u0301"]),
    ],
)
def test_graphemes_are_what_a_person_counts(text: str, clusters: list[str]) -> None:
    """Combining marks, flags and joined sequences are one character each."""
    assert list(graphemes(text)) == clusters


def test_a_rate_may_exceed_one_and_its_clipped_form_may_not() -> None:
    """A page that ran on counts as lost, once."""
    errors = characters("ab", "abcdef")
    assert (errors.rate, errors.clipped) == (2.0, 1.0)


@pytest.mark.parametrize(("output", "rate"), [("", 0.0), ("x", 1.0)])
def test_an_empty_truth_is_right_only_when_nothing_is_written(output: str, rate: float) -> None:
    """No division by zero, no free invention."""
    assert characters("", output).rate == rate


def test_micro_weighs_pages_by_length_and_macro_alike() -> None:
    """One bad short page: a tenth of the text, half of the pages."""
    pages = [Errors(10, 10), Errors(0, 90)]
    assert micro(pages) == pytest.approx(0.1)
    assert macro(pages) == pytest.approx(0.5)


def test_alnum_rate_ignores_case_space_and_punctuation() -> None:
    """What is left are words and their order."""
    assert letters_and_digits("TOTAL: RM 12.50", "total rm1250").rate == 0
    assert compact("ﬁne ½!") == "fine12"  # NFKC: the fraction slash is not a letter


def test_word_f1_counts_words_wherever_they_stand() -> None:
    """Order does not matter, repetition does."""
    assert word_f1("a b b c", "c b a") == pytest.approx(2 * 3 / 7)
    assert word_f1("a b", "b a") == 1


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("# Title\ntext", "Title text"),
        ("- item\n* item", "item item"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a b 1 2"),
        ("```text\nx\n```", "x"),
        ("**bold** and *one star*", "bold and *one star*"),
        ("<td>a</td><td>b</td>", "a b"),
        ("---", "---"),
        ("--------", ""),
    ],
)
def test_markers_go_and_the_page_stays(marked: str, plain: str) -> None:
    """The rules of the corpora's baselines, oddities included."""
    assert folded(strip_markers(marked)) == plain
