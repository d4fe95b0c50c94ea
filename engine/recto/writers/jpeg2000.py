"""Whether a JPEG 2000 picture may stand in PDF/A-2: its header enters, yes or no leaves.

ISO 19005-2, 6.2.8.3: one, three or four colour channels, of one depth of 1 to 38 bits; a colour
specification by number, by profile or by a vendor's way, and where there are several, one that is
marked as the best; not CIEJab. Pictures in CMYK, and code streams without the boxes of a JP2 file,
are not taken here: they need what the document may not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SIGNATURE = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
CODE_STREAM = b"\xff\x4f\xff\x51"  # SOC and SIZ (ISO 15444-1, annex A)
METHODS = frozenset({1, 2, 3})
# enumerated colour spaces that say which colours they mean (ISO 15444-1, table I.10)
SRGB, GREY, SYCC = 16, 17, 18
BEST = 1  # of APPROX: the specification is exact
MOST_BOXES = 100
BY_NUMBER = 1  # of METH: the colours are an enumerated space
CHANNELS = frozenset({1, 3, 4})
MOST_BITS = 38  # of a channel
DEPTH = 127  # the bits of a depth, less one; the eighth is the sign (I.5.3.1)
SEVERAL_DEPTHS = 255  # instead of a depth: each channel has its own
PALETTE = frozenset({b"pclr", b"cmap"})


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
    if header is None or header.mapped or header.channels not in CHANNELS:
        return False
    if len(set(header.depths)) != 1 or not 1 <= header.depths[0] <= MOST_BITS:
        return False
    if not METHODS.issuperset(header.methods):
        return False
    # Of several, one is the best; where there is none at all, none is.
    if len(header.methods) != 1 and header.approximations.count(BEST) != 1:
        return False
    return has_space or _says_colours(header)


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
    inner = _first(b"jp2h", _boxes(data))
    boxes = list(_boxes(inner))
    image = _first(b"ihdr", boxes)
    if len(image) < 14:
        return None
    channels = int.from_bytes(image[8:10], "big")
    depths = [image[10] & DEPTH] * channels
    if image[10] == SEVERAL_DEPTHS:
        depths = [bits & DEPTH for bits in _first(b"bpcc", boxes)]
    kinds = dict(boxes)
    methods = []
    approximations = []
    spaces = []
    for kind, content in boxes:
        if kind != b"colr" or len(content) < 3:
            continue
        method = content[0]
        methods.append(method)
        approximations.append(content[2])
        if method == BY_NUMBER:
            space = int.from_bytes(content[3:7], "big")
            spaces.append(space)
    return Header(
        channels=channels,
        depths=tuple(bits + 1 for bits in depths),
        methods=tuple(methods),
        approximations=tuple(approximations),
        spaces=tuple(spaces),
        mapped=not PALETTE.isdisjoint(kinds),
    )


def boxed(stream: bytes) -> bytes | None:
    """A bare code stream in the boxes of a JP2 file; None for what is none, or has channels of
    several depths.

    The colours that the boxes name are grey or sRGB: for pictures of which the PDF names the
    colours itself.
    """
    if not stream.startswith(CODE_STREAM) or len(stream) < 45:
        return None
    right = _number(stream, 8)
    bottom = _number(stream, 12)
    left = _number(stream, 16)
    top = _number(stream, 20)
    channels = int.from_bytes(stream[40:42], "big")
    past_depths = 42 + 3 * channels
    depths = set(stream[42:past_depths:3])
    if channels not in (1, 3) or len(depths) != 1:
        return None
    height = (bottom - top).to_bytes(4, "big")
    width = (right - left).to_bytes(4, "big")
    depth = depths.pop()
    image = height + width + channels.to_bytes(2, "big") + bytes([depth, 7, 0, 0])
    space = GREY if channels == 1 else SRGB
    colours = bytes([1, 0, 0]) + space.to_bytes(4, "big")
    inner = _box(b"ihdr", image) + _box(b"colr", colours)
    head = _box(b"jp2h", inner)
    kind = _box(b"ftyp", b"jp2 \0\0\0\0jp2 ")
    return SIGNATURE + kind + head + _box(b"jp2c", stream)


def _number(data: bytes, at: int) -> int:
    """The four bytes there."""
    past = at + 4
    return int.from_bytes(data[at:past], "big")


def _box(kind: bytes, content: bytes) -> bytes:
    size = 8 + len(content)
    return size.to_bytes(4, "big") + kind + content


def _first(kind: bytes, boxes: Iterable[tuple[bytes, bytes]]) -> bytes:
    """What is in the first box of the kind; empty: there is none."""
    for kind_of_box, content in boxes:
        if kind_of_box == kind:
            return content
    return b""


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each box (ISO 15444-1, I.4)."""
    at = 0
    for _ in range(MOST_BOXES):
        if at + 8 > len(data):
            return
        size = _number(data, at)
        kind = data[at + 4 : at + 8]
        head = 8
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
            head = 16
        end = len(data)
        if size:
            end = at + size
        if end < at + head:
            return
        yield kind, data[at + head : end]
        at = end
