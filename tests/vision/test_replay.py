"""Recorded readings in place of a model, and the probe of an endpoint."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

import pytest
from tests.vision.pages import evidence, options, row_box
from tests.vision.server import Server, chat, error, in_turn

from recto.model.page import Box
from recto.model.transcript import Decision
from recto.readers.vision import ReplayVision, VisionReader
from recto.readers.vision.probe import NUMBER, Findings, probe

TRUTH = [f"line {i} of the page" for i in range(25)]
PAGE = evidence(TRUTH, {3: "1ine 3 of tne page", 7: None})


def decisions(*wanted: tuple[str, Box]) -> list[Decision]:
    """Decisions from pairs."""
    # Table of literals
    return [Decision(box, action, "test", 1.0) for action, box in wanted]  # type: ignore[arg-type]


TOP, BOTTOM = Box(0, 0, 900, 14 + 40 * 12), Box(0, 14 + 40 * 12, 900, 1100)


def _replay(text: str, wanted: Sequence[Decision], page=PAGE):
    return asyncio.run(ReplayVision(text, "model-x").read(page, wanted))


def test_a_replay_serves_the_recorded_page_whole() -> None:
    """A page ask gets every recorded line, marked as replayed."""
    found = _replay("One\n\n  Two \n", decisions(("page", TOP)))
    assert [line.text for line in found.lines] == ["One", "Two"]
    assert (found.replayed, found.asked, found.events, found.model) == (True, None, (), "model-x")


def test_a_replay_cuts_the_recorded_text_to_the_asked_lines() -> None:
    """Other line breaks, another order and added words do not matter; the approximation is
    named.
    """
    page = evidence(
        ["Alpha beta gamma delta", "One two three four", "Rivers of the north"],
        {0: "Alpha bcta gamna delta"},
    )
    text = "# Title\n\nRivers of the\nnorth Alpha beta\ngamma delta One two three four and more"
    found = _replay(text, decisions(("lines", row_box(0)), ("lines", row_box(2))), page)
    assert [(line.line, line.text) for line in found.lines] == [
        (0, "Alpha beta gamma delta"),
        (2, "Rivers of the north"),
    ]
    assert (found.asked, found.events) == ((0, 2), ("replay-approximated",))


def test_a_replay_gives_no_text_to_a_line_that_was_not_recorded() -> None:
    """Nothing is made up for it."""
    page = evidence(["Alpha beta gamma delta", "Nowhere to be found at all"])
    found = _replay("Alpha beta gamma delta", decisions(("lines", Box(0, 0, 900, 200))), page)
    assert [line.line for line in found.lines] == [0]


def test_a_dash_that_opens_a_line_is_not_taken_for_the_end_of_the_line_above() -> None:
    """A mark has no letters to be aligned by."""
    page = evidence(["Alpha Karl, 70 Horburg street", "— Maria, 53 Breisach street"])
    text = "Alpha Karl, 70 Horburg street\n— Maria, 53 Breisach street"
    found = _replay(text, decisions(("lines", Box(0, 0, 900, 200))), page)
    assert [line.text for line in found.lines] == text.splitlines()


def _probe(answer, **more) -> Findings:
    async def run(url: str) -> Findings:
        reader = VisionReader(options(url, **more), environ={"K": "key"})
        try:
            return await probe(reader)
        finally:
            await reader.aclose()

    with Server(answer) as server:
        return asyncio.run(run(server.url))


SEES = chat(json.dumps({"spans": [{"id": 0, "text": NUMBER}]}))


@pytest.mark.parametrize(
    ("answer", "usable", "not_ok"),
    [
        (SEES, True, {"logprobs"}),
        (in_turn(error(400, "logprobs are not supported"), SEES), True, {"logprobs"}),
        (chat(NUMBER), True, {"structured output", "logprobs"}),
        (chat('{"spans": [{"id": 0, "text": "I see nothing"}]}'), False, {"vision", "logprobs"}),
        (error(401, "no"), False, {"key"}),
        (error(400, "this model does not support images"), False, {"vision"}),
        (error(503, "busy"), False, {"vision"}),
    ],
)
def test_the_probe_says_what_an_endpoint_can_do(answer, usable: bool, not_ok: set[str]) -> None:
    """One tiny picture, one call, findings by name."""
    found = _probe(answer)
    assert found.usable == usable
    assert {finding.name for finding in found.found if not finding.ok} == not_ok


def test_the_probe_finds_a_missing_key_without_a_call() -> None:
    """Nothing is sent."""
    found = _probe(
        SEES, provider="openai", base_url="https://127.0.0.2.example/v1", api_key_env="NOT_SET"
    )
    assert [(finding.name, finding.ok) for finding in found.found] == [("key", False)]
