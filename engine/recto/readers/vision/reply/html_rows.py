"""The rows of an HTML table in a reply: cells as plain text, in time linear in the markup.

A <table> enters, lists of cells leave. Spans are not spread: a merged cell stands at its first
place, as Recto's own layout decides where cells are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.text.markup import plain_lines

_ROW = re.compile(r"<tr\b[^<>]{0,200}>", re.IGNORECASE)
_CELL = re.compile(r"<t[dh]\b[^<>]{0,200}>", re.IGNORECASE)
MOST_CELLS = 1_000  # of a row
MOST_ROWS = 5_000


def rows_of(table: str) -> Iterator[list[str]]:
    """Each row that has any cell."""
    for row in _ROW.split(table, MOST_ROWS)[1:]:
        cells = []
        for cell in _CELL.split(row, MOST_CELLS)[1:]:
            lines = [" ".join(words) for words in plain_lines(cell)]
            cells.append(" ".join(lines))
        if cells:
            yield cells
