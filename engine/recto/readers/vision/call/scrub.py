"""Pieces of a key in what a server echoes, in whatever spelling: found and replaced.

A text and a key enter; the text without any run of six characters or more of the key leaves.
Servers mask keys (head and tail shown), break and space them, quote headers percent-encoded or
JSON-escaped, or dump requests with the key in base64, in hex or as a list of bytes; letters' case
and width are not told apart. What is ordinary in a key ("sk-proj-") goes, too: a hole in an error
message harms nobody.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

HIDDEN = "[key]"
PIECE = 6  # characters of a key that tell something; masks show up to 8 at either end
QUOTED = 12  # characters of a key that no page prints by chance
LETTER = re.compile(r"\\u00([2-7][0-9A-Fa-f])")  # of ASCII, escaped in JSON without need
LONGEST = 4000  # characters of an echoed text that are looked at; what follows is cut off
LAYERS = 3  # looks: at the text as it is, and with its escapes undone once and twice
CODE = re.compile(r"(?:%u|0x|\\x|\\u\{0*|\\u0000|\\u)([0-9a-f]{1,5})\}?")  # of one character
ESCAPE = re.compile(
    r"%u[0-9a-f]{4}|%[0-9a-f]{2}|0x[0-9a-f]{2}|\\u\{0*[0-9a-f]{1,5}\}|\\u0000[0-9a-f]{4}|\\u[0-9a-f]{4}"
    r"|\\x[0-9a-f]{2}|\\[0-7]{2,3}|\\[\"\\/bfnrt]|&#[0-9]{1,9};?|&#x[0-9a-f]{1,9};?|&\w{2,8};|<[^<>]{1,40}>"
)


class _Sign(NamedTuple):
    """One character as it is meant, lower case, and where its spelling stands in the text."""

    text: str
    start: int
    end: int


def without(text: str, key: str) -> str:
    """The text with every piece of the key replaced; longer texts are cut at LONGEST characters."""
    if not key:
        return text
    looked_at = text[:LONGEST]
    pieces, bare = _pieces(key)
    signs = [_Sign(_lower(char), at, at + 1) for at, char in enumerate(looked_at)]
    hidden = [False] * len(looked_at)
    for _ in range(LAYERS):
        plain = [sign for sign in signs if sign.text.isalnum()]
        for start, end in (*_found(signs, pieces), *_found(plain, bare)):
            hidden[start:end] = [True] * (end - start)
        signs = _unescaped(signs)
    return "".join(_shown(looked_at, hidden))


def unquoted(reply: str, key: str) -> str:
    """A model's reply, JSON mostly, without runs of 12 characters or more of the key.

    It is a page's text, so that fewer characters prove nothing; and it may be 2 MB long.
    """
    if len(key) < QUOTED:
        return reply
    plain = LETTER.sub(_letter, reply).replace("\\/", "/")
    found = _unquoted(plain, key)
    return found if found != plain else reply  # escapes are undone only where there is a key


def _unquoted(reply: str, key: str) -> str:
    low = reply.lower() if reply.isascii() else "".join(map(_lower, reply))
    hidden = bytearray(len(reply))
    for piece in set(_runs(key.lower(), QUOTED)):
        at = low.find(piece)
        while at >= 0:
            hidden[at : at + QUOTED] = b"\1" * QUOTED
            at = low.find(piece, at + 1)
    return "".join(_shown(reply, hidden)) if any(hidden) else reply


def _letter(escape: re.Match[str]) -> str:
    """The letter; what would end or open something in JSON stays escaped."""
    char = chr(int(escape[1], 16))
    return escape[0] if char in '"\\\x7f' else char


def _shown(text: str, hidden: Sequence[int]) -> Iterator[str]:
    """The characters that may be seen, and a mark for each run of the others."""
    for at, char in enumerate(text):
        if not hidden[at]:
            yield char
        elif at == 0 or not hidden[at - 1]:
            yield HIDDEN


def _found(signs: Sequence[_Sign], pieces: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where pieces are spelled, first and past the last place in the text."""
    read = "".join(sign.text for sign in signs)
    for size in {len(piece) for piece in pieces}:
        for at in range(len(read) - size + 1):
            if read[at : at + size] in pieces:
                yield signs[at].start, signs[at + size - 1].end


def _unescaped(signs: Sequence[_Sign]) -> list[_Sign]:
    """The same signs with one layer of escapes undone."""
    read = "".join(sign.text for sign in signs)
    found: list[_Sign] = []
    at = 0
    for match in ESCAPE.finditer(read):
        found += signs[at : match.start()]
        start, end = signs[match.start()].start, signs[match.end() - 1].end
        found += [_Sign(_lower(char), start, end) for char in _meant(match[0])]
        at = match.end()
    return [*found, *signs[at:]]


def _meant(escape: str) -> str:
    """What an escape, in lower case, stands for; a tag stands for nothing."""
    code = CODE.fullmatch(escape)
    if code:
        return chr(int(code[1], 16))
    if escape.startswith("%"):
        return unquote(escape, "latin-1")
    if escape.startswith("&"):
        return html.unescape(escape)
    if escape.startswith("<"):
        return ""
    return chr(int(escape[1:], 8)) if escape[1:].isdecimal() else str(json.loads(f'"{escape}"'))


def _lower(char: str) -> str:
    """One character stays one; a wide one is the plain one."""
    low = unicodedata.normalize("NFKC", char).lower()
    return low if len(low) == 1 else char


def _pieces(key: str) -> tuple[frozenset[str], frozenset[str]]:
    """Every run of a telling length in every form of the key, lower case; a shorter key is one
    piece.

    Then the same of letters and digits alone, for a key that is spaced or broken.
    """
    forms = list(_forms(key))
    pieces = frozenset(piece for form, size in forms for piece in _runs(form, size))
    bare = [
        ("".join(char for char in form if char.isalnum()), max(size, PIECE)) for form, size in forms
    ]
    return pieces, frozenset(piece for form, size in bare for piece in _runs(form, size))


def _forms(key: str) -> Iterator[tuple[str, int]]:
    """The key as it may be written, lower case, with the length of a telling piece."""
    yield key.lower(), min(PIECE, len(key))
    wide = key.encode("utf-16-le")
    yield key.encode().hex(), 2 * PIECE
    yield wide.hex(), 4 * PIECE
    yield "".join(map(str, key.encode())), 2 * PIECE  # a list of bytes: two digits each, or three
    for form in _packed(key.encode()):
        yield form.lower(), PIECE + 2
    for form in _packed(wide):
        yield form.lower(), 2 * (PIECE + 2)


def _packed(key: bytes) -> Iterator[str]:
    """Bytes in base64: three bytes become four characters, so in three ways, each in two
    alphabets.
    """
    for before in range(3):
        encoded = b64encode(b"\0" * before + key).decode().rstrip("=")
        own = encoded[before + 1 if before else 0 :]  # the first hold bits of what is before
        yield own
        yield own.replace("+", "-").replace("/", "_")


def _runs(form: str, size: int) -> Iterator[str]:
    for at in range(len(form) - size + 1):
        yield form[at : at + size]
