"""The words that a PDF page carries as text, with their boxes on the page image and what they are
worth.

A Page that was drawn from a PDF enters; a TextLayer leaves, None when the page has no text. Text
outside of what the page shows (beyond its crop box) does not count. What makes a layer good stands
in judgement.py, how its words are compared with the pixels in check.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter

from recto.model.page import Box, Line, Page, ReaderWord, Reading
from recto.textlayer.fields import Fields, page_fields
from recto.textlayer.glyphs import Glyph, page_glyphs
from recto.textlayer.judgement import Judgement, judged
from recto.textlayer.opened import opened_page
from recto.textlayer.spaces import with_drawn_spaces

READER = "text-layer"
# raw confidence: the very glyphs that are seen, or what some program put under a scan
PRINTED, INVISIBLE = 1.0, 0.0
SLIM = 2  # widths of a line that is read up or down the page, at least, that it is high

GlyphWord = tuple[Glyph, ...]
NO_FIELDS = Fields()


@dataclass(frozen=True, slots=True)
class TextLayer:
    """A page's own text and what it is worth."""

    reading: Reading  # raw_confidence 1: the word is printed; 0: it is invisible
    judgement: Judgement
    # of each word, counted through the reading; empty: not known
    glyphs: tuple[GlyphWord, ...] = ()
    fields: Fields = NO_FIELDS

    @property
    def is_good(self) -> bool:
        """Whether it can stand for the page."""
        return self.judgement.quality == "good"


def text_layer(page: Page, *, password: str | None = None) -> TextLayer | None:
    """The text layer of a page drawn from a PDF file; boxes in px of `page`.

    Raises nothing: a file that is no PDF, or that cannot be opened again, has no layer.
    """
    start = perf_counter()
    glyphs: list[Glyph] = []
    fields = NO_FIELDS
    with opened_page(page, password) as opened:
        if opened is not None:
            from pypdfium2 import PdfiumError

            with suppress(PdfiumError):
                glyphs, fields = page_glyphs(opened), page_fields(opened)

    shown = []
    for glyph in glyphs:
        x, y = glyph.box.centre
        is_across = 0 <= x < page.width
        is_down = 0 <= y < page.height
        if glyph.is_space or (is_across and is_down):
            shown.append(glyph)

    drawn = with_drawn_spaces(shown, page.raster)
    rows = list(_rows(drawn))
    if not rows:
        return None
    lines = []
    words: list[GlyphWord] = []
    for row in rows:
        lines.append(_line(row))
        words += row

    seconds = perf_counter() - start
    reading = Reading(READER, tuple(lines), seconds, detail="PDF text layer")
    judgement = judged(reading, drawn, page.raster)
    return TextLayer(reading, judgement, tuple(words), fields)


def _rows(glyphs: Sequence[Glyph]) -> Iterator[list[GlyphWord]]:
    """The words of each line."""
    words: list[GlyphWord] = []
    word: list[Glyph] = []
    end = Glyph("\n", Box(0, 0, 0, 0))
    for glyph in [*glyphs, end]:
        if not glyph.is_space:
            word.append(glyph)
            continue
        if word:
            words.append(tuple(word))
            word = []
        if glyph.text in "\r\n" and words:
            yield words
            words = []


def _line(row: Sequence[GlyphWord]) -> Line:
    """The words of a row; its baseline runs across the page, or up or down where they do."""
    words = []
    for glyphs in row:
        text = "".join(glyph.text for glyph in glyphs)
        box = Box.around(glyph.box for glyph in glyphs)
        is_printed = all(glyph.printed for glyph in glyphs)
        word = ReaderWord(text, box, PRINTED if is_printed else INVISIBLE)
        words.append(word)

    box = Box.around(word.box for word in words)
    first = words[0].box
    last = words[-1].box
    down = last.top - first.top
    across = last.left - first.left
    is_slim = box.height > SLIM * box.width
    is_steep = abs(down) > abs(across)
    if not is_slim or not is_steep:
        start = (box.left, box.bottom)
        end = (box.right, box.bottom)
    elif down > 0:
        start = (box.left, box.top)
        end = (box.left, box.bottom)
    else:
        start = (box.right, box.bottom)
        end = (box.right, box.top)
    return Line(tuple(words), box, (*start, *end))
