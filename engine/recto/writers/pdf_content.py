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
    rb"(?:[" + _SPACE + rb"]++|%[^\r\n]*+)*+"  # blanks and comments before it
    rb"(?:(?P<word>" + _REGULAR + rb"++)"
    rb"|(?P<name>/" + _REGULAR + rb"*+)"
    rb"|(?P<open><<|[\[{])"
    rb"|(?P<close>>>|[\]}])"
    rb"|(?P<hex><[^<>]*+>?)"
    rb"|(?P<string>\()"
    rb"|(?P<stray>[)>])"
    rb"|(?P<end>\Z))"
)
_PAREN = re.compile(rb"\\.|[()]", re.DOTALL)
# What begins like a number is an operand, however wrong a number it is; so are these three.
_OPERAND = re.compile(rb"[-+.0-9].*|true|false|null", re.DOTALL)
_IMAGE_END = re.compile(rb"[" + _SPACE + rb"]EI(?=[" + _SPACE + rb"]|$)")
_PLAIN = re.compile(rb"[\t\n\f\r -~]*+$")
NO_PART = frozenset({"stray", "end"})  # kinds of token that are no part of an operation
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
    depth = 0  # of arrays and dictionaries
    opened = 0  # where the outermost of them begins
    position = 0
    while position < len(data):
        kind, start, end = _token(data, position)
        position = end
        if kind in NO_PART:
            continue
        if kind == "open":
            if depth == 0:
                opened = start
            depth += 1
        elif kind == "close" and depth:
            depth -= 1
            start = opened
        if depth:
            continue
        operands.append((start, end))
        if kind != "operator":
            continue
        name = data[start:end]
        position = _behind(data, name, end)
        first, _ = operands[0]
        yield Operation(name, first, end, tuple(operands[:-1]))
        operands = []
    if depth:
        raise UnreadableContent("the content ends inside an array or a dictionary")


def _token(data: bytes, position: int) -> tuple[str, int, int]:
    """The kind of what comes next, where it begins and where it ends."""
    token = _TOKEN.match(data, position)
    if token is None:  # every byte begins a token of some kind
        raise UnreadableContent(f"byte {position} of the content begins no token")
    kind = token.lastgroup or ""
    start, end = token.span(kind)
    if kind == "string":
        end = _string_end(data, end)
    elif kind == "word" and not _OPERAND.fullmatch(data, start, end):
        kind = "operator"
    return kind, start, end


def _behind(data: bytes, name: bytes, end: int) -> int:
    """Where the next token begins after an operator: the data of an inline image are none."""
    if name == b"ID":
        return _image_end(data, end)
    return end


def _string_end(data: bytes, position: int) -> int:
    depth = 1
    for paren in _PAREN.finditer(data, position):
        if paren[0] == b"(":
            depth += 1
        elif paren[0] == b")":
            depth -= 1
        if depth == 0:
            return paren.end()
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
