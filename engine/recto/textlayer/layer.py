"""The words that a PDF page carries as text, with their boxes on the page image and what they are worth.

A Page that was drawn from a PDF enters; a TextLayer leaves, None when the page has no text. Text outside of what the
page shows (beyond its crop box) does not count. What makes a layer good stands in judgement.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recto.model import Box, Line, Page, Reading, Word
from recto.pdf_space import user_space
from recto.textlayer.judgement import Glyph, Judgement, judged

READER = "text-layer"
PRINTED, INVISIBLE = 1.0, 0.0  # raw confidence: the very glyphs that are seen, or what some program put under a scan


@dataclass(frozen=True, slots=True)
class TextLayer:
    """A page's own text and what it is worth."""

    reading: Reading  # raw_confidence 1: the word is printed; 0: it is invisible
    judgement: Judgement

    @property
    def is_good(self) -> bool:
        """Whether it can stand for the page."""
        return self.judgement.quality == "good"


def text_layer(
    page: Page, *, password: str | None = None, known: Callable[[str], bool] | None = None
) -> TextLayer | None:
    """The text layer of a page drawn from a PDF file; boxes in px of `page`.

    `known` tells whether a word is in a lexicon of the page's language; without it, letters put for others by a broken
    font are not noticed. Raises nothing: a file that is no PDF, or that cannot be opened again, has no layer.
    """
    start = perf_counter()
    glyphs = [glyph for glyph in _glyphs(page, password) if _is_shown(glyph, page)]
    lines = tuple(_lines(glyphs))
    if not lines:
        return None
    reading = Reading(READER, lines, perf_counter() - start, detail="PDF text layer")
    return TextLayer(reading, judged(reading, glyphs, page.raster, known))


def _is_shown(glyph: Glyph, page: Page) -> bool:
    x, y = glyph.box.centre
    return glyph.text.isspace() or (0 <= x < page.width and 0 <= y < page.height)


def _glyphs(page: Page, password: str | None) -> list[Glyph]:
    from recto.sources import pdf_data

    data = pdf_data(page.source)
    if data is None:
        return []
    import pypdfium2  # not for pictures

    from recto.sources.pdf import given_password

    try:
        document = pypdfium2.PdfDocument(data, password=password or given_password())
    except (pypdfium2.PdfiumError, OSError):
        return []
    try:
        found = document[page.index]
        to_user = user_space(found.get_bbox(), found.get_rotation(), page.width, page.height)
        return _whole(_read(found.get_textpage(), np.asarray(np.linalg.inv(to_user), dtype=np.float64)))
    except (pypdfium2.PdfiumError, IndexError):
        return []
    finally:
        document.close()


def _read(text: Any, to_px: NDArray[np.float64]) -> Iterator[Glyph]:
    import pypdfium2.raw as pdfium

    for i in range(text.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(text, i))
        left, bottom, right, top = text.get_charbox(i, loose=True)
        corners = to_px @ np.array([[left, right], [top, bottom], [1.0, 1.0]])
        (x0, x1), (y0, y1) = corners[0], corners[1]
        box = Box(float(min(x0, x1)), float(min(y0, y1)), float(max(x0, x1)), float(max(y0, y1)))
        mode = pdfium.FPDFTextObj_GetTextRenderMode(pdfium.FPDFText_GetTextObject(text, i))
        yield Glyph(
            # PDFium gives U+0002 for a hyphen at a line's end.
            "-" if character == "\x02" else character,
            box,
            mapped=not pdfium.FPDFText_HasUnicodeMapError(text, i),
            printed=mode != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE,
        )


def _whole(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Characters beyond U+FFFF come from PDFium in two halves."""
    found: list[Glyph] = []
    for glyph in glyphs:
        if found and "\ud800" <= found[-1].text <= "\udbff" and "\udc00" <= glyph.text <= "\udfff":
            halves = (found[-1].text + glyph.text).encode("utf-16-le", "surrogatepass")
            found[-1] = replace(found[-1], text=halves.decode("utf-16-le"))
        else:
            found.append(glyph)
    return found


def _lines(glyphs: Sequence[Glyph]) -> Iterator[Line]:
    words: list[Word] = []
    word: list[Glyph] = []
    for glyph in [*glyphs, Glyph("\n", Box(0, 0, 0, 0))]:
        if not glyph.text.isspace():
            word.append(glyph)
            continue
        if word:
            words.append(_word(word))
            word = []
        if glyph.text in "\r\n" and words:
            yield _line(tuple(words))
            words = []


def _word(glyphs: Sequence[Glyph]) -> Word:
    printed = all(glyph.printed for glyph in glyphs)
    box = Box.around(glyph.box for glyph in glyphs)
    return Word("".join(glyph.text for glyph in glyphs), box, PRINTED if printed else INVISIBLE)


def _line(words: tuple[Word, ...]) -> Line:
    box = Box.around(word.box for word in words)
    first, last = words[0].box, words[-1].box
    down = box.height > 2 * box.width and abs(last.top - first.top) > abs(last.left - first.left)
    if not down:
        return Line(words, box, (box.left, box.bottom, box.right, box.bottom))
    ends = (box.top, box.bottom) if last.top > first.top else (box.bottom, box.top)
    x = box.left if last.top > first.top else box.right
    return Line(words, box, (x, ends[0], x, ends[1]))
