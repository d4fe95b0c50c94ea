"""One page of the HTML report: an SVG of the page with a rectangle on every word, beside the text
by blocks.

A PageResult and its pixels enter, one HTML section leaves: what is shown is put together here, how
it is written stands in templates/report_page.html.j2. Positions are SVG attributes, because the
report's policy allows no inline styles. The words of the text are what the keyboard moves over; the
rectangles answer to the mouse.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from recto.layout import blocks_with_words, outside_cells
from recto.layout.content import LINE_HYPHENS, Held
from recto.layout.places import named_words
from recto.model.page import Pixels
from recto.model.result import Block, BlockKind, PageResult, Word
from recto.reasons import told
from recto.text.spacing import is_parted, joined
from recto.writers.characters import direction, printable
from recto.writers.html import SHARED, filled
from recto.writers.languages import language_tag
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
class _Span:
    """A word of the text, with every reading of it."""

    place: str  # page, line and word: an id within the file
    line: str
    shade: str  # classes: how sure it is
    confidence: int  # %
    origin: str
    reason: str
    agreement: int | None  # %
    readings: str  # JSON
    text: str
    space: str = " "  # behind it: none between characters of a script without spaces


@dataclass(frozen=True, slots=True)
class _Rectangle:
    """A word on the picture, px of the page."""

    place: str
    shade: str
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class _Flow:
    """A paragraph or a heading."""

    is_heading: bool
    look: str | None
    direction: str | None
    words: Sequence[_Span]


@dataclass(frozen=True, slots=True)
class _Cell:
    rows: int | None  # that it spans, where more than one
    columns: int | None
    words: Sequence[_Span]


@dataclass(frozen=True, slots=True)
class _Table:
    rows: Sequence[Sequence[_Cell]]


@dataclass(frozen=True, slots=True)
class _Words:
    """The page's words with what every reader has there; ids are unique in the file."""

    page: PageResult
    number: int
    readings: list[list[Named]]
    first: tuple[int, ...]  # for each line, the index of its first word in page.words

    def span(self, line: int, position: int) -> _Span:
        word = self.page.lines[line].words[position]
        readings = []
        for reader, text in self.readings[self.first[line] + position]:
            readings.append([reader, printable(text)])
        agreement = word.agreement
        return _Span(
            place=f"{self.number}-{line}-{position}",
            line=f"{self.number}-{line}",
            shade=_shade(word),
            confidence=confidence_percent(word.confidence),
            origin=word.origin,
            reason=str(word.reason),
            agreement=None if agreement is None else confidence_percent(agreement),
            readings=json.dumps(readings, ensure_ascii=False),
            text=word.text,
        )

    def spans(self, places: Iterable[tuple[int, int]]) -> list[_Span]:
        spans: list[_Span] = []
        for line, position in places:
            span = self.span(line, position)
            if spans and not is_parted(spans[-1].text, span.text):
                spans[-1] = replace(spans[-1], space="")
            spans.append(span)
        return spans


def page_section(page: PageResult, pixels: Pixels, number: int) -> str:
    """The section of the `number`-th page written."""
    first_words = []
    count = 0
    for line in page.lines:
        first_words.append(count)
        count += len(line.words)
    words = _Words(page, number, readings_of(page), tuple(first_words))
    return filled(
        SHARED,
        "report_page",
        page=page,
        number=number,
        image=_data_uri(pixels),
        sentences=_sentences(page),
        facts=filter(None, (_facts(page), "; ".join(page.notes))),
        rectangles=_rectangles(page, number),
        language=language_tag(page.language) or None,
        blocks=_blocks(words),
        record=_record(page),
    )


def _sentences(page: PageResult) -> str:
    """What the reasons of the page's words mean, as JSON: code -> sentence."""
    codes = {str(word.reason) for word in page.words}
    sentences = {code: told(code) for code in sorted(codes)}
    return json.dumps(sentences, ensure_ascii=False)


def _shade(word: Word) -> str:
    passed = [bound for bound in BOUNDS if word.confidence >= bound]
    shade = f"c{len(passed)}"
    return f"{shade} flagged" if word.flagged else shade


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


def _record(page: PageResult) -> list[str]:
    """What was done to the page."""
    dpi = f"{page.dpi:.0f}"
    if page.dpi_down:
        dpi += f" x {page.dpi_down:.0f}"
    facts = [f"{page.width} x {page.height} px at {dpi} dpi"]
    facts += [f"{reading.reader}: {reading.detail}" for reading in page.readings]
    facts += [f"{step.name}: {step.reason}" for step in page.steps]
    facts += [f"{told(code)}: {count}" for code, count in page.guards.items()]
    facts += [f"{stage}: {value:.2f} s" for stage, value in page.seconds.items()]
    return facts


def _rectangles(page: PageResult, number: int) -> Iterator[_Rectangle]:
    for i, line in enumerate(page.lines):
        for j, word in enumerate(line.words):
            left, top, right, bottom = edges(word.box, page)
            yield _Rectangle(
                place=f"{number}-{i}-{j}",
                shade=_shade(word),
                left=left,
                top=top,
                width=right - left,
                height=bottom - top,
            )


def _data_uri(pixels: Pixels) -> str:
    from PIL import Image

    image = Image.fromarray(pixels)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = BytesIO()
    image.save(out, "JPEG", quality=JPEG_QUALITY)
    encoded = base64.b64encode(out.getvalue())
    data = encoded.decode()
    return f"data:image/jpeg;base64,{data}"


def _blocks(words: _Words) -> Iterator[_Flow | _Table]:
    for block, held in blocks_with_words(words.page):
        if not block.cells:
            look = _LOOKS.get(block.kind)
            is_heading = block.kind == "heading"
            yield _flow(words, held, look, block.hyphens, is_heading=is_heading)
            continue
        yield _table(words, block)
        outside = outside_cells(block, held)
        if outside:
            yield _flow(words, outside, "note")


def _flow(
    words: _Words,
    held: Sequence[Held],
    look: str | None,
    hyphens: Sequence[int] = (),
    *,
    is_heading: bool = False,
) -> _Flow:
    """`hyphens` are the positions of lines whose last hyphen was only the line's."""
    spans: list[_Span] = []
    for at, (line, positions) in enumerate(held):
        places = [(line, position) for position in positions]
        of_line = words.spans(places)
        if of_line and at in hyphens and of_line[-1].text[-1:] in LINE_HYPHENS:
            last = of_line[-1]
            of_line[-1] = replace(last, text=last.text[:-1], space="")
        spans += of_line
    text = joined([span.text for span in spans])
    return _Flow(is_heading, look, direction(text), spans)


def _table(words: _Words, block: Block) -> _Table:
    rows: dict[int, list[_Cell]] = {}
    for cell in sorted(block.cells, key=cell_place):
        made = _Cell(
            rows=cell.row_span if cell.row_span > 1 else None,
            columns=cell.column_span if cell.column_span > 1 else None,
            words=words.spans(named_words(cell)),
        )
        rows.setdefault(cell.row, []).append(made)
    return _Table(list(rows.values()))
