"""Whether a JPEG 2000 picture may stand in PDF/A-2: its header enters, yes or no leaves.

ISO 19005-2, 6.2.8.3: one, three or four colour channels, of one depth of 1 to 38 bits; a colour
specification by number, by profile or by a vendor's way, and where there are several, one that is
marked as the best; not CIEJab. Pictures in CMYK, and code streams without the boxes of a JP2 file,
are not taken here: they need what the document may not have.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

SIGNATURE = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
CODE_STREAM = b"\xff\x4f\xff\x51"  # SOC and SIZ (ISO 15444-1, annex A)
METHODS = frozenset({1, 2, 3})
# enumerated colour spaces that say which colours they mean (ISO 15444-1, table I.10)
SRGB, GREY, SYCC = 16, 17, 18
BEST = 1  # of APPROX: the specification is exact
MOST_BOXES = 100


@dataclass(frozen=True, slots=True)
class Header:
    """What the boxes say."""

    channels: int
    depths: tuple[int, ...]  # bits
    methods: tuple[int, ...]
    approximations: tuple[int, ...]
    spaces: tuple[int, ...]  # enumerated
    mapped: bool  # a palette stands between channels and colours


def may_stand(data: bytes, *, has_space: bool) -> bool:
    """Whether the picture conforms; `has_space`: the PDF names its colours, which then count
    instead.
    """
    header = read_header(data)
    if header is None or header.mapped or header.channels not in (1, 3, 4):
        return False
    even = len(set(header.depths)) == 1 and 1 <= header.depths[0] <= 38
    specified = bool(header.methods) and METHODS.issuperset(header.methods)
    best = len(header.methods) == 1 or header.approximations.count(BEST) == 1
    return even and specified and best and (has_space or _says_colours(header))


def _says_colours(header: Header) -> bool:
    """Whether it says by itself, without a device, which colours it means; its channels are these
    colours'.
    """
    if len(header.methods) != 1:
        return False
    wanted = {GREY: 1, SRGB: 3, SYCC: 3}
    return header.methods[0] == 1 and wanted.get(header.spaces[0]) == header.channels


def read_header(data: bytes) -> Header | None:
    """The header of a JP2 file; None for what is none."""
    if not data.startswith(SIGNATURE):
        return None
    inner = next((content for kind, content in _boxes(data) if kind == b"jp2h"), b"")
    boxes = list(_boxes(inner))
    image = next((content for kind, content in boxes if kind == b"ihdr"), b"")
    if len(image) < 14:
        return None
    channels, depth = int.from_bytes(image[8:10], "big"), image[10]
    each = next((content for kind, content in boxes if kind == b"bpcc"), b"")
    depths = tuple(bits & 127 for bits in each) if depth == 255 else (depth & 127,) * channels
    colours = [content for kind, content in boxes if kind == b"colr" and len(content) >= 3]
    by_number = [int.from_bytes(content[3:7], "big") for content in colours if content[0] == 1]
    return Header(
        channels,
        tuple(bits + 1 for bits in depths),
        tuple(content[0] for content in colours),
        tuple(content[2] for content in colours),
        tuple(by_number),
        any(kind in (b"pclr", b"cmap") for kind, _ in boxes),
    )


def boxed(stream: bytes) -> bytes | None:
    """A bare code stream in the boxes of a JP2 file; None for what is none, or has channels of
    several depths.

    The colours that the boxes name are grey or sRGB: for pictures of which the PDF names the
    colours itself.
    """
    if not stream.startswith(CODE_STREAM) or len(stream) < 45:
        return None
    right, bottom, left, top = (
        int.from_bytes(stream[at : at + 4], "big") for at in (8, 12, 16, 20)
    )
    channels = int.from_bytes(stream[40:42], "big")
    depths = set(stream[42 : 42 + 3 * channels : 3])
    if channels not in (1, 3) or len(depths) != 1:
        return None
    size = (bottom - top).to_bytes(4, "big") + (right - left).to_bytes(4, "big")
    image = size + channels.to_bytes(2, "big") + bytes([depths.pop(), 7, 0, 0])
    colours = bytes([1, 0, 0]) + (GREY if channels == 1 else SRGB).to_bytes(4, "big")
    head = _box(b"jp2h", _box(b"ihdr", image) + _box(b"colr", colours))
    return SIGNATURE + _box(b"ftyp", b"jp2 \0\0\0\0jp2 ") + head + _box(b"jp2c", stream)


def _box(kind: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + kind + content


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each box (ISO 15444-1, I.4)."""
    at = 0
    for _ in range(MOST_BOXES):
        if at + 8 > len(data):
            return
        size, kind, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        end = at + size if size else len(data)
        if end < at + head:
            return
        yield kind, data[at + head : end]
        at = end
