"""Small raised marks that no word covers are found; specks, dots, commas and dirty pages are
not.
"""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import ImageFont
from tests.unread_pages import text

from recto.arbitration.flags import PageDoubts, doubted
from recto.ink.leftover import leftover, notes_of, still_left
from recto.model.page import Box, Pixels
from recto.model.result import ResultLine, Word

SIZE = 36  # px of the prose
TEXT = "See the ledger of the quay"
LEFT, TOP = 120, 80


def line_of(words: str, top: int) -> ResultLine:
    """The words as a line, each with the box of its ink."""
    font, left, verdicts = ImageFont.load_default(SIZE), float(LEFT), []
    for word in words.split():
        x0, y0, x1, y1 = font.getbbox(word)
        box = Box(left + x0, top + y0, left + x1, top + y1)
        verdicts.append(Word(word, box, 0.95, "agreed", "test"))
        left += font.getlength(word + " ")
    box = Box.around(word.box for word in verdicts)
    foot = top + font.getbbox("x")[3]
    return ResultLine(tuple(verdicts), box, (box.left, foot, box.right, foot))


def page() -> tuple[Pixels, list[ResultLine]]:
    """Three lines, all of whose words were read."""
    pixels = np.full((400, 800), 255, np.uint8)
    tops = (TOP, TOP + 90, TOP + 180)
    for top in tops:
        text(pixels, (LEFT, top), TEXT, SIZE)
    return pixels, [line_of(TEXT, top) for top in tops]


def found(pixels: Pixels, lines: list[ResultLine]) -> tuple[Box, ...]:
    """The marks, where every line was seen."""
    return leftover(pixels, lines, [line.box for line in lines]).marks


@pytest.mark.parametrize("mark", ["1", "12", "7", "123", "a", "x", "§"])
@pytest.mark.parametrize("line", [0, 1, 2])
@pytest.mark.parametrize("behind", [False, True], ids=["before", "behind"])
def test_a_raised_mark_beside_a_line_is_found(mark: str, line: int, behind: bool) -> None:
    """Before the first word, as a footnote has it, or behind the last."""
    pixels, lines = page()
    small = SIZE * 6 // 10
    width = round(ImageFont.load_default(small).getlength(mark))
    left = round(lines[line].box.right) + 6 if behind else LEFT - 8 - width
    text(pixels, (left, TOP + 90 * line), mark, small)
    (box,) = found(pixels, lines)
    assert box.left >= left - 2
    assert box.right <= left + width + 2


def test_a_page_without_one_has_none() -> None:
    """Dots of i, points and commas are no marks."""
    pixels, lines = page()
    assert found(pixels, lines) == ()


def test_a_mark_that_a_word_covers_was_read() -> None:
    """A reader has it as a word of its own."""
    pixels, lines = page()
    text(pixels, (LEFT - 30, TOP), "12", SIZE * 6 // 10)
    mark = Word("12", Box(LEFT - 32, TOP - 2, LEFT - 4, TOP + 26), 0.9, "agreed", "test")
    first = lines[0]
    lines[0] = ResultLine((mark, *first.words), Box.around([mark.box, first.box]), first.baseline)
    assert found(pixels, lines) == ()


@pytest.mark.parametrize(
    ("radius", "raised"),
    [(1, 20), (2, 20), (30, 20), (6, -6)],
    ids=["speck", "dot", "blot", "on the baseline"],
)
def test_dirt_beside_a_line_is_no_mark(radius: int, raised: int) -> None:
    """Too small, too large, or standing where letters stand."""
    pixels, lines = page()
    foot = round(lines[0].baseline[1])
    cv2.circle(pixels, (LEFT - 40, foot - raised), radius, 0, -1)
    assert found(pixels, lines) == ()


def test_on_a_dirty_page_nothing_is_said() -> None:
    """Where such specks lie about, one beside a line tells nothing."""
    pixels, lines = page()
    text(pixels, (LEFT - 30, TOP), "12", SIZE * 6 // 10)
    for at in range(6):
        cv2.circle(pixels, (100 + 110 * at, 370), 6, 0, -1)
    assert found(pixels, lines) == ()


SIGNS = ("'", "’", '"', "*", "!", "?", "$")


def with_mark(mark: str, said: str, share: float) -> tuple[Pixels, list[ResultLine]]:
    """A word that ends in a mark of that share of the type's size, and is said to end in `said`."""
    pixels, lines = page()
    box = lines[1].words[-1].box
    small = round(SIZE * share)
    left = round(box.right) + 3
    text(pixels, (left, TOP + 90), mark, small)
    wide = Box(
        box.left, box.top - 2, left + ImageFont.load_default(small).getlength(mark) + 2, box.bottom
    )
    words = (*lines[1].words[:-1], Word(f"quay{said}", wide, 0.9, "tesseract", "test"))
    lines[1] = ResultLine(words, lines[1].box, lines[1].baseline)
    return pixels, lines


@pytest.mark.parametrize("mark", ["1", "2", "7", "a"])
@pytest.mark.parametrize("said", ["'", "’", '"', "^", "!", "?", "$"])
def test_a_raised_mark_that_its_word_has_as_a_sign_is_flagged_and_said(
    mark: str, said: str
) -> None:
    """A quotation mark is smaller, and ! and ? stand on the line."""
    pixels, lines = with_mark(mark, said, 0.6)
    found = leftover(pixels, lines, [line.box for line in lines])
    assert len(found.misread) == 1
    assert [
        word.text
        for line in doubted(lines, PageDoubts(left=found))
        for word in line.words
        if word.flagged
    ] == [f"quay{said}"]
    assert "1 raised mark read as another sign" in "; ".join(notes_of(found, "eng"))
    mended = [
        ResultLine(
            (Word("quay¹", lines[1].box, 0.9, "llm", "test"),), lines[1].box, lines[1].baseline
        )
    ]
    assert still_left(found, mended).misread == ()


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_that_is_printed_is_no_raised_mark(sign: str) -> None:
    """Quotation marks, stars, and signs that stand on the line."""
    pixels, lines = with_mark(sign, sign, 1.0)
    assert leftover(pixels, lines, [line.box for line in lines]).misread == ()


@pytest.mark.parametrize(("said", "doubted"), [("12", True), ("1", False)])
def test_a_raised_figure_behind_a_figure_is_no_figure_of_the_number(
    said: str, doubted: bool
) -> None:
    """Ten to the second is not 102; a word with a footnote's number is itself."""
    pixels, lines = with_mark("2", said, 0.6)
    assert bool(leftover(pixels, lines, [line.box for line in lines]).misread) == doubted
