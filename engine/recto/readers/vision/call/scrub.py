"""Pieces of a key in what a server echoes, in whatever spelling: found and replaced.

A text and a key enter; the text without any run of six characters or more of the key leaves. Here
is how a text is read (escapes undone, letters' case and width not told apart, what does not print
or only parts passed over) and what is replaced; how a key may be written is key_forms.py's. What is
ordinary in a key ("sk-proj-") goes, too: a hole in an error message harms nobody.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from recto.readers.vision.key_forms import Form, bare_forms, forms, runs

HIDDEN = "[key]"
QUOTED = 12  # characters of a key that no page prints by chance
LETTER = re.compile(r"\\u00([2-7][0-9A-Fa-f])")  # of ASCII, escaped in JSON without need
LONGEST = 4000  # characters of an echoed text that are looked at; what follows is cut off
# characters in which every form is looked for; in longer ones the key as it is
LONGEST_REPLY = 200_000
LAYERS = 3  # looks: at the text as it is, and with its escapes undone once and twice
FILLERS = frozenset("\u115f\u1160\u3164\uffa0")  # letters to Unicode, of which nothing is seen
CODE = re.compile(r"(?:%u|0x|\\x|\\u\{0*|\\u0000|\\u)([0-9a-f]{1,5})\}?")  # of one character
ESCAPE = re.compile(
    r"%u[0-9a-f]{4}|%[0-9a-f]{2}|0x[0-9a-f]{2}"
    r"|\\u\{0*[0-9a-f]{1,5}\}|\\u0000[0-9a-f]{4}|\\u[0-9a-f]{4}"
    r"|\\x[0-9a-f]{2}|\\[0-7]{2,3}|\\[\"\\/bfnrt]"
    r"|&#[0-9]{1,9};?|&#x[0-9a-f]{1,9};?|&\w{2,8};|<[^<>]{1,40}>"
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
    written, bare = forms(key), bare_forms(key)
    signs = [_Sign(_lower(char), at, at + 1) for at, char in enumerate(looked_at)]
    hidden = bytearray(len(looked_at))
    for _ in range(LAYERS):
        plain = [sign for sign in signs if sign.text.isalnum() and sign.text not in FILLERS]
        for start, end in (*_found(signs, written), *_found(plain, bare)):
            hidden[start:end] = b"\1" * (end - start)
        before, signs = signs, _unescaped(signs)
        if len(signs) == len(before):  # nothing was escaped
            break
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
    wanted = [Form(key.lower(), QUOTED)]
    if len(reply) <= LONGEST_REPLY:
        wanted = [
            Form(form.text, max(QUOTED, form.size)) for form in (*forms(key), *bare_forms(key))
        ]
    hidden = bytearray(len(reply))
    for start, end in _places(low, wanted):
        hidden[start:end] = b"\1" * (end - start)
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


def _found(signs: Sequence[_Sign], wanted: Sequence[Form]) -> Iterator[tuple[int, int]]:
    """Where pieces are spelled, first and past the last place in the text."""
    read = "".join(sign.text for sign in signs)
    for start, end in _places(read, wanted):
        yield signs[start].start, signs[end - 1].end


def _places(read: str, wanted: Sequence[Form]) -> Iterator[tuple[int, int]]:
    """Where pieces stand in what is read: linear in the text and in the forms, whatever repeats."""
    for size in {form.size for form in wanted}:
        there = set(runs(read, size))
        told: set[str] = set()
        for form in wanted:
            if form.size == size:
                told |= there.intersection(runs(form.text, size))
        if told:
            yield from ((at, at + size) for at, run in enumerate(runs(read, size)) if run in told)


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
