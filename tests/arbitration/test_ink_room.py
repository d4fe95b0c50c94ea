"""How much an LLM may write on a page with hardly any ink: no more than the ink can hold."""

from __future__ import annotations

import pytest
from tests.arbitration.made import facts, page, transcript

from recto.arbitration.hybrid import hybrid_page
from recto.arbitration.local_reading import judge_page
from recto.arbitration.one_sided.ink_room import NEARLY_BLANK, emptied, room_of, without_room
from recto.ink.leftover import NOTHING_LEFT, Leftover, Place
from recto.ink.unread import NOTHING_UNREAD, UnreadInk
from recto.model.page import Box
from recto.witnesses.local import LocalReading
from recto.witnesses.matching import Pairing

EMPTY = judge_page((), facts(()))
LABEL = page(["Ex libris"], ["Ex libris"])
READ = judge_page(LABEL, facts(LABEL))
ROW = Box(100, 100, 500, 120)  # twenty squares
PLACE = Leftover((Place(ROW, 12),))


@pytest.mark.parametrize(
    ("reading", "left", "unread", "room"),
    [
        (EMPTY, NOTHING_LEFT, NOTHING_UNREAD, 0.0),
        (EMPTY, PLACE, NOTHING_UNREAD, 24.0),
        (EMPTY, PLACE, UnreadInk((ROW,)), 80.0),
        (EMPTY, NOTHING_LEFT, UnreadInk((ROW,)), 0.0),  # measured by lines that were none
        (READ, NOTHING_LEFT, UnreadInk((ROW, ROW)), 160.0),
    ],
)
def test_room_is_what_the_ink_can_hold(
    reading: LocalReading, left: Leftover, unread: UnreadInk, room: float
) -> None:
    """By places and by rows, whichever seem to hold more."""
    assert room_of(reading, left, unread) == room


@pytest.mark.parametrize(("count", "has_limit"), [(NEARLY_BLANK, True), (NEARLY_BLANK + 1, False)])
def test_a_page_of_text_has_room_for_anything(count: int, *, has_limit: bool) -> None:
    """Local readers may have lost what an LLM reads there."""
    lines = page(["w" * count], ["w" * count])
    found = room_of(judge_page(lines, facts(lines)), NOTHING_LEFT, NOTHING_UNREAD)
    assert (found is not None) is has_limit
    assert NEARLY_BLANK == 60


ANSWERS = Pairing(((0, 0), (0, 1)), ("Ex", "libris"), 0)
ADDED = (Pairing((), ("Clara",), 2), Pairing((), ("Whit-", "field"), 3))  # fourteen letters


@pytest.mark.parametrize(
    ("room", "left_out"),
    [
        (None, {}),
        (15.0, {}),
        (14.0, {}),
        (13.0, {2: ("Clara",), 3: ("Whit-", "field")}),
        (0.0, {2: ("Clara",), 3: ("Whit-", "field")}),
    ],
)
def test_words_that_answer_nothing_need_room(
    room: float | None, left_out: dict[int, tuple[str, ...]]
) -> None:
    """All of them or none; those that a local reader has, too, need none."""
    assert without_room(LABEL, (ANSWERS, *ADDED), room) == left_out


RING = page(["O"], ["O"])  # a ring that both readers take for a letter


@pytest.mark.parametrize(
    ("words", "is_left_out"),
    [(("Year", "Vessels", "Tons"), True), (("Oct",), True), (("On",), False), (("O",), False)],
)
def test_a_phrase_over_a_ring_needs_room_too(words: tuple[str, ...], *, is_left_out: bool) -> None:
    """More than twice the letters that any reader saw there; where it goes, the place stays."""
    phrase = Pairing(((0, 0),), words, 0)
    gone = without_room(RING, (phrase,), 0.0)
    assert bool(gone) is is_left_out
    left = Pairing(((0, 0),), (), -1) if is_left_out else phrase
    assert emptied((phrase,), gone) == (left,)
    assert without_room(RING, (phrase,), 15.0) == {}


def test_a_phrase_over_a_ring_goes_to_the_notes() -> None:
    """The ring is judged as where the LLM has nothing."""
    lines = page(["Ex libris Clara Whitfield", "O"], ["Ex libris Clara Whitfield", "O"])
    reading = judge_page(lines, facts(lines))
    written = transcript("Ex libris Clara Whitfield", "Oats Vessels Tons")
    found = hybrid_page(reading, written, room=0.0)
    assert [line.text for line in found.lines] == ["Ex libris Clara Whitfield"]
    assert " ".join(found.unprinted) == "Oats Vessels Tons"
