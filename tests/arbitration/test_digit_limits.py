"""Numbers: what the LLM changes of them, who bears it out, and who has surely read them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.arbitration.test_every_rule import three_readings

from recto.arbitration.word import digits
from recto.model.page import Box, ReaderWord
from recto.witnesses.llm import LlmEvidence


def read(tesseract: str, ppocr: str, llm: str) -> LlmEvidence:
    """One place as three read it, the LLM in words of its own."""
    return replace(three_readings(tesseract, ppocr, llm), words=tuple(llm.split()))


def local(text: str) -> list[ReaderWord]:
    """Words that a local reader has."""
    return [ReaderWord(part, Box(0, 0, 10, 10), 0.9) for part in text.split()]


@pytest.mark.parametrize(
    ("printed", "llm", "expected"),
    [
        ("1904", "1904", False),
        ("1904", "1909", True),
        ("1904", "190", True),
        ("1904", "1904 (43)", False),  # it read more beside it
        ("1904", "(43) 1904", False),
        ("1904", "43 1904 12", False),
        ("1904", "19 04", True),  # two numbers
        ("a 1904", "b 19 04", False),  # with other letters, its digits in a row
        ("1904", "19041", True),
        ("1904", "4 1909 0", True),
        ("1904", "none", True),
        ("house", "1904", False),  # there is no number to change
        ("$5", "$5", False),
        ("$5", "5", True),  # the currency is of the number
        ("5-", "-5", True),
        ("5 7", "5-7", True),
        ("5 $7", "5 $7", False),
        ("$5 7 9", "$5 7 9", False),
        ("12.50", "12,50", True),
        ("12.50", "a 12,50", False),  # other letters: the digits count
        ("a12", "b12", False),
        ("a12", "b13", True),
    ],
)
def test_a_number_that_the_llm_changes(printed: str, llm: str, expected: bool) -> None:
    """Another digit, or with the same letters another sign."""
    case = read(printed, printed, llm)
    assert digits.changes(case, local(printed)) is expected


@pytest.mark.parametrize(
    ("printed", "llm", "expected"),
    [
        ("1", "i", True),
        ("1", "l", True),
        ("0", "o", True),
        ("1", "a", False),
        ("7", "i", False),
        ("11", "i", False),
    ],
)
def test_a_lone_stroke_may_be_a_letter(printed: str, llm: str, expected: bool) -> None:
    """Two readers of its shape prove nothing."""
    assert digits.is_stroke(printed, llm) is expected
    if expected:
        assert not digits.changes(three_readings(printed, printed, llm), local(printed))


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "llm", "expected"),
    [
        ("a12", "a13", "b12", True),
        ("a12", "a13", "b13", True),
        ("a12", "a13", "b14", False),
        ("a12", "b", "c", True),  # one has no number, as the LLM has none
        ("12.50", "12,50", "12,50", True),  # the same letters: marks count
        ("12.50", "12.50", "12,50", False),
        ("12.50", "", "a 12,50", True),
        ("", "...", "c", False),  # marks say nothing of numbers
    ],
)
def test_a_local_reader_has_the_llms_numbers(
    tesseract: str, ppocr: str, llm: str, expected: bool
) -> None:
    """One is enough."""
    assert digits.supported(three_readings(tesseract, ppocr, llm)) is expected


def sure(tesseract: float, ppocr: float, printed: str) -> bool:
    """Whether the reader whose words were chosen is sure of all of them."""
    case = three_readings("12", "13", "14")
    weakest = (tesseract, ppocr)
    heard = tuple(
        replace(each, weakest=least) for each, least in zip(case.testimonies, weakest, strict=True)
    )
    choice = replace(case.local_choice, words=tuple(local(printed)))
    return digits.surely_read(
        replace(case, local=replace(case.local, testimonies=heard), local_choice=choice)
    )


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "printed", "expected"),
    [
        (0.8, 0.1, "12", True),
        (0.79, 0.9, "12", False),
        (0.1, 0.8, "13", True),
        (0.9, 0.79, "13", False),
        (0.8, 0.1, "15", True),  # nobody's words: the first reader's confidence
        (0.79, 0.9, "15", False),
    ],
)
def test_a_number_is_surely_read(
    tesseract: float, ppocr: float, printed: str, expected: bool
) -> None:
    """From .8, of the weakest character."""
    assert sure(tesseract, ppocr, printed) is expected


def test_where_nobody_reads_nobody_is_sure() -> None:
    """Of no number."""
    case = three_readings("12", "13", "14")
    nobody = replace(case, local=replace(case.local, testimonies=()))
    assert not digits.surely_read(nobody)
    assert not digits.supported(nobody)
