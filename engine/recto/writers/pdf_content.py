"""The operators of a PDF content stream and where they stand, told from its bytes.

The bytes of a stream enter, Operations leave in order; nothing is parsed into objects and written
again, so what this module does not understand (`1..2`, an operator inside an array, a resource that
is not there) stays byte for byte as it is. Only here: how content is cut into tokens (ISO 32000-1,
7.2 and 7.8.2), and where an inline image ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recto.errors import InputError

Span = tuple[int, int]  # offsets of the first byte and behind the last
Change = tuple[int, int, bytes]  # start, end, what stands there instead

_SPACE = rb"\x00\t\n\f\r "
_DELIMITER = rb"()<>\[\]{}/%"
_REGULAR = rb"[^" + _SPACE + _DELIMITER + rb"]"
_TOKEN = re.compile(
    rb"(?P<blank>[" + _SPACE + rb"]++|%[^\r\n]*+)"
    rb"|(?P<word>" + _REGULAR + rb"++)"
    rb"|(?P<name>/" + _REGULAR + rb"*+)"
    rb"|(?P<open><<|[\[{])"
    rb"|(?P<close>>>|[\]}])"
    rb"|(?P<hex><[^<>]*+>?)"
    rb"|(?P<string>\()"
    rb"|(?P<stray>[)>])"
)
_PAREN = re.compile(rb"\\.|[()]", re.DOTALL)
# What begins like a number is an operand, however wrong a number it is; so are these three.
_OPERAND = re.compile(rb"[-+.0-9].*|true|false|null", re.DOTALL)
_IMAGE_END = re.compile(rb"[" + _SPACE + rb"]EI(?=[" + _SPACE + rb"]|$)")
_PLAIN = re.compile(rb"[\t\n\f\r -~]*+$")
AFTER_IMAGE = 24  # bytes behind an EI that must be plain, or it is a part of the data


class UnreadableContent(InputError):
    """Content that ends inside a string, an array or an image: nothing can be put behind it."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operator with its operands."""

    name: bytes
    start: int  # of the first operand, or of the operator where it has none
    end: int  # behind the operator
    operands: tuple[Span, ...]  # strings, names, numbers, and arrays and dictionaries as one each


def operations(data: bytes) -> Iterator[Operation]:
    """In order; operands that no operator follows are left out. Raises UnreadableContent."""
    operands: list[Span] = []
    depth, opened, position = 0, 0, 0
    while position < len(data):
        found = _TOKEN.match(data, position)
        if found is None:  # every byte begins a token of some kind
            raise UnreadableContent(f"byte {position} of the content begins no token")
        kind, start, end = found.lastgroup, position, found.end()
        if kind == "string":
            end = _string_end(data, end)
        position = end
        if kind in ("blank", "stray"):
            continue
        if kind == "open":
            opened = opened if depth else start
            depth += 1
        elif kind == "close" and depth:
            depth -= 1
            start = opened
        if depth:
            continue
        if kind == "word" and not _OPERAND.fullmatch(found[0]):
            if found[0] == b"ID":
                position = _image_end(data, end)
            first = operands[0][0] if operands else start
            yield Operation(found[0], first, end, tuple(operands))
            operands = []
        else:
            operands.append((start, end))
    if depth:
        raise UnreadableContent("the content ends inside an array or a dictionary")


def _string_end(data: bytes, position: int) -> int:
    depth = 1
    for found in _PAREN.finditer(data, position):
        if found[0] == b"(":
            depth += 1
        elif found[0] == b")":
            depth -= 1
            if depth == 0:
                return found.end()
    raise UnreadableContent("the content ends inside a string")


def _image_end(data: bytes, position: int) -> int:
    """Behind the data of an inline image, before its EI, which then is an operator like others."""
    for found in _IMAGE_END.finditer(data, position):
        after = found.end()
        following = data[after : after + AFTER_IMAGE]
        if _PLAIN.match(following):
            return found.start()
    raise UnreadableContent("the content ends inside an image")


def changed(data: bytes, edits: Sequence[Change]) -> bytes:
    """`data` with each (start, end) replaced; edits in order, none inside another."""
    parts = []
    position = 0
    for start, end, new in edits:
        parts += [data[position:start], new]
        position = end
    parts.append(data[position:])
    return b"".join(parts)
