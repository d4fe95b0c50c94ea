"""A key that a server echoes, masked or in another spelling: nothing of six characters or more is
left of it.
"""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.vision.pages import evidence, options, whole_page
from tests.vision.server import Answer, Server, error

from recto.readers.vision import VisionReader
from recto.readers.vision.call.scrub import LONGEST, PIECE, unquoted, without

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
}


def runs(text: str, size: int) -> set[str]:
    """Every piece of that length, lower case."""
    low = text.lower()
    return {low[at : at + size] for at in range(len(low) - size + 1)}


def tells(text: str, key: str) -> set[str]:
    """The pieces of the key that somebody could read out of the text."""
    hexed, packed = key.encode().hex(), b64encode(key.encode()).decode().rstrip("=")
    letters = "".join(char for char in text if char.isalnum())
    seen = [text, letters, unquote(text), unquote(unquote(text))]
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
