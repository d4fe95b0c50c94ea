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
from recto.model.result import Block, BlockKind, PageResult, ResultLine
from recto.writers.base import Head, PageImages, Writer
from recto.writers.characters import printable
from recto.writers.places import cell_place

# CommonMark 0.31, section 2.4: only these need a backslash inside a paragraph.
_SPECIAL = re.compile(r"([\\`*_\[\]<>~|]|&(?=[#\w]))")
# What would open a heading, a list, a rule or a setext underline at the start of a line.
_OPENING = re.compile(r"^(#{1,6}(?=\s|$)|[-+](?=\s|$)|[-=]+$|\d{1,9}(?=[.)](?:\s|$)))")


_NUMBERED = re.compile(r"\(?(\d{1,9})([.)])")  # the marker of a numbered item
DEEPEST_HEADING = 6


@dataclass(slots=True)
class _Sink:
    out: BinaryIO
    pages: int = field(default=0)

    def page(self, page: PageResult) -> None:
        """Write one page's blocks."""
        parts = []
        for block, lines in blocks_with_lines(page):
            part = _marked_up(page, block, lines)
            if part:
                parts.append(part)
        text = "\n\n".join(parts)
        lead = "\n---\n\n" if self.pages else ""
        self.out.write(f"{lead}{text}\n".encode())
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
        merged = any(cell.row_span > 1 or cell.column_span > 1 for cell in block.cells)
        if merged:
            return _html_table(page, block)
        return _pipe_table(page, block)
    text = escaped(flowing_text(block, lines))
    if not text:
        return ""
    mark = _MARKS.get(block.kind, _paragraph)
    return mark(block, text)


def _paragraph(block: Block, text: str) -> str:
    return _OPENING.sub(_guarded, text)


def _guarded(match: re.Match[str]) -> str:
    opening = match.group()
    if opening.isdigit():
        return f"{opening}\\"
    return f"\\{opening}"


def _heading(block: Block, text: str) -> str:
    level = max(1, min(DEEPEST_HEADING, block.level))
    signs = "#" * level
    return f"{signs} {text}"


def _item(block: Block, text: str) -> str:
    marker = "-"
    number = _NUMBERED.match(block.marker)
    if number:
        marker = number[1] + number[2]
    margin = "    " * block.level
    guarded = _paragraph(block, text)
    return f"{margin}{marker} {guarded}"


def _pipe_table(page: PageResult, block: Block) -> str:
    width = 1 + max(cell.column for cell in block.cells)
    height = 1 + max(cell.row for cell in block.cells)
    rows = [[""] * width for _ in range(height)]
    for cell in block.cells:
        text = cell_text(page, cell)
        row = rows[cell.row]
        row[cell.column] = escaped(text)
    rows.insert(1, ["---"] * width)
    lines = []
    for row in rows:
        fields = " | ".join(row)
        lines.append(f"| {fields} |")
    return "\n".join(lines)


def _html_table(page: PageResult, block: Block) -> str:
    rows: dict[int, str] = {}
    for cell in sorted(block.cells, key=cell_place):
        opening = "<td"
        if cell.row_span > 1:
            opening += f' rowspan="{cell.row_span}"'
        if cell.column_span > 1:
            opening += f' colspan="{cell.column_span}"'
        text = printable(cell_text(page, cell))
        content = escape_html(text)
        before = rows.get(cell.row, "")
        rows[cell.row] = f"{before}{opening}>{content}</td>"
    lines = ["<table>"]
    for cells in rows.values():
        line = f"<tr>{cells}</tr>"
        lines.append(line)
    lines.append("</table>")
    return "\n".join(lines)


# How a block of a kind is marked up: the block and its escaped text enter.
_MARKS: Mapping[BlockKind, Callable[[Block, str], str]] = {"heading": _heading, "list": _item}
