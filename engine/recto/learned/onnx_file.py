"""The bytes of an ONNX file as fields of protobuf messages, read and written without the `onnx`
package.

Bytes enter, fields leave (protobuf's encoding guide, "Message structure"); what a field means is
for whoever asks. Raises ValueError for what is no ONNX file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5  # protobuf's wire types
FIXED_SIZE = {FIXED64: 8, FIXED32: 4}  # bytes


class Field(NamedTuple):
    """One field of a protobuf message."""

    number: int
    value: int  # of a varint; 0 for other kinds
    start: int  # of its bytes in the file
    end: int
    key: int  # where the field itself begins


def whole(data: bytes) -> Field:
    """The file as a message."""
    return Field(number=0, value=0, start=0, end=len(data), key=0)


def fields(data: bytes, message: Field) -> Iterator[Field]:
    """All fields of a message, unopened."""
    at = message.start
    while at < message.end:
        begin = at
        key, at = varint(data, at)
        number = key >> 3
        kind = key & 7
        value = size = 0
        if kind == VARINT:
            value, at = varint(data, at)
        elif kind == BYTES:
            size, at = varint(data, at)
        elif kind in FIXED_SIZE:
            size = FIXED_SIZE[kind]
        else:
            raise ValueError(f"no ONNX file: wire type {kind}")
        end = at + size
        yield Field(number, value, at, end, begin)
        at = end


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first, and the place after it. Raises
    ValueError.
    """
    value = shift = 0
    while True:
        if at >= len(data):
            raise ValueError("no ONNX file: it ends within a number")
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at += 1
        shift += 7
        if byte < 0x80:
            return value, at


def texts(data: bytes, message: Field, number: int) -> list[str]:
    """The strings that a message has under a number."""
    found = []
    for field in fields(data, message):
        if field.number == number:
            text = data[field.start : field.end].decode()
            found.append(text)
    return found


def packed(number: int, body: bytes | str) -> bytes:
    """A message or a text as a field."""
    content = body.encode() if isinstance(body, str) else body
    key = number << 3 | BYTES
    return _varint(key) + _varint(len(content)) + content


def counted(number: int, value: int) -> bytes:
    """A whole number as a field."""
    key = number << 3 | VARINT
    return _varint(key) + _varint(value)


def _varint(value: int) -> bytes:
    found = bytearray()
    while value >= 0x80:
        low = value & 0x7F
        found.append(low | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)
