"""The structure that an output or a truth states: tables as grids, headings and list items, from
HTML or Markdown.

A text enters, frozen Tables and Items leave. HTML tables inside Markdown are understood, as vision
LLMs write them. Nothing is guessed from layout: what is not marked up has no structure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product, takewhile
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
_PIPE = re.compile(r"\|")
_UNESCAPED_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell: where it begins, what it spans, and its text."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str  # folded
    header: bool = False

    def positions(self) -> Iterator[tuple[int, int]]:
        """(row, column) of every place of the grid that it takes, row by row."""
        rows = range(self.row, self.row + self.row_span)
        columns = range(self.column, self.column + self.column_span)
        return product(rows, columns)


@dataclass(frozen=True, slots=True)
class Table:
    """Cells in reading order."""

    cells: tuple[TableCell, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        rows = max((cell.row + cell.row_span for cell in self.cells), default=0)
        columns = max((cell.column + cell.column_span for cell in self.cells), default=0)
        return rows, columns


@dataclass(frozen=True, slots=True)
class Item:
    """A heading or a list item as it is marked up."""

    kind: Literal["heading", "list-item"]
    text: str  # folded
    level: int = 0  # headings: 1..6


def tables(text: str) -> list[Table]:
    """HTML tables and Markdown pipe tables, in the order of each kind."""
    outside = _TABLE.sub("\n", text)
    found = list(map(_html_table, _TABLE.findall(text)))
    found += _pipe_tables(outside)
    return [table for table in found if table.cells]


def items(text: str) -> list[Item]:
    """Headings and list items; those of HTML come first."""
    outside = _TABLE.sub("\n", text)
    headings = _HTML_HEADING.findall(outside)
    found = [Item("heading", _plain(body), int(level)) for level, body in headings]
    found += [Item("list-item", _plain(body)) for body in _HTML_ITEM.findall(outside)]
    for line in outside.splitlines():
        if heading := _HEADING.match(line):
            level = len(heading[1])
            found.append(Item("heading", _plain(heading[2]), level))
        elif item := _ITEM.match(line):
            found.append(Item("list-item", _plain(item[2])))
    return [item for item in found if item.text]


def _plain(text: str) -> str:
    import html

    unescaped = html.unescape(_TAG.sub(" ", text))
    bare = unescaped.replace("**", "").replace("__", "")
    return folded(bare)


def _html_table(text: str) -> Table:
    from lxml import html

    root = html.fragment_fromstring(text)
    taken: set[tuple[int, int]] = set()
    cells: list[TableCell] = []
    for row, line in enumerate(root.iter("tr")):
        cells += _html_row(row, line, taken)
    return Table(tuple(cells))


def _html_row(row: int, line: Sequence[object], taken: set[tuple[int, int]]) -> Iterator[TableCell]:
    """The cells of a row, each in the first column that no cell from above reaches into (HTML
    4.9.12).
    """
    column = 0
    for element in line:
        tag = getattr(element, "tag", "")
        attributes = getattr(element, "attrib", {})
        if tag not in ("td", "th"):
            continue
        while (row, column) in taken:
            column += 1
        down = _span(attributes.get("rowspan"))
        across = _span(attributes.get("colspan"))
        # Lxml has no types; elements only here
        text = " ".join(getattr(element, "itertext")())  # noqa: B009
        cell = TableCell(row, column, down, across, folded(text), tag == "th")
        taken.update(cell.positions())
        yield cell
        column += across


def _span(value: str | None) -> int:
    if value is None or not value.strip().isdigit():
        return 1
    return min(max(1, int(value)), SPAN_LIMIT)


def _pipe_tables(text: str) -> Iterator[Table]:
    """Runs of lines with pipes around a rule of dashes."""
    lines = text.splitlines()
    for at, line in enumerate(lines):
        if "|" not in line or not _PIPE_RULE.match(line):
            continue
        body = takewhile(_PIPE.search, lines[at + 1 :])
        has_head = at > 0 and "|" in lines[at - 1]
        rows = [lines[at - 1], *body] if has_head else list(body)
        cells: list[TableCell] = []
        for row, content in enumerate(rows):
            is_head = has_head and row == 0
            cells += _pipe_row(row, content, is_head)
        yield Table(tuple(cells))


def _pipe_row(row: int, line: str, is_head: bool) -> Iterator[TableCell]:
    inside = line.strip().removeprefix("|").removesuffix("|")
    parts = _UNESCAPED_PIPE.split(inside)
    for column, part in enumerate(parts):
        yield TableCell(row, column, 1, 1, _plain(part), is_head)
