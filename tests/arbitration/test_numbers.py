"""A number is more than its digits: a changed sign, currency, mark or width is a changed number,
whoever changed it.
"""

from __future__ import annotations

import pytest
from tests.alignment.test_agreement import OTHER_NUMBERS
from tests.arbitration.made import facts, page, transcript

from recto.arbitration.hybrid import hybrid_page
from recto.arbitration.local_reading import judge_page, local_lines
from recto.arbitration.numbers.judged import numbers_judged
from recto.model.result import Word

BODY = [
    "the harbour lies open to the north",
    "and pay the pilot 1,245.00 shillings for it",
    "which nobody has ever paid before now",
    "so that the ship may leave the harbour",
    "with the first tide of the next day",
]
ROW, PLACE = 1, 4


def read(
    tesseract: str, ppocr: str, llm: str, *, named: bool, confidence: float = 0.95
) -> list[Word]:
    """The words of the line with the number, as three readers have it."""
    first, second, third = (
        [line.replace("1,245.00", text) for line in BODY] for text in (tesseract, ppocr, llm)
    )
    lines = page(first, second, confidence)
    written = transcript(*third, asked=tuple(range(len(BODY))) if named else None)
    return list(hybrid_page(judge_page(lines, facts(lines)), written).lines[ROW].words)


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("llm", OTHER_NUMBERS)
def test_two_local_readers_number_stands_flagged(llm: str, *, named: bool) -> None:
    """It is printed whole, the LLM's is offered beside the flag, and nobody says that all agree."""
    words = read("1,245.00", "1,245.00", llm, named=named)
    assert [word.text for word in words] == BODY[ROW].split()
    number = words[PLACE]
    assert (number.reason, number.flagged) == ("digits-read-twice", True)
    assert any(llm.replace(" ", "") in text.replace(" ", "") for text in number.alternatives)


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "llm", "printed", "reason", "flagged"),
    [
        ("1,245.00", "1,245.00", "1,245.00", "1,245.00", "all-agree", False),
        ("1.245.00", "1,245.00", "1,245.00", "1,245.00", "letters-agree", False),
        ("-1,245.00", "1,245.00", "-1,245.00", "-1,245.00", "letters-agree", False),
        ("1,245.00", "1,245.00", "1,245.00;", "1,245.00", "letters-agree", False),
        ("1,245.00", "1,245.00", "“1,245.00”", "1,245.00", "letters-agree", False),
        ("1,245,00", "1.245.00", "-1,245.00", "1.245.00", "digits-read-twice", True),
        ("Aj", "A1", "A₁", "A1", "digits-read-once", True),
        ("1,24S.00", "1,245.00", "1,245.00", "1,245.00", "llm-and-ppocr", False),
        ("1,24S.00", "1,245.00", "£1,245.00", "1,245.00", "digits-read-once", True),
        ("½", "½", "¼", "½", "digits-read-twice", True),
        ("5°", "5°", "5", "5°", "digits-read-twice", True),
        ("5%", "5%", "5‰", "5%", "digits-read-twice", True),
    ],
)  # fmt: skip
def test_marks_of_a_number_are_judged_with_it(
    tesseract: str, ppocr: str, llm: str, printed: str, reason: str, *, flagged: bool
) -> None:
    """A reader that has it to the mark bears the LLM out; sentence marks are a reader's own; else
    digits decide.
    """
    word = read(tesseract, ppocr, llm, named=True)[PLACE]
    assert (word.text, word.reason, word.flagged) == (printed, reason, flagged)


@pytest.mark.parametrize("ppocr", ["-1,245.00", "£1,245.00", "1.245,00", "1,245.00%", "(1,245.00)"])
def test_local_readers_that_differ_in_a_numbers_marks_are_flagged(ppocr: str) -> None:
    """Without an LLM, too: same digits, but not the same number."""
    lines = page(BODY, [line.replace("1,245.00", ppocr) for line in BODY])
    words = numbers_judged(local_lines(judge_page(lines, facts(lines))))[ROW].words
    assert [word.text for word in words if word.flagged] == [words[PLACE].text]
    assert words[PLACE].reason == "number-marks-differ"
    assert {words[PLACE].text, *words[PLACE].alternatives} == {"1,245.00", ppocr}


@pytest.mark.parametrize("ppocr", ["1,245.00,", "“1,245.00", "1,245.00.", "1,245.00"])
def test_sentence_marks_beside_a_number_are_none_of_it(ppocr: str) -> None:
    """They are chosen among, unflagged, as before."""
    lines = page(BODY, [line.replace("1,245.00", ppocr) for line in BODY])
    assert not any(word.flagged for word in local_lines(judge_page(lines, facts(lines)))[ROW].words)
