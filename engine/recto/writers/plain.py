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
from recto.layout.places import named_words
from recto.model.result import Block, PageResult
from recto.text.spacing import joined
from recto.writers.base import Head, PageImages, Writer
from recto.writers.characters import printable

Place = tuple[int, int]
Table = tuple[Block, list[Held]]
CELL = "\t"  # `printable` leaves none inside a text


@dataclass(slots=True)
class _Sink:
    out: BinaryIO
    pages: int = field(default=0)

    def page(self, page: PageResult) -> None:
        """Write one page's lines."""
        lead = "\f" if self.pages else ""
        text = "".join(f"{line}\n" for line in _rows(page))
        written = f"{lead}{text}"
        self.out.write(written.encode())
        self.pages += 1

    def end(self) -> None:
        """Nothing closes a text."""


def _begin(out: BinaryIO, head: Head, images: PageImages | None) -> _Sink:
    return _Sink(out)


TEXT = Writer("txt", ".txt", _begin)


def _rows(page: PageResult) -> Iterator[str]:
    """The page's lines of text, and each table at its first line."""
    tables = _tables(page)
    in_tables: set[Place] = set()
    for starting in tables.values():
        for _, held in starting:
            in_tables.update(_places(held))
    for number, line in enumerate(page.lines):
        every_place = [(number, position) for position in range(len(line.words))]
        places = [place for place in every_place if place not in in_tables]
        if places:
            yield _text(page, places)
        starting = tables.get(number, [])
        for block, held in starting:
            yield from _table(page, block, held)


def _tables(page: PageResult) -> dict[int, list[Table]]:
    """The tables by the line in which they start."""
    tables: dict[int, list[Table]] = {}
    for block, held in blocks_with_words(page):
        if block.cells and held:
            first = min(line for line, _ in held)
            starting = tables.setdefault(first, [])
            starting.append((block, held))
    return tables


def _places(held: Sequence[Held]) -> Iterator[Place]:
    """Line and position of each word, in order."""
    for line, words in held:
        for word in words:
            yield line, word


def _table(page: PageResult, block: Block, held: Sequence[Held]) -> Iterator[str]:
    """A line for each row with text, as many fields in it as the table has columns, then what is in
    no cell.
    """
    fields = _fields(block, held)
    columns = 1 + max(column for _, column in fields)
    rows = {row for row, _ in fields}
    for row in sorted(rows):
        texts = [_text(page, fields.get((row, column), [])) for column in range(columns)]
        if any(texts):
            yield CELL.join(texts)
    in_cells = set().union(*fields.values())
    outside: dict[int, list[Place]] = {}
    for place in dict.fromkeys(_places(held)):
        if place in in_cells:
            continue
        line, _ = place
        places = outside.setdefault(line, [])
        places.append(place)
    for places in outside.values():
        yield _text(page, places)


def _fields(block: Block, held: Sequence[Held]) -> dict[Place, list[Place]]:
    """Row and column -> the words that stand there; the first cell that names a word has it."""
    left = set(_places(held))
    fields: dict[Place, list[Place]] = {}
    for cell in block.cells:
        words = fields.setdefault((cell.row, cell.column), [])
        for place in named_words(cell):
            if place in left:
                left.remove(place)
                words.append(place)
    return fields


def _text(page: PageResult, places: Sequence[Place]) -> str:
    texts = []
    for line, position in places:
        word = page.lines[line].words[position]
        texts.append(word.text)
    return printable(joined(texts))
