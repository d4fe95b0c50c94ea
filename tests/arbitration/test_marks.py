"""Marks, case and spaces of a word that all readers have: a local reader's, never the LLM's
alone.
"""

from __future__ import annotations

import pytest
from tests.arbitration.made import facts, page, transcript

from recto.arbitration.hybrid import hybrid_page
from recto.arbitration.local_reading import judge_page
from recto.model.result import Word
from recto.readers.tesseract.lexicon import EMPTY

LINE = "and then the {} went home to sleep"


def read(tesseract: str, ppocr: str, llm: str, *, known: tuple[str, ...] = ()) -> list[Word]:
    """The words of the place as they are printed."""
    before, after = LINE.split("{}")
    lines = page([LINE.format(tesseract)], [LINE.format(ppocr)])
    found = (
        hybrid_page(
            judge_page(lines, facts(lines, EMPTY.with_words(known))),
            transcript(LINE.format(llm), asked=(0,)),
        )
        .lines[0]
        .words
    )
    return list(found[len(before.split()) : len(found) - len(after.split())])


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "llm", "printed", "reason"),
    [
        ("boy,", "boy,", "boy,", "boy,", "all-agree"),
        ("boy's", "boy’s", "boy's", "boy's", "all-agree"),
        ("boy,", "boy,", "boy?", "boy,", "letters-agree"),
        ("boys", "boys", "boy's", "boys", "letters-agree"),
        ("may", "may", "May", "may", "letters-agree"),
        ("Cow", "cow", "Cow", "Cow", "letters-agree"),
        ("Cow", "cow", "COW", "Cow", "letters-agree"),
        ("boy*", "boy,", "boy,", "boy,", "letters-agree"),
        ("bay,", "boy,", "boy!", "boy,", "llm-and-ppocr"),
        ("boy,", "bay,", "boy!", "boy,", "llm-and-tesseract"),
        ("Waſſer", "Wasser", "Wasser", "Wasser", "all-agree"),
        ("note", "note", "note†", "note", "letters-agree"),
    ],
)
def test_marks_are_a_readers(
    tesseract: str, ppocr: str, llm: str, printed: str, reason: str
) -> None:
    """Printed unflagged, and what the LLM had is not offered: it could not be told from a
    reader's.
    """
    (word,) = read(tesseract, ppocr, llm)
    assert (word.text, word.reason, word.flagged) == (printed, reason, False)
    assert set(word.alternatives) <= {tesseract, ppocr}


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "llm", "printed"),
    [
        ("New York", "NewYork", "New York", ["New", "York"]),
        ("Nevv York", "NewYork", "New York", ["New", "York"]),
        ("New York", "New York", "NewYork", ["New", "York"]),
        ("nowhere", "nowhere", "now here", ["nowhere"]),
    ],
)
def test_spaces_are_a_readers_or_part_what_is_no_word(
    tesseract: str, ppocr: str, llm: str, printed: list[str]
) -> None:
    """PP-OCR loses spaces, so the LLM may part what it joined; it may not join, nor part a known
    word.
    """
    words = read(tesseract, ppocr, llm, known=("nowhere", "now", "here"))
    assert [word.text for word in words] == printed
    assert not any(word.flagged for word in words)


@pytest.mark.parametrize(("local", "llm"), [("-Weber", "— Weber"), ("'twelves',", "‘ twelves ’,")])
def test_a_mark_on_a_word_is_no_word_of_the_llms(local: str, llm: str) -> None:
    """Readers have it on the word: nothing is flagged."""
    assert not any(word.flagged for word in read(local, local, llm))


def test_a_mark_that_no_reader_has_is_flagged() -> None:
    """It may stand on the page, but only the LLM says so."""
    before, _, dash, _ = read("Weber x Son", "Weber x Son", "Weber x — Son")
    assert (before.text, dash.text, dash.reason, dash.flagged) == ("Weber", "—", "llm-only", True)


def test_a_word_that_a_line_end_divides_may_be_put_together() -> None:
    """Both readers have its halves on two lines, with a hyphen; the LLM's whole word is the
    same.
    """
    read_lines = ["and then they came to the Neu-", "hausstrasse and went home to sleep"]
    lines = page(read_lines, read_lines)
    written = "and then they came to the Neuhausstrasse and went home to sleep"
    found = hybrid_page(judge_page(lines, facts(lines)), transcript(written))
    words = [word for line in found.lines for word in line.words]
    assert " ".join(word.text for word in words) == written
    assert not any(word.flagged for word in words)
