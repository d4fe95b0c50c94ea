"""One page of the HTML report: an SVG of the page with a rectangle on every word, beside the text
by blocks.

A PageResult and its pixels enter, one HTML section leaves. Positions are SVG attributes, because
the report's policy allows no inline styles. The words of the text are what the keyboard moves over;
the rectangles answer to the mouse.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree as ET

from recto.layout import blocks_with_words, outside_cells
from recto.layout.content import Held
from recto.layout.places import named_words
from recto.model.page import Pixels
from recto.model.result import Block, BlockKind, PageResult, Word
from recto.reasons import told
from recto.text.spacing import is_parted, joined
from recto.writers.characters import direction, printable
from recto.writers.languages import language_tag
from recto.writers.markup import Element, element
from recto.writers.places import cell_place, confidence_percent, edges
from recto.writers.report_readings import Named, readings_of

LONGEST_SIDE = 1800  # px of the embedded image: enough to read small print on, .3 MB a page
BOUNDS = (0.5, 0.75, 0.9, 0.97)  # classes c0 to c4, as the legend says
JPEG_QUALITY = 72  # of the embedded image, as Pillow counts it
# Classes of blocks that are not the page's running text.
_LOOKS: Mapping[BlockKind, str] = {
    "header": "furniture",
    "footer": "furniture",
    "page-number": "furniture",
    "footnote": "note",
    "caption": "note",
}


@dataclass(frozen=True, slots=True)
class _Words:
    """The page's words with what every reader has there; ids are unique in the file."""

    page: PageResult
    number: int
    readings: list[list[Named]]
    first: tuple[int, ...]  # for each line, the index of its first word in page.words

    def span(self, line: int, position: int) -> Element:
        word = self.page.lines[line].words[position]
        readings = []
        for reader, text in self.readings[self.first[line] + position]:
            readings.append([reader, printable(text)])
        agreement = word.agreement
        attributes = {
            "id": f"w{self.number}-{line}-{position}",
            "class": _classes(word, "w"),
            "tabindex": "-1",
            "data-line": f"{self.number}-{line}",
            "data-confidence": confidence_percent(word.confidence),
            "data-origin": word.origin,
            "data-reason": word.reason,
            "data-agreement": None if agreement is None else confidence_percent(agreement),
            "data-readings": json.dumps(readings, ensure_ascii=False),
        }
        return element("span", attributes, text=word.text)


def page_section(page: PageResult, pixels: Pixels, number: int) -> str:
    """The section of the `number`-th page written."""
    title = element("h2", text=f"Page {page.index + 1}")
    section = element("section", {"data-sentences": _sentences(page)}, [title])
    for facts in (_facts(page), "; ".join(page.notes)):
        if facts:
            section.append(element("p", {"class": "facts"}, text=facts))
    first_words = []
    count = 0
    for line in page.lines:
        first_words.append(count)
        count += len(line.words)
    words = _Words(page, number, readings_of(page), tuple(first_words))
    language = language_tag(page.language) or None
    text = element("div", {"class": "text", "lang": language}, _blocks(words))
    picture = _picture(page, pixels, number)
    sheet = element("div", {"class": "sheet"}, [picture, text])
    section.append(sheet)
    section.append(_record(page))
    markup = ET.tostring(section, encoding="unicode", method="html")
    return f"{markup}\n"


def _sentences(page: PageResult) -> str:
    """What the reasons of the page's words mean, as JSON: code -> sentence."""
    codes = {str(word.reason) for word in page.words}
    sentences = {code: told(code) for code in sorted(codes)}
    return json.dumps(sentences, ensure_ascii=False)


def _classes(word: Word, *names: str) -> str:
    shade = sum(word.confidence >= bound for bound in BOUNDS)
    classes = [*names, f"c{shade}"]
    if word.flagged:
        classes.append("flagged")
    return " ".join(classes)


def _facts(page: PageResult) -> str:
    words = page.words
    count = len(words)
    flagged = sum(word.flagged for word in words)
    mean = "-"
    if words:
        total = sum(word.confidence for word in words)
        mean = f"{100 * total / count:.1f} %"
    status = ""
    if page.status != "ok":
        status = f", {page.status}: {told(page.status)}"
    return f"{count} words, {flagged} flagged, mean confidence {mean}{status}"


def _record(page: PageResult) -> Element:
    """What was done to the page."""
    dpi = f"{page.dpi:.0f}"
    if page.dpi_down:
        dpi += f" x {page.dpi_down:.0f}"
    facts = [f"{page.width} x {page.height} px at {dpi} dpi"]
    facts += [f"{reading.reader}: {reading.detail}" for reading in page.readings]
    facts += [f"{step.name}: {step.reason}" for step in page.steps]
    facts += [f"{told(code)}: {count}" for code, count in page.guards.items()]
    facts += [f"{stage}: {value:.2f} s" for stage, value in page.seconds.items()]
    summary = element("summary", text="What was done")
    items = [element("li", text=fact) for fact in facts]
    return element("details", {}, [summary, element("ul", {}, items)])


def _picture(page: PageResult, pixels: Pixels, number: int) -> Element:
    image = {
        "id": f"i{number}",
        "href": _data_uri(pixels),
        "width": page.width,
        "height": page.height,
        "preserveAspectRatio": "none",
    }
    shapes = [element("image", image)]
    for i, line in enumerate(page.lines):
        for j, word in enumerate(line.words):
            left, top, right, bottom = edges(word.box, page)
            rectangle = {
                "id": f"r{number}-{i}-{j}",
                "class": _classes(word),
                "x": left,
                "y": top,
                "width": right - left,
                "height": bottom - top,
            }
            shapes.append(element("rect", rectangle))
    view = {
        "viewBox": f"0 0 {page.width} {page.height}",
        "role": "img",
        "aria-label": f"Image of page {page.index + 1}",
    }
    return element("svg", view, shapes)


def _data_uri(pixels: Pixels) -> str:
    from PIL import Image

    image = Image.fromarray(pixels)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = BytesIO()
    image.save(out, "JPEG", quality=JPEG_QUALITY)
    encoded = base64.b64encode(out.getvalue())
    data = encoded.decode()
    return f"data:image/jpeg;base64,{data}"


def _blocks(words: _Words) -> list[Element]:
    made: list[Element] = []
    for block, held in blocks_with_words(words.page):
        if not block.cells:
            tag = "h3" if block.kind == "heading" else "p"
            look = _LOOKS.get(block.kind)
            made.append(_flow(words, tag, look, held))
            continue
        made.append(_table(words, block))
        outside = outside_cells(block, held)
        if outside:
            made.append(_flow(words, "p", "note", outside))
    return made


def _flow(words: _Words, tag: str, look: str | None, held: Sequence[Held]) -> Element:
    places = []
    texts = []
    for line, positions in held:
        words_of_line = words.page.lines[line].words
        for position in positions:
            word = words_of_line[position]
            places.append((line, position))
            texts.append(word.text)
    text = joined(texts)
    paragraph = element(tag, {"class": look, "dir": direction(text)})
    return _spaced(paragraph, words, places)


def _table(words: _Words, block: Block) -> Element:
    rows: dict[int, list[Element]] = {}
    for cell in sorted(block.cells, key=cell_place):
        spans = {}
        if cell.row_span > 1:
            spans["rowspan"] = cell.row_span
        if cell.column_span > 1:
            spans["colspan"] = cell.column_span
        made = element("td", spans)
        filled = _spaced(made, words, named_words(cell))
        row = rows.setdefault(cell.row, [])
        row.append(filled)
    lines = [element("tr", {}, row) for row in rows.values()]
    return element("table", {}, lines)


def _spaced(parent: Element, words: _Words, places: Iterable[tuple[int, int]]) -> Element:
    before: Element | None = None
    last = ""
    for line, position in places:
        made = words.span(line, position)
        text = words.page.lines[line].words[position].text
        if before is not None:
            before.tail = " " if is_parted(last, text) else None
        before, last = made, text
        parent.append(made)
    if before is not None:
        before.tail = " "
    return parent
