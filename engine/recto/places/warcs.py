"""WARC files as archives: the images and PDFs that a crawl has brought home.

An open WARC file enters; its pages' names with their records, or their bytes, leave, by warcio.
Only here: which records are pages (answers of 200, and resources, of a kind that Recto reads) and
what they are called: the number of the record and the end of its address, since two records may
have one address, and no address chooses a place on this machine.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from recto.errors import InputError, MissingDependency, TooLarge
from recto.places.place import EXTRA
from recto.sources.folders import ENDINGS

KINDS = frozenset({"response", "resource"})
GZIP = b"\x1f\x8b"
ODD = re.compile(r"[^\w.-]+")  # in a name that is made of an address
LONGEST = 60  # characters of an address in a name
TYPES: Mapping[str, str] = {
    "image/png": ".png", "image/jpeg": ".jpg", "image/jpg": ".jpg", "image/tiff": ".tif",
    "image/bmp": ".bmp", "image/jp2": ".jp2", "image/webp": ".webp", "image/gif": ".gif",
    "application/pdf": ".pdf",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record:
    """One page of a crawl."""

    name: str  # "000012-page.png"
    size: int  # bytes, as the record says
    stamp: str
    content: io.RawIOBase  # to be read before the next record is asked for


def records(file: IO[bytes], archive: str, most: int) -> Iterator[Record]:
    """The pages in their order; `most`: bytes that the file may become. Raises MissingDependency,
    InputError, TooLarge.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator
    except ImportError as fault:
        what = "a WARC file needs the package warcio"
        raise MissingDependency(what, where=archive, remedy=EXTRA) from fault

    with _told(archive):
        for number, record in enumerate(ArchiveIterator(_Plain(file, archive, most))):
            name = name_of(number, record) if record.rec_type in KINDS else ""
            if name:
                size = int(record.length or 0)
                stamp = str(record.rec_headers.get_header("WARC-Date"))
                yield Record(name, size, stamp, _Whole(record, archive, name))


def name_of(number: int, record: Any) -> str:
    """What a record is called; empty for what is no page."""
    head = record.http_headers
    if head is not None and head.get_statuscode() != "200":
        return ""
    about = head or record.rec_headers
    said = about.get_header("Content-Type") or ""
    media = said.partition(";")[0]
    kind = TYPES.get(media.strip().lower(), "")
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    try:
        parts = urlsplit(address.strip("<>"))
    except ValueError:
        parts = urlsplit("page")
    text = unquote(parts.path)
    path = PurePosixPath(text)
    ending = kind or path.suffix.lower()
    if ending not in ENDINGS:
        return ""
    plain = ODD.sub("-", path.stem)
    stem = plain.strip("-.") or "page"
    end = stem[-LONGEST:]
    return f"{number:06}-{end}{ending}"


class _Plain(io.RawIOBase):
    """The file without its compression, of which no more is taken than it may become."""

    def __init__(self, file: IO[bytes], archive: str, most: int) -> None:
        super().__init__()
        is_packed = file.read(len(GZIP)) == GZIP
        file.seek(0)
        self._file: Any = gzip.GzipFile(fileobj=file) if is_packed else file
        self._archive = archive
        self._left = most

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._file.read(size)
        self._left -= len(data)
        if self._left < 0:
            what = "becomes far more than its own size"
            raise TooLarge(what, where=self._archive, remedy="unpack it into a folder")
        return data

    def tell(self) -> int:
        return int(self._file.tell())


class _Whole(io.RawIOBase):
    """What a record holds, which must be all that it says."""

    def __init__(self, record: Any, archive: str, name: str) -> None:
        super().__init__()
        self._record = record
        self._stream = record.content_stream()
        self._archive = archive
        self._name = name

    def read(self, size: int = -1) -> bytes:
        with _told(self._archive):
            data: bytes = self._stream.read(size)
            is_short = not data and getattr(self._record.raw_stream, "limit", 0) > 0
        if is_short and self._record.raw_stream.read(1) == b"":
            what = f"ends early, in {self._name}"
            raise InputError(what, where=self._archive, remedy="fetch it again")
        return data


@contextmanager
def _told(archive: str) -> Iterator[None]:
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.statusandheaders import StatusAndHeadersParserException

    odd = (ArchiveLoadFailed, StatusAndHeadersParserException, gzip.BadGzipFile, zlib.error)
    try:
        yield
    except (*odd, EOFError, ValueError, AttributeError, LookupError) as fault:
        what = f"is no WARC file that can be read ({type(fault).__name__})"
        raise InputError(what, where=archive, remedy="fetch it again") from fault
