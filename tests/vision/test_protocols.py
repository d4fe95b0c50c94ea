"""Requests and replies as they travel: both protocols, every preset, full replies, structure,
contested spans.
"""

from __future__ import annotations

import json

import pytest
from tests.vision.pages import evidence, options, read, row_box, text_of
from tests.vision.server import Answer, Received, Server, chat, edits, error, in_turn, native

from recto.model.page import Box
from recto.model.transcript import Decision
from recto.readers.vision import LlmOptions

TRUTH = [f"line {i} of the page" for i in range(25)]
PAGE = evidence(TRUTH, {3: "1ine 3 of tne page", 7: None})


def decisions(*wanted: tuple[str, Box]) -> list[Decision]:
    """Decisions from pairs."""
    # Table of literals
    return [Decision(box, action, "test", 1.0) for action, box in wanted]  # type: ignore[arg-type]


TOP, BOTTOM = Box(0, 0, 900, 14 + 40 * 12), Box(0, 14 + 40 * 12, 900, 1100)


def test_full_replies_give_every_line() -> None:
    """`--reply full`: a line that is missing is unanswered, not confirmed."""
    rows = [{"id": i, "text": text} for i, text in enumerate(TRUTH[:9])]
    with Server(in_turn(chat(json.dumps({"lines": rows})), error(400, "no"))) as server:
        found = read(
            PAGE, options(server.url, reply="full"), decisions(("lines", Box(0, 0, 900, 14 + 400)))
        )
    assert [line.line for line in found.lines] == list(range(9))
    assert [line.line for line in found.lines if line.confirmed] == [0, 1, 2, 4, 5, 6, 8]
    assert found.events == ("unanswered", "asked-again:unanswered", "fell-back:bad-request")
    assert list(server.received[1].shown) == [9]


def test_structure_and_additions_come_through() -> None:
    """A heading, a table row with its cells, a line that Tesseract missed in its place."""
    reply = edits(
        {3: TRUTH[3], 7: TRUTH[7]},
        added=[{"after": 3, "text": "a line that was missed"}],
        structure=[
            {"id": 0, "kind": "heading", "level": 2, "cells": []},
            {"id": 3, "kind": "table-row", "level": 0, "cells": ["line 3", "of the page"]},
        ],
    )
    with Server(chat(reply)) as server:
        found = read(PAGE, options(server.url), decisions(("page", TOP)))
    texts = [line.text for line in found.lines]
    assert texts.index("a line that was missed") == texts.index(TRUTH[3]) + 1
    by_id = {line.line: line for line in found.lines}
    assert (by_id[0].structure, by_id[0].level) == ("heading", 2)
    assert by_id[3].cells == ("line 3", "of the page")
    assert found.events == ("added-line",)


def test_contested_spans_are_answered_by_region_and_shown_no_candidate() -> None:
    """No OCR text goes along; each answer carries the region that it is about."""
    wanted = decisions(("contested", row_box(2)), ("contested", row_box(5)))
    reply = json.dumps({"spans": [{"id": 0, "text": "first"}, {"id": 1, "text": "second"}]})
    with Server(chat(reply)) as server:
        found = read(PAGE, options(server.url), wanted)
    assert [(line.text, line.region) for line in found.lines] == [
        ("first", row_box(2)),
        ("second", row_box(5)),
    ]
    assert (found.saw, found.asked) == ("image", ())
    assert not any("of the page" in text for text in server.received[0].texts if "Task" not in text)


def test_the_native_protocol_reads_a_page_too() -> None:
    """DashScope's own endpoint: its path, its parts, its parameters, its reply; fences taken
    off.
    """

    def script(received: Received) -> Answer:
        fixes = {i: TRUTH[i] for i, text in received.shown.items() if text != TRUTH[i]}
        return native(f"```json\n{edits(fixes)}\n```")

    with Server(script) as server:
        base = server.url.replace("/v1", "/api/v1")
        choice = options(base, provider="dashscope-native", model="qwen2-vl-2b-instruct")
        found = read(PAGE, choice, environ={"DASHSCOPE_API_KEY": "k"})
    first = server.received[0]
    assert text_of(PAGE, found) == TRUTH
    assert first.path == "/api/v1/services/aigc/multimodal-generation/generation"
    assert first.headers["authorization"] == "Bearer k"
    assert {"model", "input", "parameters"} == first.body.keys()
    assert found.usage.input_tokens == 900 * 3


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (
            Answer(b'{"code": "DataInspectionFailed", "message": "inappropriate"}', 400),
            "fell-back:content-filter",
        ),
        (
            Answer(b'{"code": "InvalidApiKey", "message": "Invalid API-key"}', 401),
            "fell-back:key-refused",
        ),
        (
            Answer(b'{"code": "Arrearage", "message": "Access denied"}', 400),
            "fell-back:quota-exhausted",
        ),
        (Answer(b'{"output": {}, "message": "empty"}'), "fell-back:error-in-200"),
        (native("{", "length"), "fell-back:truncated"),
    ],
)
def test_native_faults_have_the_same_names(answer: Answer, event: str) -> None:
    """The guards do not care which protocol it was."""
    page = evidence(["a line"])
    with Server(answer) as server:
        choice = options(server.url, provider="dashscope-native", model="qwen-vl-max", retries=0)
        found = read(page, choice, environ={"DASHSCOPE_API_KEY": "k"})
    assert event in found.events


@pytest.mark.parametrize(
    ("provider", "model", "member", "value"),
    [
        ("openai", "gpt-4o", "max_completion_tokens", ...),
        ("openai", "gpt-5-mini", "temperature", None),
        ("vllm", "qwen", "max_tokens", ...),
        ("dashscope", "qwen-vl-max", "enable_thinking", False),
        ("dashscope", "qwen-vl-max", "response_format", {"type": "json_object"}),
        ("moonshot", "kimi-latest", "temperature", None),
        ("transformers-serve", "qwen", "response_format", None),
        ("gemini", "gemini-2.5-flash", "reasoning_effort", "low"),
        ("mistral-ocr", "mistral-ocr-latest", "include_image_base64", False),
    ],
)
def test_each_preset_sends_what_its_provider_wants(
    provider: str, model: str, member: str, value: object
) -> None:
    """`...`: present; None: absent."""
    page = evidence(["a line"])
    with Server(chat(edits({}))) as server:
        environ = dict.fromkeys(
            (
                "OPENAI_API_KEY",
                "DASHSCOPE_API_KEY",
                "MOONSHOT_API_KEY",
                "GEMINI_API_KEY",
                "MISTRAL_API_KEY",
            ),
            "k",
        )
        read(page, LlmOptions(provider=provider, base_url=server.url, model=model), environ=environ)
    body = server.received[0].body
    assert (member in body) if value is ... else body.get(member) == value
    if provider == "dashscope":
        # json_object is refused without the word
        assert "json" in body["messages"][0]["content"].lower()
        part = next(part for part in body["messages"][1]["content"] if part["type"] == "image_url")
        assert part["max_pixels"] > part["min_pixels"]
