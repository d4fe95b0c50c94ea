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
from recto.writers.places import baseline_points, confidence_share, edges

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">
  <Metadata>
    <Creator>recto {version}</Creator>
    <Created>{now}</Created>
    <LastChange>{now}</LastChange>
    <MetadataItem type="processingStep" name="settings" value="{settings}" />
  </Metadata>
"""


BREAKS_CUSTOM = str.maketrans("", "", "{};:")  # characters of the notation of `custom`


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
    version = attribute(head.engine_version)
    settings = attribute(head.settings_digest)
    opening = _HEAD.format(version=version, settings=settings, now=now)
    out.write(opening.encode())
    return _Sink(out)


PAGE_XML = Writer("page", ".page.xml", _begin, one_page=True)


def _page(page: PageResult) -> Element:
    regions = []
    for number, (block, lines) in enumerate(blocks_with_lines(page), 1):
        regions.append(_region(page, block, lines, f"region_{number}"))
    attributes = {
        "imageFilename": shown(page.source),
        "imageWidth": page.width,
        "imageHeight": page.height,
        "imageXResolution": f"{page.dpi:.4g}",
        "imageYResolution": f"{page.dpi_down or page.dpi:.4g}",
        "imageResolutionUnit": "PPI",
    }
    order = [_reading_order(regions)] if regions else []
    return element("Page", attributes, order + regions)


def _reading_order(regions: Sequence[Element]) -> Element:
    references = []
    for index, region in enumerate(regions):
        reference = {"index": index, "regionRef": region.get("id")}
        references.append(element("RegionRefIndexed", reference))
    group = element("OrderedGroup", {"id": "order"}, references)
    return element("ReadingOrder", {}, [group])


def _coords(box: Box, page: PageResult) -> Element:
    left, top, right, bottom = edges(box, page)
    corners = f"{left},{top} {right},{top} {right},{bottom} {left},{bottom}"
    return element("Coords", {"points": corners})


def _region(page: PageResult, block: Block, lines: Sequence[ResultLine], identity: str) -> Element:
    if block.kind == "table" and block.cells:
        return _table(page, block, identity)
    kind = "paragraph" if block.kind in {"list", "table"} else block.kind
    custom = f"structure {{type:{block.kind}; level:{block.level};}}"
    attributes = {"id": identity, "type": kind, "custom": custom}
    return element("TextRegion", attributes, _contents(page, block.box, lines, identity))


def _contents(
    page: PageResult, box: Box, lines: Sequence[ResultLine], identity: str
) -> list[Element]:
    """Where a region is, and its lines."""
    texts = [_line(page, line, f"{identity}_{number}") for number, line in enumerate(lines, 1)]
    return [_coords(box, page), *texts]


def _table(page: PageResult, block: Block, identity: str) -> Element:
    parts = [_coords(block.box, page)]
    for number, cell in enumerate(block.cells, 1):
        parts.append(_cell(page, block, cell, f"{identity}_{number}"))
    outside = _outside_lines(page, block)
    if outside:
        region = {"id": f"{identity}_rest", "type": "other"}
        texts = _contents(page, block.box, outside, f"{identity}_rest")
        parts.append(element("TextRegion", region, texts))
    return element("TableRegion", {"id": identity}, parts)


def _outside_lines(page: PageResult, block: Block) -> list[ResultLine]:
    """What stands in the table but in no cell: leaders, strokes."""
    lines = []
    for same, held in blocks_with_words(page):
        if same is not block:
            continue
        for number, places in outside_cells(block, held):
            line = page.lines[number]
            words = [line.words[place] for place in places]
            lines.append(_part(line, words))
        break
    return lines


def _part(line: ResultLine, words: Sequence[Word]) -> ResultLine:
    box = Box.around(word.box for word in words)
    return ResultLine(tuple(words), box, line.baseline)


def _cell(page: PageResult, block: Block, cell: Cell, identity: str) -> Element:
    """A cell is a region whose lines are those parts of the page's lines that stand in it."""
    role = {
        "rowIndex": cell.row,
        "columnIndex": cell.column,
        "rowSpan": cell.row_span,
        "colSpan": cell.column_span,
    }
    lines = []
    for number, (index, first, past) in enumerate(cell.spans, 1):
        line = page.lines[index]
        words = line.words[first:past]
        if words:
            lines.append((f"{identity}_{number}", _part(line, words)))
    boxes = [line.box for _, line in lines]
    box = Box.around(boxes) if boxes else block.box
    parts = [_coords(box, page), element("Roles", {}, [element("TableCellRole", role)])]
    parts += [_line(page, line, name) for name, line in lines]
    return element("TextRegion", {"id": identity}, parts)


def _line(page: PageResult, line: ResultLine, identity: str) -> Element:
    baseline = element("Baseline", {"points": baseline_points(line)})
    parts = [_coords(line.box, page), baseline]
    for number, word in enumerate(line.words, 1):
        if printable(word.text):
            parts.append(_word(page, word, f"{identity}_w{number}"))
    parts.append(_equivalent(line.text))
    way = "right-to-left" if direction(line.text) else None
    return element("TextLine", {"id": identity, "readingDirection": way}, parts)


def _equivalent(text: str, index: int | None = None, confidence: float | None = None) -> Element:
    share = None if confidence is None else confidence_share(confidence)
    content = element("Unicode", text=text)
    return element("TextEquiv", {"index": index, "conf": share}, [content])


def _word(page: PageResult, word: Word, identity: str) -> Element:
    parts = [_coords(word.box, page), _equivalent(word.text, 0, word.confidence)]
    for index, text in enumerate(word.alternatives, 1):
        parts.append(_equivalent(text, index))
    return element("Word", {"id": identity, "custom": _custom(word)}, parts)


def _custom(word: Word) -> str:
    """Transkribus's notation: name {key:value; ...}; braces and separators in a value would break
    it.
    """
    reason = word.reason.translate(BREAKS_CUSTOM)
    agreement = "" if word.agreement is None else f" agreement:{word.agreement:.3f};"
    flagged = " flagged:true;" if word.flagged else ""
    return f"recto {{origin:{word.origin}; reason:{reason};{agreement}{flagged}}}"
