"""A key that a server echoes, masked or in another spelling: nothing of six characters or more is
left of it.
"""

from __future__ import annotations

import json
import random
import textwrap
from base64 import b32encode, b64encode, urlsafe_b64encode
from codecs import encode
from collections.abc import Callable
from time import process_time
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.vision.pages import evidence, options, whole_page
from tests.vision.server import Answer, Server, error

from recto.readers.vision import VisionReader
from recto.readers.vision.call.scrub import HIDDEN, LONGEST, LONGEST_REPLY, unquoted, without
from recto.readers.vision.key_forms import PIECE

KEY = "sk-canary+5f2c/9a7be1d0448fQZ"


def percent(text: str) -> str:
    """Every character as %XX."""
    return "".join(f"%{ord(char):02X}" for char in text)


def unicode_escaped(text: str) -> str:
    """Every character as \\uXXXX."""
    return "".join(f"\\u{ord(char):04x}" for char in text)


SPELLINGS = {
    "as it is": KEY,
    "first 8 and last 6": f"{KEY[:8]}...{KEY[-6:]}",
    "first 7 and last 7, in stars": f"{KEY[:7]}*****{KEY[-7:]}",
    "the middle": KEY[9:17],
    "upper case": KEY.upper(),
    "lower case": KEY.lower(),
    "percent-encoded": quote(KEY, safe=""),
    "wholly percent-encoded": percent(KEY),
    "percent-encoded twice": quote(percent(KEY), safe=""),
    "JSON-escaped": json.dumps(KEY).replace("/", "\\/"),
    "in unicode escapes": unicode_escaped(KEY),
    "JSON in JSON": json.dumps(json.dumps({"key": KEY.replace("/", "\\/")})),
    "a percent-encoded JSON escape": quote(unicode_escaped(KEY), safe=""),
    "in HTML": "".join(f"&#{ord(char)};" for char in KEY),
    "in HTML, hexadecimal": "".join(f"&#x{ord(char):x};" for char in KEY),
    "in HTML, by name": KEY.replace("+", "&plus;").replace("/", "&sol;"),
    "in hex": KEY.encode().hex(),
    "in capital hex": KEY.encode().hex().upper(),
    "in base64": b64encode(KEY.encode()).decode(),
    "in base64 for a URL": urlsafe_b64encode(KEY.encode()).decode(),
    "Basic authentication": b64encode(f"me:{KEY}".encode()).decode(),
    "the header in base64": b64encode(f"Bearer {KEY}".encode()).decode(),
    "spaced": " ".join(KEY),
    "with what does not print between": "\u200b".join(KEY),
    "broken by lines": "\n".join(KEY[at : at + 5] for at in range(0, len(KEY), 5)),
    "broken by escaped lines": "\\n".join(KEY[at : at + 5] for at in range(0, len(KEY), 5)),
    "in groups": "-".join(KEY[at : at + 4] for at in range(0, len(KEY), 4)),
    "struck through": "\u0336".join(KEY),
    "between tags": "<b></b>".join(KEY),
    "in wide letters": "".join(chr(ord(char) + 0xFEE0) for char in KEY),
    "hex in pairs": KEY.encode().hex(":"),
    "a list of hex": ", ".join(f"0x{byte:02x}" for byte in KEY.encode()),
    "a list of bytes": str(list(KEY.encode()))[1:-1],
    "octal": "".join(f"\\{byte:o}" for byte in KEY.encode()),
    "escapes of JavaScript": "".join(f"\\u{{{ord(char):x}}}" for char in KEY),
    "old escapes of JavaScript": "".join(f"%u{ord(char):04x}" for char in KEY),
    "long escapes": "".join(f"\\U{ord(char):08x}" for char in KEY),
    "in HTML, padded": "".join(f"&#{ord(char):07};" for char in KEY),
    "in HTML, unended": "".join(f"&#{ord(char)}" for char in KEY) + ",",
    "UTF-16 in hex": KEY.encode("utf-16-le").hex(),
    "UTF-16 in base64": b64encode(KEY.encode("utf-16-le")).decode().rstrip("="),
    "thrice": f"{KEY} {KEY[:10]} {KEY}",
    "in a repr": repr({"authorization": f"Bearer {KEY}"}),
    "from its end to its beginning": KEY[::-1],
    "from its end, spaced": " ".join(KEY[::-1]),
    "in ROT13": encode(KEY, "rot13"),
    "in ROT13, capital": encode(KEY, "rot13").upper(),
    "in ROT13, from its end": encode(KEY[::-1], "rot13"),
    "in base32": b32encode(KEY.encode()).decode(),
    "the header in base32": b32encode(f"Bearer {KEY}".encode()).decode().lower(),
    "in base64 of base64": b64encode(b64encode(KEY.encode())).decode(),
    "the header in base64 of base64": b64encode(b64encode(f"Bearer {KEY}".encode())).decode(),
    "in base64 of base64 for a URL": b64encode(urlsafe_b64encode(KEY.encode())).decode(),
    "a dump in base64 of base64": (
        b64encode(b"{'key': '" + b64encode(f"x{KEY}".encode()) + b"'}").decode()
    ),
    "in base64 of hex": b64encode(KEY.encode().hex().encode()).decode(),
    "in hex of base64": b64encode(KEY.encode()).hex(),
    "in base32 of base64": b32encode(b64encode(KEY.encode())).decode(),
    "in base64, from its end": b64encode(KEY.encode()).decode()[::-1],
    "in base64 of its end first": b64encode(KEY[::-1].encode()).decode(),
    "in base64 of capitals": b64encode(KEY.upper().encode()).decode(),
    "in base64 of small letters": b64encode(f"user:{KEY.lower()}".encode()).decode(),
    "in base64 of a URL": b64encode(f"?key={quote(KEY, safe='')}&".encode()).decode(),
    "in base64, spaced": " ".join(b64encode(KEY.encode()).decode()),
    "in base64, broken by lines": "\n".join(textwrap.wrap(b64encode(KEY.encode()).decode(), 5)),
    "percent-encoded base64 of base64": percent(b64encode(b64encode(KEY.encode())).decode()),
    "in ROT13 of base64": encode(b64encode(KEY.encode()).decode(), "rot13"),
    "in base64 of ROT13": b64encode(encode(KEY, "rot13").encode()).decode(),
    "in hex, from its end": KEY.encode().hex()[::-1],
    "with what fills a place between": "\u3164".join(KEY),
    "with word joiners between": "\u2060".join(KEY),
    "with soft hyphens between": "\u00ad".join(KEY),
    "in letters for formulas": "".join(
        chr(ord(char) + 0x1D41A - 97) if char.islower() else char for char in KEY
    ),
}


def runs(text: str, size: int) -> set[str]:
    """Every piece of that length, lower case."""
    low = text.lower()
    return {low[at : at + size] for at in range(len(low) - size + 1)}


def tells(text: str, key: str) -> set[str]:
    """The pieces of the key that somebody could read out of the text."""
    hexed, packed = key.encode().hex(), b64encode(key.encode()).decode().rstrip("=")
    text = text.replace(HIDDEN, "\u00b6")
    letters = "".join(char for char in text if char.isalnum() and char != "\u3164")
    around = letters[::-1]
    seen = [text, letters, unquote(text), unquote(unquote(text)), text[::-1], around]
    seen += [encode(each, "rot13") for each in seen]
    plain = {piece for each in seen for piece in runs(each, PIECE)} & runs(key, PIECE)
    return plain | (runs(text, 12) & runs(hexed, 12)) | (runs(text, 8) & runs(packed, 8))


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_no_piece_of_the_key_is_left(spelling: str) -> None:
    """And what stands around it stays."""
    found = without(f"Incorrect API key provided: {spelling}; see the console", KEY)
    assert tells(found, KEY) == set()
    assert "[key]" in found
    assert found.startswith("Incorrect API key provided: ")
    assert found.endswith("; see the console")


@pytest.mark.parametrize(
    "text",
    [
        "the model is overloaded, try again in 20 s",
        "max_tokens: 100% of 8192 &amp; \\u00e9 %zz &; \\q",
        "sk-*****QZ",  # a mask that tells less than six characters
        "",
    ],
)
def test_other_words_stay(text: str) -> None:
    """Escapes that hide no key are left as they were written."""
    assert without(text, KEY) == text


@pytest.mark.parametrize(("key", "found"), [("", "a key"), ("key", "a [key]"), ("a k", "[key]ey")])
def test_short_keys(key: str, found: str) -> None:
    """Without a key there is nothing to hide; one that is too short to have pieces goes whole."""
    assert without("a key", key) == found


# What endpoints say, of the kinds that users meet.
ORDINARY = (
    "The model `gpt-4o-mini` does not exist or you do not have access to it.",
    (
        "Rate limit reached for gpt-4o in organization org-Qz7 on tokens per min (TPM): Limit"
        " 30000, Used 29811."
    ),
    (
        "You exceeded your current quota, please check your plan and billing details:"
        " https://platform.openai.com/"
    ),
    (
        "<InternalError.Algo.InvalidParameter>: Range of max_tokens should be [1, 8192]"
        " request_id=5f2ca4d0-8b1e-9c"
    ),
    (
        "Invalid image data. Expected a base64-encoded data URL:"
        " data:image/jpeg;base64,/9j/4AAQSkZJRgABAQEAAAD"
    ),
    (
        '{"object":"error","message":"This model\'s maximum context length is 32768'
        ' tokens.","code":400}'
    ),
    (
        "upstream connect error or disconnect/reset before headers. reset reason: connection"
        " termination"
    ),
    "HTTP 407: Proxy Authentication Required; realm=corp-proxy.example.com:3128",
    "trace 4bf92f3577b34da6a3ce929d0e0e4736 span 00f067aa0ba902b7, retry in 00:00:20.500",
    (
        "<html><head><title>502 Bad"
        " Gateway</title></head><body><center>nginx/1.25.3</center></body></html>"
    ),
    "Das Modell ist überlastet. 模型不存在，请检查模型名称。 Модель перегружена, повторите позже.",
)
ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "0123456789abcdef",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
)


@pytest.mark.parametrize(
    ("head", "length"), [("", 32), ("sk-proj-", 48), ("AIzaSy", 33), ("gsk_", 52)]
)
def test_ordinary_words_lose_nothing(head: str, length: int) -> None:
    """Over keys drawn from what keys are made of: every message stays as it was, to the letter."""
    draw = random.Random(length)  # noqa: S311 - the same keys every time
    for alphabet in ALPHABETS:
        key = head + "".join(draw.choices(alphabet, k=length))
        for text in ORDINARY:
            assert without(text, key) == text
        assert unquoted("".join(ORDINARY), key) == "".join(ORDINARY)


@pytest.mark.parametrize("make", [lambda n: "%61" * (n // 3), lambda n: KEY * (n // 29)])
def test_looking_is_linear(make: Callable[[int], str]) -> None:
    """A key or a text that repeats itself costs no more than any other: 8 kB of key and 4 kB of
    text.
    """
    start = process_time()
    without(make(LONGEST), make(8000))
    assert process_time() - start < 10  # s; it takes 1 to 2


def test_a_long_reply_is_looked_through_in_time() -> None:
    """The longest that is read, 2 MB, and the longest in which every form is looked for."""
    for length in (2_000_000, LONGEST_REPLY):
        start = process_time()
        assert unquoted("word 1234, " * (length // 11), KEY).startswith("word 1234, ")
        assert process_time() - start < 5  # s; it takes .2 to .6


def test_a_long_dump_is_cut() -> None:
    """Looking costs time in proportion, and a message is one line."""
    assert len(without("x" * 10 * LONGEST, KEY)) == LONGEST


INNOCENT = r'{"text": "C:\\u0073er \u0022 \/ ' + KEY[:11] + '"}'


@pytest.mark.parametrize(
    ("reply", "left"),
    [
        (f'{{"text": "{KEY}"}}', '{"text": "[key]"}'),
        (f'{{"text": "{KEY[:-3]}"}}', '{"text": "[key]"}'),
        (f'{{"text": "Bearer {KEY.upper()[3:]}!"}}', '{"text": "Bearer [key]!"}'),
        (f'{{"text": "{unicode_escaped(KEY)}"}}', '{"text": "[key]"}'),
        (json.dumps({"text": KEY}).replace("/", "\\/"), '{"text": "[key]"}'),
        (f'{{"text": "{KEY[::-1]}"}}', '{"text": "[key]"}'),
        (f'{{"text": "{KEY.encode().hex()}"}}', '{"text": "[key]"}'),
        (INNOCENT, INNOCENT),
    ],
)
def test_a_reply_that_holds_the_key_is_a_reply_without_it(reply: str, left: str) -> None:
    """It goes into a cache and a document; what only looks like an escape, or like a key, stays."""
    assert unquoted(reply, KEY) == left


@pytest.mark.parametrize(
    "escape",
    [r"\u{0000000073}", r"\u{fffff}", r"\ud800", "&#xd800;", "&#0;", r"\777", r"\U0000ffff"],
)
def test_escapes_of_nothing_stay(escape: str) -> None:
    """They stand for no character of a key, or for none at all."""
    assert without(f"a {escape} b", KEY) == f"a {escape} b"


KEYS = st.text(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_+/=.", min_size=8, max_size=60
)
SPELL = st.sampled_from(
    [
        str,
        str.upper,
        str.swapcase,
        lambda text: quote(text, safe=""),
        percent,
        unicode_escaped,
        json.dumps,
        " ".join,
        "\0".join,
        lambda text: text.encode().hex(),
        lambda text: text.encode().hex(" "),
        lambda text: b64encode(text.encode()).decode(),
        lambda text: b64encode(f"Bearer {text}".encode()).decode(),
    ]
)


@given(KEYS, st.data())
def test_whatever_is_echoed_tells_nothing(key: str, data: st.DataObject) -> None:
    """Law: pieces of the key in any of the spellings, with any words between."""
    words = st.text(st.characters(codec="utf-8"), max_size=12)
    parts = [data.draw(words)]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(key) - 1))
        parts += [
            data.draw(SPELL)(key[start : data.draw(st.integers(start + 1, len(key)))]),
            data.draw(words),
        ]
    assert tells(without("".join(parts), key), key) == set()


def notes_of(answer: Answer) -> str:
    """What a run says of an endpoint that answers so."""
    import asyncio

    async def ask(url: str) -> str:
        choice = options(url, provider="openai", model="gpt-4o", api_key_env="ASKED_FOR", retries=0)
        reader = VisionReader(choice, environ={"ASKED_FOR": KEY})
        page = evidence(["one line"])
        try:
            found = await reader.read(page, whole_page(page))
        finally:
            await reader.aclose()
        return f"{reader.notes!r} {reader.no_answer!r} {found!r}"

    with Server(answer) as server:
        return asyncio.run(ask(server.url))


@pytest.mark.parametrize(
    "spelling", ["first 8 and last 6", "percent-encoded", "upper case", "Basic authentication"]
)
@pytest.mark.parametrize("status", [200, 400, 401, 500])
def test_an_endpoint_that_echoes_the_key_is_quoted_without_it(status: int, spelling: str) -> None:
    """Through the whole reader; an error inside a 200, too."""
    said = notes_of(error(status, f"no: {SPELLINGS[spelling]}"))
    assert tells(said, KEY) == set()
    assert status != 401 or "[key]" in said
