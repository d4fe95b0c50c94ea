"""Markdown: paragraphs as single lines, headings, lists and tables (GitHub style; HTML where cells
merge).

A page's blocks enter, text leaves; pages are parted by a thematic break. Characters that would be
read as Markdown are escaped, so that what renders is what was read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape as escape_html
from typing import BinaryIO

from recto.layout import blocks_with_lines, cell_text, flowing_text
from recto.model.result import Block, BlockKind, Cell, PageResult, ResultLine
from recto.writers.base import Head, PageImages, Writer
from recto.writers.characters import printable

# CommonMark 0.31, section 2.4: only these need a backslash inside a paragraph.
_SPECIAL = re.compile(r"([\\`*_\[\]<>~|]|&(?=[#\w]))")
# What would open a heading, a list, a rule or a setext underline at the start of a line.
_OPENING = re.compile(r"^(#{1,6}(?=\s|$)|[-+](?=\s|$)|[-=]+$|\d{1,9}(?=[.)](?:\s|$)))")


@dataclass(slots=True)
class _Sink:
    out: BinaryIO
    pages: int = field(default=0)

    def page(self, page: PageResult) -> None:
        """Write one page's blocks."""
        parts = [_marked_up(page, block, lines) for block, lines in blocks_with_lines(page)]
        text = "\n\n".join(part for part in parts if part)
        self.out.write((("\n---\n\n" if self.pages else "") + text + "\n").encode())
        self.pages += 1

    def end(self) -> None:
        """Nothing closes Markdown."""


def _begin(out: BinaryIO, head: Head, images: PageImages | None) -> _Sink:
    return _Sink(out)


MARKDOWN = Writer("md", ".md", _begin)


def escaped(text: str) -> str:
    """`text` as Markdown that renders as `text`, for use anywhere but at the start of a line."""
    return _SPECIAL.sub(r"\\\1", printable(text))


def _marked_up(page: PageResult, block: Block, lines: Sequence[ResultLine]) -> str:
    if block.cells:
        return _table(page, block)
    text = escaped(flowing_text(block, lines))
    return _PREFIX.get(block.kind, _paragraph)(block, text) if text else ""


def _paragraph(block: Block, text: str) -> str:
    return _OPENING.sub(_guarded, text)


def _guarded(match: re.Match[str]) -> str:
    opening = match.group()
    return opening + "\\" if opening.isdigit() else "\\" + opening


def _heading(block: Block, text: str) -> str:
    return "#" * max(1, min(6, block.level)) + " " + text


def _item(block: Block, text: str) -> str:
    number = re.match(r"\(?(\d{1,9})([.)])", block.marker)
    marker = "".join(number.groups()) if number else "-"
    return "    " * block.level + marker + " " + _paragraph(block, text)


def _table(page: PageResult, block: Block) -> str:
    merged = any(cell.row_span > 1 or cell.column_span > 1 for cell in block.cells)
    return _html_table(page, block) if merged else _pipe_table(page, block)


def _pipe_table(page: PageResult, block: Block) -> str:
    width = 1 + max(cell.column for cell in block.cells)
    rows = [[""] * width for _ in range(1 + max(cell.row for cell in block.cells))]
    for cell in block.cells:
        rows[cell.row][cell.column] = escaped(cell_text(page, cell))
    rows.insert(1, ["---"] * width)
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _html_table(page: PageResult, block: Block) -> str:
    rows: dict[int, list[Cell]] = {}
    for cell in sorted(block.cells, key=lambda cell: (cell.row, cell.column)):
        rows.setdefault(cell.row, []).append(cell)
    body = "\n".join(
        "<tr>" + "".join(_html_cell(page, cell) for cell in row) + "</tr>" for row in rows.values()
    )
    return f"<table>\n{body}\n</table>"


def _html_cell(page: PageResult, cell: Cell) -> str:
    spans = {"rowspan": cell.row_span, "colspan": cell.column_span}
    attributes = "".join(f' {name}="{span}"' for name, span in spans.items() if span > 1)
    return f"<td{attributes}>{escape_html(printable(cell_text(page, cell)))}</td>"


_PREFIX: Mapping[BlockKind, Callable[[Block, str], str]] = {"heading": _heading, "list": _item}
