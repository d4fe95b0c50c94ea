"""The true status and the server's own words, in whatever form it says them, reach who runs
Recto.
"""

from __future__ import annotations

import asyncio
import json
import re

import pytest
from tests.vision.pages import evidence, options, whole_page
from tests.vision.server import Answer, Server

from recto.readers.vision import VisionReader
from recto.readers.vision.call.told import LONGEST, words_of

KEY = "sk-canary-5f2c9a7be1d0448fQZ"
ESC = "\x1b[2J"


def said_of(answer: Answer, provider: str = "openai") -> str:
    """What a run says of an endpoint that answers so, page notes included."""

    async def ask(url: str) -> str:
        choice = options(url, provider=provider, model="gpt-4o", api_key_env="ASKED_FOR", retries=0)
        reader = VisionReader(choice, environ={"ASKED_FOR": KEY})
        page = evidence(["one line"])
        try:
            await reader.read(page, whole_page(page))
        finally:
            await reader.aclose()
        return " ".join((*reader.notes, reader.no_answer))

    with Server(answer) as server:
        return asyncio.run(ask(server.url))


# (body, what is told of it)
BODIES: list[tuple[object, str]] = [
    ({"error": "model is loading"}, "model is loading"),
    ({"error": {"message": "model is loading"}}, "model is loading"),
    (
        {"error": {"message": "no such key", "code": "invalid_api_key"}},
        "invalid_api_key: no such key",
    ),
    (
        {"code": "DataInspectionFailed", "message": "is it safe?"},
        "DataInspectionFailed: is it safe?",
    ),
    ({"code": 1301, "msg": "try again"}, "1301: try again"),
    ({"error_code": 17, "error_msg": "daily limit"}, "17: daily limit"),
    ({"object": "error", "message": "too long", "code": 400}, "400: too long"),
    ({"detail": "Not authenticated"}, "Not authenticated"),
    ({"detail": [{"loc": ["body"], "msg": "field required"}]}, "field required"),
    ({"errors": [{"message": "one"}, {"message": "two"}]}, "one"),
    ([{"error": {"message": "in a list", "status": "UNAVAILABLE"}}], "UNAVAILABLE: in a list"),
    ({"error": {"error": {"message": "within"}}}, "within"),
    ({"error": {"code": "only_a_code"}}, "only_a_code"),
    ({"choices": [], "error": {"message": "and no choices"}}, "and no choices"),
    ({"choices": None, "message": "null"}, "null"),
]


@pytest.mark.parametrize(("body", "words"), BODIES)
def test_an_error_inside_a_200_keeps_its_words(body: object, words: str) -> None:
    """In every form that endpoints use; what happened is named as well."""
    said = said_of(Answer(json.dumps(body).encode()))
    assert f"({words})" in said or f": {words})" in said
    assert "carried an error instead of an answer" in said or "was not the protocol's JSON" in said


@pytest.mark.parametrize(
    "body", [{"code": "Throttling", "message": "later"}, {"output": {}, "message": "later"}]
)
def test_the_native_protocol_keeps_them_too(body: object) -> None:
    """DashScope's own endpoint answers 200 and says why it does not."""
    assert "later)" in said_of(Answer(json.dumps(body).encode()), "dashscope-native")


def test_an_error_of_one_choice_is_told() -> None:
    """As a router says that the model behind it failed."""
    body = {
        "choices": [
            {"error": {"code": 502, "message": "provider gone"}, "message": {"content": ""}}
        ]
    }
    assert "502: provider gone" in said_of(Answer(json.dumps(body).encode()))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"choices": []}, "the reply has no choices"),
        ({"error": None, "message": None}, "the reply has no choices"),
        ({"error": {}, "code": 0}, "the reply has no choices"),
        ({"message": {"role": "assistant", "content": "a page"}}, "the reply has no choices"),
        ({"id": "x", "object": "chat.completion"}, "the reply has no choices"),
    ],
)
def test_a_reply_without_words_says_that_it_is_empty(body: object, said: str) -> None:
    """What is no error is not called one."""
    assert said in said_of(Answer(json.dumps(body).encode()))


# (status, headers, body, parts of what is told)
STATUSES: list[tuple[int, dict[str, str], bytes, tuple[str, ...]]] = [
    (
        301,
        {"location": "https://new.example/v1"},
        b"",
        ("HTTP 301", "https://new.example/v1", "--base-url"),
    ),
    (
        302,
        {"location": "/login"},
        b"<html>log in</html>",
        ("HTTP 302 Found to /login", "not followed"),
    ),
    (304, {}, b"", ("HTTP 304 Not Modified",)),
    (307, {"location": "http://127.0.0.1:1/"}, b"", ("HTTP 307 Temporary Redirect",)),
    (
        308,
        {"location": f"https://x.example/?k={KEY}"},
        b"",
        ("HTTP 308", "https://x.example/?k=[key]"),
    ),
    (407, {}, b"", ("HTTP 407 Proxy Authentication Required", "the proxy wants a login")),
    (407, {}, b'{"error": "who are you?"}', ("HTTP 407", "who are you?")),
    (405, {}, b'{"detail": "Method Not Allowed here"}', ("HTTP 405", "Method Not Allowed here")),
    (406, {}, b'{"code": "E7", "message": "no"}', ("HTTP 406", "no")),
    (418, {}, b'{"error": "short and stout"}', ("HTTP 418", "short and stout")),
    (499, {}, b"plain words", ("HTTP 499: plain words",)),
    (400, {}, b'{"errors": ["first"]}', ("HTTP 400 Bad Request: first",)),
]


@pytest.mark.parametrize(("status", "headers", "body", "parts"), STATUSES)
def test_the_true_status_is_told(
    status: int, headers: dict[str, str], body: bytes, parts: tuple[str, ...]
) -> None:
    """No other number than the server's, and its words, or the meaning of its number where it has
    none.
    """
    said = said_of(Answer(body, status, headers))
    assert all(part in said for part in parts), said
    without_port = re.sub(r"127\.0\.0\.1:\d+", "", said)
    assert status == 400 or "400" not in without_port


@pytest.mark.parametrize("status", [200, 302, 407, 422])
@pytest.mark.parametrize(
    "body",
    [
        {"error": "WORDS"},
        {"error": {"message": "WORDS"}},
        {"code": "x", "message": "WORDS"},
        {"detail": "WORDS"},
    ],
)
def test_words_are_scrubbed_short_and_printable(status: int, body: dict[str, object]) -> None:
    """A key that is echoed, orders to a terminal, and a book."""
    words = f"{ESC}no {KEY}\nrecto: forged {'long ' * 2000}"
    text = json.dumps(body).replace("WORDS", json.dumps(words)[1:-1])
    said = said_of(Answer(text.encode(), status))
    assert "[key]" in said
    assert "canary" not in said
    assert said.isprintable()
    assert said.count("long") < LONGEST


@pytest.mark.parametrize(
    "body", [None, 7, True, [], {}, [[[[["deep"]]]]], {"error": True}, {"error": 0}, {"code": True}]
)
def test_what_says_nothing_gives_no_words(body: object) -> None:
    """And no object is looked through to its end."""
    assert words_of(body) == ""
