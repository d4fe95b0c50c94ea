"""Text that runs down, alone or among lines that run across: what the summary says of it."""

import pytest

from recto.local.fusion import AlignedWords, LocalLine
from recto.local.text_direction import running_notes
from recto.model.page import Box, ReaderWord

BOTH = "text runs both across and down ({} of {} lines): check those of the rarer way"
SCRIPT = (
    "lines run down and the readers disagree: for vertical script give its model, e.g. -l jpn_vert"
)


def lines(across: int, down: int, text: str = "a line of text") -> list[LocalLine]:
    """Lines of 300 x 20 px, and of 20 x 300."""
    boxes = [Box(0, 30 * i, 300, 30 * i + 20) for i in range(across)]
    boxes += [Box(400 + 30 * i, 0, 420 + 30 * i, 300) for i in range(down)]
    return [
        LocalLine(
            (AlignedWords((ReaderWord(text, box, 0.9),), ()),), box, (0, 0, 0, 0), "tesseract"
        )
        for box in boxes
    ]


@pytest.mark.parametrize(
    ("across", "down", "agreement", "notes"),
    [
        (40, 0, 0.9, ()),
        (40, 0, 0.2, ()),  # a bad page, not a turned one
        (40, 1, 0.9, ()),  # a note up the margin
        (40, 10, 0.9, (BOTH.format(10, 50),)),
        (8, 16, 0.5, (BOTH.format(16, 24),)),
        (0, 40, 0.9, ()),  # a page on its side, turned and read
        (0, 40, 0.2, (SCRIPT,)),  # vertical script, or nothing that can be read
    ],
)
def test_what_is_said_of_the_way_text_runs(
    across: int, down: int, agreement: float, notes: tuple[str, ...]
) -> None:
    """Only what a person must look at."""
    assert running_notes(lines(across, down), agreement) == notes


def test_short_words_in_tall_boxes_do_not_run_down() -> None:
    """A page number "1" is taller than wide."""
    assert running_notes(lines(2, 20, "1."), 0.9) == ()


def test_an_empty_page_says_nothing() -> None:
    """No lines, no notes."""
    assert running_notes([], 0.0) == ()
