"""Both sides of the limits of the rules that hear a third reader, and of those for letters that a
reader lacks.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.arbitration.made import facts, page
from tests.arbitration.test_every_rule import KNOWN, two_readings, with_third
from tests.arbitration.test_local_limits import heard, words

from recto.arbitration.word import local_rules
from recto.arbitration.word.local_rules import UNASKED
from recto.reasons import Reason
from recto.witnesses.local import WordEvidence, cases


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "froc", "text", "reason"),
    [
        ("house", "houfe", "house", "house", Reason.READERS_AGREE),
        ("1904", "1904", "1964", "1904", Reason.READERS_AGREE),  # a number stands with two
        ("$12", "12", "$13", "12", Reason.NUMBER_MARKS_DIFFER),
        ("houfe", "honse", "house", "house", Reason.FROC_WEIGHS_MORE),
        ("houſe", "house", "house", "houſe", Reason.READERS_AGREE),  # whoever writes long s
    ],
)
def test_of_three_two_that_agree_stand(
    tesseract: str, ppocr: str, froc: str, text: str, reason: Reason
) -> None:
    """And how sure they are is what the learned weights make of three."""
    found = local_rules.among_three(with_third(tesseract, ppocr, froc))
    assert found is not None
    assert (" ".join(word.text for word in found.words), found.reason) == (text, reason)
    assert found.confidence is not None
    assert 0 < found.confidence < 1


def test_a_line_of_which_tesseract_is_sure_has_its_measured_chance() -> None:
    """As many as were right where PP-OCR was not asked."""
    assert UNASKED == 0.98


def alone(text: str, confidence: float, beyond: float) -> WordEvidence:
    """What PP-OCR alone has on a page of whose letters it lacks this share."""
    lines = page([""], [text])
    known = replace(facts(lines, KNOWN), beyond=beyond)
    (case,) = cases(lines[0], known)
    return heard(case, 0, confidence=confidence, weakest=confidence)


@pytest.mark.parametrize(
    ("text", "confidence", "beyond", "printed"),
    [
        ("quark", 0.95, 0.3, "quark"),
        ("quark", 0.95, 0.31, ""),  # a bad copy of the shapes of other letters
        ("house", 0.95, 0.31, "house"),
        ("house", 0.9, 0.31, "house"),
        ("house", 0.89, 0.31, ""),
        ("1904", 0.9, 0.31, "1904"),
        ("1904", 0.89, 0.31, ""),
    ],
)
def test_among_foreign_letters_a_lone_word_has_to_be_known_or_a_number(
    text: str, confidence: float, beyond: float, printed: str
) -> None:
    """And to be surely read."""
    assert words(alone(text, confidence, beyond)) == printed


def test_a_reader_that_has_all_letters_stands_alone_anywhere() -> None:
    """Tesseract's word on a page that PP-OCR has no letters for."""
    case = two_readings("quark", "")
    assert words(replace(case, facts=replace(case.facts, beyond=0.9))) == "quark"
