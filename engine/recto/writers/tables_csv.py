"""CSV of a document's tables (RFC 4180): one row a table row, merged cells at their first place,
tables parted by one empty row.

Pages enter, rows leave. A text that a spreadsheet would run as a formula is written with an
apostrophe before it (OWASP, "CSV injection"): pages are not to be trusted.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import BinaryIO

from recto.layout import blocks_of, cell_text
from recto.model.result import Block, PageResult
from recto.writers.base import Head, PageImages, Writer
from recto.writers.characters import printable

_NUMBER = re.compile(r"[-+]?[\d.,\s]*\d\s*%?")  # a signed number is data, not a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
NO_TABLE = "no table was found, so there is nothing to write as CSV"


@dataclass(slots=True)
class _Sink:
    out: BinaryIO
    tables: int = field(default=0)
    notes: tuple[str, ...] = ()

    def page(self, page: PageResult) -> None:
        """Write the page's tables."""
        for block in blocks_of(page):
            if not block.cells:
                continue
            text = io.StringIO()
            table = csv.writer(text)
            for row in grid(page, block):
                fields = [harmless(value) for value in row]
                table.writerow(fields)
            gap = "\r\n" if self.tables else ""
            written = gap + text.getvalue()
            self.out.write(written.encode())
            self.tables += 1

    def end(self) -> None:
        """Nothing closes CSV; where there is nothing in it, that is said."""
        if not self.tables:
            self.notes = (NO_TABLE,)


def _begin(out: BinaryIO, head: Head, images: PageImages | None) -> _Sink:
    return _Sink(out)


CSV = Writer("csv", ".csv", _begin)


def grid(page: PageResult, block: Block) -> list[list[str]]:
    """The table's texts, row by row; places that a merged cell covers are empty."""
    rights = [cell.column + cell.column_span for cell in block.cells]
    bottoms = [cell.row + cell.row_span for cell in block.cells]
    width = max(rights)
    height = max(bottoms)
    rows = [[""] * width for _ in range(height)]
    for cell in block.cells:
        text = cell_text(page, cell)
        row = rows[cell.row]
        row[cell.column] = printable(text)
    return rows


def harmless(text: str) -> str:
    """`text`, or `text` after an apostrophe where a spreadsheet would take it for a formula."""
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
