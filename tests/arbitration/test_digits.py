"""No digit changes on one reader's word: what the rules print where three readers differ in a
number.
"""

import pytest
from tests.arbitration.made import facts, page, transcript
from tests.arbitration.test_hybrid import BODY
from tests.local.made import line, reading

from recto.arbitration.hybrid import hybrid_page
from recto.arbitration.local_reading import judge_page
from recto.local.fusion import fuse
from recto.model.result import Word

SURE, UNSURE = 0.95, 0.4


def number(tesseract: str, ppocr: str, llm: str, confidence: float = SURE) -> list[Word]:
    """What is printed for "45" of the body's fifth line, were it read so; `confidence` is of both
    local readers.
    """
    sure = [line(text, top=30.0 * k) for k, text in enumerate(BODY) if k != 4]
    first, second = (
        reading(reader, *sure, line(BODY[4].replace("45", read), top=120.0, confidence=confidence))
        for reader, read in (("tesseract", tesseract), ("ppocr", ppocr))
    )
    lines = fuse(first, second)
    written = transcript(*BODY[:4], BODY[4].replace("45", llm), BODY[5])
    result = hybrid_page(judge_page(lines, facts(lines)), written)
    return [word for row in result.lines for word in row.words if word.reason.startswith("digits")]


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "llm", "printed", "reason"),
    [
        ("45", "45", "54", "45", "digits-read-twice"),
        ("46", "48", "54", "48", "digits-read-once"),
        ("4G", "48", "54", "48", "digits-read-once"),
        ("46", "48", "pounds", "48", "digits-read-once"),
        ("1", "1", "J", "1", "digits-read-twice"),
        ("4S", "45a", "45", "45", "digits-in-doubt"),
    ],
)
def test_a_number_stands_against_one_reader(
    tesseract: str, ppocr: str, llm: str, printed: str, reason: str
) -> None:
    """The best local one is printed, flagged, and what the LLM read is offered; digits that it
    supports are its own.
    """
    words = number(tesseract, ppocr, llm)
    assert [(word.text, word.reason, word.flagged) for word in words] == [(printed, reason, True)]
    assert {tesseract, ppocr, llm} - {printed} == set(words[0].alternatives)


@pytest.mark.parametrize(("local", "llm"), [("1", "I"), ("0", "O"), ("45", "45 (128)")])
def test_letters_like_strokes_and_numbers_beside_change_nothing(local: str, llm: str) -> None:
    """A lone stroke may be a letter; a number that the LLM has whole among others is still
    there.
    """
    read = [*BODY[:4], BODY[4].replace("45", local), BODY[5]]
    lines = page(read, read)
    result = hybrid_page(
        judge_page(lines, facts(lines)), transcript(*BODY[:4], BODY[4].replace("45", llm), BODY[5])
    )
    assert llm in result.lines[4].text


def test_what_no_local_reader_is_sure_of_is_the_llms() -> None:
    """Both local readers guess: the LLM was right 24 times as often; flagged, with both guesses
    beside it.
    """
    words = number("46", "48", "54", UNSURE)
    assert [(word.text, word.flagged, word.alternatives) for word in words] == [
        ("54", True, ("46", "48"))
    ]


def test_a_number_that_only_the_llm_has_is_flagged() -> None:
    """Nothing on the page speaks for it, nor for the word before it."""
    lines = page(BODY, BODY)
    result = hybrid_page(
        judge_page(lines, facts(lines)), transcript(*BODY[:5], BODY[5] + " in 1813")
    )
    words = {
        word.text: word.flagged
        for row in result.lines
        for word in row.words
        if word.reason == "llm-only"
    }
    assert words == {"in": True, "1813": True}
