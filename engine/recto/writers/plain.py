"""Plain text: the lines as they stand on the page, in reading order, pages parted by form feeds (as
Tesseract does).

A table is written where its first line stands, a row of it a line, its cells parted by tabs (for
`cut -f`, awk -F'\\t' and spreadsheets), a cell's own lines joined by spaces; what stands in a table
but in none of its cells follows it. No word is written twice or lost: a line that a table shares
with other text keeps the rest of its words in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from recto.layout import blocks_with_words
from recto.layout.content import Held
from recto.model.result import Block, PageResult
from recto.writers.base import Head, PageImages, Writer
from recto.writers.characters import printable

Table = tuple[Block, list[Held]]
CELL = "\t"  # `printable` leaves none inside a text


@dataclass(slots=True)
class _Sink:
    out: BinaryIO
    pages: int = field(default=0)

    def page(self, page: PageResult) -> None:
        """Write one page's lines."""
        lead = "\f" if self.pages else ""
        text = "".join(line + "\n" for line in _rows(page))
        self.out.write((lead + text).encode())
        self.pages += 1

    def end(self) -> None:
        """Nothing closes a text."""


def _begin(out: BinaryIO, head: Head, images: PageImages | None) -> _Sink:
    return _Sink(out)


TEXT = Writer("txt", ".txt", _begin)


def _rows(page: PageResult) -> Iterator[str]:
    """The page's lines of text, and each table at its first line."""
    tables = [(block, held) for block, held in blocks_with_words(page) if block.cells and held]
    own = {(line, word) for _, held in tables for line, words in held for word in words}
    starts: dict[int, list[Table]] = {}
    for block, held in tables:
        starts.setdefault(min(line for line, _ in held), []).append((block, held))
    for number, line in enumerate(page.lines):
        rest = [word.text for at, word in enumerate(line.words) if (number, at) not in own]
        if rest:
            yield printable(" ".join(rest))
        for block, held in starts.get(number, []):
            yield from _table(page, block, held)


def _table(page: PageResult, block: Block, held: Sequence[Held]) -> Iterator[str]:
    """A line for each row with text, as many fields in it as the table has columns, then what is in
    no cell.
    """
    left = {(line, word): None for line, words in held for word in words}
    fields: dict[tuple[int, int], list[str]] = {}
    for cell in block.cells:
        places = [(line, word) for line, first, past in cell.spans for word in range(first, past)]
        mine = [place for place in dict.fromkeys(places) if place in left]
        texts = [page.lines[line].words[word].text for line, word in mine]
        fields.setdefault((cell.row, cell.column), []).extend(texts)
        for place in mine:
            del left[place]
    columns = range(1 + max(column for _, column in fields))
    for row in sorted({row for row, _ in fields}):
        texts = [printable(" ".join(fields.get((row, column), []))) for column in columns]
        if any(texts):
            yield CELL.join(texts)
    for line in dict.fromkeys(line for line, _ in left):
        yield printable(
            " ".join(page.lines[line].words[word].text for at, word in left if at == line)
        )
