"""What a picture file says besides its pixels, kept away from the decoder where it would cost the
page.

An open file enters; the same file leaves, or a copy in memory without the parts that Pillow refuses
a picture for: texts that unpack to more than a page, colour profiles and times that are cut short,
checksums that do not fit. Pixels and what is needed to show them are never touched; of a JPEG
everything else may go, EXIF last, since it says which end is up.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO

PNG = b"\x89PNG\r\n\x1a\n"
MOST_TEXT = 1 << 20  # bytes of one text, unpacked: Pillow refuses a picture for more
MOST_TEXTS = 16 << 20  # of all texts of a picture; Pillow ends at 64 MiB
SIZES = {b"gAMA": 4, b"cHRM": 32, b"sRGB": 1, b"pHYs": 9, b"tIME": 7, b"acTL": 8, b"fcTL": 26}
TRANSPARENCY = {0: 2, 2: 6}  # bytes of tRNS by colour type; of a palette any number but none
ANIMATION = (b"acTL", b"fcTL", b"fdAT")
PIXELS = (b"IDAT", b"fdAT", b"PLTE")  # of which only Pillow knows whether they are sound
TEXTS = (b"tEXt", b"zTXt", b"iTXt", b"iCCP")
AROUND = 12  # bytes of a chunk beside its data: length, kind, checksum
ENDS = (b"\xda", b"\xd9", b"")  # of a JPEG's segments: the pixels, the picture, the file
ADOBE, COMMENT = 0xEE, 0xFE  # markers of segments
CRITICAL = 0x20  # the bit of a chunk's first letter that says that a decoder may pass it over


@dataclass(frozen=True, slots=True)
class _Chunk:
    kind: bytes
    start: int  # of its length, in the file
    size: int  # of its data


@dataclass(slots=True, eq=False)
class _Picture:
    """What the chunks seen so far say."""

    header: bytes = b""
    text: int = 0  # bytes

    def is_sound(self, chunk: _Chunk, data: bytes, crc: int) -> bool:
        """Whether Pillow takes the chunk; of pixels only Pillow knows."""
        kind = chunk.kind
        if kind == b"IHDR":
            self.header = data
        if not kind[0] & CRITICAL:
            return True
        size = len(data)
        if crc != zlib.crc32(kind + data) or size != SIZES.get(kind, size):
            return False
        if kind == b"tRNS":
            colour = self.header[9] if len(self.header) > 9 else 3
            return 0 < size == TRANSPARENCY.get(colour, size)
        if kind == b"fcTL":
            return self._is_inside(data)
        if kind in TEXTS:
            return self._is_short(_unpacked_size(kind, data))
        return True

    def _is_short(self, size: int | None) -> bool:
        """Whether a text of so many bytes is taken, after those before it."""
        if size is None or size > MOST_TEXT:
            return False
        texts = self.text + size
        if texts > MOST_TEXTS:
            return False
        self.text = texts
        return True

    def _is_inside(self, data: bytes) -> bool:
        """Whether a frame of an animation lies in the picture."""
        across = down = 0
        if len(self.header) >= 8:
            across, down = struct.unpack(">II", self.header[:8])
        width, height, left, top = struct.unpack(">4I", data[4:20])
        fits_across = 0 < width <= across - left
        fits_down = 0 < height <= down - top
        return bool(fits_across and fits_down)


def _unpacked_size(kind: bytes, data: bytes) -> int | None:
    """Bytes of a text or a profile, unpacked as far as it takes to see that it is too long; None
    where it is broken.
    """
    if kind == b"tEXt":
        return len(data)
    name, nul, rest = data.partition(b"\0")
    if not nul or not rest:
        return None
    if kind == b"iTXt":
        is_packed = rest[:1] == b"\1"
        if not is_packed:
            return len(data)
        method = rest[1:2]
        packed = rest[2:].split(b"\0", 2)[-1]
    else:
        method = rest[:1]
        packed = rest[1:]
    if method != b"\0":
        return None
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(packed, MOST_TEXT + 1)
    except zlib.error:
        return None
    return len(name) + len(text)


def sound(file: IO[bytes]) -> IO[bytes]:
    """The file at its beginning; a PNG without the chunks that it would be refused for."""
    file.seek(0)
    head = file.read(len(PNG))
    broken = _broken(file) if head == PNG else []
    file.seek(0)
    if not broken:
        return file

    kept = BytesIO()
    position = 0
    for chunk in broken:
        file.seek(position)
        kept.write(file.read(chunk.start - position))
        position = chunk.start + AROUND + chunk.size
    file.seek(position)
    kept.write(file.read())
    kept.seek(0)
    return kept


def _broken(file: IO[bytes]) -> list[_Chunk]:
    """Chunks that are to be left out; of an animation all where one is broken."""
    picture = _Picture()
    broken: list[_Chunk] = []
    animation: list[_Chunk] = []
    for chunk in _chunks(file):
        if chunk.kind in ANIMATION:
            animation.append(chunk)
        if chunk.kind in PIXELS:
            continue
        data = file.read(chunk.size)
        crc = file.read(4)
        is_whole = len(crc) == 4
        if is_whole and not picture.is_sound(chunk, data, int.from_bytes(crc, "big")):
            broken.append(chunk)
    if any(chunk.kind in ANIMATION for chunk in broken):
        both = {*broken, *animation}
        return sorted(both, key=lambda chunk: chunk.start)
    return broken


def _chunks(file: IO[bytes]) -> Iterator[_Chunk]:
    """Each with the file standing at its data, as far as the file is in order."""
    start = len(PNG)
    while True:
        file.seek(start)
        head = file.read(8)
        if len(head) < 8:
            return
        size = int.from_bytes(head[:4], "big")
        kind = head[4:]
        yield _Chunk(kind, start, size)
        if kind == b"IEND":
            return
        start += AROUND + size


def barer(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """Copies of a JPEG that is refused, with ever less beside its pixels; nothing of any other
    file.
    """
    file.seek(0)
    if file.read(3) != b"\xff\xd8\xff":
        return
    file.seek(0)
    data = file.read()

    # What stands before the pixels, piece by piece.
    segments = []
    position = 2
    while data[position : position + 1] == b"\xff":
        marker = data[position + 1 : position + 2]
        if marker in ENDS:
            break
        size = int.from_bytes(data[position + 2 : position + 4], "big")
        end = position + 2 + size
        if size == 0 or end > len(data):
            break
        segments.append(data[position:end])
        position = end

    rest = data[position:]
    for kept in ((b"Exif\0",), ()):
        parts = [part for part in segments if _is_needed(part) or part[4:9] in kept]
        yield BytesIO(b"".join([data[:2], *parts, rest]))


def _is_needed(part: bytes) -> bool:
    """Tables and frames; of the rest only what says how ink is stored, where it is whole (Adobe's
    12 bytes).
    """
    marker = part[1]
    if marker == ADOBE:
        return part[4:9] == b"Adobe" and len(part) >= 16
    is_application = 0xE0 <= marker <= 0xEF
    return not is_application and marker != COMMENT
