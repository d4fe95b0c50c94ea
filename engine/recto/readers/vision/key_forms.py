"""How a key may be written: as it is, turned round, in another alphabet, packed, or packed twice.

A key enters, Forms leave: texts in lower case, each with the length of a run of it that tells
something. Only here: which spellings are known, one on the other, and how short a run may be. A
key that stands somewhere inside what was packed is packed in another way, as what stands before it
shifts it: so each packing has one text a shift.
"""

from __future__ import annotations

from base64 import b32encode, b64encode
from codecs import encode
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote

PIECE = 6  # characters of a key that tell something; masks show up to 8 at either end


class Form(NamedTuple):
    """One way in which a key may be written, and how many characters of it tell PIECE of the
    key.
    """

    text: str
    size: int


def forms(key: str) -> list[Form]:
    """What is looked for in a text as it stands; a key shorter than a piece is one piece."""
    size = min(PIECE, len(key))
    backwards = key[::-1]
    other = encode(key, "rot13")
    other_backwards = other[::-1]
    ways = dict.fromkeys((key, backwards, other, other_backwards))
    return [Form(text.lower(), size) for text in ways]


def bare_forms(key: str) -> list[Form]:
    """What is looked for among a text's letters and digits alone: a key that is spaced, broken or
    packed.
    """
    written: list[tuple[str, int]] = [*forms(key), *_packed_forms(key)]
    bare_ones: dict[Form, None] = {}
    for text, size in written:
        bare = "".join(filter(str.isalnum, text.lower()))
        form = Form(bare, max(size, PIECE))
        bare_ones[form] = None
    return list(bare_ones)


def _packed_forms(key: str) -> Iterator[tuple[str, int]]:
    """The key packed, once and twice; what was packed turned round, or in the other alphabet.

    The letters' case counts in what is packed, and what a URL escapes is escaped first.
    """
    numbers = map(str, key.encode())
    yield "".join(numbers), 2 * PIECE  # a list of bytes: two digits each, or three

    backwards = key[::-1]
    other = encode(key, "rot13")
    escaped = quote(key, safe="")
    ways = dict.fromkeys((key, key.upper(), key.lower(), backwards, other, escaped))
    for plain in ways:
        for text, grown in _packed(plain.encode()):
            size = round(PIECE * grown)
            yield text, size
            yield text[::-1], size
            yield encode(text, "rot13"), size

    wide = key.encode("utf-16-le")
    for text, grown in _packed(wide):
        yield text, round(2 * PIECE * grown)

    for inner, grown in _packed(key.encode()):
        for text, more in _packed(inner.encode()):
            yield text, round(PIECE * grown * more)


# (packing, bytes that are packed together, characters that they become)
PACKINGS: tuple[tuple[Callable[[bytes], bytes], int, int], ...] = (
    (b64encode, 3, 4),
    (lambda data: b64encode(data, b"-_"), 3, 4),
    (b32encode, 5, 8),
    (lambda data: data.hex().encode(), 1, 2),
)


def _packed(data: bytes) -> Iterator[tuple[str, float]]:
    """Each packing in each shift, and how much longer it makes the data."""
    for pack, block, become in PACKINGS:
        grown = become / block
        for before in range(block):
            shifted = b"\0" * before + data
            packed = pack(shifted).decode()
            text = packed.rstrip("=")
            # the first characters hold bits of what is before
            start = -(-before * become // block)
            yield text[start:], grown


def runs(text: str, size: int) -> Iterator[str]:
    """Every run of that many characters, in order."""
    count = len(text) - size + 1
    for start in range(count):
        end = start + size
        yield text[start:end]
