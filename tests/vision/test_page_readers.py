"""Readers made for pages: asked in their own words, read in their own forms.

The replies here were written by us after the makers' public documentation (cards, recipes and
readmes, 2026-11); none was recorded from a model.
"""

from __future__ import annotations

import json

import pytest
from tests.vision.pages import evidence, options, read, row_box
from tests.vision.server import Answer, Received, Server, chat, error

from recto.model.page import Box
from recto.model.transcript import Decision, Transcript
from recto.readers.vision import VisionReader
from recto.readers.vision.ask.asks import Ask
from recto.readers.vision.ask.profiles import BY_NAME, NAMES, PROFILES, profile_of
from recto.readers.vision.call.failures import BadReply
from recto.readers.vision.reply.page_forms import page_reply
from recto.readers.vision.reply.reply import MOST_ITEMS, Reply
from recto.settings.names import MODEL_PROFILES, PROVIDERS

PAGE = Box(0, 0, 1000, 2000)  # px of the page
SIZE = (500, 1000)  # px of the picture
WHOLE = Ask("transcribe", (), PAGE)

LAYOUT_JSON = json.dumps(
    [
        {"bbox": [50, 20, 450, 60], "category": "Title", "text": "# The Harbour"},
        {"bbox": [50, 80, 450, 300], "category": "Text", "text": "Two lines\nof **prose**"},
        {"bbox": [50, 310, 450, 400], "category": "Picture"},
        {
            "bbox": [50, 410, 450, 600],
            "category": "Table",
            "text": "<table><tr><td>Coal</td><td>12</td></tr>"
            "<tr><td>Salt</td><td>7</td></tr></table>",
        },
    ]
)
HTML = (
    '<div data-label="Section-Header" data-bbox="100 20 900 60"><h1>The Harbour</h1></div>'
    '<div data-label="Text" data-bbox="100 80 900 300"><p>Two lines<br/>of <b>prose</b></p></div>'
    '<div data-label="Image" data-bbox="100 310 900 400">A ship, drawn in words</div>'
    '<div data-label="Table" data-bbox="100 410 900 600"><table><tr><th>Coal</th><th>12</th></tr>'
    "<tr><td>Salt</td><td>7</td></tr></table></div>"
)
GROUNDED = (
    "<|ref|>title<|/ref|><|det|>[[100, 20, 900, 60]]<|/det|>\n# The Harbour\n\n"
    "<|ref|>text<|/ref|><|det|>[[100, 80, 900, 300]]<|/det|>\nTwo lines\nof prose\n\n"
    "<|ref|>image<|/ref|><|det|>[[100, 310, 900, 400]]<|/det|>\n\n"
    "<|ref|>table<|/ref|><|det|>[[100, 410, 900, 600]]<|/det|>\n"
    "<table><tr><td>Coal</td><td>12</td></tr><tr><td>Salt</td><td>7</td></tr></table>"
    "<｜end▁of▁sentence｜>"
)
DOCTAGS = (
    "<doctag><section_header_level_1><loc_50><loc_10><loc_450><loc_30>The Harbour"
    "</section_header_level_1>\n"
    "<text><loc_50><loc_40><loc_450><loc_150>Two lines\nof prose</text>\n"
    "<picture><loc_50><loc_155><loc_450><loc_200></picture>\n"
    "<otsl><loc_50><loc_205><loc_450><loc_300><fcel>Coal<fcel>12<nl><fcel>Salt<fcel>7<nl></otsl>\n"
    "</doctag>"
)
MARKDOWN = (
    "---\nprimary_language: en\nis_rotation_valid: True\nrotation_correction: 0\n"
    "is_table: False\nis_diagram: False\n---\n# The Harbour\n\nTwo lines\nof **prose**\n\n"
    "![A ship](page_1_2_3_4.png)\n\n| Coal | 12 |\n|---|---|\n| Salt | 7 |\n"
)
LINES = ("The Harbour", "Two lines", "of prose", "Coal 12", "Salt 7")
KINDS = ("heading", "paragraph", "paragraph", "table-row", "table-row")
GOLDEN = [
    ("dots.mocr", LAYOUT_JSON, True),
    ("chandra", HTML, True),
    ("surya", HTML, True),
    ("deepseek-ocr", GROUNDED, True),
    ("granite-docling", DOCTAGS, True),
    ("olmocr-2", MARKDOWN, False),
    ("glm-ocr", MARKDOWN, False),
    ("mistral-ocr", MARKDOWN, False),
]


def reply_of(name: str, text: str) -> Reply:
    return page_reply(text, BY_NAME[name], WHOLE, SIZE)


@pytest.mark.parametrize(("name", "text", "has_boxes"), GOLDEN)
def test_each_form_becomes_lines_with_kinds_cells_and_boxes(
    name: str, text: str, has_boxes: bool
) -> None:
    """One page in each form: the same lines, the picture left out, the table by its cells."""
    found = reply_of(name, text)
    assert found.lines == LINES
    marks = [found.structure[number] for number in range(len(LINES))]
    assert tuple(mark.kind for mark in marks) == KINDS
    assert [mark.cells for mark in marks[3:]] == [("Coal", "12"), ("Salt", "7")]
    for mark in marks:
        assert (mark.box is not None) is has_boxes
        if mark.box is not None:  # of the page, whatever the picture's size or the grid was
            assert (round(mark.box.left, -1), round(mark.box.right, -1)) == (100, 900)
            assert 0 < mark.box.top < mark.box.bottom < PAGE.bottom


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dots.mocr", "The page is beautiful."),
        ("dots.mocr", '{"bbox": [1, 2, 3, 4]}'),
        ("dots.mocr", '["a", "b"]'),
        ("dots.mocr", "[" * 20_000),
    ],
)
def test_what_is_not_the_documented_form_is_refused(name: str, text: str) -> None:
    """It costs the reply: the local reading stands."""
    with pytest.raises(BadReply):
        reply_of(name, text)


@pytest.mark.parametrize("name", sorted({each.form: each.name for each in PROFILES}.values()))
@pytest.mark.parametrize(
    "text",
    [
        "<table><tr>" * 20_000, "<div data-bbox='" * 20_000, "<|ref|>" * 20_000, "| |" * 30_000,
        "<otsl>" + "<fcel>" * 30_000, "---\n" * 20_000, '[{"bbox":[1e999,"x",null,{}]}]',
        "<loc_1>" * 20_000, "# " * 50_000,
    ],
)  # fmt: skip
def test_a_hostile_reply_ends_and_costs_itself(name: str, text: str) -> None:
    """In time linear in its length: lines that fit a page, or a BadReply."""
    try:
        found = reply_of(name, text)
    except BadReply:
        return
    assert len(found.lines) <= MOST_ITEMS + 1


def test_boxes_off_the_page_are_none() -> None:
    """Numbers that are no box stay numbers."""
    text = '<div data-label="Text" data-bbox="{}">word</div>'
    for numbers in ("", "1 2 3", "9 9 1 1", "2000 2000 3000 3000"):
        found = reply_of("chandra", text.format(numbers))
        assert found.lines == ("word",)
        assert found.structure[0].box is None


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("rednote-hilab/dots.mocr", "dots.mocr"), ("rednote-hilab/dots.ocr", "dots.mocr"),
        ("PaddlePaddle/PaddleOCR-VL-1.6", "paddleocr-vl"), ("zai-org/GLM-OCR", "glm-ocr"),
        ("datalab-to/surya-ocr-2.5", "surya"), ("allenai/olmOCR-2-7B-1025-FP8", "olmocr-2"),
        ("deepseek-ai/DeepSeek-OCR-2", "deepseek-ocr"), ("deepseek-ocr:3b", "deepseek-ocr"),
        ("qwen-vl-ocr-2025-11-20", "qwen-vl-ocr"), ("datalab-to/chandra-ocr-2", "chandra"),
        ("mistral-ocr-latest", "mistral-ocr"),
        ("ibm-granite/granite-docling-258M", "granite-docling"),
        ("gpt-4.1-mini", ""), ("qwen2.5vl:7b", ""), ("Qwen/Qwen2-VL-2B-Instruct", ""),
        ("glm-4v-plus-0111", ""), ("mistral-medium-latest", ""),
    ],
)  # fmt: skip
def test_a_model_is_known_by_its_name(model: str, name: str) -> None:
    """General models keep Recto's own protocol; small ones at home get theirs on request."""
    found = profile_of(model)
    assert (found.name if found else "") == name
    assert profile_of(model, "none") is None
    assert profile_of(model, "qwen-vl-at-home") is BY_NAME["qwen-vl-at-home"]


def test_the_table_is_whole() -> None:
    """Every profile says what it gives and cannot do, and names presets that there are."""
    assert NAMES == MODEL_PROFILES
    for each in PROFILES:
        assert each.licence
        assert each.gives
        assert each.cannot
        assert each.line
        assert set(each.behind) <= set(PROVIDERS)


TRUTH = [f"line {at} of the page, which goes on to its right edge" for at in range(4)]
EVIDENCE = evidence(TRUTH, {1: TRUTH[1].replace("the", "tne")})


def asked(server: Server, model: str, action: str, box: Box, **more: str) -> Transcript:
    """What is read of a page by a model of this name."""
    decision = Decision(box, action, "test", 1.0)  # type: ignore[arg-type]
    return read(EVIDENCE, options(server.url, model=model, **more), [decision])


def test_a_page_is_asked_for_in_the_models_own_words() -> None:
    """A picture, its prompt behind it, no system message, no OCR text, no response format."""
    with Server(chat("\n".join(TRUTH))) as server:
        found = asked(server, "zai-org/GLM-OCR", "page", Box(0, 0, 900, 200))
    assert [line.text for line in found.lines] == TRUTH
    assert found.saw == "image"
    body = server.received[0].body
    assert [message["role"] for message in body["messages"]] == ["user"]
    parts = body["messages"][0]["content"]
    assert [part["type"] for part in parts] == ["image_url", "text"]
    assert parts[1]["text"] == "Text Recognition:"
    assert "response_format" not in body
    assert body["temperature"] == 0.0


def test_lines_are_asked_one_by_one_and_never_as_a_page() -> None:
    """A model without pages, and any under --send lines: each reply is its line's text."""

    def script(received: Received) -> Answer:
        assert received.texts in (["OCR:"], ["Text Recognition:"])
        return chat(TRUTH[(received.number - 1) % 4])

    whole = Box(0, 0, 900, 200)
    with Server(script) as server:
        found = asked(server, "PaddleOCR-VL-1.6", "page", whole)
        again = asked(server, "GLM-OCR", "page", whole, send="lines")
    assert len(server.received) == 8
    for each in (found, again):
        assert sorted(str(line.line) for line in each.lines) == ["0", "1", "2", "3"]


def test_small_models_at_home_have_a_small_context() -> None:
    """No reply is asked for that their 4,096 tokens cannot hold."""
    with Server(chat(TRUTH[1])) as server:
        chosen = {"model_profile": "qwen-vl-at-home"}
        found = asked(server, "qwen2-vl:2b", "lines", row_box(1), **chosen)
    assert [(line.line, line.text) for line in found.lines] == [(1, TRUTH[1])]
    assert server.received[0].body["max_tokens"] < 4096


def test_loops_are_kept_off_where_vllm_can() -> None:
    """DeepSeek's n-gram filter goes along; another server is not told of it."""
    with Server(chat("\n".join(TRUTH))) as server:
        asked(server, "deepseek-ai/DeepSeek-OCR-2", "page", Box(0, 0, 900, 200))
        asked(server, "deepseek-ocr", "page", Box(0, 0, 900, 200), provider="llamacpp")
    with_filter, without = (each.body for each in server.received)
    assert with_filter["vllm_xargs"] == {"ngram_size": 30, "window_size": 90}
    assert "vllm_xargs" not in without


def test_a_bad_reply_is_not_asked_for_again() -> None:
    """The model takes no reason why, and would say the same: one call, the local reading stands."""
    with Server(chat("What a page!")) as server:
        found = asked(server, "dots.mocr", "page", Box(0, 0, 900, 200))
    assert len(server.received) == 1
    assert found.lines == ()
    assert found.events == ("fell-back:invalid-json",)


def test_a_letter_may_say_that_it_is_sorry() -> None:
    """Of a bare text the beginning is the page's own, and no refusal; nothing but one is."""
    letter = ["I am sorry to hear of it", *TRUTH]
    with Server(chat("\n".join(letter))) as server:
        found = asked(server, "glm-ocr", "page", Box(0, 0, 900, 200))
    assert [line.text for line in found.lines] == letter
    with Server(chat("I'm sorry, I can't assist with that.")) as server:
        found = asked(server, "glm-ocr", "page", Box(0, 0, 900, 200))
    assert "fell-back:refused" in found.events


OCR_PAGE = {"index": 0, "markdown": "\n".join(TRUTH), "images": [], "dimensions": None}


def test_mistral_ocr_has_its_own_endpoint() -> None:
    """POST /ocr with the picture as a document; Markdown comes back, pages are counted."""
    body = {"pages": [OCR_PAGE], "model": "m", "usage_info": {"pages_processed": 1}}
    with Server(Answer(json.dumps(body).encode())) as server:
        found = read(
            EVIDENCE,
            options(server.url, provider="mistral-ocr", model="mistral-ocr-latest"),
            [Decision(Box(0, 0, 900, 200), "page", "test", 1.0)],  # type: ignore[arg-type]
            environ={"MISTRAL_API_KEY": "k"},
        )
    assert [line.text for line in found.lines] == TRUTH
    first = server.received[0]
    assert first.path == "/v1/ocr"
    assert first.headers["authorization"] == "Bearer k"
    assert first.body["document"]["type"] == "image_url"
    assert first.body["document"]["image_url"].startswith("data:image/jpeg;base64,")
    assert found.usage.calls == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(b'{"pages": []}'), "empty-choices"),
        (Answer(b'{"pages": [{"index": 0, "markdown": ""}]}'), "null-content"),
        (error(401, "no such key"), "key-refused"),
        (Answer(b"<html>"), "not-json"),
    ],
)
def test_what_mistral_ocr_does_wrong_costs_the_answer(answer: Answer, code: str) -> None:
    """By the same names as everywhere."""
    with Server(answer) as server:
        found = read(
            EVIDENCE,
            options(server.url, provider="mistral-ocr", model="mistral-ocr-latest", retries=0),
            [Decision(Box(0, 0, 900, 200), "page", "test", 1.0)],  # type: ignore[arg-type]
            environ={"MISTRAL_API_KEY": "k"},
        )
    assert found.lines == ()
    assert found.events[-1] == f"fell-back:{code}"


def test_the_contract_is_tried_by_the_doctor() -> None:
    """A line, a page in the form, boxes; and what a model of another kind gets told."""
    import asyncio

    from recto.readers.vision.probe import Findings, probe

    page = [
        {"bbox": [20, 20, 600, 80], "category": "Text", "text": "Ledger of 80417 tons"},
        {"bbox": [20, 90, 600, 150], "category": "Text", "text": "Coal 2718"},
        {"bbox": [20, 160, 600, 220], "category": "Text", "text": "Salt 3141"},
    ]

    def script(received: Received) -> Answer:
        is_line = received.texts == ["Extract the text content from this image."]
        return chat("Ledger of 80417 tons" if is_line else json.dumps(page))

    async def tried(url: str, name: str) -> Findings:
        reader = VisionReader(options(url, model="x", model_profile=name, cache=False))
        try:
            return await probe(reader)
        finally:
            await reader.aclose()

    with Server(script) as server:
        good = asyncio.run(tried(server.url, "dots.mocr"))
        other = asyncio.run(tried(server.url, "chandra"))
    assert good.usable
    assert {found.name: found.ok for found in good.found} == {
        "reachable": True, "profile": True, "a line as plain text": True,
        "a page as layout-json": True, "boxes": True, "vision": True,
    }  # fmt: skip
    assert {found.name: found.ok for found in other.found}["boxes"] is False
