"""A page with long s through the whole pipeline: a third reader wakes, what it reads is printed,
and a page of today's type is left as it was.
"""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from tests.textlayer.made import dejavu

from recto.model.page import Page
from recto.model.result import PageResult
from recto.pipeline.page import read_page
from recto.pipeline.stages import prepare
from recto.settings.groups import Input, Local, Settings
from recto.settings.llm import LlmOptions

LINES = (
    "the houſe ſtood upon the ſide of a ſteep",
    "hill, whoſe baſe was waſhed by the ſea; the",
    "perſons who paſſed that way uſed to ſay that",
    "ſhe had been ſeen at the caſtle in the froſt",
)
TODAY = tuple(line.replace("ſ", "s") for line in LINES)


def read(
    lines: tuple[str, ...], letters: str = "fold", second: str = "auto", language: str = "eng"
) -> PageResult:
    """A drawn page, read without an LLM."""
    image = Image.new("L", (1100, 400), 255)
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(str(dejavu()), 36)
    for row, text in enumerate(lines):
        pen.text((60, 50 + 70 * row), text, fill=0, font=font)
    local = Local(second_reader=second, old_letters=letters)
    stages = prepare(Settings(Input(language), local, LlmOptions()))
    return read_page(Page("drawn.png", 0, np.array(image), 150.0), stages)


def text_of(result: PageResult) -> tuple[str, ...]:
    return tuple(" ".join(word.text for word in line.words) for line in result.lines)


def readers(result: PageResult) -> list[str]:
    return [reading.reader for reading in result.readings]


@pytest.mark.parametrize(("letters", "expected"), [("fold", TODAY), ("keep", LINES)])
def test_long_s_is_read(letters: str, expected: tuple[str, ...]) -> None:
    """Tesseract and PP-OCR read an f, and have two voices; learned weights believe the third."""
    result = read(LINES, letters)
    assert text_of(result) == expected
    assert "froc" in readers(result)


def test_todays_type_is_left_alone() -> None:
    """No third reader is asked."""
    result = read(TODAY, second="on")
    assert text_of(result) == TODAY
    assert readers(result) == ["tesseract", "ppocr"]


def test_without_a_second_reader_there_is_no_third() -> None:
    """`--second-reader off` leaves Tesseract alone."""
    assert readers(read(LINES, second="off")) == ["tesseract"]


@pytest.mark.parametrize(
    ("language", "letters", "expected"),
    [
        ("Fraktur", "fold", "In der Stadt wohnt Ihr Vetter"),
        ("Fraktur", "keep", "Jn der Stadt wohnt Jhr Vetter"),
        ("deu", "fold", "Jn der Stadt wohnt Jhr Vetter"),
    ],
)
def test_the_one_capital_of_blackletter(language: str, letters: str, expected: str) -> None:
    """Is an I before a consonant; in roman type, and where letters are to stay, it stays a J."""
    result = read(("Jn der Stadt wohnt Jhr Vetter",), letters, "off", language)
    assert text_of(result) == (expected,)
