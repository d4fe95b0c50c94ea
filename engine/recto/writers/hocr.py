"""hOCR 1.2 as XHTML 5: page, block, paragraph, line, word; every word with its box, `x_wconf`,
origin and reason.

What hOCR has no property for stands in data attributes: data-origin, data-reason, data-agreement,
data-alternatives (a JSON list), data-flagged, data-box-is-estimated.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from recto.layout import blocks_with_lines
from recto.model.result import Block, BlockKind, PageResult, ResultLine, Word
from recto.text.names import shown
from recto.text.spacing import is_parted
from recto.writers.base import Head, PageImages, Writer
from recto.writers.characters import direction, printable
from recto.writers.languages import language_tag
from recto.writers.markup import GLUE, Element, attribute, element, serialised
from recto.writers.places import confidence_percent, edges

# hOCR 1.2, sections 5 and 6: what a block is; paragraphs, headings and lists are plain areas of
# content.
_CLASSES: Mapping[BlockKind, str] = {
    "table": "ocr_table",
    "header": "ocr_header",
    "footer": "ocr_footer",
    "page-number": "ocr_pageno",
    "caption": "ocr_caption",
}
HAS_LEVEL = frozenset({"heading", "list"})
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml">
  <head>
    <title>{source}</title>
    <meta charset="utf-8" />
    <meta name="ocr-system" content="recto {version}" />
    <meta name="ocr-capabilities" content="ocr_page ocr_carea ocr_table ocr_header ocr_footer \
ocr_pageno ocr_caption ocr_par ocr_line ocrx_word ocrp_wconf" />
  </head>
  <body>
"""


@dataclass(slots=True)
class _Sink:
    out: BinaryIO

    def page(self, page: PageResult) -> None:
        """Write one ocr_page."""
        # both end a property (section 3.1)
        name = shown(page.source).replace('"', "'").replace(";", ",")
        across = round(page.dpi)
        down = round(page.dpi_down or page.dpi)
        number = page.index + 1
        properties = (
            f'image "{name}"',
            f"bbox 0 0 {page.width} {page.height}",
            f"ppageno {page.index}",
            f"scan_res {across} {down}",
        )
        attributes = {
            "class": "ocr_page",
            "id": f"page_{number}",
            "title": "; ".join(properties),
            "lang": language_tag(page.language) or None,
        }
        areas = []
        for place, (block, lines) in enumerate(blocks_with_lines(page), 1):
            area = _area(page, block, lines, f"{number}_{place}")
            areas.append(area)
        made = element("div", attributes, areas)
        self.out.write(serialised(made, depth=2))

    def end(self) -> None:
        """Close the body."""
        self.out.write(b"  </body>\n</html>\n")


def _begin(out: BinaryIO, head: Head, images: PageImages | None) -> _Sink:
    source = attribute(shown(head.source))
    version = attribute(head.engine_version)
    opening = _HEAD.format(source=source, version=version)
    out.write(opening.encode())
    return _Sink(out)


HOCR = Writer("hocr", ".hocr", _begin)


def _area(page: PageResult, block: Block, lines: Sequence[ResultLine], identity: str) -> Element:
    title = _bbox(edges(block.box, page))
    spans = []
    for number, line in enumerate(lines, 1):
        span = _line(page, line, f"{identity}_{number}")
        spans.append(span)
    paragraph = element("p", {"class": "ocr_par", "title": title}, spans)
    level = block.level if block.kind in HAS_LEVEL else None
    attributes = {
        "class": _CLASSES.get(block.kind, "ocr_carea"),
        "id": f"block_{identity}",
        "title": title,
        "data-kind": block.kind,
        "data-level": level,
    }
    return element("div", attributes, [paragraph])


def _line(page: PageResult, line: ResultLine, identity: str) -> Element:
    bounds = edges(line.box, page)
    left, top, _, bottom = bounds
    words: list[Element] = []
    last = ""
    for number, word in enumerate(line.words, 1):
        if not printable(word.text):
            continue
        span = _word(page, word, f"word_{identity}_{number}")
        if words and not is_parted(last, word.text):
            words[-1].tail = GLUE
        words.append(span)
        last = word.text

    # Slope and offset from the box's bottom left corner (section 4.3).
    x0, y0, x1, y1 = line.baseline
    slope = 0.0
    if x1 - x0 >= 1:
        slope = (y1 - y0) / (x1 - x0)
    offset = y0 + slope * (left - x0) - bottom
    baseline = f"baseline {slope:.4f} {offset:.1f}"

    properties = (_bbox(bounds), baseline, f"x_size {bottom - top}")
    attributes = {
        "class": "ocr_line",
        "id": f"line_{identity}",
        "title": "; ".join(properties),
        "dir": direction(line.text),
    }
    return element("span", attributes, words)


def _bbox(bounds: tuple[int, int, int, int]) -> str:
    return "bbox {} {} {} {}".format(*bounds)


def _word(page: PageResult, word: Word, identity: str) -> Element:
    box = _bbox(edges(word.box, page))
    confidence = confidence_percent(word.confidence)
    attributes: dict[str, object] = {
        "class": "ocrx_word",
        "id": identity,
        "title": f"{box}; x_wconf {confidence}",
        "data-origin": word.origin,
        "data-reason": word.reason,
    }
    if word.agreement is not None:
        attributes["data-agreement"] = f"{word.agreement:.3f}"
    if word.alternatives:
        texts = [printable(text) for text in word.alternatives]
        attributes["data-alternatives"] = json.dumps(texts, ensure_ascii=False)
    if word.flagged:
        attributes["data-flagged"] = "true"
    if word.box_is_estimated:
        attributes["data-box-is-estimated"] = "true"
    return element("span", attributes, text=word.text)
