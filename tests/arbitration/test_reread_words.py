"""The words of a reading that a look at a word's own crop brought."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.arbitration.test_digit_limits import local
from tests.arbitration.test_every_rule import two_readings

from recto.arbitration.word.reread_words import words_of
from recto.confidence.reread import squeezed
from recto.local.fusion import Look


@pytest.mark.parametrize(
    ("look", "standing", "expected"),
    [
        ("howse", "house", ["howse"]),
        ("'howse.", "house", ["howse"]),  # marks of a crop are its neighbours'
        ("howse", "(house),", ["(howse),"]),  # those of the reading that stood stay
        ("-how se-", '"house"', ['"how', 'se"']),
        ("ho-wse", "house", ["ho-wse"]),  # a mark inside is its own
        ("howse", "...", ["howse"]),  # marks alone stand around nothing
    ],
)
def test_its_letters_with_the_marks_that_stood(
    look: str, standing: str, expected: list[str]
) -> None:
    """Boxes share the place by length; the confidence is the better reader's."""
    case = two_readings("house", "horse", 0.75)
    case = replace(case, unit=replace(case.unit, looks=(Look("tesseract", look),)))
    words, origin = words_of(case, squeezed(look), local(standing))
    assert [word.text for word in words] == expected
    assert (origin, words[0].box.left, words[-1].box.right) == ("tesseract", 0, 50)
    assert {word.raw_confidence for word in words} == {0.95}


def test_a_reading_that_a_reader_has_is_the_readers() -> None:
    """Its words as they are."""
    case = two_readings("house", "horse,")
    words, origin = words_of(case, squeezed("horse,"), local("house"))
    assert (words, origin) == (case.unit.ppocr, "ppocr")
