"""PAGE 2019-07-15: regions by kind, lines with baselines, words with confidence, tables as cells
with spans.

A file holds one page (the schema's PcGts), so a document of many pages wants one output a page
(`Writer.one_page`). Origin, reason and agreement stand in each word's `custom` attribute, other
readings as further TextEquivs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from recto.errors import BadArguments
from recto.layout import blocks_with_lines, blocks_with_words, outside_cells
from recto.model.page import Box
from recto.model.result import Block, Cell, PageResult, ResultLine, Word
from recto.text.names import shown
from recto.writers.base import Head, PageImages, Writer
from recto.writers.characters import direction, printable
from recto.writers.markup import Element, attribute, element, serialised
from recto.writers.places import edges

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">
  <Metadata>
    <Creator>recto {version}</Creator>
    <Created>{now}</Created>
    <LastChange>{now}</LastChange>
    <MetadataItem type="processingStep" name="settings" value="{settings}" />
  </Metadata>
"""


@dataclass(slots=True)
class _Sink:
    out: BinaryIO
    full: bool = False

    def page(self, page: PageResult) -> None:
        """Write the page. Raises BadArguments for a second one."""
        if self.full:
            raise BadArguments("PAGE XML holds one page a file", remedy="write one file a page")
        self.out.write(serialised(_page(page), depth=1))
        self.full = True

    def end(self) -> None:
        """Close the root."""
        self.out.write(b"</PcGts>\n")


def _begin(out: BinaryIO, head: Head, images: PageImages | None) -> _Sink:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    version, settings = attribute(head.engine_version), attribute(head.settings_digest)
    out.write(_HEAD.format(version=version, settings=settings, now=now).encode())
    return _Sink(out)


PAGE_XML = Writer("page", ".page.xml", _begin, one_page=True)


def _page(page: PageResult) -> Element:
    regions = [
        _region(page, block, lines, i) for i, (block, lines) in enumerate(blocks_with_lines(page))
    ]
    attributes = {
        "imageFilename": shown(page.source),
        "imageWidth": page.width,
        "imageHeight": page.height,
        "imageXResolution": f"{page.dpi:.4g}",
        "imageYResolution": f"{page.dpi_down or page.dpi:.4g}",
        "imageResolutionUnit": "PPI",
    }
    return element("Page", attributes, [*_reading_order(regions), *regions])


def _reading_order(regions: Sequence[Element]) -> list[Element]:
    references = [
        element("RegionRefIndexed", {"index": i, "regionRef": region.get("id")})
        for i, region in enumerate(regions)
    ]
    return (
        [element("ReadingOrder", {}, [element("OrderedGroup", {"id": "order"}, references)])]
        if regions
        else []
    )


def _coords(box: Box, page: PageResult) -> Element:
    left, top, right, bottom = edges(box, page)
    return element(
        "Coords", {"points": f"{left},{top} {right},{top} {right},{bottom} {left},{bottom}"}
    )


def _region(page: PageResult, block: Block, lines: Sequence[ResultLine], number: int) -> Element:
    identity = f"region_{number + 1}"
    if block.kind == "table" and block.cells:
        cells = [
            _cell(page, block, cell, f"{identity}_{i + 1}") for i, cell in enumerate(block.cells)
        ]
        return element(
            "TableRegion",
            {"id": identity},
            [_coords(block.box, page), *cells, *_rest(page, block, identity)],
        )
    kind = "paragraph" if block.kind in {"list", "table"} else block.kind
    made = [_line(page, line, f"{identity}_{i + 1}") for i, line in enumerate(lines)]
    custom = f"structure {{type:{block.kind}; level:{block.level};}}"
    return element(
        "TextRegion",
        {"id": identity, "type": kind, "custom": custom},
        [_coords(block.box, page), *made],
    )


def _rest(page: PageResult, block: Block, identity: str) -> list[Element]:
    """What stands in the table but in no cell: leaders, strokes."""
    held = next((held for found, held in blocks_with_words(page) if found is block), [])
    lines = [
        _part(page.lines[line], [page.lines[line].words[i] for i in words])
        for line, words in outside_cells(block, held)
    ]
    made = [_line(page, line, f"{identity}_rest_{i + 1}") for i, line in enumerate(lines)]
    region = {"id": f"{identity}_rest", "type": "other"}
    return [element("TextRegion", region, [_coords(block.box, page), *made])] if made else []


def _part(line: ResultLine, words: Sequence[Word]) -> ResultLine:
    return ResultLine(tuple(words), Box.around(word.box for word in words), line.baseline)


def _cell(page: PageResult, block: Block, cell: Cell, identity: str) -> Element:
    """A cell is a region whose lines are those parts of the page's lines that stand in it."""
    spans = {"rowSpan": cell.row_span, "colSpan": cell.column_span}
    role = element("TableCellRole", {"rowIndex": cell.row, "columnIndex": cell.column} | spans)
    parts = [
        (page.lines[line], page.lines[line].words[first:past]) for line, first, past in cell.spans
    ]
    lines = [
        _line(page, _part(line, words), f"{identity}_{i + 1}")
        for i, (line, words) in enumerate(parts)
        if words
    ]
    boxes = [word.box for _, words in parts for word in words]
    box = Box.around(boxes) if boxes else block.box
    return element(
        "TextRegion", {"id": identity}, [_coords(box, page), element("Roles", {}, [role]), *lines]
    )


def _line(page: PageResult, line: ResultLine, identity: str) -> Element:
    x0, y0, x1, y1 = (max(0, round(value)) for value in line.baseline)
    words = [
        _word(page, word, f"{identity}_w{i + 1}")
        for i, word in enumerate(line.words)
        if printable(word.text)
    ]
    parts = [
        _coords(line.box, page),
        element("Baseline", {"points": f"{x0},{y0} {x1},{y1}"}),
        *words,
    ]
    way = "right-to-left" if direction(line.text) else None
    return element(
        "TextLine", {"id": identity, "readingDirection": way}, [*parts, _equivalent(line.text)]
    )


def _equivalent(text: str, index: int | None = None, confidence: float | None = None) -> Element:
    conf = None if confidence is None else f"{min(1.0, max(0.0, confidence)):.3f}"
    return element("TextEquiv", {"index": index, "conf": conf}, [element("Unicode", text=text)])


def _word(page: PageResult, word: Word, identity: str) -> Element:
    readings = [_equivalent(word.text, 0, word.confidence)]
    readings += [_equivalent(text, i) for i, text in enumerate(word.alternatives, 1)]
    return element(
        "Word", {"id": identity, "custom": _custom(word)}, [_coords(word.box, page), *readings]
    )


def _custom(word: Word) -> str:
    """Transkribus's notation: name {key:value; ...}; braces and separators in a value would break
    it.
    """
    reason = "".join(c for c in word.reason if c not in "{};:")
    agreement = "" if word.agreement is None else f" agreement:{word.agreement:.3f};"
    flagged = " flagged:true;" if word.flagged else ""
    return f"recto {{origin:{word.origin}; reason:{reason};{agreement}{flagged}}}"
