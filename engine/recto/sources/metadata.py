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
CRITICAL = 0x20  # the bit of a chunk's first letter that says that a decoder may pass it over
PACKED_AT = {b"zTXt": 2, b"iCCP": 2}  # bytes after the name: a NUL and the method


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
        if chunk.kind == b"IHDR":
            self.header = data
        if not chunk.kind[0] & CRITICAL:
            return True
        if crc != zlib.crc32(chunk.kind + data) or len(data) != SIZES.get(chunk.kind, len(data)):
            return False
        if chunk.kind == b"tRNS":
            colour = self.header[9] if len(self.header) > 9 else 3
            return 0 < len(data) == TRANSPARENCY.get(colour, len(data))
        if chunk.kind == b"fcTL":
            return self._is_inside(data)
        if chunk.kind in (b"tEXt", b"zTXt", b"iTXt", b"iCCP"):
            return self._is_short(chunk.kind, data)
        return True

    def _is_inside(self, data: bytes) -> bool:
        """Whether a frame of an animation lies in the picture."""
        across, down = struct.unpack(">II", self.header[:8]) if len(self.header) >= 8 else (0, 0)
        width, height, left, top = struct.unpack(">4I", data[4:20])
        return bool(0 < width <= across - left and 0 < height <= down - top)

    def _is_short(self, kind: bytes, data: bytes) -> bool:
        size = _unpacked_size(kind, data)
        if size is None or size > MOST_TEXT or self.text + size > MOST_TEXTS:
            return False
        self.text += size
        return True


def _unpacked_size(kind: bytes, data: bytes) -> int | None:
    """Bytes of a text or a profile, unpacked as far as it takes to see that it is too long; None
    where it is broken.
    """
    name, nul, rest = data.partition(b"\0")
    if kind == b"tEXt":
        return len(data)
    if not nul or not rest:
        return None
    if kind == b"iTXt":
        packed, method, rest = rest[:1] == b"\1", rest[1:2], rest[2:].split(b"\0", 2)[-1]
        if not packed:
            return len(data)
    else:
        method, rest = rest[:1], rest[1:]
    if method != b"\0":
        return None
    try:
        return len(name) + len(zlib.decompressobj().decompress(rest, MOST_TEXT + 1))
    except zlib.error:
        return None


def sound(file: IO[bytes]) -> IO[bytes]:
    """The file at its beginning; a PNG without the chunks that it would be refused for."""
    file.seek(0)
    is_png = file.read(len(PNG)) == PNG
    broken = _broken(file) if is_png else []
    file.seek(0)
    return _without(file, broken) if broken else file


def _broken(file: IO[bytes]) -> list[_Chunk]:
    """Chunks that are to be left out; of an animation all where one is broken."""
    picture, found, animation = _Picture(), [], []
    for chunk in _chunks(file):
        is_pixels = chunk.kind in (b"IDAT", b"fdAT", b"PLTE")
        data = b"" if is_pixels else file.read(chunk.size)
        crc = b"" if is_pixels else file.read(4)
        animation += [chunk] if chunk.kind in ANIMATION else []
        if (
            not is_pixels
            and len(crc) == 4
            and not picture.is_sound(chunk, data, int.from_bytes(crc, "big"))
        ):
            found.append(chunk)
    still = any(chunk.kind in ANIMATION for chunk in found)
    return sorted({*found, *animation}, key=lambda chunk: chunk.start) if still else found


def _chunks(file: IO[bytes]) -> Iterator[_Chunk]:
    """Each with the file standing at its data, as far as the file is in order."""
    start = len(PNG)
    while True:
        file.seek(start)
        head = file.read(8)
        if len(head) < 8:
            return
        chunk = _Chunk(head[4:], start, int.from_bytes(head[:4], "big"))
        yield chunk
        if chunk.kind == b"IEND":
            return
        start += 12 + chunk.size


def _without(file: IO[bytes], broken: list[_Chunk]) -> IO[bytes]:
    kept, at = BytesIO(), 0
    for chunk in broken:
        file.seek(at)
        kept.write(file.read(chunk.start - at))
        at = chunk.start + 12 + chunk.size
    file.seek(at)
    kept.write(file.read())
    kept.seek(0)
    return kept


def barer(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """Copies of a JPEG that is refused, with ever less beside its pixels; nothing of any other
    file.
    """
    file.seek(0)
    if file.read(3) != b"\xff\xd8\xff":
        return
    file.seek(0)
    data = file.read()
    segments, rest = _segments(data)
    for kept in ((b"Exif\0",), ()):
        parts = [part for part in segments if _is_needed(part) or part[4:9] in kept]
        yield BytesIO(b"".join([data[:2], *parts, rest]))


def _segments(data: bytes) -> tuple[list[bytes], bytes]:
    """What stands before the pixels, piece by piece, and all from there on."""
    found, at = [], 2
    while data[at : at + 1] == b"\xff" and data[at + 1 : at + 2] not in (b"\xda", b"\xd9", b""):
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end <= at + 2 or end > len(data):
            break
        found.append(data[at:end])
        at = end
    return found, data[at:]


def _is_needed(part: bytes) -> bool:
    """Tables and frames; of the rest only what says how ink is stored, where it is whole (Adobe's
    12 bytes).
    """
    if part[1] == 0xEE:
        return part[4:9] == b"Adobe" and len(part) >= 16
    return not (0xE0 <= part[1] <= 0xEF or part[1] == 0xFE)
