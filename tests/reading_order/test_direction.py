"""Which way the lines of a page run, and the frame in which all run from left to right."""

from collections.abc import Sequence

import numpy as np
import pytest

from recto.model.page import Box, Line, ReaderWord
from recto.reading_order.direction import Direction, direction_of, in_frame
from recto.reading_order.order import reading_rows

ACROSS, DOWN = (0.0, 0.0, 300.0, 20.0), (0.0, 0.0, 20.0, 300.0)
ARABIC, HEBREW, JAPANESE = "السلام عليكم", "שלום עליכם", "吾輩は猫である"


@pytest.mark.parametrize(
    ("pieces", "direction"),
    [
        ([(ACROSS, "two words")], Direction.RIGHTWARD),
        ([(ACROSS, ARABIC)], Direction.LEFTWARD),
        ([(ACROSS, HEBREW), (ACROSS, "one English line")], Direction.RIGHTWARD),
        ([(ACROSS, HEBREW), (ACROSS, HEBREW), (ACROSS, "ISBN")], Direction.LEFTWARD),
        ([(DOWN, JAPANESE)], Direction.DOWNWARD),
        ([(DOWN, JAPANESE), (ACROSS, JAPANESE), (ACROSS, JAPANESE)], Direction.RIGHTWARD),
        ([(DOWN, "1")], Direction.RIGHTWARD),  # one sign is no line
        ([(ACROSS, "12.50")], Direction.RIGHTWARD),  # figures have no direction of their own
        ([(ACROSS, "")], Direction.RIGHTWARD),
    ],
)
def test_most_letters_tell_the_direction(
    pieces: Sequence[tuple[tuple[float, ...], str]], direction: Direction
) -> None:
    """By their shape on the page, and by their script."""
    boxes = np.array([box for box, _ in pieces])
    assert direction_of(boxes, [text for _, text in pieces]) is direction


def test_a_frame_mirrors_or_turns() -> None:
    """What is read first is left, or above."""
    first, then = (500.0, 10.0, 900.0, 30.0), (50.0, 10.0, 450.0, 30.0)
    mirrored = in_frame(np.array([first, then]), Direction.LEFTWARD)
    assert mirrored.tolist() == [[-900, 10, -500, 30], [-450, 10, -50, 30]]
    turned = in_frame(np.array([(800.0, 0.0, 830.0, 600.0)]), Direction.DOWNWARD)
    assert turned.tolist() == [[0, -830, 600, -800]]


def line(text: str, left: float, top: float, right: float, bottom: float) -> Line:
    """One word in a box."""
    box = Box(left, top, right, bottom)
    return Line((ReaderWord(text, box, 0.9),), box, (left, bottom, right, bottom))


def test_the_right_column_of_an_arabic_page_comes_first() -> None:
    """Both columns are prose, and no row crosses the gutter."""
    prose = " ".join([ARABIC] * 4)
    right = [line(prose, 520, 30 * k, 1000, 30 * k + 20) for k in range(8)]
    left = [line(prose, 0, 30 * k, 480, 30 * k + 20) for k in range(8)]
    rows = reading_rows([*left, *right])
    assert [i for row in rows for i in row] == [*range(8, 16), *range(8)]


def test_pieces_of_an_arabic_row_are_read_from_the_right() -> None:
    """A label and its price."""
    rows = reading_rows([line("12", 0, 0, 60, 20), line(ARABIC, 700, 0, 1000, 20)])
    assert rows == [[1, 0]]


def test_lines_that_run_down_are_read_from_right_to_left() -> None:
    """In two tiers: all of the upper one first."""
    upper = [line(JAPANESE * 2, 900 - 40 * k, 0, 930 - 40 * k, 400) for k in range(8)]
    lower = [line(JAPANESE * 2, 900 - 40 * k, 460, 930 - 40 * k, 860) for k in range(8)]
    rows = reading_rows([*lower, *upper])
    assert [i for row in rows for i in row] == [*range(8, 16), *range(8)]
