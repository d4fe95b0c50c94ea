"""Lines that only the LLM has: printed over ink that nobody read, after the right line."""

from __future__ import annotations

import pytest
from tests.arbitration.made import page

from recto.arbitration.entries import PrintedWords
from recto.arbitration.one_sided.additions import Additions, additions
from recto.arbitration.word.second_look import SecondLook
from recto.model.page import Box
from recto.model.transcript import Transcript, TranscriptLine

# Lines of 20 px at 0, 30, 60; their middles at 10, 40, 70.
LINES = page(["one", "two", "three"], ["one", "two", "three"])


def ink(top: float, left: float = 0.0, right: float = 120.0) -> Box:
    """A row of unread characters, 20 px high."""
    return Box(left, top, right, top + 20)


def added(
    *written: tuple[str, int | None], unread: tuple[Box, ...] = (), **texts: str
) -> Additions:
    """What comes of these (text, line that it answers or None)."""
    lines = tuple(TranscriptLine(text, line) for text, line in written)
    blind = {unread[int(name[1:])]: text for name, text in texts.items()}
    return additions(LINES, Transcript(lines, "made", "image", None), SecondLook(blind, unread))


def places(found: Additions) -> dict[str, tuple[int, float]]:
    """Each printed addition with the line before it and the top of its ink."""
    words = [(entry, before) for before, row in found.after.items() for entry in row]
    return {
        " ".join(word.text for word in entry.verdicts): (before, entry.verdicts[0].box.top)
        for entry, before in words
    }


@pytest.mark.parametrize(
    ("after", "unread", "expected"),
    [
        (2, (ink(90),), (2, 90)),
        (0, (ink(30),), (0, 30)),
        (1, (ink(60), ink(90)), (1, 60)),  # the nearest
        (1, (ink(90), ink(60)), (1, 60)),
        (2, (ink(119),), (2, 119)),  # within three line heights
        (2, (ink(120),), (2, 120)),  # exactly three
        (2, (ink(121),), None),
        (1, (ink(0),), None),  # above the line that it follows
        (1, (ink(30),), None),  # on it
        (None, (ink(-30),), (-1, -30)),  # before the first line
        (None, (ink(-50),), (-1, -50)),
        (None, (ink(-60),), (-1, -60)),
        (None, (ink(-61),), None),
        (None, (ink(30),), None),
    ],
)
def test_an_added_line_is_printed_over_the_nearest_ink(
    after: int | None, unread: tuple[Box, ...], expected: tuple[int, float] | None
) -> None:
    """Below the line that it follows, above the first where it follows none; else it is a note."""
    before = [] if after is None else [("read", after)]
    found = added(*before, ("new line", None), unread=unread)
    if expected is None:
        assert (found.after, found.unprinted, found.unread) == ({}, ("new line",), unread)
        return
    assert places(found) == {"new line": expected}
    assert found.unprinted == ()
    assert found.unread == tuple(box for box in unread if box.top != expected[1])


def test_two_additions_take_two_pieces_of_ink() -> None:
    """In the order in which they are written; a third has none left."""
    found = added(
        ("read", 2), ("first", None), ("second", None), ("third", None), unread=(ink(90), ink(110))
    )
    assert places(found) == {"first": (2, 90), "second": (2, 110)}
    assert found.unprinted == ("third",)
    assert [entry.line for entry in found.after[2]] == [3, 4]
    assert [line.box.top for line in found.lines] == [0, 30, 60, 90, 110]
    assert found.lines[3].baseline == (0, 110, 120, 110)
    assert {line.detected_by for line in found.lines[3:]} == {"llm"}


def test_on_a_page_without_lines_nothing_is_printed() -> None:
    """There is nothing that it could follow."""
    told = Transcript((TranscriptLine("new"),), "made", "image", None)
    found = additions((), told, SecondLook({}, (ink(0),)))
    assert (found.after, found.unprinted) == ({}, ("new",))


def test_an_answer_about_a_contested_place_is_no_addition() -> None:
    """It names its region."""
    told = Transcript((TranscriptLine("spot", region=ink(90)),), "made", "image", None)
    found = additions(LINES, told, SecondLook({}, (ink(90),)))
    assert (found.after, found.unprinted, found.unread) == ({}, (), (ink(90),))


@pytest.mark.parametrize(
    ("box", "before"),
    [
        (ink(90), 2),
        (ink(31), 1),  # its middle is below the second's
        (ink(30), 0),  # level with the second
        (ink(-30), -1),
        (ink(90, left=31), 2),  # below "three", which is 50 px wide
        (ink(90, left=49), 2),
        (ink(90, left=50), -1),  # beside all of them
        (ink(90, left=-50, right=0), -1),
        (ink(60, left=20), 1),
    ],
)
def test_blind_readings_of_unread_ink_follow_the_line_above(box: Box, before: int) -> None:
    """The last one whose columns it shares."""
    found = added(unread=(box,), t0="blind")
    assert places(found) == {"blind": (before, box.top)}
    assert found.after[before][0].verdicts[0].reason == "read-from-unread-ink"


def test_of_lines_side_by_side_the_lowest_counts() -> None:
    """Not the last in reading order."""
    lines = (LINES[2], LINES[0])
    told = Transcript((), "made", "image", None)
    found = additions(lines, told, SecondLook({ink(90): "blind"}, (ink(90),)))
    assert list(found.after) == [0]


@pytest.mark.parametrize(
    ("blind", "is_printed"),
    [
        ("...", False),  # no letter
        ("", False),
        ("another text", True),
        ("abcdefghijklmnopqrsx", False),  # 95 % the same
        ("abcdefghijklmnopqxyw", True),  # 85 %
        ("abcdefghijklmnopqrxyz", False),  # 87.8 %
    ],
)
def test_a_blind_reading_that_is_an_added_line_is_not_printed_twice(
    blind: str, is_printed: bool
) -> None:
    """Above 85 % of the letters it is one; the ink stays unread."""
    found = added(("read", 2), ("abcdefghijklmnopqrst", None), unread=(ink(90), ink(300)), t1=blind)
    assert (blind in places(found)) is is_printed
    assert found.unread == (() if is_printed else (ink(300),))


def test_words_share_their_ink_by_length() -> None:
    """Spaces included: eight characters over 120 px; flagged, since nobody else has them."""
    found = added(("read", 2), ("ab cde f", None), unread=(ink(90, left=10, right=130),))
    words = found.after[2][0].verdicts
    assert [(word.text, word.box.left, word.box.right) for word in words] == [
        ("ab", 10, 40),
        ("cde", 55, 100),
        ("f", 115, 130),
    ]
    assert {(word.box.top, word.box.bottom) for word in words} == {(90, 110)}
    assert {(word.flagged, word.box_is_estimated, word.origin) for word in words} == {
        (True, True, "llm")
    }
    assert {(word.confidence, str(word.reason)) for word in words} == {(0.6, "added-over-ink")}


def test_the_lines_of_the_page_with_additions_between_them() -> None:
    """Those before the first line come first."""
    rows = [[PrintedWords(i, (), ())] for i in range(3)]
    found = added(
        ("above", None), ("read", 0), ("inner", None), ("read", 2), ("last", None),
        unread=(ink(-30), ink(25), ink(90)),
    )  # fmt: skip
    lines = [entry.line for entry in found.entries(rows)]
    assert lines == [3, 0, 4, 1, 2, 5]
