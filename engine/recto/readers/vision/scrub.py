"""Pieces of a key in what a server echoes, in whatever spelling: found and replaced.

A text and a key enter; the text without any run of six characters or more of the key leaves.
Servers mask keys (head and tail shown), quote headers percent-encoded or JSON-escaped, or dump
requests with the key in base64 or hex; letters' case is not told apart. What is ordinary in a key
("sk-proj-") goes, too: a hole in an error message harms nobody.
"""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

HIDDEN = "[key]"
PIECE = 6  # characters of a key that tell something; masks show up to 8 at either end
LONGEST = 4000  # characters of an echoed text that are looked at; what follows is cut off
LAYERS = 3  # looks: at the text as it is, and with its escapes undone once and twice
ESCAPE = re.compile(r"%[0-9a-f]{2}|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\[\"\\/]|&#x?[0-9a-f]{2,6};|&\w{2,8};", re.IGNORECASE)


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
    pieces = _pieces(key)
    signs = [_Sign(_lower(char), at, at + 1) for at, char in enumerate(looked_at)]
    hidden = [False] * len(looked_at)
    for _ in range(LAYERS):
        for start, end in _found(signs, pieces):
            hidden[start:end] = [True] * (end - start)
        signs = _unescaped(signs)
    return "".join(_shown(looked_at, hidden))


def _shown(text: str, hidden: Sequence[bool]) -> Iterator[str]:
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
    """What an escape stands for; at least one character."""
    if escape.startswith("%"):
        return unquote(escape, "latin-1")
    if escape.startswith("&"):
        return html.unescape(escape)
    if escape.startswith("\\x"):
        escape = f"\\u00{escape[2:]}"
    return str(json.loads(f'"{escape}"'))


def _lower(char: str) -> str:
    """One character stays one."""
    low = char.lower()
    return low if len(low) == 1 else char


def _pieces(key: str) -> frozenset[str]:
    """Every run of a telling length in every form of the key, lower case; a shorter key is one piece."""
    forms = [(key, min(PIECE, len(key))), (key.encode().hex(), 2 * PIECE)]
    forms += [(form, PIECE + 2) for form in _packed(key)]
    return frozenset(piece for form, size in forms for piece in _runs(form.lower(), size))


def _packed(key: str) -> Iterator[str]:
    """The key in base64: three bytes become four characters, so in three ways, each in two alphabets."""
    for before in range(3):
        encoded = b64encode(b"\0" * before + key.encode()).decode().rstrip("=")
        own = encoded[before + 1 if before else 0 :]  # the first hold bits of what is before
        yield own
        yield own.replace("+", "-").replace("/", "_")


def _runs(form: str, size: int) -> Iterator[str]:
    for at in range(len(form) - size + 1):
        yield form[at : at + size]
