"""What a writer is: page results in, bytes of one format out, one page at a time.

A writer begins on an open binary file, takes pages in order and ends; between two pages it holds no
page, so a document of any length is written with flat memory. Formats that show the page itself
(PDF, HTML) ask `PageImages` for its pixels while they write it. Writers never open the output: see
atomic.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, Protocol

from recto.model.page import Pixels
from recto.model.result import Document, PageResult

# The original page's pixels, exactly width x height of the result: grey (height, width) or RGB
# (height, width, 3).
PageImages = Callable[[PageResult], Pixels]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """That people looked at a document: what formats say of where its words come from."""

    people: tuple[str, ...]  # the names that they gave, in order of the alphabet
    corrections: int  # that stand
    at: float  # of the last one, seconds since 1970

    @property
    def time(self) -> str:
        """As XML has it: 2026-11-27T08:24:21Z."""
        return datetime.fromtimestamp(self.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def who(self) -> str:
        """The names in one line."""
        names = [name or "no name given" for name in self.people]
        return ", ".join(names)


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a document before its first page."""

    source: str  # the path as the user gave it, or "-"
    settings_digest: str
    engine_version: str
    source_sha256: str = ""  # of the source's bytes, in hex; empty: not known
    calibration: str = ""  # digest of the user's own calibration of confidence; empty: as shipped
    reviewed: Reviewed | None = None  # None: nobody looked
    deskew: bool = False  # of a PDF: crooked pages are turned straight
    optimize: int = 0  # of a PDF: 0 to 3, how small it is made

    @classmethod
    def of(cls, document: Document) -> Head:
        """The head of a finished document."""
        made_by = (
            document.settings_digest,
            document.engine_version,
            document.source_sha256,
            document.calibration,
        )
        return cls(document.source, *made_by)


class Sink(Protocol):
    """One document being written."""

    def page(self, page: PageResult) -> None:
        """Write the next page."""
        ...

    def end(self) -> None:
        """Write what closes the document; the output itself stays open."""
        ...


@dataclass(frozen=True, slots=True)
class Writer:
    """One output format by name; `begin(out, head, images)` opens a document, `images` None reopens
    the source.
    """

    name: str
    suffix: str  # with its dot
    begin: Callable[[BinaryIO, Head, PageImages | None], Sink]
    # the format holds one page a file: a longer document wants one output a page
    one_page: bool = False

    def write(self, document: Document, out: BinaryIO, *, images: PageImages | None = None) -> None:
        """Write a whole document; `out` must be open for binary writing and stays open."""
        sink = self.begin(out, Head.of(document), images)
        for page in document.pages:
            sink.page(page)
        sink.end()
