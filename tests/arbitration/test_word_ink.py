"""Words that the LLM alone has stand only where characters are that no word covers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.arbitration.made import page

from recto.arbitration.one_sided.word_ink import without_ink, without_ink_unnamed
from recto.arbitration.word.second_look import SecondLook
from recto.local.fusion import LocalLine
from recto.model.page import Box
from recto.model.result import Word
from recto.reasons import Reason
from recto.witnesses.local import UnitAt
from recto.witnesses.matching import Pairing

Lines = tuple[LocalLine, ...]
# "aaaa" from 0 to 40, "bbbb" from 50 to 90, "cccc" from 100 to 140: 15 characters with spaces on
# 140 px, 9.33 px each. The second line is 30 px below.
FIRST = page(["aaaa bbbb cccc"], ["aaaa bbbb cccc"])
TWO = page(["aaaa bbbb", "cccc dddd"], ["aaaa bbbb", "cccc dddd"])
CHARACTER = 140 / 15
NEEDED = 0.3 * 2 * CHARACTER  # of ink, for a word of two letters


def free(left: float, width: float, top: float = 0.0) -> Box:
    """A character that no word covers."""
    return Box(left, top, left + width, top + 20)


def known(lines: Lines, noise: tuple[UnitAt, ...] = ()) -> dict[UnitAt, tuple[Word, ...]]:
    """A word for each place but for noise."""
    word = Word("x", Box(0, 0, 1, 1), 0.9, "agreed", Reason.READERS_AGREE)
    places = [(i, k) for i, line in enumerate(lines) for k in range(len(line.units))]
    return {place: () if place in noise else (word,) for place in places}


def read(line: int, unit: int, text: str, first: int) -> Pairing:
    """Words that answer one unit."""
    return Pairing(((line, unit),), (text,), first)


def named(*boxes: Box, words: tuple[str, ...] = ("xy",), at: int = 1) -> bool:
    """Whether words between two of the first line's, answered by name, go; `at`: after how many."""
    texts = ["aaaa", "bbbb", "cccc"]
    row = [read(0, k, text, k + (k >= at)) for k, text in enumerate(texts)]
    row.insert(at, Pairing((), words, at))
    look = SecondLook(free=(boxes,))
    gone = without_ink(FIRST, {0: row}, look, known(FIRST))
    assert gone in ({}, {at: words})
    return bool(gone)


@pytest.mark.parametrize(
    ("boxes", "goes"),
    [
        ((), True),
        ((free(42, NEEDED + 0.01),), False),
        ((free(42, NEEDED - 0.01),), True),  # too little ink
        ((free(41, NEEDED / 2 + 0.01), free(45, NEEDED / 2 + 0.01)), False),  # together enough
        ((free(20, 30),), True),  # its middle is under the word before
        ((free(30, 20),), True),  # on its edge
        ((free(40, 20),), True),  # on the edge of the word behind
        ((free(95, 6),), True),  # elsewhere
    ],
)
def test_a_word_between_two_others(boxes: tuple[Box, ...], goes: bool) -> None:
    """Ink between them fills three tenths of its width."""
    assert named(*boxes) is goes


@pytest.mark.parametrize(
    ("at", "box", "goes"),
    [
        (0, free(-20, 6), False),
        (0, free(41, 6), True),
        (3, free(150, 6), False),
        (3, free(93, 6), True),
    ],
)
def test_a_word_at_the_end_of_a_line(at: int, box: Box, goes: bool) -> None:
    """Anywhere before the first, or behind the last."""
    assert named(box, at=at) is goes


def test_marks_alone_need_the_ink_of_one_letter() -> None:
    """A dash has none."""
    one = 0.3 * CHARACTER
    assert not named(free(42, one + 0.01), words=("—",))
    assert named(free(42, one - 0.01), words=("—",))


def test_words_that_answer_noise_need_ink_there() -> None:
    """A leader has no characters; a place of which words are printed is no noise."""
    row = [read(0, 0, "aaaa", 0), read(0, 1, "zz", 1), read(0, 2, "cccc", 2)]
    noise = known(FIRST, ((0, 1),))
    nothing = SecondLook(free=((),))
    assert without_ink(FIRST, {0: row}, nothing, noise) == {1: ("zz",)}
    assert without_ink(FIRST, {0: row}, nothing, known(FIRST)) == {}
    inked = SecondLook(free=((free(60, NEEDED + 0.01),),))
    assert without_ink(FIRST, {0: row}, inked, noise) == {}
    beside = SecondLook(free=((free(92, 6),),))
    assert without_ink(FIRST, {0: row}, beside, noise) == {1: ("zz",)}
    assert without_ink(FIRST, {0: row}, SecondLook(), noise) == {}  # nobody looked


@pytest.mark.parametrize(
    ("text", "goes"),
    [("xx", False), ("xxx", True)],  # 10 px are between the words; half of 9.33 a character
)
def test_without_a_look_a_word_needs_room(text: str, goes: bool) -> None:
    """Between two words that all readers have."""
    row = [read(0, 0, "aaaa", 0), Pairing((), (text,), 1), read(0, 1, "bbbb", 2)]
    found = without_ink(FIRST, {0: row}, SecondLook(), known(FIRST))
    assert found == ({1: (text,)} if goes else {})
    unsure = [read(0, 0, "aaba", 0), *row[1:]]
    assert without_ink(FIRST, {0: unsure}, SecondLook(), known(FIRST)) == {}
    assert without_ink(FIRST, {0: row[:2]}, SecondLook(), known(FIRST)) == {}


def unnamed(lines: Lines, row: list[Pairing], *boxes: tuple[Box, ...], **look: object) -> set[int]:
    """Where words go in a text that names no lines."""
    seen = SecondLook(free=boxes, **look)  # type: ignore[arg-type]  what rows of ink there are
    return set(without_ink_unnamed(lines, row, seen))


def test_a_word_between_two_of_one_line() -> None:
    """In a text that names no lines, in any order of the matches."""
    row = [read(0, 0, "aaaa", 0), Pairing((), ("xy",), 1), read(0, 1, "bbbb", 2)]
    assert unnamed(FIRST, row, ()) == {1}
    assert unnamed(FIRST, row[::-1], ()) == {1}
    assert unnamed(FIRST, row, (free(42, 6),)) == set()
    assert unnamed(FIRST, row) == set()  # nobody looked
    skipped = [row[0], row[1], read(0, 2, "cccc", 2)]
    assert unnamed(FIRST, skipped, ()) == set()  # it may be a reading of the word between
    unsure = [row[0], row[1], read(0, 1, "bxbb", 2)]
    assert unnamed(FIRST, unsure, ()) == set()
    assert unnamed(FIRST, row[:2], ()) == set()
    assert unnamed(FIRST, row[1:], ()) == set()


BETWEEN = [
    read(0, 0, "aaaa", 0),
    read(0, 1, "bbbb", 1),
    Pairing((), ("xy",), 2),
    read(1, 0, "cccc", 3),
    read(1, 1, "dddd", 4),
]


@pytest.mark.parametrize(
    ("upper", "lower", "goes"),
    [
        ((), (), True),
        ((free(95, 6),), (), False),  # behind the upper line's last word
        ((free(42, 6),), (), True),
        ((), (free(-20, 6),), False),  # before the lower line's first
        ((), (free(42, 6),), True),
    ],
)
def test_a_word_between_two_lines(
    upper: tuple[Box, ...], lower: tuple[Box, ...], goes: bool
) -> None:
    """At the end of the one or the beginning of the other."""
    assert unnamed(TWO, BETWEEN, upper, lower) == ({2} if goes else set())


@pytest.mark.parametrize(
    ("top", "goes"), [(30.0, True), (44.0, True), (45.0, False), (100.0, False)]
)
def test_two_lines_with_room_between_them(top: float, goes: bool) -> None:
    """From 1.2 heights another line may stand there, by hand."""
    lower = TWO[1].box
    moved = replace(TWO[1], box=replace(lower, top=top, bottom=top + 20))
    assert unnamed((TWO[0], moved), BETWEEN, (), ()) == ({2} if goes else set())


@pytest.mark.parametrize(
    ("top", "goes"), [(0.0, True), (1.0, False), (29.0, False), (30.0, True), (60.0, True)]
)
def test_unread_ink_between_two_lines(top: float, goes: bool) -> None:
    """Its middle lies between theirs."""
    found = unnamed(TWO, BETWEEN, (), (), unread=(free(0, 90, top),))
    assert found == ({2} if goes else set())


def test_other_words_of_the_page_between_them() -> None:
    """They may be what the LLM has read there."""
    middle = BETWEEN[2]
    not_last = [read(0, 0, "aaaa", 0), middle, read(1, 0, "cccc", 3)]
    not_first = [read(0, 1, "bbbb", 1), middle, read(1, 1, "dddd", 3)]
    assert unnamed(TWO, not_last, (), ()) == set()
    assert unnamed(TWO, not_first, (), ()) == set()
    three = page(["aaaa", "bbbb", "cccc"], ["aaaa", "bbbb", "cccc"])
    far = [read(0, 0, "aaaa", 0), Pairing((), ("xy",), 1), read(2, 0, "cccc", 2)]
    back = [read(1, 0, "bbbb", 0), Pairing((), ("xy",), 1), read(0, 0, "aaaa", 2)]
    assert unnamed(three, far, (), (), ()) == set()
    assert unnamed(three, back, (), (), ()) == set()
