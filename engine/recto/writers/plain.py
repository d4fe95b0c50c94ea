"""Plain text: the lines as they stand on the page, in reading order, pages parted by form feeds (as Tesseract does)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import BinaryIO

from recto.result import PageResult
from recto.writers.base import Head, PageImages, Writer
from recto.writers.characters import printable


@dataclass(slots=True)
class _Sink:
    out: BinaryIO
    pages: int = field(default=0)

    def page(self, page: PageResult) -> None:
        """Write one page's lines."""
        lead = "\f" if self.pages else ""
        text = "".join(printable(line.text) + "\n" for line in page.lines if line.words)
        self.out.write((lead + text).encode())
        self.pages += 1

    def end(self) -> None:
        """Nothing closes a text."""


def _begin(out: BinaryIO, head: Head, images: PageImages | None) -> _Sink:
    return _Sink(out)


TEXT = Writer("txt", ".txt", _begin)
