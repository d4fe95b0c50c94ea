"""Both sides of the limits of the rules for a word that local readers have."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.arbitration.made import facts, page
from tests.arbitration.test_every_rule import KNOWN, two_readings

from recto.arbitration.word import local_rules
from recto.witnesses.local import WordEvidence, cases


def heard(case: WordEvidence, at: int, **values: float) -> WordEvidence:
    """The same with other confidences of one reader, among those who agree, too."""
    before = case.testimonies[at]
    after = replace(before, **values)  # type: ignore[arg-type]  its confidences
    everyone = tuple(after if each is before else each for each in case.testimonies)
    agreeing = tuple(after if each is before else each for each in case.agreeing)
    return replace(case, testimonies=everyone, agreeing=agreeing)


def words(case: WordEvidence) -> str:
    """What the local rules print."""
    return " ".join(word.text for word in local_rules.rule(case).words)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (0.95, 0.95, "house."),  # the second's, unless it is unsure of them
        (0.95, 0.79, "house,"),
        (0.95, 0.8, "house."),
        (0.8, 0.79, "house,"),
        (0.79, 0.79, "house."),
    ],
)
def test_whose_marks_are_printed(first: float, second: float, expected: str) -> None:
    """Those of the reader whose weakest character is .8."""
    case = two_readings("house,", "house.")
    case = heard(heard(case, 0, confidence=first), 1, weakest=second)
    assert words(case) == expected


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "confidence", "expected"),
    [
        ("qua rk", "quark", 0.9, "qua rk"),  # surely parted
        ("qua rk", "quark", 0.89, "quark"),
        ("house captain", "housecaptain", 0.5, "house captain"),  # both are known
        ("house rk", "houserk", 0.5, "houserk"),
        ("quark", "qua rk", 0.99, "qua rk"),
        ("captain", "cap tain", 0.5, "captain"),  # joined, it is known
    ],
)
def test_whose_spaces_are_printed(
    tesseract: str, ppocr: str, confidence: float, expected: str
) -> None:
    """More of them where they are sure or make known words; fewer where that makes one."""
    assert words(heard(two_readings(tesseract, ppocr), 0, confidence=confidence)) == expected


def test_known_parts_of_a_known_word_are_no_reason() -> None:
    """Both are known then."""
    known = KNOWN.with_words(("housecaptain",))
    lines = page(["house captain"], ["housecaptain"])
    (case,) = cases(lines[0], facts(lines, known))
    assert words(heard(case, 0, confidence=0.5)) == "housecaptain"
    assert words(heard(case, 0, confidence=0.95)) == "house captain"


@pytest.mark.parametrize(
    ("tesseract", "confidence", "expected"),
    [("house", 0.8, "house"), ("house", 0.79, ""), ("house", 0.99, "house")],
)
def test_what_tesseract_alone_has_is_a_word_when_it_is_sure(
    tesseract: str, confidence: float, expected: str
) -> None:
    """Else it is noise."""
    assert words(heard(two_readings(tesseract, ""), 0, confidence=confidence)) == expected


@pytest.mark.parametrize(("confidence", "reason"), [(0.8, "text-over-marks"), (0.79, None)])
def test_letters_against_marks(confidence: float, reason: str | None) -> None:
    """From .8 they are not invented."""
    case = heard(two_readings("house", "..."), 0, confidence=confidence)
    found = local_rules.marks_against_text(case)
    assert (found.reason if found else None) == reason


def test_a_place_of_which_nobody_has_words_is_nothing() -> None:
    """On a page with one reader, and with two."""
    nobody = replace(two_readings("house", "house"), testimonies=(), agreeing=())
    found = local_rules.surest(nobody)
    assert found is not None
    assert (found.words, found.origin, found.reason) == ((), "tesseract", "noise")
    alone = local_rules.alone(replace(nobody, facts=replace(nobody.facts, two_readers=False)))
    assert alone is not None
    assert (alone.words, alone.origin, alone.reason) == ((), "tesseract", "only-reader")


def test_a_sign_that_the_other_cannot_write() -> None:
    """The reader that has it is believed."""
    case = two_readings("5£", "5£")
    assert words(case) == "5£"
