"""The order of a page alone, asked over a real HTTP server: numbers go out and come back, and a
permutation alone is believed.
"""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest
from tests.vision.pages import options, read
from tests.vision.server import Answer, Received, Script, Server, chat

from recto.model.page import Box, Pixels
from recto.model.transcript import Decision, Evidence, ShownLine
from recto.readers.vision.ask.order import MOST_BLOCKS, blocks_of
from recto.readers.vision.call.cost import load
from recto.readers.vision.reader import VisionReader
from recto.reasons import Reason
from recto_preprocessing import View
from recto_preprocessing.geometry import IDENTITY

LINE = 30  # px from line to line


def column(left: int, top: int, count: int, size: int = 20, wide: int = 300) -> list[Box]:
    """So many lines below one another."""
    return [Box(left, top + LINE * i, left + wide, top + LINE * i + size) for i in range(count)]


def shown(boxes: list[Box]) -> tuple[ShownLine, ...]:
    """Lines with these boxes and words of their own."""
    lines = [ShownLine(i, box, f"line {i} of the page", 0.1) for i, box in enumerate(boxes)]
    return tuple(lines)


def page_of(boxes: list[Box]) -> Evidence:
    """A page with these lines, in this order."""
    pixels: Pixels = np.full((900, 760), 255, np.uint8)
    for box in boxes:
        corners = (int(box.left), int(box.top)), (int(box.right), int(box.bottom))
        cv2.rectangle(pixels, *corners, 90, cv2.FILLED)
    return Evidence("page.png page 1", View(pixels, IDENTITY, 150.0), shown(boxes), "eng")


COLUMNS = [*column(40, 100, 6), *column(400, 100, 6)]
HEADED = [Box(40, 20, 700, 70), *COLUMNS]
WHOLE = [Decision(Box(0, 0, 760, 900), "order", Reason.BLOCKS_IN_DOUBT, 0.0)]


@pytest.mark.parametrize(
    ("boxes", "lengths"),
    [
        (COLUMNS, [6, 6]),
        (HEADED, [1, 6, 6]),
        ([*column(40, 100, 3), *column(40, 260, 3)], [3, 3]),  # a blank strip between
        (column(40, 100, 6), []),  # one block: nothing to order
        ([box for i in range(4) for box in (column(40, 100, 4)[i], column(400, 100, 4)[i])], []),
        (column(40, 100, 2 + 2 * MOST_BLOCKS)[::2], []),  # too many to be blocks
    ],
    ids=["columns", "headline", "strip", "one", "rows of a table", "too many"],
)
def test_blocks_are_runs_of_lines(boxes: list[Box], lengths: list[int]) -> None:
    """Lines that follow one another in a column or a row are one block."""
    lines = shown(boxes)
    found = blocks_of(lines)
    held = [
        sum(
            block.top <= box.top
            and block.left <= box.left
            and block.right >= box.right
            and block.bottom >= box.bottom
            for box in boxes
        )
        for block in found
    ]
    assert held == lengths


def ordering(*replies: object) -> Script:
    """Answers with these orders, one after the other, the last one for good."""

    def script(received: Received) -> Answer:
        at = min(received.number, len(replies)) - 1
        return chat(json.dumps({"order": replies[at]}))

    return script


def test_numbers_go_out_and_come_back() -> None:
    """One call, one picture, a line a block in the data, and the blocks in the order given."""
    page = page_of(HEADED)
    with Server(ordering([0, 2, 1])) as server:
        transcript = read(page, options(server.url), WHOLE)
    (asked,) = server.received
    blocks = blocks_of(page.lines)
    assert transcript.order == (blocks[0], blocks[2], blocks[1])
    assert transcript.is_order_alone
    assert transcript.events == (Reason.ORDERED_BY_LLM,)
    assert transcript.usage.calls == 1
    assert len(asked.pictures) == 1
    assert asked.shown == {
        0: "line 0 of the page",
        1: "line 1 of the page … line 6 of the page",
        2: "line 7 of the page … line 12 of the page",
    }


@pytest.mark.parametrize(
    "wrong",
    [[0, 1], [0, 1, 1], [0, 1, 2, 3], [1, 2, 3], [], "0 2 1", [0, "two", 1], None, [[0], [2], [1]]],
    ids=repr,
)
def test_only_a_permutation_is_believed(wrong: object) -> None:
    """Anything else is asked again once; then the page keeps its order, and that is told."""
    page = page_of(HEADED)
    with Server(ordering(wrong, wrong)) as server:
        transcript = read(page, options(server.url), WHOLE)
    assert len(server.received) == 2
    assert transcript.order == ()
    assert transcript.events[-1].startswith(f"{Reason.FELL_BACK}:")
    with Server(ordering(wrong, [2, "1", "#0"])) as server:
        transcript = read(page, options(server.url), WHOLE)
    blocks = blocks_of(page.lines)
    assert transcript.order == (blocks[2], blocks[1], blocks[0])


def test_it_stands_in_the_estimate_and_under_the_budget() -> None:
    """What it costs is known beforehand, and with the budget spent nothing is sent."""
    page = page_of(HEADED)
    with Server(ordering([0, 1, 2])) as server:
        reader = VisionReader(options(server.url), environ={}, prices=load({}))
        (ask,) = reader.estimate(page, WHOLE).asks
        assert ask.kind == "order"
        assert ask.output_tokens < 60
        transcript = read(page, options(server.url, max_tokens=10), WHOLE)
        assert transcript.order == ()
        assert not server.received


def test_it_comes_beside_what_is_asked_of_lines() -> None:
    """Answers to lines and the order of blocks are one transcript."""

    def script(received: Received) -> Answer:
        if "blocks of text framed" in " ".join(received.texts):
            return chat(json.dumps({"order": [1, 0]}))
        return chat(
            json.dumps(
                {
                    "edits": [{"id": 0, "text": "line zero of the page"}],
                    "added": [],
                    "dropped": [],
                    "structure": [],
                }
            )
        )

    page = page_of(COLUMNS)
    lines = Decision(COLUMNS[0], "lines", Reason.READERS_DIFFER, 1.0)
    with Server(script) as server:
        transcript = read(page, options(server.url), [lines, *WHOLE])
    assert len(server.received) == 2
    assert transcript.order == blocks_of(page.lines)[::-1]
    assert transcript.asked == (0,)
    assert not transcript.is_order_alone
