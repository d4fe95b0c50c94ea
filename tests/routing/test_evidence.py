"""What of a local reading is shown to an LLM, and how doubtful each line is: lines by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from tests.arbitration.made import facts
from tests.local.made import word

from recto.arbitration.local_reading import judge_page
from recto.local.fusion import AlignedWords, LocalLine
from recto.model.page import Box
from recto.model.result import Word
from recto.model.transcript import ShownLine
from recto.reasons import Reason
from recto.routing.evidence import doubts, evidence
from recto.routing.route import LineDoubt
from recto.witnesses.local import JudgedWords, LocalReading
from recto_preprocessing import View
from recto_preprocessing.geometry import IDENTITY

VIEW = View(np.full((100, 600), 255, np.uint8), IDENTITY, 150.0)
BOX = Box(0, 0, 600, 20)


@dataclass(frozen=True)
class Unit:
    """One place: what each reader has, what is printed, and how sure."""

    tesseract: str
    ppocr: str
    printed: str
    right: float
    raw: float = 0.9  # Tesseract's own confidence in each of its words

    @property
    def aligned(self) -> AlignedWords:
        """The readers' words, side by side."""
        raw = tuple(word(text, 0, 0, self.raw) for text in self.tesseract.split())
        return AlignedWords(raw, tuple(word(text, 0, 0) for text in self.ppocr.split()))


def one(*units: Unit, facing: bool = False) -> tuple[LocalLine, tuple[Unit, ...]]:
    """A line of these."""
    aligned = tuple(unit.aligned for unit in units)
    return LocalLine(aligned, BOX, (0, 20, 600, 20), "tesseract", facing), units


def reading(*rows: tuple[LocalLine, tuple[Unit, ...]]) -> LocalReading:
    """A page of such lines, with what is printed of each unit as it says."""
    lines = tuple(line for line, _ in rows)
    found = judge_page(lines, facts(lines))
    judged = []
    for row, (_, units) in zip(found.judged, rows, strict=True):
        judged.append(tuple(map(printed, row, units)))
    return replace(found, judged=tuple(judged))


def printed(judged: JudgedWords, unit: Unit) -> JudgedWords:
    """The same with the words that the unit names."""
    words = [
        Word(text, BOX, unit.right, "tesseract", Reason.READERS_AGREE)
        for text in unit.printed.split()
    ]
    return replace(judged, words=tuple(words))


def shown(found: LocalReading) -> Sequence[ShownLine]:
    """The lines of the evidence."""
    return evidence("page.png page 1", VIEW, found, "eng", ("Recto",)).lines


ALIKE = Unit("lamp", "lamp", "lamp", 0.9)
MARKED = Unit("oil,", "oil", "oil,", 0.8)  # the same letters; a mark differs
SPACED = Unit("light house", "lighthouse", "light house", 0.95)
OTHER = Unit("ligbt", "light", "light", 0.7)  # PP-OCR's was chosen
TESSERACTS = Unit("7.25", "7.26", "7.25", 0.6)
LONE = Unit("", "pier", "pier", 0.5)


def test_a_page_as_an_llm_may_see_it() -> None:
    """Name, language and glossary go along; slivers of a facing page do not, and what comes after
    them keeps its number.
    """
    page = reading(one(ALIKE), one(OTHER, facing=True), one(MARKED))
    found = evidence("page.png page 1", VIEW, page, "eng", ("Recto",))
    assert (found.name, found.language, found.glossary) == ("page.png page 1", "eng", ("Recto",))
    assert found.view is VIEW
    assert [(line.id, line.text) for line in found.lines] == [(0, "lamp"), (2, "oil,")]
    assert found.lines[0].box == BOX


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ((ALIKE, OTHER), "lamp ligbt"),  # Tesseract's, whatever is printed
        ((ALIKE, LONE), "lamp"),
        ((LONE,), None),
        ((replace(ALIKE, raw=0.3),), "lamp"),
        ((replace(ALIKE, raw=0.29),), None),
        ((replace(ALIKE, raw=0.1), replace(OTHER, raw=0.9)), "lamp ligbt"),  # the mean counts
        ((replace(ALIKE, raw=0.1), replace(OTHER, raw=0.4)), None),
    ],
)
def test_tesseracts_words_are_shown_unless_they_mislead(
    units: tuple[Unit, ...], expected: str | None
) -> None:
    """From a mean confidence of 0.3; never PP-OCR's words."""
    (line,) = shown(reading(one(*units)))
    assert line.text == expected


@pytest.mark.parametrize(
    ("units", "errors", "text_errors"),
    [
        ((ALIKE,), 0.1, 0.1),
        ((ALIKE, MARKED), 0.3, 0.3),
        ((OTHER,), 0.3, 0.7),  # as wrong as the other is right
        ((ALIKE, OTHER), 0.4, 0.8),
        ((SPACED,), 0.1, 0.1),  # two words of it
        ((LONE,), 0.5, 0.0),  # no word of Tesseract's is wrong
        ((Unit("of it", "ofit", "of it", 0.9), OTHER), 0.5, 0.9),
    ],
)
def test_words_that_are_expected_to_be_wrong(
    units: tuple[Unit, ...], errors: float, text_errors: float
) -> None:
    """Among those printed, and in Tesseract's own text."""
    (line,) = shown(reading(one(*units)))
    assert line.expected_errors == pytest.approx(errors)
    assert line.text_errors == pytest.approx(text_errors)


def test_a_place_of_which_nothing_is_printed_is_half_wrong() -> None:
    """Noise, says the local reading; Tesseract's word there is as good as a guess."""
    page = reading(one(ALIKE, Unit("~", "", "", 0.0)))
    (line,) = shown(page)
    assert line.text_errors == pytest.approx(0.1 + 0.5)
    assert line.expected_errors == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ((ALIKE,), (4, 1, 0.1, True, 0.0)),
        ((ALIKE, MARKED), (7, 2, 0.3, False, 0.0)),  # marks are no letters
        ((SPACED,), (10, 2, 0.1, True, 0.0)),  # nor are spaces
        ((ALIKE, OTHER), (9, 2, 0.4, False, 0.3)),
        ((OTHER, TESSERACTS), (9, 2, 0.7, False, 0.7)),
        ((LONE,), (4, 1, 0.5, False, 0.5)),
        ((Unit("pier", "", "pier", 0.5),), (4, 1, 0.5, False, 0.5)),
    ],
)
def test_how_doubtful_a_line_is(
    units: tuple[Unit, ...], expected: tuple[int, int, float, bool, float]
) -> None:
    """Its characters are PP-OCR's where it has any; open is what differs in a letter or digit."""
    (found,) = doubts(reading(one(*units)))
    characters, words, errors, alike, left_open = expected
    assert found == LineDoubt(
        BOX, characters, words, pytest.approx(errors), alike, pytest.approx(left_open)
    )


@pytest.mark.parametrize(("sureness", "expected"), [(0.39, True), (0.4, False), (1.0, False)])
def test_a_line_whose_place_is_unsure_says_so(sureness: float, expected: bool) -> None:
    """As the page's notes count it."""
    page = reading(one(ALIKE))
    lines = tuple(replace(line, order_sureness=sureness) for line in page.lines)
    (found,) = doubts(replace(page, lines=lines))
    assert found.order_is_unsure is expected


def test_a_facing_page_is_no_doubt_of_this_one() -> None:
    """The lines after it are."""
    page = reading(one(ALIKE), one(OTHER, facing=True), one(MARKED))
    assert [found.characters for found in doubts(page)] == [4, 3]
