"""Scores of where paragraphs begin, and of phrases that a PDF holds."""

import pytest

from benchmarks.metrics.boundaries import boundaries, parts_by_blanks_and_tabs
from benchmarks.phrases import across_lines, is_found, within_lines


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("one\ntwo\n\nthree", ["one\ntwo", "three"]),
        ("one\n\ttwo\nthree", ["one", "\ttwo\nthree"]),
        ("A List\n\n1864.  One\n       two\n1875.  Three", None),
        ("one\n  two } three\n\tfour", ["one\n  two } three", "\tfour"]),  # tabs mark it
        ("\n\none\n", ["one"]),
    ],
)
def test_parts_by_blanks_and_tabs(text: str, parts: list[str] | None) -> None:
    """Blank lines, tabs, and entries whose further lines stand in."""
    expected = parts or ["A List", "1864.  One\n       two", "1875.  Three"]
    assert parts_by_blanks_and_tabs(text) == expected


@pytest.mark.parametrize(
    ("output", "wanted", "found", "right"),
    [
        (["One two.", "Three four.", "Five six."], 2, 2, 2),
        (["One two. Three four.", "Five six."], 2, 1, 1),
        (["One", "two.", "Three four.", "Five six."], 2, 3, 2),
        (["Ome tvvo", "Three fcur", "Five six"], 2, 2, 2),  # read wrong, parted right
        (["One two. Th", "ree four.", "Five six."], 2, 2, 2),  # within two letters
        (["One two. Thre", "e four.", "Five six."], 2, 2, 1),
        (["--", "One two.", "Three four.", "", "Five six."], 2, 2, 2),  # no letters, no part
        ([], 2, 0, 0),
    ],
)
def test_boundaries(output: list[str], wanted: int, found: int, right: int) -> None:
    """Counts of letters and digits, moved onto the truth's."""
    score = boundaries(["One two.", "Three four.", "Five six."], output)
    assert (score.wanted, score.found, score.right) == (wanted, found, right)


def test_scores_add_up() -> None:
    """Precision, recall and F1 of several pages are those of their sums."""
    one = boundaries(["a b", "c d"], ["a b", "c d"])
    two = boundaries(["aaaa bbbb", "cccc dddd"], ["aaaa", "bbbb cccc dddd"])
    both = one + two
    assert (both.precision, both.recall, both.f1) == (0.5, 0.5, 0.5)


def test_phrases_of_lines() -> None:
    """Three words each; cells that a tab parts are no phrase."""
    text = "a b c d\ne f\tg h i\n"
    assert within_lines(text) == [["a", "b", "c"], ["b", "c", "d"], ["g", "h", "i"]]
    assert across_lines("a b\nc d\n") == [["a", "b", "c"], ["b", "c", "d"]]


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("in the dis-", "stood in the district of", True),
        ("the dis- trict", "in the district of", True),
        ("the well-known man", "the well-known man", True),
        ("the other man", "the man", False),
    ],
)
def test_a_word_over_a_lines_end_is_found_whole(phrase: str, text: str, found: bool) -> None:
    """As both programs give it."""
    assert is_found(phrase.split(" "), text) is found
