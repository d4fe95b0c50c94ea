"""One table says at which words a person should look, and why."""

import pytest

from recto.arbitration.flags import (
    AT_MOST,
    FLAGS,
    Doubtful,
    PageDoubts,
    doubted,
    is_flagged,
    reasons_to_look,
)
from recto.arbitration.page.wrong_language import BY_ONE, WrongLanguage
from recto.ink.leftover import Leftover, Place
from recto.model.page import Box, Origin
from recto.model.result import ResultLine, Word
from recto.reasons import Reason, of_kind

BOX = Box(10, 10, 60, 30)
FOREIGN = WrongLanguage("another language", BY_ONE)


def word(text: str, origin: Origin = "tesseract", confidence: float = 0.95) -> Word:
    """As it would be printed."""
    return Word(text, BOX, confidence, origin, Reason.READERS_AGREE)


@pytest.mark.parametrize(
    ("given", "reasons"),
    [
        (Doubtful("agreed", 0.9, 0.8), []),
        (Doubtful("agreed", 0.8, 0.8), []),
        (Doubtful("agreed", 0.79, 0.8), [Reason.UNSURE]),
        (Doubtful("llm", 0.99, 0.8), [Reason.LLM_HAS_IT_ALONE]),
        (Doubtful("ppocr", 0.9, 0.8, in_doubt=True), [Reason.READINGS_IN_DOUBT]),
        (Doubtful("ppocr", 0.9, 0.8, number_is_open=True), [Reason.NUMBER_NOT_SETTLED]),
        (Doubtful("agreed", left_out_beside=True), [Reason.WORDS_LEFT_OUT_BESIDE]),
        (
            Doubtful("llm", 0.1, 0.8, in_doubt=True),
            [Reason.LLM_HAS_IT_ALONE, Reason.READINGS_IN_DOUBT, Reason.UNSURE],
        ),
    ],
)
def test_what_is_known_of_the_place(given: Doubtful, reasons: list[Reason]) -> None:
    """Every row that speaks gives its reason; any of them is a flag."""
    assert reasons_to_look(given) == reasons
    assert is_flagged(given) == bool(reasons)


@pytest.mark.parametrize(
    ("text", "origin", "page", "confidence", "flagged"),
    [
        ("harbour", "tesseract", PageDoubts(), 0.95, False),
        ("harbour", "tesseract", PageDoubts(is_unreadable=True), 0.5, True),
        ("harbour", "agreed", PageDoubts(is_unreadable=True), 0.95, False),
        ("harbour", "ppocr", PageDoubts(wrong_language=FOREIGN, language="deu"), 0.4, True),
        ("1904", "ppocr", PageDoubts(wrong_language=FOREIGN, language="deu"), 0.95, False),
        ("harbour", "ppocr", PageDoubts(True, FOREIGN, "deu"), 0.4, True),
        ("Ufér", "ppocr", PageDoubts(language="eng"), 0.4, True),
        ("Ufér", "agreed", PageDoubts(language="eng"), 0.95, False),
        ("Ufér", "ppocr", PageDoubts(language="deu"), 0.95, False),
        ("harbour", "agreed", PageDoubts(left=Leftover((Place(BOX, 9),))), 0.95, True),
        (
            "harbour",
            "agreed",
            PageDoubts(left=Leftover((Place(Box(10, 80, 60, 99), 9),))),
            0.95,
            False,
        ),
    ],
)
def test_what_is_known_of_the_page(
    text: str, origin: Origin, page: PageDoubts, confidence: float, *, flagged: bool
) -> None:
    """A word is flagged, and as sure as its rows allow; its text and reason stay."""
    line = ResultLine((word(text, origin),), BOX, (10, 30, 60, 30))
    ((found,),) = (row.words for row in doubted([line], page))
    assert (found.text, found.reason) == (text, Reason.READERS_AGREE)
    assert (found.confidence, found.flagged) == (confidence, flagged)


def test_no_flag_is_taken_back() -> None:
    """By a page of which nothing is doubted."""
    flagged = Word("x", BOX, 0.3, "llm", Reason.LLM_ALONE, flagged=True)
    line = ResultLine((flagged,), BOX, (10, 30, 60, 30))
    for page in (PageDoubts(), PageDoubts(language="eng"), PageDoubts(is_unreadable=True)):
        ((found,),) = (row.words for row in doubted([line], page))
        assert found.flagged


def test_every_reason_to_look_is_a_row() -> None:
    """And every limit of confidence is a reason's."""
    assert len(of_kind("flag")) == len(FLAGS)
    assert set(AT_MOST) <= set(of_kind("flag"))
