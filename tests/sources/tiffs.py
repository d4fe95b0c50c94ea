"""TIFF files byte by byte, for kinds that no library writes: any tags, one strip a frame."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

import numpy as np

SHORT, LONG, RATIONAL = 3, 4, 5
Tag = tuple[int, tuple[int, ...]]  # type, and values: two for each rational
Tags = Mapping[int, Tag]
CODES = {SHORT: "H", LONG: "I", RATIONAL: "I"}


def grey(
    values: np.ndarray, photometric: int = 1, sample_format: int = 1
) -> tuple[Tags, np.ndarray]:
    """The tags of a grey frame of any number type, and its values."""
    height, width = values.shape
    bits = 8 * values.dtype.itemsize
    tags = {
        256: width,
        257: height,
        258: bits,
        259: 1,
        262: photometric,
        277: 1,
        278: height,
        339: sample_format,
    }
    return {
        tag: (LONG if tag in (256, 257, 278) else SHORT, (value,)) for tag, value in tags.items()
    }, values


def tiff(frames: Sequence[tuple[Tags, np.ndarray]], order: str = "<") -> bytes:
    """The file; `order` "<" is Intel's, ">" Motorola's."""
    data = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    for number, (tags, values) in enumerate(frames):
        data += _frame(dict(tags), values, len(data), order, last=number == len(frames) - 1)
    return data


def _frame(
    tags: dict[int, tuple[int, tuple[int, ...]]],
    values: np.ndarray,
    start: int,
    order: str,
    last: bool,
) -> bytes:
    strip = values.astype(values.dtype.newbyteorder(order)).tobytes()
    tags[273], tags[279] = (LONG, (0,)), (LONG, (len(strip),))
    size = 2 + 12 * len(tags) + 4
    extra, rows = b"", []
    packed = {
        tag: struct.pack(order + CODES[kind] * len(each), *each)
        for tag, (kind, each) in tags.items()
    }
    rest = sum(len(raw) for raw in packed.values() if len(raw) > 4)
    packed[273] = struct.pack(order + "I", start + size + rest)
    for tag in sorted(tags):
        kind, each = tags[tag]
        raw = packed[tag]
        count = len(each) // 2 if kind == RATIONAL else len(each)
        place = (
            raw.ljust(4, b"\0")
            if len(raw) <= 4
            else struct.pack(order + "I", start + size + len(extra))
        )
        extra += raw if len(raw) > 4 else b""
        rows.append(struct.pack(order + "HHI", tag, kind, count) + place)
    body = extra + strip
    body += b"\0" * (len(body) % 2)
    following = 0 if last else start + size + len(body)
    return (
        struct.pack(order + "H", len(tags))
        + b"".join(rows)
        + struct.pack(order + "I", following)
        + body
    )
