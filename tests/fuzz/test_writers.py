"""Results of odd characters, boxes and tables: what every format writes is well-formed."""

import csv
import io
import json
from collections.abc import Callable
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import strategies as st
from pikepdf import Pdf, parse_content_stream
from tests.writers.samples import document, line

from recto.model.page import Box, Pixels
from recto.model.result import Block, Cell, Document, PageResult, ResultLine, Word
from recto.writers import WRITERS

Fuzz = Callable[..., None]

SIDE = 60  # px: what is drawn is small
ODD = st.sampled_from([
    "\0", "\x1b[0m", "\u2028", "\ufffe", "\ud800", "\u202e", "e\u0301",
    "\U0001f468\u200d\U0001f469", "שלום", "ﷺ",
    "]]>", "<b>", "&amp;", "--", "|", "*", "`", '"', "'", "=1+1", "@", "\\", "\r", "\t", "\f", " ",
    "%s", "{}", "$",
    "\u00ad", "\U000e0041", "\u0338", "x" * 300,
])  # fmt: skip
TEXTS = st.lists(ODD | st.text(max_size=3), max_size=4).map("".join)
EDGES = st.floats(-50, 2 * SIDE)
BOXES = st.builds(Box, EDGES, EDGES, EDGES, EDGES)
UNITS = st.floats(0, 1)
WORDS = st.builds(
    Word,
    TEXTS,
    BOXES,
    UNITS,
    st.sampled_from(["agreed", "tesseract", "text-layer"]),
    TEXTS,
    st.none() | UNITS,
    st.lists(TEXTS, max_size=2).map(tuple),
    st.booleans(),
)
LINES = st.builds(
    ResultLine, st.lists(WORDS, max_size=3).map(tuple), BOXES, st.tuples(EDGES, EDGES, EDGES, EDGES)
)  # fmt: skip
KINDS = st.sampled_from(
    ["paragraph", "heading", "list", "table", "header", "page-number", "caption"]
)


@st.composite
def pages(draw: st.DrawFn) -> PageResult:
    """A page with odd lines and with blocks that hold them, tables among them."""
    lines = draw(st.lists(LINES, max_size=4))
    numbers = draw(st.permutations(range(len(lines))))
    blocks = [_block(draw, lines, number) for number in numbers]
    width, height = draw(st.integers(1, SIDE)), draw(st.integers(1, SIDE))
    name, notes = draw(TEXTS), tuple(draw(st.lists(TEXTS, max_size=2)))
    return PageResult(
        name,
        0,
        width,
        height,
        draw(st.floats(50, 600)),
        "eng",
        tuple(lines),
        blocks=tuple(blocks),
        notes=notes,
    )


def _block(draw: st.DrawFn, lines: list[ResultLine], number: int) -> Block:
    count = len(lines[number].words)
    kind = draw(KINDS)
    spans = [(number, word, word + 1) for word in range(count)]
    row, column = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    cells = (
        tuple(Cell(row, column + at, 1, 1, (span,)) for at, span in enumerate(spans))
        if kind == "table"
        else ()
    )
    return Block(kind, draw(BOXES), (number,), draw(st.integers(0, 9)), draw(TEXTS), cells)


def white(page: PageResult) -> Pixels:
    """The page's pixels."""
    return np.full((page.height, page.width), 255, np.uint8)


def written(name: str, value: Document) -> bytes:
    """What the format makes of it."""
    out = io.BytesIO()
    WRITERS[name].write(value, out, images=white)
    return out.getvalue()


def _text(data: bytes) -> None:
    text = data.decode()
    assert "\0" not in text
    assert "\x1b" not in text


def _table(data: bytes) -> None:
    list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))


def _pdf(data: bytes) -> None:
    with Pdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            parse_content_stream(page)


FORMATS: dict[str, Callable[[bytes], object]] = {
    "txt": _text,
    "md": _text,
    "csv": _table,
    "json": json.loads,
    "hocr": ET.fromstring,
    "alto": ET.fromstring,
    "page": ET.fromstring,
    "html": _text,
    "pages.csv": _table,
}


def test_every_text_format_is_well_formed(fuzz: Fuzz) -> None:
    """Whatever readers return, each parser of the format takes it."""

    def law(page: PageResult) -> None:
        for name, parses in FORMATS.items():
            parses(written(name, document(page)))

    fuzz(law, pages())


def test_every_pdf_is_well_formed(fuzz: Fuzz) -> None:
    """Opened and read to the end of every content stream."""
    fuzz(lambda page: _pdf(written("pdf", document(page))), pages())


@pytest.mark.parametrize("name", [*FORMATS, "pdf"])
def test_the_parsers_take_a_plain_page(name: str) -> None:
    """They refuse nothing that is right."""
    page = PageResult("x.png", 0, SIDE, SIDE, 300.0, "eng", (line("a plain line"),))
    {**FORMATS, "pdf": _pdf}[name](written(name, document(page)))
