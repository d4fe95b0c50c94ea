"""How alike three readings of a page are, and what the LLM has beside the others."""

from __future__ import annotations

import pytest
from tests.arbitration.made import page

from recto.witnesses.matching import match, similarities
from recto.witnesses.reliability import Similarities

LINES = [
    "the harbour lies open to the north",
    "and is closed by ice from december on",
    "ships of more than twelve feet draught",
    "must wait for the spring tide to enter",
]
# a line that no local reader found, of words that others have
LOST = "the ships lies december to twelve on tide and north"


def told(*written: str, ppocr: list[str] | None = None) -> Similarities:
    """Of a page with these lines, which Tesseract has right."""
    lines = page(LINES, ppocr or LINES)
    words = " ".join(written).split()
    return similarities(lines, match(lines, words), 1.0)


@pytest.mark.parametrize(
    ("written", "share"),
    [
        (LINES, 1.0),
        ([*LINES, LOST], 1.0),
        (LINES[:2], 0.48),
        (["Ein anderer Text"], 0.0),
        ([], 0.0),
    ],
)
def test_how_much_the_llm_has_of_what_two_readers_have(written: list[str], share: float) -> None:
    """Whatever it has beside it."""
    assert told(*written).heeded == pytest.approx(share, abs=0.03)


def test_words_that_the_local_readers_have_otherwise_are_not_counted() -> None:
    """Of the others it has all."""
    misread = ["tbe harbonr lics opcn to tbe nortb", *LINES[1:]]
    assert told(*LINES, ppocr=misread).heeded == 1.0


@pytest.mark.parametrize(
    ("written", "is_beyond"),
    [(LINES, False), (["гавань открыта на север"], True), (["tập hợp số thực"], True), ([], False)],
)
def test_letters_that_the_second_reader_cannot_write(written: list[str], is_beyond: bool) -> None:
    """As a share of the LLM's characters."""
    assert (told(*written).beyond > 0.3) is is_beyond
