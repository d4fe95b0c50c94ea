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
from collections.abc import Iterable, Iterator, Sequence
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
    written = forms(key)
    bare = bare_forms(key)
    signs: list[_Sign] = []
    for at, char in enumerate(looked_at):
        sign = _Sign(_lower(char), at, at + 1)
        signs.append(sign)

    hidden = bytearray(len(looked_at))
    for _ in range(LAYERS):
        _hide(hidden, _found(signs, written))
        plain = [sign for sign in signs if sign.text.isalnum() and sign.text not in FILLERS]
        _hide(hidden, _found(plain, bare))
        escaped_signs = len(signs)
        signs = _unescaped(signs)
        if len(signs) == escaped_signs:  # nothing was escaped
            break
    return _shown(looked_at, hidden)


def unquoted(reply: str, key: str) -> str:
    """A model's reply, JSON mostly, without runs of 12 characters or more of the key.

    It is a page's text, so that fewer characters prove nothing; and it may be 2 MB long.
    """
    if len(key) < QUOTED:
        return reply
    unescaped = LETTER.sub(_letter, reply)
    plain = unescaped.replace("\\/", "/")

    low = plain.lower() if plain.isascii() else "".join(map(_lower, plain))
    wanted = [Form(key.lower(), QUOTED)]
    if len(plain) <= LONGEST_REPLY:
        wanted = []
        for form in (*forms(key), *bare_forms(key)):
            size = max(QUOTED, form.size)
            wanted.append(Form(form.text, size))
    hidden = bytearray(len(plain))
    _hide(hidden, _places(low, wanted))
    if not any(hidden):
        return reply  # escapes are undone only where there is a key
    return _shown(plain, hidden)


def _letter(escape: re.Match[str]) -> str:
    """The letter; what would end or open something in JSON stays escaped."""
    code = int(escape[1], 16)
    char = chr(code)
    if char in '"\\\x7f':
        return escape[0]
    return char


def _hide(hidden: bytearray, places: Iterable[tuple[int, int]]) -> None:
    """Mark what may not be seen, place by place."""
    for start, end in places:
        length = end - start
        hidden[start:end] = b"\1" * length


def _shown(text: str, hidden: Sequence[int]) -> str:
    """The characters that may be seen, and a mark for each run of the others."""
    shown: list[str] = []
    in_run = False
    for char, is_hidden in zip(text, hidden, strict=True):
        if not is_hidden:
            shown.append(char)
        elif not in_run:
            shown.append(HIDDEN)
        in_run = bool(is_hidden)
    return "".join(shown)


def _found(signs: Sequence[_Sign], wanted: Sequence[Form]) -> Iterator[tuple[int, int]]:
    """Where pieces are spelled, first and past the last place in the text."""
    read = "".join(sign.text for sign in signs)
    for start, end in _places(read, wanted):
        first = signs[start]
        last = signs[end - 1]
        yield first.start, last.end


def _places(read: str, wanted: Sequence[Form]) -> Iterator[tuple[int, int]]:
    """Where pieces stand in what is read: linear in the text and in the forms, whatever repeats."""
    sizes = {form.size for form in wanted}
    for size in sizes:
        there = set(runs(read, size))
        told: set[str] = set()
        for form in wanted:
            if form.size == size:
                pieces = runs(form.text, size)
                told |= there.intersection(pieces)
        if not told:
            continue
        for at, piece in enumerate(runs(read, size)):
            if piece in told:
                yield at, at + size


def _unescaped(signs: Sequence[_Sign]) -> list[_Sign]:
    """The same signs with one layer of escapes undone."""
    read = "".join(sign.text for sign in signs)
    plain: list[_Sign] = []
    at = 0
    for match in ESCAPE.finditer(read):
        first, past_last = match.span()
        plain += signs[at:first]
        start = signs[first].start
        end = signs[past_last - 1].end
        for char in _meant(match[0]):
            sign = _Sign(_lower(char), start, end)
            plain.append(sign)
        at = past_last
    return [*plain, *signs[at:]]


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
    digits = escape[1:]
    if digits.isdecimal():
        return chr(int(digits, 8))
    return str(json.loads(f'"{escape}"'))


def _lower(char: str) -> str:
    """One character stays one; a wide one is the plain one."""
    plain = unicodedata.normalize("NFKC", char)
    low = plain.lower()
    if len(low) != 1:
        return char
    return low
