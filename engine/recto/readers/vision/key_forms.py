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
    other = encode(key, "rot13")
    ways = dict.fromkeys((key, key[::-1], other, other[::-1]))
    return [Form(text.lower(), size) for text in ways]


def bare_forms(key: str) -> list[Form]:
    """What is looked for among a text's letters and digits alone: a key that is spaced, broken or
    packed.
    """
    found: dict[Form, None] = {}
    for text, size in (*((form.text, form.size) for form in forms(key)), *_packed_forms(key)):
        bare = "".join(char for char in text.lower() if char.isalnum())
        found[Form(bare, max(size, PIECE))] = None
    return list(found)


def _packed_forms(key: str) -> Iterator[tuple[str, int]]:
    """The key packed, once and twice; what was packed turned round, or in the other alphabet."""
    yield "".join(map(str, key.encode())), 2 * PIECE  # a list of bytes: two digits each, or three
    for plain in _plain(key):
        for text, grown in _packed(plain.encode()):
            yield text, round(PIECE * grown)
            yield text[::-1], round(PIECE * grown)
            yield encode(text, "rot13"), round(PIECE * grown)
    for text, grown in _packed(key.encode("utf-16-le")):
        yield text, round(2 * PIECE * grown)
    for inner, grown in _packed(key.encode()):
        for text, more in _packed(inner.encode()):
            yield text, round(PIECE * grown * more)


def _plain(key: str) -> list[str]:
    """What may be packed: the letters' case counts there, and what a URL escapes is escaped
    first.
    """
    ways = (key, key.upper(), key.lower(), key[::-1], encode(key, "rot13"), quote(key, safe=""))
    return list(dict.fromkeys(ways))


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
        for before in range(block):
            text = pack(b"\0" * before + data).decode().rstrip("=")
            own = -(-before * become // block)  # the first characters hold bits of what is before
            yield text[own:], become / block


def runs(text: str, size: int) -> Iterator[str]:
    """Every run of that many characters, in order."""
    for at in range(len(text) - size + 1):
        yield text[at : at + size]
