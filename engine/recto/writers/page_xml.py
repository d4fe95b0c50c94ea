"""PAGE 2019-07-15: regions by kind, lines with baselines, words with confidence, tables as cells
with spans.

A file holds one page (the schema's PcGts), so a document of many pages wants one output a page
(`Writer.one_page`). Origin, reason and agreement stand in each word's `custom` attribute. Who read
it stands in its TextEquivs: index 0 is the printed text with its calibrated confidence, further
ones what other readers have there with their own, all with their readers in `comments`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from recto.errors import BadArguments
from recto.layout import blocks_with_lines, blocks_with_words, outside_cells
from recto.model.page import Box
from recto.model.result import Block, BlockKind, Cell, PageResult, ResultLine, Word
from recto.text.names import shown
from recto.writers.base import Head, PageImages, Writer
from recto.writers.characters import direction, printable
from recto.writers.markup import Element, attribute, element, serialised
from recto.writers.places import baseline_points, confidence_share, edges
from recto.writers.provenance import Provenance, Variant, details, provenance

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">
  <Metadata>
    <Creator>recto {version}</Creator>
    <Created>{now}</Created>
    <LastChange>{now}</LastChange>
    <MetadataItem type="processingStep" name="settings" value="{settings}" />
{readers}{review}  </Metadata>
"""
_READER = """    <MetadataItem type="processingStep" name="reader" value="{value}" />
"""
_REVIEW = """    <MetadataItem type="processingStep" name="review" value="{value}" date="{time}" />
"""


# Kinds of block that the schema does not have, and what it has for them.
NEAREST_KIND: Mapping[BlockKind, str] = {"list": "paragraph", "table": "paragraph"}
BREAKS_CUSTOM = str.maketrans("", "", "{};:")  # characters of the notation of `custom`


@dataclass(slots=True)
class _Sink:
    out: BinaryIO
    head: Head
    full: bool = False

    def page(self, page: PageResult) -> None:
        """Write the page. Raises BadArguments for a second one."""
        if self.full:
            raise BadArguments("PAGE XML holds one page a file", remedy="write one file a page")
        self.out.write(_opening(self.head, details(page)))
        self.out.write(serialised(_page(page), depth=1))
        self.full = True

    def end(self) -> None:
        """Close the root."""
        if not self.full:
            self.out.write(_opening(self.head, {}))
        self.out.write(b"</PcGts>\n")


def _begin(out: BinaryIO, head: Head, images: PageImages | None) -> _Sink:
    return _Sink(out, head)


def _opening(head: Head, readers: Mapping[str, str]) -> bytes:
    """The root's start and the metadata: who made the file, and which readers read its page."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    version = attribute(head.engine_version)
    settings = attribute(head.settings_digest)
    review = _review(head)
    told = []
    for reader, detail in readers.items():
        value = f"{reader}: {detail}" if detail else reader
        told.append(_READER.format(value=attribute(value)))
    opening = _HEAD.format(
        version=version,
        settings=settings,
        now=now,
        readers="".join(told),
        review=review,
    )
    return opening.encode()


def _review(head: Head) -> str:
    """That people looked, and who; empty where nobody did."""
    reviewed = head.reviewed
    if reviewed is None:
        return ""
    value = f"{reviewed.corrections} corrections by people: {reviewed.who}"
    return _REVIEW.format(value=attribute(value), time=reviewed.time)


PAGE_XML = Writer("page", ".page.xml", _begin, one_page=True)


@dataclass(frozen=True, slots=True)
class _Read:
    """A page with what each reader has of its words."""

    page: PageResult
    words: Provenance


def _page(page: PageResult) -> Element:
    read = _Read(page, provenance(page))
    regions = []
    references = []
    for index, (block, lines) in enumerate(blocks_with_lines(page)):
        identity = f"region_{index + 1}"
        region = _region(read, block, lines, identity)
        regions.append(region)
        reference = {"index": index, "regionRef": identity}
        references.append(element("RegionRefIndexed", reference))
    parts = []
    if regions:
        group = element("OrderedGroup", {"id": "order"}, references)
        parts.append(element("ReadingOrder", {}, [group]))
    parts += regions
    attributes = {
        "imageFilename": shown(page.source),
        "imageWidth": page.width,
        "imageHeight": page.height,
        "imageXResolution": f"{page.dpi:.4g}",
        "imageYResolution": f"{page.dpi_down or page.dpi:.4g}",
        "imageResolutionUnit": "PPI",
    }
    return element("Page", attributes, parts)


def _coords(box: Box, page: PageResult) -> Element:
    left, top, right, bottom = edges(box, page)
    corners = f"{left},{top} {right},{top} {right},{bottom} {left},{bottom}"
    return element("Coords", {"points": corners})


def _region(read: _Read, block: Block, lines: Sequence[ResultLine], identity: str) -> Element:
    if block.kind == "table" and block.cells:
        return _table(read, block, identity)
    kind = NEAREST_KIND.get(block.kind, block.kind)
    custom = f"structure {{type:{block.kind}; level:{block.level};}}"
    attributes = {"id": identity, "type": kind, "custom": custom}
    contents = _contents(read, block.box, lines, identity)
    return element("TextRegion", attributes, contents)


def _contents(read: _Read, box: Box, lines: Sequence[ResultLine], identity: str) -> list[Element]:
    """Where a region is, and its lines."""
    parts = [_coords(box, read.page)]
    for number, line in enumerate(lines, 1):
        text_line = _line(read, line, f"{identity}_{number}")
        parts.append(text_line)
    return parts


def _table(read: _Read, block: Block, identity: str) -> Element:
    page = read.page
    parts = [_coords(block.box, page)]
    for number, cell in enumerate(block.cells, 1):
        region = _cell(read, block, cell, f"{identity}_{number}")
        parts.append(region)

    # What stands in the table but in no cell: leaders, strokes.
    outside = []
    for same, held in blocks_with_words(page):
        if same is not block:
            continue
        for number, places in outside_cells(block, held):
            line = page.lines[number]
            words = [line.words[place] for place in places]
            outside.append(_part(line, words))
        break
    if outside:
        rest = f"{identity}_rest"
        texts = _contents(read, block.box, outside, rest)
        parts.append(element("TextRegion", {"id": rest, "type": "other"}, texts))
    return element("TableRegion", {"id": identity}, parts)


def _part(line: ResultLine, words: Sequence[Word]) -> ResultLine:
    box = Box.around(word.box for word in words)
    return ResultLine(tuple(words), box, line.baseline)


def _cell(read: _Read, block: Block, cell: Cell, identity: str) -> Element:
    """A cell is a region whose lines are those parts of the page's lines that stand in it."""
    role = {
        "rowIndex": cell.row,
        "columnIndex": cell.column,
        "rowSpan": cell.row_span,
        "colSpan": cell.column_span,
    }
    page = read.page
    boxes = []
    texts = []
    for number, (index, first, past) in enumerate(cell.spans, 1):
        line = page.lines[index]
        words = line.words[first:past]
        if not words:
            continue
        part = _part(line, words)
        boxes.append(part.box)
        texts.append(_line(read, part, f"{identity}_{number}"))
    box = Box.around(boxes) if boxes else block.box
    cell_role = element("TableCellRole", role)
    roles = element("Roles", {}, [cell_role])
    return element("TextRegion", {"id": identity}, [_coords(box, page), roles, *texts])


def _line(read: _Read, line: ResultLine, identity: str) -> Element:
    baseline = element("Baseline", {"points": baseline_points(line)})
    parts = [_coords(line.box, read.page), baseline]
    for number, word in enumerate(line.words, 1):
        if printable(word.text):
            made = _word(read, word, f"{identity}_w{number}")
            parts.append(made)
    text = line.text
    parts.append(_equivalent(text))
    way = "right-to-left" if direction(text) else None
    return element("TextLine", {"id": identity, "readingDirection": way}, parts)


def _equivalent(text: str) -> Element:
    return _of_word(Variant(text, (), None), None)


def _of_word(variant: Variant, index: int | None) -> Element:
    share = None
    if variant.confidence is not None:
        share = confidence_share(variant.confidence)
    readers = ", ".join(variant.readers)
    about = {"index": index, "conf": share, "comments": readers or None}
    content = element("Unicode", text=variant.text)
    return element("TextEquiv", about, [content])


def _word(read: _Read, word: Word, identity: str) -> Element:
    """Its `custom` is in Transkribus's notation: name {key:value; ...}; braces and separators in a
    value would break it.
    """
    parts = [_coords(word.box, read.page)]
    for index, variant in enumerate(read.words.of(word)):
        parts.append(_of_word(variant, index))
    reason = word.reason.translate(BREAKS_CUSTOM)
    pairs = f"origin:{word.origin}; reason:{reason};"
    if word.agreement is not None:
        pairs += f" agreement:{word.agreement:.3f};"
    if word.flagged:
        pairs += " flagged:true;"
    custom = f"recto {{{pairs}}}"
    return element("Word", {"id": identity, "custom": custom}, parts)
