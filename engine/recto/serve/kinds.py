"""What an upload is, by its first bytes; and what it is called here.

Bytes and a client's name for them enter; an ending, and a name that is no path, leave. Only here:
which files are taken. An earlier result, a list of pages or a METS file names further files, and a
client has no say in which files of this machine are opened: so pictures and PDFs alone are.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

HEAD = 1024  # bytes that are looked at; readers of PDF look as far for its sign
LONGEST = 50  # characters of a name, of at most four bytes each
PDF = b"%PDF-"
RIFF = (b"RIFF", b"WEBP")
SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"II*\0", ".tif"),
    (b"MM\0*", ".tif"),
    (b"II+\0", ".tif"),
    (b"MM\0+", ".tif"),
    (b"GIF87a", ".gif"),
    (b"GIF89a", ".gif"),
    (b"BM", ".bmp"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", ".jp2"),
    (b"\xff\x4f\xff\x51", ".j2k"),
)
_PNM = re.compile(rb"P[1-6][\s#]")
TAKEN = "PNG, JPEG, TIFF, WebP, GIF, BMP, JPEG 2000, PNM and PDF"


def ending_of(head: bytes) -> str:
    """ ".png" by the first bytes; empty for what is not taken."""
    for sign, ending in SIGNS:
        if head.startswith(sign):
            return ending
    if head.startswith(RIFF[0]) and head[8:12] == RIFF[1]:
        return ".webp"
    if _PNM.match(head):
        return ".pnm"
    return ".pdf" if PDF in head[:HEAD] else ""


def safe_name(name: str, ending: str) -> str:
    """ "../../letter 1.PNG" -> "letter_1.png"; "document.png" where nothing is left of it."""
    last = PurePosixPath(name.replace("\\", "/")).name
    stem = last.rpartition(".")[0] or last
    composed = unicodedata.normalize("NFC", stem)[:LONGEST]
    kept = "".join(each if each.isalnum() or each in "-_" else "_" for each in composed)
    return f"{kept.strip('_') or 'document'}{ending}"
