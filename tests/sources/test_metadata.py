"""What a picture says besides its pixels costs no page, whatever its size and however broken it
is.
"""

from __future__ import annotations

import io
import resource
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from recto.model.page import Page
from recto.sources import open_pages
from recto.sources.metadata import sound

INK = np.full((60, 200), 255, np.uint8)
INK[20:30, 20:180] = 0
MEGABYTE = 1 << 20
LONG, BOMB = b"A" * (2 * MEGABYTE), zlib.compress(bytes(100 * MEGABYTE))
XMP = b"XML:com.adobe.xmp\0"


def encoded(kind: str) -> bytes:
    """The page in a file of a kind."""
    file = io.BytesIO()
    Image.fromarray(INK).convert("RGB").save(file, kind, lossless=True, quality=95)
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    """Of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*chunks: bytes, late: bool = False) -> bytes:
    """The page with chunks before or after its pixels."""
    data = encoded("PNG")
    at = len(data) - 12 if late else 33
    return data[:at] + b"".join(chunks) + data[at:]


def part(number: int, data: bytes) -> bytes:
    """APPn of a JPEG."""
    return bytes([0xFF, 0xE0 + number]) + struct.pack(">H", len(data) + 2) + data


def jpeg(*parts: bytes) -> bytes:
    """The page with parts before its pixels."""
    data = encoded("JPEG")
    return data[:2] + b"".join(parts) + data[2:]


def webp(*chunks: tuple[bytes, bytes]) -> bytes:
    """The page in an extended WebP; the flags are those of what comes along."""
    pixels = encoded("WEBP")[12:]
    flags = sum({b"ICCP": 32, b"EXIF": 8, b"XMP ": 4}[name] for name, _ in chunks)
    head = bytes([flags, 0, 0, 0]) + struct.pack("<I", 199)[:3] + struct.pack("<I", 59)[:3]
    body = [
        struct.pack("<4sI", name, len(data)) + data + bytes(len(data) % 2) for name, data in chunks
    ]
    whole = b"WEBP" + struct.pack("<4sI", b"VP8X", 10) + head + pixels + b"".join(body)
    return b"RIFF" + struct.pack("<I", len(whole)) + whole


def tiff(tag: int, kind: int, count: int, value: int) -> bytes:
    """The page with one more tag."""
    data = encoded("TIFF")
    at = struct.unpack("<I", data[4:8])[0]
    count_before = struct.unpack("<H", data[at : at + 2])[0]
    entries = [data[at + 2 + 12 * i : at + 14 + 12 * i] for i in range(count_before)]
    entries = sorted(
        [*entries, struct.pack("<HHII", tag, kind, count, value)],
        key=lambda e: struct.unpack("<H", e[:2]),
    )
    table = struct.pack("<H", len(entries)) + b"".join(entries) + bytes(4)
    data += bytes(len(data) % 2)
    return b"II*\0" + struct.pack("<I", len(data)) + data[8:] + table


EXIF = b"Exif\0\0"
FAR = 0x7FFFFF00
FILES = {
    "a text of 2 MB.png": lambda: png(chunk(b"tEXt", b"k\0" + LONG)),
    "a packed text of 2 MB.png": lambda: png(chunk(b"zTXt", b"k\0\0" + zlib.compress(LONG))),
    "an international text of 2 MB.png": lambda: png(chunk(b"iTXt", b"k\0\0\0\0\0" + LONG)),
    "80 texts of 0.9 MB.png": lambda: png(*[chunk(b"tEXt", b"k\0" + LONG[: 900 << 10])] * 80),
    "20,000 texts.png": lambda: png(*[chunk(b"tEXt", b"k\0v")] * 20_000),
    "a bomb.png": lambda: png(chunk(b"zTXt", b"k\0\0" + BOMB)),
    "an international bomb.png": lambda: png(chunk(b"iTXt", b"k\0\1\0\0\0" + BOMB)),
    "a bomb after the pixels.png": lambda: png(chunk(b"iTXt", b"k\0\1\0\0\0" + BOMB), late=True),
    "a bomb as XMP.png": lambda: png(chunk(b"iTXt", XMP + b"\1\0\0\0" + BOMB)),
    "a bomb as ICC profile.png": lambda: png(chunk(b"iCCP", b"icc\0\0" + BOMB)),
    "no ICC profile at all.png": lambda: png(chunk(b"iCCP", b"")),
    "an ICC profile packed otherwise.png": lambda: png(chunk(b"iCCP", b"icc\0\7xyz")),
    "a text packed otherwise.png": lambda: png(chunk(b"zTXt", b"k\0\5xyz")),
    "a text with a wrong checksum.png": lambda: png(chunk(b"tEXt", b"k\0v")[:-4] + bytes(4)),
    "broken EXIF.png": lambda: png(chunk(b"eXIf", b"garbage")),
    "EXIF as text.png": lambda: png(chunk(b"tEXt", b"Raw profile type exif\0\nexif\n 20\nzzzz")),
    "a short resolution.png": lambda: png(chunk(b"pHYs", b"\1")),
    "short colours.png": lambda: png(
        *[chunk(name, b"\1\2") for name in (b"gAMA", b"cHRM", b"sRGB", b"tRNS")]
    ),
    "a short animation.png": lambda: png(chunk(b"acTL", b"\0"), chunk(b"fcTL", bytes(26))),
    "broken EXIF.jpg": lambda: jpeg(part(1, EXIF + b"garbage")),
    "EXIF that holds itself.jpg": lambda: jpeg(
        part(1, EXIF + b"II*\0\x08\0\0\0\1\0\x69\x87\4\0\1\0\0\0\x08\0\0\0")
    ),
    "4 MB of EXIF.jpg": lambda: jpeg(*[part(1, EXIF + b"A" * 65_000)] * 64),
    "a broken ICC profile.jpg": lambda: jpeg(part(2, b"ICC_PROFILE\0\5\2xyz")),
    "a cut-off ICC profile.jpg": lambda: jpeg(part(2, b"ICC_PROFILE\0")),
    "broken XMP.jpg": lambda: jpeg(part(1, b"http://ns.adobe.com/xap/1.0/\0<<<\xff")),
    "cut-off marks.jpg": lambda: jpeg(
        part(0, b"JFIF\0"), part(14, b"Adobe"), part(13, b"Photoshop 3.0\x008BIM\3\xed")
    ),
    "broken EXIF.webp": lambda: webp((b"EXIF", b"garbage")),
    "a broken ICC profile.webp": lambda: webp((b"ICCP", b"garbage")),
    "2 MB of XMP.webp": lambda: webp((b"XMP ", LONG)),
    "XMP beyond the end.tif": lambda: tiff(700, 1, MEGABYTE, FAR),
    "an ICC profile beyond the end.tif": lambda: tiff(34675, 7, 5000, FAR),
    "EXIF beyond the end.tif": lambda: tiff(34665, 4, 1, FAR),
    "EXIF that holds itself.tif": lambda: tiff(34665, 4, 1, 8),
    "a program's name of 4 GB.tif": lambda: tiff(305, 2, 0xFFFFFFF0, 8),
}


@pytest.mark.parametrize("name", FILES)
def test_metadata_costs_no_page(tmp_path: Path, name: str) -> None:
    """The page is whole, and at most 100 MB are spent on what it does not show."""
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (page,) = open_pages(str(path))
    assert isinstance(page, Page), page.error
    grey = page.raster if page.raster.ndim == 2 else page.raster[:, :, 0]
    assert np.abs(grey.astype(int) - INK).max() < 60
    assert not page.partial
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


def test_what_is_in_order_is_left_as_it_is() -> None:
    """The very same file: a short text, a profile, an animation's frame, a resolution."""
    frame = struct.pack(">IIIII", 0, 200, 60, 0, 0) + bytes(6)
    parts = [
        chunk(b"tEXt", b"k\0v"),
        chunk(b"pHYs", bytes(9)),
        chunk(b"fcTL", frame),
        chunk(b"iTXt", b"k\0\0\0\0\0v"),
    ]
    for data in (
        png(*parts),
        encoded("JPEG"),
        encoded("WEBP"),
        b"",
        b"\x89PNG\r\n\x1a\n",
        png()[:50],
    ):
        file = io.BytesIO(data)
        assert sound(file) is file
        assert file.tell() == 0


def test_a_jpeg_keeps_what_says_which_end_is_up(tmp_path: Path) -> None:
    """Its EXIF turns it, though its colour profile is cut off."""
    turn = EXIF + b"II*\0\x08\0\0\0\1\0" + struct.pack("<HHII", 0x0112, 3, 1, 6) + bytes(4)
    (tmp_path / "x.jpg").write_bytes(jpeg(part(1, turn), part(2, b"ICC_PROFILE\0")))
    (page,) = open_pages(str(tmp_path / "x.jpg"))
    assert isinstance(page, Page)
    assert page.raster.shape[:2] == (200, 60)
