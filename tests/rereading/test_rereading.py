"""Contested words of blackletter are read again from their crops, and all readings are weighed."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from tests.arbitration.made import facts, page

from recto.arbitration.word.local_rules import rule
from recto.arbitration.word.reread_words import words_of
from recto.confidence.reread import allowed, candidates, choose
from recto.errors import MissingDependency
from recto.local.fusion import LocalLine, Look
from recto.local.reread import MOST, contested
from recto.local.word_crops import HEIGHT, PAPER, for_tesseract, word_crop
from recto.model.page import Pixels
from recto.readers.tesseract.crops import read_crops
from recto.witnesses.local import WordEvidence, cases
from recto_preprocessing import IDENTITY, View


def drawn(*words: str, height: int = 60) -> Pixels:
    """Words side by side, 300 px each, black on white."""
    canvas = np.full((height, 300 * len(words)), 255, dtype=np.uint8)
    for k, word in enumerate(words):
        cv2.putText(
            canvas,
            word,
            (300 * k + 10, height - 15),
            cv2.FONT_HERSHEY_DUPLEX,
            1.4,
            0,
            2,
            cv2.LINE_AA,
        )
    return canvas


def case(tesseract: str, ppocr: str, *looks: Look) -> WordEvidence:
    """One contested word with its looks."""
    (line,) = page([tesseract], [ppocr])
    line = replace(line, units=tuple(replace(unit, looks=looks) for unit in line.units))
    (only,) = cases(line, facts((line,), language="Fraktur"))
    return only


def looks(tesseract: str, ppocr: str, again: str) -> tuple[Look, ...]:
    """As `look_again` makes them: one of Tesseract, two of PP-OCR."""
    return Look("tesseract", tesseract), Look("ppocr", ppocr), Look("ppocr", again)


def test_many_crops_go_through_one_process() -> None:
    """One text a crop, in order; what has no text is empty."""
    crops = [for_tesseract(drawn(word)) for word in ("Harbour", "Pilot", "Timber")]
    blank = for_tesseract(np.zeros((0, 0), dtype=np.uint8))
    read = read_crops([*crops, blank], "eng", 60.0)
    assert ["".join(filter(str.isalpha, text)) for text in read] == [
        "Harbour",
        "Pilot",
        "Timber",
        "",
    ]
    assert read_crops([], "eng", 60.0) == []


def test_a_language_that_is_not_there_is_named() -> None:
    """Before anything is read."""
    with pytest.raises(MissingDependency, match="xyz"):
        read_crops([for_tesseract(drawn("Pilot"))], "xyz", 60.0)


def test_a_crop_holds_its_word_and_some_paper() -> None:
    """In px of the page, along the line; Tesseract gets it at one height, whatever the page's
    resolution.
    """
    (line,) = page(["ab cdef"], ["ab cdef"])
    view = View(np.zeros((80, 200, 3), dtype=np.uint8), IDENTITY, 300.0)
    assert word_crop(line, line.units[1], view, 0.0, 0.0).shape == (20, 40, 3)
    # cut at the page's top
    assert word_crop(line, line.units[1], view, 0.5, 0.25).shape[:2] == (25, 60)
    assert for_tesseract(word_crop(line, line.units[1], view, 0.0, 0.0)).shape == (
        HEIGHT + 2 * PAPER,
        112 + 2 * PAPER,
    )


def test_only_contested_words_are_read_again_and_no_more_than_a_page_may_cost() -> None:
    """The least sure first, in the order of the page."""
    many = [f"wort{'x' * (k % 5)}{chr(97 + k % 26)}" for k in range(MOST + 20)]
    lines: tuple[LocalLine, ...] = page(
        [*many, "gleich"], [*(word + "s" for word in many), "gleich"]
    )
    sure = [[k / 100] for k in range(len(lines))]
    assert contested(lines, sure) == [(k, 0) for k in range(MOST)]
    assert contested(page(["gleich"], ["Gleich,"]), [[0.1]]) == []


def test_looks_that_all_say_the_same_change_the_word() -> None:
    """A word that neither reader had on the page, with the marks of the one that stood there."""
    again = looks("Schoten", "Schoten.", "Schoten")
    found = rule(case("Scfoten,", "Schofen,", *again))
    assert (found.reason, [word.text for word in found.words]) == ("read-again", ["Schoten,"])
    assert found.confidence == choose(case("Scfoten,", "Schofen,", *again), "scfoten").probability


def test_looks_that_say_what_stands_leave_it() -> None:
    """The rule that would have decided does."""
    before = rule(case("Weber,", "Meber,"))
    after = rule(case("Weber,", "Meber,", *looks("Weber", "Weber,", "Weber")))
    assert (after.reason, after.words[0].text, after.confidence) == (before.reason, "Weber,", None)


@pytest.mark.parametrize(
    ("look", "candidate", "expected"),
    [
        # PP-OCR read it on the page too; Tesseract: see below
        (looks("157.", "151.", "151."), "151", True),
        (looks("157.", "157.", "157."), "157", True),  # both engines, in their looks
        (looks("158.", "157.", "157."), "157", False),  # PP-OCR alone
        (looks("157.", "151.", "151."), "157", False),  # Tesseract alone
    ],
)
def test_no_digit_changes_on_one_engines_word(
    look: tuple[Look, ...], candidate: str, expected: bool
) -> None:
    """Both must have read it in one of their readings, or it must be what stands."""
    assert allowed(case("154.", "151.", *look), candidate, "151") == expected


def test_the_candidates_are_what_was_read_and_nothing_else() -> None:
    """What stands comes first; the words of a candidate are those of its reader."""
    one = case("Scfoten,", "Schofen,", *looks("Schoten", "_Schofen", ""))
    assert candidates(one, "scfoten") == ["scfoten", "schofen", "schoten"]
    assert words_of(one, "schofen", one.unit.tesseract) == (one.unit.ppocr, "ppocr")
