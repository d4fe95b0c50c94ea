"""The words that a PDF page carries as text, with their boxes on the page image and what they are
worth.

A Page that was drawn from a PDF enters; a TextLayer leaves, None when the page has no text. Text
outside of what the page shows (beyond its crop box) does not count. What makes a layer good stands
in judgement.py, how its words are compared with the pixels in check.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from recto.model.page import Box, Line, Page, ReaderWord, Reading
from recto.textlayer.fields import Fields, page_fields
from recto.textlayer.glyphs import Glyph, page_glyphs
from recto.textlayer.judgement import Judgement, judged
from recto.textlayer.opened import OpenedPage, opened_page
from recto.textlayer.spaces import with_drawn_spaces

READER = "text-layer"
# raw confidence: the very glyphs that are seen, or what some program put under a scan
PRINTED, INVISIBLE = 1.0, 0.0

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
    with opened_page(page, password) as opened:
        glyphs, fields = _found(opened)
    glyphs = [glyph for glyph in glyphs if _is_shown(glyph, page)]
    glyphs = with_drawn_spaces(glyphs, page.raster)
    rows = list(_rows(glyphs))
    if not rows:
        return None
    lines = tuple(_line(tuple(map(_word, row))) for row in rows)
    reading = Reading(READER, lines, perf_counter() - start, detail="PDF text layer")
    words = tuple(word for row in rows for word in row)
    return TextLayer(reading, judged(reading, glyphs, page.raster), words, fields)


def _found(opened: OpenedPage | None) -> tuple[list[Glyph], Fields]:
    if opened is None:
        return [], Fields()
    from pypdfium2 import PdfiumError

    try:
        return page_glyphs(opened), page_fields(opened)
    except PdfiumError:
        return [], Fields()


def _is_shown(glyph: Glyph, page: Page) -> bool:
    x, y = glyph.box.centre
    return glyph.is_space or (0 <= x < page.width and 0 <= y < page.height)


def _rows(glyphs: Sequence[Glyph]) -> Iterator[list[GlyphWord]]:
    """The words of each line."""
    words: list[GlyphWord] = []
    word: list[Glyph] = []
    for glyph in [*glyphs, Glyph("\n", Box(0, 0, 0, 0))]:
        if not glyph.is_space:
            word.append(glyph)
            continue
        if word:
            words.append(tuple(word))
            word = []
        if glyph.text in "\r\n" and words:
            yield words
            words = []


def _word(glyphs: GlyphWord) -> ReaderWord:
    printed = all(glyph.printed for glyph in glyphs)
    box = Box.around(glyph.box for glyph in glyphs)
    return ReaderWord(
        "".join(glyph.text for glyph in glyphs), box, PRINTED if printed else INVISIBLE
    )


def _line(words: tuple[ReaderWord, ...]) -> Line:
    box = Box.around(word.box for word in words)
    first, last = words[0].box, words[-1].box
    down = box.height > 2 * box.width and abs(last.top - first.top) > abs(last.left - first.left)
    if not down:
        return Line(words, box, (box.left, box.bottom, box.right, box.bottom))
    ends = (box.top, box.bottom) if last.top > first.top else (box.bottom, box.top)
    x = box.left if last.top > first.top else box.right
    return Line(words, box, (x, ends[0], x, ends[1]))
