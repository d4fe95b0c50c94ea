"""What is printed where an LLM has read: words with their boxes, confidence and flags."""

from __future__ import annotations

import pytest
from tests.arbitration.made import facts, page
from tests.arbitration.test_every_rule import page_facts

from recto.arbitration.chosen import chosen_words
from recto.arbitration.entries import PrintedWords
from recto.arbitration.local_reading import judge_page
from recto.arbitration.one_sided.passages import Passages
from recto.model.page import Box
from recto.model.result import Word
from recto.reasons import Reason
from recto.witnesses.choices import LlmChoice
from recto.witnesses.llm import LlmEvidence
from recto.witnesses.matching import Pairing

LINES = page(["the harbour", "nobody lies"], ["the harbour", "nobody lies"])
FIRST_LINE, SECOND_UNIT = Box(0, 0, 110, 20), Box(40, 0, 110, 20)


def llms(case: LlmEvidence) -> LlmChoice:
    """A judge that takes the LLM's words."""
    return LlmChoice(take_llm=True, origin="llm", reason=Reason.LLM_ONLY)


def chosen(
    *pairings: Pairing, repeated: tuple[int, ...] = (), unsupported: tuple[int, ...] = ()
) -> list[PrintedWords]:
    """What is printed of these."""
    reading = judge_page(LINES, facts(LINES))
    found = Passages(frozenset(), frozenset(repeated), frozenset(unsupported))
    known = page_facts(local=facts(LINES))
    return chosen_words(reading, known, pairings, found, llms)


def alone(text: str, first: int) -> Pairing:
    """Words that answer nothing."""
    return Pairing((), tuple(text.split()), first)


def test_words_that_no_reader_has_stand_where_the_last_known_word_stood() -> None:
    """Before any, where the page begins; their own order is kept."""
    entries = chosen(
        alone("inner", 2), Pairing(((0, 1),), ("harbour",), 1), alone("early", 0), alone("late", 3)
    )
    assert [entry.verdicts[0].text for entry in entries] == ["early", "harbour", "inner", "late"]
    boxes = [entry.verdicts[0].box for entry in entries]
    assert boxes == [FIRST_LINE, SECOND_UNIT, SECOND_UNIT, SECOND_UNIT]
    assert [entry.line for entry in entries] == [None, 0, None, None]
    assert [entry.verdicts[0].box_is_estimated for entry in entries] == [True, False, True, True]


@pytest.mark.parametrize(
    ("repeated", "unsupported", "expected"),
    [
        ((), (), [("old", 0.6, "llm-only"), ("mole", 0.6, "llm-only")]),
        ((), (0, 1), [("old", 0.35, "llm-unsupported"), ("mole", 0.35, "llm-unsupported")]),
        ((), (1,), [("old", 0.6, "llm-only"), ("mole", 0.35, "llm-unsupported")]),
        ((0,), (), [("mole", 0.6, "llm-only")]),
        ((0, 1), (), []),
    ],
)
def test_words_of_the_llm_alone(
    repeated: tuple[int, ...], unsupported: tuple[int, ...], expected: list[tuple[str, float, str]]
) -> None:
    """Flagged; less sure in a long run that nothing supports; what repeats the page goes."""
    (entry,) = chosen(alone("old mole", 0), repeated=repeated, unsupported=unsupported)
    words = [(word.text, word.confidence, str(word.reason)) for word in entry.verdicts]
    assert words == expected
    assert all(word.flagged and word.origin == "llm" for word in entry.verdicts)


def boxes(words: tuple[Word, ...]) -> list[tuple[float, float, bool]]:
    """Of each from left to right, and whether it was estimated."""
    return [(word.box.left, word.box.right, word.box_is_estimated) for word in words]


@pytest.mark.parametrize(
    ("units", "words", "expected"),
    [
        (((1, 0),), ("nobodi",), [(0, 60, False)]),
        (((1, 0),), ("no", "body"), [(0, 20, True), (20, 60, True)]),  # 2 letters of 6
        (((1, 0), (1, 1)), ("nobodi", "lies"), [(0, 60, False), (70, 110, False)]),
        (((1, 0), (1, 1)), ("nobodilies",), [(0, 110, True)]),
    ],
)
def test_boxes_are_a_readers_or_the_place_shared_out(
    units: tuple[tuple[int, int], ...], words: tuple[str, ...], expected: list[object]
) -> None:
    """By length, where no reader has as many words."""
    (entry,) = chosen(Pairing(units, words, 0))
    assert boxes(entry.verdicts) == expected
    assert (entry.line, entry.places) == (1, units)


def test_words_over_two_lines_are_the_firsts() -> None:
    """A word that was divided at the end of a line."""
    (entry,) = chosen(Pairing(((0, 1), (1, 0)), ("harbournobody",), 0))
    assert entry.line == 0


def test_a_pairing_without_words_is_left_out() -> None:
    """What the LLM lacks comes back elsewhere."""
    assert chosen(Pairing(((0, 0),), (), -1)) == []
