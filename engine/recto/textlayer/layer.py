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

    shown = [glyph for glyph in glyphs if _is_shown(glyph, page)]
    drawn = with_drawn_spaces(shown, page.raster)
    rows = list(_rows(drawn))
    if not rows:
        return None
    lines = []
    words: list[GlyphWord] = []
    for row in rows:
        lines.append(_line(row))
        words += row

    reading = Reading(
        READER,
        tuple(lines),
        perf_counter() - start,
        detail="PDF text layer",
    )
    judgement = judged(reading, drawn, page.raster)
    return TextLayer(reading, judgement, tuple(words), fields)


def _found(opened: OpenedPage | None) -> tuple[list[Glyph], Fields]:
    if opened is None:
        return [], Fields()
    from pypdfium2 import PdfiumError

    try:
        return page_glyphs(opened), page_fields(opened)
    except PdfiumError:
        return [], Fields()


def _is_shown(glyph: Glyph, page: Page) -> bool:
    """Whether the glyph parts words, or stands on the page."""
    if glyph.is_space:
        return True
    x, y = glyph.box.centre
    return 0 <= x < page.width and 0 <= y < page.height


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
    text = "".join(glyph.text for glyph in glyphs)
    box = Box.around(glyph.box for glyph in glyphs)
    if all(glyph.printed for glyph in glyphs):
        return ReaderWord(text, box, PRINTED)
    return ReaderWord(text, box, INVISIBLE)


def _line(row: Sequence[GlyphWord]) -> Line:
    """The words of a row; its baseline runs across the page, or up or down where they do."""
    words = tuple(map(_word, row))
    box = Box.around(word.box for word in words)
    first = words[0].box
    last = words[-1].box
    down = last.top - first.top
    across = last.left - first.left
    is_slim = box.height > 2 * box.width
    if not is_slim or abs(down) <= abs(across):
        return Line(words, box, (box.left, box.bottom, box.right, box.bottom))
    if down > 0:
        return Line(words, box, (box.left, box.top, box.left, box.bottom))
    return Line(words, box, (box.right, box.bottom, box.right, box.top))
