"""What is asked and shown: plans, pictures, both protocols, replays and the probe."""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode
from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
import pytest
from tests.vision.pages import drawn, evidence, options, read, row_box, text_of, whole_page
from tests.vision.server import Answer, Received, Server, chat, edits, error, in_turn, native

from recto.model import Box, Decision, Pixels
from recto.readers.vision import LlmOptions, ReplayVision, VisionReader
from recto.readers.vision.asks import halves, plan
from recto.readers.vision.images import Picture, crop, encode, line_pictures, page_pictures
from recto.readers.vision.probe import NUMBER, Findings, probe
from recto.readers.vision.tokens import family
from recto_preprocessing import View
from recto_preprocessing.geometry import IDENTITY, Projective

TRUTH = [f"line {i} of the page" for i in range(25)]
PAGE = evidence(TRUTH, {3: "1ine 3 of tne page", 7: None})


def decisions(*wanted: tuple[str, Box]) -> list[Decision]:
    """Decisions from pairs."""
    return [Decision(box, action, "test", 1.0) for action, box in wanted]  # type: ignore[arg-type]  # table of literals


TOP, BOTTOM = Box(0, 0, 900, 14 + 40 * 12), Box(0, 14 + 40 * 12, 900, 1100)


@pytest.mark.parametrize(
    ("wanted", "send", "expected"),
    [
        ([("keep", TOP)], "auto", []),
        ([("lines", TOP)], "auto", [("lines", 10), ("lines", 2)]),
        ([("page", TOP), ("lines", BOTTOM)], "auto", [("page", 12), ("lines", 10), ("lines", 3)]),
        ([("page", TOP), ("lines", row_box(2))], "auto", [("page", 12)]),
        ([("lines", TOP), ("lines", TOP)], "auto", [("lines", 10), ("lines", 2)]),
        ([("contested", row_box(2)), ("contested", row_box(4))], "auto", [("contested", 0)]),
        ([("page", TOP)], "lines", [("lines", 10), ("lines", 2)]),
        ([("transcribe", TOP)], "lines", [("lines", 10), ("lines", 2)]),
        ([("lines", row_box(2))], "page", [("page", 25)]),
        ([("transcribe", BOTTOM)], "auto", [("transcribe", 13)]),
        ([("page", Box(0, 1030, 900, 1080))], "auto", [("transcribe", 0)]),
    ],
)
def test_decisions_become_asks(wanted, send, expected) -> None:
    """Ten lines to an ask, pages swallow their lines, `--send` overrules."""
    found = plan(PAGE, decisions(*wanted), send)
    assert [(ask.kind, len(ask.lines)) for ask in found] == expected


def test_no_line_is_asked_twice() -> None:
    """However decisions overlap."""
    found = plan(PAGE, decisions(("lines", TOP), ("lines", row_box(3)), ("lines", Box(0, 0, 900, 1100))), "auto")
    ids = [i for ask in found for i in ask.ids]
    assert sorted(ids) == list(range(25))


def test_halving_an_ask_keeps_every_line() -> None:
    """Down to single lines."""
    (ask, *_) = plan(PAGE, whole_page(PAGE), "auto")
    todo, single = [ask], []
    while todo:
        parts = halves(todo.pop())
        if parts is None:
            continue
        for part in parts:
            (single if len(part.lines) == 1 else todo).append(part)
    assert sorted(part.ids[0] for part in single) == list(ask.ids)


@pytest.mark.parametrize(("model", "pictures"), [("gpt-4o", 1), ("gpt-4o-mini", 1), ("qwen2.5-vl-7b", 10)])
def test_tile_models_get_a_montage_and_patch_models_get_crops(model: str, pictures: int) -> None:
    """Whichever costs less by the model's own formula."""
    boxes = [row_box(i) for i in range(10)]
    found = line_pictures(PAGE.view, boxes, [str(i) for i in range(10)], family(model), 10)
    assert len(found) == pictures
    other = line_pictures(PAGE.view, boxes, [str(i) for i in range(10)], family(model), 1)
    cost = [sum(family(model).tokens(*picture.size) for picture in each) for each in (found, other)]
    assert cost[0] <= cost[1]


def test_a_server_that_takes_one_picture_gets_a_montage() -> None:
    """A preset's limit on pictures is kept."""
    assert len(line_pictures(PAGE.view, [row_box(0), row_box(1)], ["0", "1"], family("qwen2.5-vl"), 1)) == 1


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-4.1-mini", "claude-sonnet-4.5", "qwen2.5-vl"])
def test_nothing_is_sent_that_the_model_would_throw_away(model: str) -> None:
    """The picture has the size that the model looks at, and all strips together show the whole page."""
    pixels = np.full((3508, 2480), 255, np.uint8)
    lines = [Box(200, 200 + 50 * i, 2300, 235 + 50 * i) for i in range(60)]
    found = page_pictures(View(pixels, IDENTITY, 300.0), Box(0, 0, 2480, 3508), lines, family(model), 10)
    for picture in found:
        seen = family(model).seen(*picture.size)
        assert seen[0] >= picture.size[0] * 0.99
    boxes = [picture.boxes[0] for picture in found]
    assert (boxes[0].top, boxes[-1].bottom) == (0, 3508)
    assert all(a.bottom == b.top for a, b in pairwise(boxes))
    assert not any(line.top < box.top < line.bottom for line in lines for box in boxes)


def test_a_crop_follows_the_way_home() -> None:
    """Boxes are in px of the original page; the view is turned by 90 degrees and twice as large."""
    turned = Projective(np.array([[0.0, -2.0, 200.0], [2.0, 0.0, 0.0], [0.0, 0.0, 1.0]]))
    pixels = np.zeros((160, 200), np.uint8)
    pixels[40:80, 120:160] = 255  # original x 20..40, y 20..40
    found = crop(View(pixels, turned, 300.0), Box(20, 20, 40, 40))
    assert found.shape == (40, 40)
    assert found.min() == 255


def _pixels(data: bytes) -> Pixels:
    return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED), np.uint8)


def test_pictures_keep_their_colours_and_shrink_under_the_limit() -> None:
    """RGB in, RGB on the wire; a large noisy page becomes a JPEG that fits."""
    red = np.zeros((20, 20, 3), np.uint8)
    red[..., 0] = 255
    assert _pixels(encode(Picture(red, ()), 10_000).data)[9, 9].tolist() == [0, 0, 254]  # OpenCV reads BGR
    noise = np.random.default_rng(1).integers(0, 255, (1500, 1500), np.uint8)
    packed = encode(Picture(noise, ()), 1_000_000)
    assert packed.mime == "image/jpeg"
    assert len(packed.data) <= 1_000_000


def test_the_server_gets_the_lines_that_it_is_asked_about() -> None:
    """The montage holds the ink of the lines, each beside its label."""
    with Server(chat(edits({}))) as server:
        read(PAGE, options(server.url), decisions(("lines", Box(0, 0, 900, 54))))
    (url,) = server.received[0].pictures
    sent = _pixels(b64decode(url.split(",", 1)[1]))
    ink = (sent[:, 72:] < 128).sum()
    assert 0.5 < ink / (drawn(TRUTH[:1]) < 128).sum() < 2.5
    assert (sent[:, :72] < 128).any()


def test_full_replies_give_every_line() -> None:
    """`--reply full`: a line that is missing is unanswered, not confirmed."""
    rows = [{"id": i, "text": text} for i, text in enumerate(TRUTH[:9])]
    with Server(in_turn(chat(json.dumps({"lines": rows})), error(400, "no"))) as server:
        found = read(PAGE, options(server.url, reply="full"), decisions(("lines", Box(0, 0, 900, 14 + 400))))
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
    assert [(line.text, line.region) for line in found.lines] == [("first", row_box(2)), ("second", row_box(5))]
    assert (found.saw, found.asked) == ("image", ())
    assert not any("of the page" in text for text in server.received[0].texts if "Task" not in text)


def test_the_native_protocol_reads_a_page_too() -> None:
    """DashScope's own endpoint: its path, its parts, its parameters, its reply; fences taken off."""

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
        (Answer(b'{"code": "DataInspectionFailed", "message": "inappropriate"}', 400), "fell-back:content-filter"),
        (Answer(b'{"code": "InvalidApiKey", "message": "Invalid API-key"}', 401), "fell-back:key-refused"),
        (Answer(b'{"code": "Arrearage", "message": "Access denied"}', 400), "fell-back:quota-exhausted"),
        (Answer(b'{"output": {}, "message": "empty"}'), "fell-back:empty-choices"),
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
    ],
)
def test_each_preset_sends_what_its_provider_wants(provider: str, model: str, member: str, value: object) -> None:
    """`...`: present; None: absent."""
    page = evidence(["a line"])
    with Server(chat(edits({}))) as server:
        environ = dict.fromkeys(("OPENAI_API_KEY", "DASHSCOPE_API_KEY", "MOONSHOT_API_KEY", "GEMINI_API_KEY"), "k")
        read(page, LlmOptions(provider=provider, base_url=server.url, model=model), environ=environ)
    body = server.received[0].body
    assert (member in body) if value is ... else body.get(member) == value
    if provider == "dashscope":
        assert "json" in body["messages"][0]["content"].lower()  # json_object is refused without the word
        part = next(part for part in body["messages"][1]["content"] if part["type"] == "image_url")
        assert part["max_pixels"] > part["min_pixels"]


def _replay(text: str, wanted: Sequence[Decision], page=PAGE):
    return asyncio.run(ReplayVision(text, "model-x").read(page, wanted))


def test_a_replay_serves_the_recorded_page_whole() -> None:
    """A page ask gets every recorded line, marked as replayed."""
    found = _replay("One\n\n  Two \n", decisions(("page", TOP)))
    assert [line.text for line in found.lines] == ["One", "Two"]
    assert (found.replayed, found.asked, found.events, found.model) == (True, None, (), "model-x")


def test_a_replay_cuts_the_recorded_text_to_the_asked_lines() -> None:
    """Other line breaks, another order and added words do not matter; the approximation is named."""
    page = evidence(
        ["Alpha beta gamma delta", "One two three four", "Rivers of the north"], {0: "Alpha bcta gamna delta"}
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
    found = _probe(SEES, provider="openai", base_url="https://127.0.0.2.example/v1", api_key_env="NOT_SET")
    assert [(finding.name, finding.ok) for finding in found.found] == [("key", False)]
