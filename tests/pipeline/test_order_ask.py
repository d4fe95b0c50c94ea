"""When the LLM is asked for the order of a page, and what its answer does to the final lines."""

from __future__ import annotations

import pytest

from recto.arbitration.outcome import SURE_ORDER
from recto.local.fusion import LocalLine
from recto.model.page import Box
from recto.model.result import ResultLine, Word
from recto.model.transcript import Decision
from recto.pipeline.order_ask import in_order, order_decisions
from recto.reasons import Reason
from recto.settings.llm import LlmOptions

PAGE = Box(0, 0, 1000, 1000)
BASE = (0.0, 0.0, 1.0, 0.0)


def local(*surenesses: float) -> list[LocalLine]:
    """Lines so sure of their places."""
    return [LocalLine((), PAGE, BASE, "ppocr", order_sureness=sure) for sure in surenesses]


def asked(action: str) -> tuple[Decision, ...]:
    """What is asked of the page already."""
    return (Decision(PAGE, action, Reason.READERS_DIFFER, 1.0),)  # type: ignore[arg-type]


DOUBTED = (1.0, SURE_ORDER - 0.01)


@pytest.mark.parametrize(
    ("surenesses", "action", "more", "wanted"),
    [
        (DOUBTED, "keep", {}, True),
        (DOUBTED, "lines", {}, True),
        (DOUBTED, "page", {}, True),
        ((1.0, SURE_ORDER), "keep", {}, False),
        ((), "keep", {}, False),
        (DOUBTED, "transcribe", {}, False),
        (DOUBTED, "keep", {"mode": "always"}, False),
        (DOUBTED, "keep", {"mode": "off"}, False),
        (DOUBTED, "keep", {"send": "lines"}, False),
        (DOUBTED, "keep", {"max_calls": 9}, True),
        (DOUBTED, "lines", {"max_calls": 9}, False),
    ],
)
def test_an_order_is_asked_for_where_it_is_unsure(
    surenesses: tuple[float, ...], action: str, more: dict[str, object], wanted: bool
) -> None:
    """Only in auto, only where some line's place is unsure, and within a limit on calls."""
    options = LlmOptions(**{"mode": "auto", **more})  # type: ignore[arg-type]
    found = order_decisions(local(*surenesses), PAGE, asked(action), options)
    assert [decision.action for decision in found] == ["order"] * wanted


def line(text: str, left: float, top: float) -> ResultLine:
    """A final line of one word."""
    box = Box(left, top, left + 100, top + 20)
    return ResultLine((Word(text, box, 0.9, "local", Reason.ALL_AGREE),), box, BASE)


LEFT, RIGHT = Box(0, 0, 100, 100), Box(200, 0, 300, 100)


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ((RIGHT, LEFT), "c d stray a b"),
        ((LEFT, RIGHT), "a b c d stray"),
        ((), "a b c d stray"),
    ],
)
def test_lines_follow_the_blocks(blocks: tuple[Box, ...], said: str) -> None:
    """Blocks change places, lines in them do not; what lies in none stays behind its neighbour."""
    lines = [
        line("a", 0, 0),
        line("b", 0, 40),
        line("c", 200, 0),
        line("d", 200, 40),
        line("stray", 500, 500),
    ]
    ordered = in_order(lines, blocks)
    assert " ".join(each.words[0].text for each in ordered) == said
