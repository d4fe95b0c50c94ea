"""A PageResult into OCR-D's PAGE: regions, lines, words, each reading a TextEquiv.

OCR-D's page, our result and where its picture lies on the original enter; the page is filled. What
Recto prints is the TextEquiv of index 0 with its confidence; other readings of a word follow,
without one. Only here: which type of a region our kinds of blocks are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ocrd_models.ocrd_page import (
    BaselineType,
    CoordsType,
    OrderedGroupType,
    ReadingOrderType,
    RegionRefIndexedType,
    TextEquivType,
    TextLineType,
    TextRegionType,
    WordType,
)
from ocrd_utils import coordinates_for_segment, points_from_polygon

from recto.layout import blocks_with_lines
from recto.model.page import Box
from recto.model.result import Block, BlockKind, PageResult, ResultLine, Word
from recto.writers.characters import printable

TYPES: Mapping[BlockKind, str] = {
    "paragraph": "paragraph",
    "heading": "heading",
    "list": "paragraph",
    "table": "other",
    "header": "header",
    "footer": "footer",
    "page-number": "page-number",
    "footnote": "footnote",
    "caption": "caption",
}


@dataclass(frozen=True, slots=True)
class Placed:
    """The picture that was read, and OCR-D's way from its px to the original page's."""

    image: Any  # a PIL image
    place: Any  # as Workspace.image_from_page gives it

    def points(self, polygon: Sequence[tuple[float, float]]) -> str:
        """As PAGE writes them, in px of the original."""
        absolute = coordinates_for_segment(polygon, self.image, self.place)
        return str(points_from_polygon(absolute.tolist()))

    def coords(self, box: Box) -> CoordsType:
        """Of a rectangle; a point or a line is widened, as PAGE wants an area."""
        right = max(box.right, box.left + 1)
        bottom = max(box.bottom, box.top + 1)
        corners = [(box.left, box.top), (right, box.top), (right, bottom), (box.left, bottom)]
        return CoordsType(points=self.points(corners))


def fill(page: Any, result: PageResult, placed: Placed) -> None:
    """Replace the page's text regions and its reading order by what was read."""
    regions = []
    refs = []
    for number, (block, lines) in enumerate(blocks_with_lines(result)):
        region = _region(block, lines, f"region_{number:04d}", placed)
        regions.append(region)
        refs.append(RegionRefIndexedType(index=number, regionRef=region.id))
    page.set_TextRegion(regions)
    order = None
    if refs:
        group = OrderedGroupType(id="reading-order", RegionRefIndexed=refs)
        order = ReadingOrderType(OrderedGroup=group)
    page.set_ReadingOrder(order)


def _region(
    block: Block, lines: Sequence[ResultLine], identity: str, placed: Placed
) -> TextRegionType:
    children = []
    for number, line in enumerate(lines):
        if line.words:
            child = _line(line, f"{identity}_line_{number:04d}", placed)
            children.append(child)
    text = "\n".join(printable(line.text) for line in lines if line.words)
    return TextRegionType(
        id=identity,
        type_=TYPES[block.kind],
        custom=f"recto {{kind:{block.kind};}}",
        Coords=placed.coords(block.box),
        TextLine=children,
        TextEquiv=[TextEquivType(index=0, Unicode=text)],
    )


def _line(line: ResultLine, identity: str, placed: Placed) -> TextLineType:
    words = []
    for number, word in enumerate(line.words):
        child = _word(word, f"{identity}_word_{number:04d}", placed)
        words.append(child)
    x0, y0, x1, y1 = line.baseline
    baseline = placed.points([(x0, y0), (x1, y1)])
    total = sum(word.confidence for word in line.words)
    mean = total / len(line.words)
    return TextLineType(
        id=identity,
        Coords=placed.coords(line.box),
        Baseline=BaselineType(points=baseline),
        Word=words,
        TextEquiv=[TextEquivType(index=0, conf=round(mean, 4), Unicode=printable(line.text))],
    )


def _word(word: Word, identity: str, placed: Placed) -> WordType:
    text = printable(word.text)
    readings = [TextEquivType(index=0, conf=round(word.confidence, 4), Unicode=text)]
    for number, other in enumerate(word.alternatives, 1):
        readings.append(TextEquivType(index=number, Unicode=printable(other)))
    flagged = str(word.flagged).lower()
    return WordType(
        id=identity,
        custom=f"recto {{origin:{word.origin}; reason:{word.reason}; flagged:{flagged};}}",
        Coords=placed.coords(word.box),
        TextEquiv=readings,
    )
