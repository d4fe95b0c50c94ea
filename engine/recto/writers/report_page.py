"""One page of the HTML report: an SVG of the page with a rectangle on every word, beside the text
by blocks.

A PageResult and its pixels enter, one HTML section leaves. Positions are SVG attributes, because
the report's policy allows no inline styles. The words of the text are what the keyboard moves over;
the rectangles answer to the mouse.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree as ET

from recto.layout import blocks_with_words, outside_cells
from recto.layout.content import Held
from recto.model.page import Pixels
from recto.model.result import Block, Cell, PageResult, Word
from recto.writers.characters import direction, printable
from recto.writers.languages import language_tag
from recto.writers.markup import Element, element
from recto.writers.places import confidence_percent, edges
from recto.writers.report_readings import Named, readings_of

LONGEST_SIDE = 1800  # px of the embedded image: enough to read small print on, .3 MB a page
BOUNDS = (0.5, 0.75, 0.9, 0.97)  # classes c0 to c4, as the legend says
_FURNITURE = {"header", "footer", "page-number"}
_NOTES = {"footnote", "caption"}


@dataclass(frozen=True, slots=True)
class _Words:
    """The page's words with what every reader has there; ids are unique in the file."""

    page: PageResult
    number: int
    readings: list[list[Named]]
    first: tuple[int, ...]  # for each line, the index of its first word in page.words

    def span(self, line: int, position: int) -> Element:
        word = self.page.lines[line].words[position]
        readings = [
            [reader, printable(text)] for reader, text in self.readings[self.first[line] + position]
        ]
        attributes = {
            "id": f"w{self.number}-{line}-{position}",
            "class": _classes(word, "w"),
            "tabindex": "-1",
            "data-line": f"{self.number}-{line}",
            "data-confidence": confidence_percent(word.confidence),
            "data-origin": word.origin,
            "data-reason": word.reason,
            "data-agreement": None
            if word.agreement is None
            else confidence_percent(word.agreement),
            "data-readings": json.dumps(readings, ensure_ascii=False),
        }
        return element("span", attributes, text=word.text)


def page_section(page: PageResult, pixels: Pixels, number: int) -> str:
    """The section of the `number`-th page written."""
    words = _Words(page, number, readings_of(page), tuple(_first_words(page)))
    title = element("h2", text=f"Page {page.index + 1}")
    text = element(
        "div", {"class": "text", "lang": language_tag(page.language) or None}, _blocks(words)
    )
    sheet = element("div", {"class": "sheet"}, [_picture(page, pixels, number), text])
    facts = [
        element("p", {"class": "facts"}, text=text)
        for text in (_facts(page), "; ".join(page.notes))
        if text
    ]
    section = element("section", {}, [title, *facts, sheet, _record(page)])
    return ET.tostring(section, encoding="unicode", method="html") + "\n"


def _first_words(page: PageResult) -> Iterator[int]:
    count = 0
    for line in page.lines:
        yield count
        count += len(line.words)


def _classes(word: Word, *names: str) -> str:
    shade = f"c{sum(word.confidence >= bound for bound in BOUNDS)}"
    return " ".join((*names, shade, *(("flagged",) if word.flagged else ())))


def _facts(page: PageResult) -> str:
    words = page.words
    flagged = sum(word.flagged for word in words)
    mean = f"{100 * sum(word.confidence for word in words) / len(words):.1f} %" if words else "-"
    status = "" if page.status == "ok" else f", {page.status}"
    return f"{len(words)} words, {flagged} flagged, mean confidence {mean}{status}"


def _dpi(page: PageResult) -> str:
    """Pixels an inch: across, and down where that differs."""
    return f"{page.dpi:.0f} x {page.dpi_down:.0f}" if page.dpi_down else f"{page.dpi:.0f}"


def _record(page: PageResult) -> Element:
    """What was done to the page."""
    steps = [f"{step.name}: {step.reason}" for step in page.steps]
    guards = [f"{name}: {count}" for name, count in page.guards.items()]
    seconds = [f"{stage}: {value:.2f} s" for stage, value in page.seconds.items()]
    readers = [f"{reading.reader}: {reading.detail}" for reading in page.readings]
    facts = [
        f"{page.width} x {page.height} px at {_dpi(page)} dpi",
        *readers,
        *steps,
        *guards,
        *seconds,
    ]
    items = [element("li", text=fact) for fact in facts]
    return element(
        "details", {}, [element("summary", text="What was done"), element("ul", {}, items)]
    )


def _picture(page: PageResult, pixels: Pixels, number: int) -> Element:
    image = {
        "id": f"i{number}",
        "href": _data_uri(pixels),
        "width": page.width,
        "height": page.height,
    }
    image["preserveAspectRatio"] = "none"
    shapes = [
        _rectangle(page, word, f"r{number}-{i}-{j}")
        for i, line in enumerate(page.lines)
        for j, word in enumerate(line.words)
    ]
    box = {
        "viewBox": f"0 0 {page.width} {page.height}",
        "role": "img",
        "aria-label": f"Image of page {page.index + 1}",
    }
    return element("svg", box, [element("image", image), *shapes])


def _rectangle(page: PageResult, word: Word, identity: str) -> Element:
    left, top, right, bottom = edges(word.box, page)
    place = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    return element("rect", {"id": identity, "class": _classes(word), **place})


def _data_uri(pixels: Pixels) -> str:
    from PIL import Image

    image = Image.fromarray(pixels)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = BytesIO()
    image.save(out, "JPEG", quality=72)
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()


def _blocks(words: _Words) -> list[Element]:
    made: list[Element] = []
    for block, held in blocks_with_words(words.page):
        if block.cells:
            made.append(_table(words, block))
            rest = outside_cells(block, held)
            made += [_flow(words, "p", "note", rest)] if rest else []
        else:
            made.append(_flow(words, "h3" if block.kind == "heading" else "p", _look(block), held))
    return made


def _look(block: Block) -> str | None:
    return "furniture" if block.kind in _FURNITURE else "note" if block.kind in _NOTES else None


def _flow(words: _Words, tag: str, look: str | None, held: Sequence[Held]) -> Element:
    places = [(line, i) for line, own in held for i in own]
    way = direction(" ".join(words.page.lines[line].words[i].text for line, i in places))
    return _spaced(element(tag, {"class": look, "dir": way}), words, places)


def _table(words: _Words, block: Block) -> Element:
    rows: dict[int, list[Element]] = {}
    for cell in sorted(block.cells, key=lambda cell: (cell.row, cell.column)):
        rows.setdefault(cell.row, []).append(_cell(words, cell))
    return element("table", {}, [element("tr", {}, row) for row in rows.values()])


def _cell(words: _Words, cell: Cell) -> Element:
    spans = {"rowspan": cell.row_span, "colspan": cell.column_span}
    made = element("td", {name: span for name, span in spans.items() if span > 1})
    return _spaced(
        made, words, [(line, i) for line, first, past in cell.spans for i in range(first, past)]
    )


def _spaced(parent: Element, words: _Words, places: Iterable[tuple[int, int]]) -> Element:
    for line, position in places:
        made = words.span(line, position)
        made.tail = " "
        parent.append(made)
    return parent
