"""A run in sentences: what is counted, which pages it is about, and what is one line."""

from __future__ import annotations

import pytest

from recto.batch.facts import PageCounts, Summary
from recto.batch.sentences import failed_as, resolution_line, which
from recto.reasons import told

GUESSED = "estimated from the height of the text"


@pytest.mark.parametrize(
    ("names", "count", "said"),
    [
        ([], 3, ""),
        (["a.png page 1"], 1, " (a.png page 1)"),
        (["a", "b", "c"], 3, " (a, b, c)"),
        (["a", "b", "c", "d", "e"], 5, " (a, b, c and 2 more)"),
    ],
)
def test_pages_are_named(names: list[str], count: int, said: str) -> None:
    """Three of them, and how many more."""
    assert which(names, count) == said


@pytest.mark.parametrize(
    ("notes", "said"),
    [
        ({}, ""),
        ({"running heads were found": 2}, ""),
        (
            {"resolution not stated; 300 dpi assumed": 6},
            "6 pages without a resolution to be believed: 300 dpi assumed",
        ),
        (
            {
                f"resolution not stated; 160 dpi {GUESSED}": 3,
                f"1 dpi in the file is not believable; 70 dpi {GUESSED}": 1,
            },
            (
                "4 pages without a resolution to be believed: 70 to 160 dpi estimated from the"
                " height of the text"
            ),
        ),
        (
            {
                "resolution not stated; 300 dpi assumed": 1,
                f"resolution not stated; 140 dpi {GUESSED}": 1,
            },
            (
                "2 pages without a resolution to be believed: 140 to 300 dpi assumed, or estimated"
                " from the height of the text"
            ),
        ),
    ],
)
def test_notes_of_resolution_are_one_line(notes: dict[str, int], said: str) -> None:
    """Whatever their numbers."""
    assert resolution_line(notes) == said


def test_a_summary_says_which_pages() -> None:
    """Of guards and outcomes; a single page needs no name."""
    summary = Summary()
    summary.add(PageCounts("ok", 2, 0, 1.8, guards={"loop-cut": 2}), "a.pdf page 1")
    summary.add(PageCounts("blank"), "a.pdf page 2")
    text = summary.lines()
    assert f"1 page blank: {told('blank')} (a.pdf page 2)" in text
    assert f"2 times: {told('loop-cut')} (a.pdf page 1)" in text
    alone = Summary()
    alone.add(PageCounts("blank"), "page 1")
    assert alone.lines(1.0) == ["1 page, no words, 1.0 s", f"1 page blank: {told('blank')}"]


@pytest.mark.parametrize(
    ("outcomes", "first"),
    [
        (["failed"], "1 page, nothing could be read, 1.0 s"),
        (["failed", "blank"], "2 pages, 1 failed, no words, 1.0 s"),
        (["blank"], "1 page, no words, 1.0 s"),
    ],
)
def test_nothing_read_has_no_figures(outcomes: list[str], first: str) -> None:
    """No "0 words, mean confidence 0.000"."""
    summary = Summary()
    for outcome in outcomes:
        summary.add(PageCounts(outcome))  # type: ignore[arg-type]  # as the table has them
    assert summary.lines(1.0)[0] == first
    assert not any("failed (" in line for line in summary.lines())


def test_kinds_of_failure_are_words() -> None:
    """One that is not known stays its name."""
    assert failed_as("InputError") == "could not be read as pages"
    assert failed_as("since-renamed") == "since-renamed"
