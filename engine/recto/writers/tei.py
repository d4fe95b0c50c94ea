"""TEI P5: the text for editors of the humanities, with page breaks, headings, lists, tables and
running heads.

A page's blocks enter, XML leaves, page by page. A heading begins a division, since <head> stands
first in one; running heads, footers and page numbers are <fw>. Words are joined as a person reads
them; where each stands on the page, PAGE and ALTO say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from recto.layout import blocks_with_lines, cell_text, flowing_text
from recto.model.result import Block, BlockKind, PageResult, ResultLine
from recto.text.names import shown
from recto.writers.base import Head, PageImages, Writer
from recto.writers.languages import language_tag
from recto.writers.markup import Element, attribute, element, serialised
from recto.writers.places import cell_place

OPENING = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0">
  <teiHeader>
    <fileDesc>
      <titleStmt><title>{title}</title></titleStmt>
      <publicationStmt><p>Made by machine; not published.</p></publicationStmt>
      <sourceDesc><p>{source}</p></sourceDesc>
    </fileDesc>
    <encodingDesc>
      <appInfo>
        <application ident="recto" version="{version}"><label>Recto</label></application>
      </appInfo>
    </encodingDesc>
  </teiHeader>
  <text>
    <body>
"""
CLOSING = "    </body>\n  </text>\n</TEI>\n"
DEPTH = 4  # of what stands in a division
FURNITURE: Mapping[BlockKind, str] = {
    "header": "header",
    "footer": "footer",
    "page-number": "pageNum",
}
PARAGRAPH: tuple[str, Mapping[str, object]] = ("p", {})
TAGS: Mapping[BlockKind, tuple[str, Mapping[str, object]]] = {
    "heading": ("head", {}),
    "list": ("item", {}),
    "footnote": ("note", {"place": "bottom"}),
    "caption": ("p", {"rend": "caption"}),
}


@dataclass(slots=True)
class _Sink:
    out: BinaryIO
    is_open: bool = False  # a division

    def page(self, page: PageResult) -> None:
        """Write one page's blocks."""
        self._open()
        break_attributes = {"n": page.index + 1, "xml:lang": language_tag(page.language) or None}
        self._write(element("pb", break_attributes))
        items: list[Element] = []
        for block, lines in blocks_with_lines(page):
            made = _made(page, block, lines)
            if block.kind == "list" and made is not None:
                items.append(made)
                continue
            items = self._list(items)
            if made is None:
                continue
            if block.kind == "heading":
                self._close()
                self._open()
            self._write(made)
        self._list(items)

    def end(self) -> None:
        """Close the text; a document without a page has an empty division."""
        if not self.is_open:
            self._open()
            self._write(element("p"))
        self._close()
        self.out.write(CLOSING.encode())

    def _list(self, items: list[Element]) -> list[Element]:
        """Write the items of a list that has ended; the next one's items."""
        if items:
            self._write(element("list", None, items))
        return []

    def _open(self) -> None:
        if not self.is_open:
            self.out.write(b"      <div>\n")
            self.is_open = True

    def _close(self) -> None:
        if self.is_open:
            self.out.write(b"      </div>\n")
            self.is_open = False

    def _write(self, made: Element) -> None:
        self.out.write(serialised(made, DEPTH))


def _begin(out: BinaryIO, head: Head, images: PageImages | None) -> _Sink:
    source = shown(head.source)
    title = PurePath(source).name or source
    opening = OPENING.format(
        title=attribute(title), source=attribute(source), version=attribute(head.engine_version)
    )
    out.write(opening.encode())
    return _Sink(out)


TEI = Writer("tei", ".tei.xml", _begin)


def _made(page: PageResult, block: Block, lines: Sequence[ResultLine]) -> Element | None:
    """The element of a block; None for one without text."""
    if block.cells:
        return _table(page, block)
    text = flowing_text(block, lines)
    if not text:
        return None
    furniture = FURNITURE.get(block.kind)
    if furniture:
        return element("fw", {"type": furniture}, text=text)
    tag, attributes = TAGS.get(block.kind, PARAGRAPH)
    if block.kind == "list":
        attributes = {"n": block.marker or None}
    return element(tag, attributes, text=text)


def _table(page: PageResult, block: Block) -> Element:
    rows: dict[int, list[Element]] = {}
    for cell in sorted(block.cells, key=cell_place):
        spans = {
            "rows": cell.row_span if cell.row_span > 1 else None,
            "cols": cell.column_span if cell.column_span > 1 else None,
        }
        made = element("cell", spans, text=cell_text(page, cell))
        rows.setdefault(cell.row, []).append(made)
    made_rows = [element("row", None, cells) for cells in rows.values()]
    return element("table", None, made_rows)
