"""The structure that an output or a truth states: tables as grids, headings and list items, from
HTML or Markdown.

A text enters, frozen Tables and Items leave. HTML tables inside Markdown are understood, as vision
LLMs write them. Nothing is guessed from layout: what is not marked up has no structure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from recto.metrics.normalise import folded

_TABLE = re.compile(r"<table\b.*?</table\s*>", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.+?)\s*#*$")
_ITEM = re.compile(r"^(\s*)(?:[-*+•]|\(?\d{1,3}[.)])\s+(\S.*)$")
_HTML_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1\s*>", re.IGNORECASE | re.DOTALL)
_HTML_ITEM = re.compile(r"<li\b[^>]*>(.*?)</li\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]+>")
_PIPE_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
SPAN_LIMIT = 200  # rows or columns: a model's colspan="1000" is an error, not a grid to build


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell: where it begins, what it spans, and its text."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str  # folded
    header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Cells in reading order."""

    cells: tuple[TableCell, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        rows = max((cell.row + cell.row_span for cell in self.cells), default=0)
        return rows, max((cell.column + cell.column_span for cell in self.cells), default=0)


@dataclass(frozen=True, slots=True)
class Item:
    """A heading or a list item as it is marked up."""

    kind: Literal["heading", "list-item"]
    text: str  # folded
    level: int = 0  # headings: 1..6


def tables(text: str) -> list[Table]:
    """HTML tables and Markdown pipe tables, in the order of each kind."""
    outside = _TABLE.sub("\n", text)
    return [t for t in (*map(_html_table, _TABLE.findall(text)), *_pipe_tables(outside)) if t.cells]


def items(text: str) -> list[Item]:
    """Headings and list items; those of HTML come first."""
    outside = _TABLE.sub("\n", text)
    found = [
        Item("heading", _plain(body), int(level)) for level, body in _HTML_HEADING.findall(outside)
    ]
    found += [Item("list-item", _plain(body)) for body in _HTML_ITEM.findall(outside)]
    for line in outside.splitlines():
        if heading := _HEADING.match(line):
            found.append(Item("heading", _plain(heading[2]), len(heading[1])))
        elif item := _ITEM.match(line):
            found.append(Item("list-item", _plain(item[2])))
    return [item for item in found if item.text]


def _plain(text: str) -> str:
    import html

    return folded(html.unescape(_TAG.sub(" ", text)).replace("**", "").replace("__", ""))


def _html_table(text: str) -> Table:
    from lxml import html

    root = html.fragment_fromstring(text)
    taken: set[tuple[int, int]] = set()
    cells = [
        cell for row, line in enumerate(root.iter("tr")) for cell in _html_row(row, line, taken)
    ]
    return Table(tuple(cells))


def _html_row(row: int, line: Sequence[object], taken: set[tuple[int, int]]) -> Iterator[TableCell]:
    """The cells of a row, each in the first column that no cell from above reaches into (HTML
    4.9.12).
    """
    column = 0
    for element in line:
        tag, attributes = getattr(element, "tag", ""), getattr(element, "attrib", {})
        if tag not in ("td", "th"):
            continue
        while (row, column) in taken:
            column += 1
        down, across = _span(attributes.get("rowspan")), _span(attributes.get("colspan"))
        taken.update((row + i, column + j) for i in range(down) for j in range(across))
        # Lxml has no types; elements only here
        text = folded(" ".join(getattr(element, "itertext")()))  # noqa: B009
        yield TableCell(row, column, down, across, text, tag == "th")
        column += across


def _span(value: str | None) -> int:
    return min(max(1, int(value)), SPAN_LIMIT) if value and value.strip().isdigit() else 1


def _pipe_tables(text: str) -> Iterator[Table]:
    """Runs of lines with pipes around a rule of dashes."""
    lines = text.splitlines()
    for i in (i for i, line in enumerate(lines) if "|" in line and _PIPE_RULE.match(line)):
        head = lines[i - 1 : i] if i and "|" in lines[i - 1] else []
        body = []
        for line in lines[i + 1 :]:
            if "|" not in line:
                break
            body.append(line)
        yield Table(tuple(_pipe_cells([*head, *body], headers=len(head))))


def _pipe_cells(lines: Sequence[str], headers: int) -> Iterator[TableCell]:
    for row, line in enumerate(lines):
        parts = re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))
        for column, part in enumerate(parts):
            yield TableCell(row, column, 1, 1, _plain(part), header=row < headers)
