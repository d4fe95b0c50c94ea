"""The text that a PDF page already carries: its words with boxes on the page image, and whether to trust them.

A Page that was drawn from a PDF enters; a TextLayer leaves, None when the page has no text. A layer is good when its
characters are text (a broken font mapping gives garbage that looks fine to a program) and when it covers the ink that
looks like text (a stamp or a page number alone does not make a page readable).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from recto.ink import covered_share
from recto.model import Box, Line, Page, Reading, Word
from recto.pdf_space import user_space

Quality = Literal["good", "garbage", "partial"]
READER = "text-layer"
MOST_STRANGE = 0.05  # share of characters without meaning
LEAST_KNOWN = 0.25  # share of words of four letters or more that a lexicon knows
LEAST_WORDS = 20  # fewer tell nothing about a language
LEAST_COVERED = 0.8  # share of the text-like ink inside the layer's boxes


@dataclass(frozen=True, slots=True)
class TextLayer:
    """A page's own text and what it is worth."""

    reading: Reading
    quality: Quality
    reason: str  # what was measured, in words


def text_layer(
    page: Page, *, password: str | None = None, known: Callable[[str], bool] | None = None
) -> TextLayer | None:
    """The text layer of a page drawn from a PDF file; boxes in px of `page`.

    `known` tells whether a word is in a lexicon of the page's language; without it, letters put for others by a broken
    font are not noticed. Raises nothing: a file that is no PDF, or that cannot be opened again, has no layer.
    """
    start = perf_counter()
    glyphs = _glyphs(page, password)
    lines = tuple(_lines(glyphs))
    if not lines:
        return None
    reading = Reading(READER, lines, perf_counter() - start, detail="PDF text layer")
    quality, reason = _judged(reading, glyphs, page, known)
    return TextLayer(reading, quality, reason)


@dataclass(frozen=True, slots=True)
class _Glyph:
    """One character; `box` in px of the page."""

    text: str
    box: Box
    mapped: bool  # False: the font does not say what it means


def _glyphs(page: Page, password: str | None) -> list[_Glyph]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(page.source, password=password)
    except (pypdfium2.PdfiumError, OSError):
        return []
    try:
        found = document[page.index]
        to_user = user_space(found.get_bbox(), found.get_rotation(), page.width, page.height)
        return list(_read(found.get_textpage(), np.asarray(np.linalg.inv(to_user), dtype=np.float64)))
    except (pypdfium2.PdfiumError, IndexError):
        return []
    finally:
        document.close()


def _read(text: Any, to_px: NDArray[np.float64]) -> Iterator[_Glyph]:
    import pypdfium2.raw as pdfium

    for i in range(text.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(text, i))
        left, bottom, right, top = text.get_charbox(i, loose=True)
        corners = to_px @ np.array([[left, right], [top, bottom], [1.0, 1.0]])
        (x0, x1), (y0, y1) = corners[0], corners[1]
        box = Box(float(min(x0, x1)), float(min(y0, y1)), float(max(x0, x1)), float(max(y0, y1)))
        # PDFium gives U+0002 for a hyphen at a line's end.
        yield _Glyph("-" if character == "\x02" else character, box, not pdfium.FPDFText_HasUnicodeMapError(text, i))


def _lines(glyphs: Sequence[_Glyph]) -> Iterator[Line]:
    words: list[Word] = []
    word: list[_Glyph] = []
    for glyph in [*glyphs, _Glyph("\n", Box(0, 0, 0, 0), True)]:
        if not glyph.text.isspace():
            word.append(glyph)
            continue
        if word:
            words.append(_word(word))
            word = []
        if glyph.text in "\r\n" and words:
            yield _line(tuple(words))
            words = []


def _word(glyphs: Sequence[_Glyph]) -> Word:
    return Word("".join(glyph.text for glyph in glyphs), Box.around(glyph.box for glyph in glyphs), 1.0)


def _line(words: tuple[Word, ...]) -> Line:
    box = Box.around(word.box for word in words)
    first, last = words[0].box, words[-1].box
    down = box.height > 2 * box.width and abs(last.top - first.top) > abs(last.left - first.left)
    if not down:
        return Line(words, box, (box.left, box.bottom, box.right, box.bottom))
    ends = (box.top, box.bottom) if last.top > first.top else (box.bottom, box.top)
    x = box.left if last.top > first.top else box.right
    return Line(words, box, (x, ends[0], x, ends[1]))


def _judged(
    reading: Reading, glyphs: Sequence[_Glyph], page: Page, known: Callable[[str], bool] | None
) -> tuple[Quality, str]:
    shown = [glyph for glyph in glyphs if not glyph.text.isspace()]
    strange = sum(not glyph.mapped or not glyph.text.isprintable() or glyph.text == "\ufffd" for glyph in shown)
    if strange > MOST_STRANGE * len(shown):
        return "garbage", f"{strange} of {len(shown)} characters have no meaning"
    long = [word.text for word in reading.words if len(word.text) > 3 and word.text.isalpha()]
    if known and len(long) >= LEAST_WORDS and sum(map(known, long)) < LEAST_KNOWN * len(long):
        return "garbage", f"{sum(map(known, long))} of {len(long)} words are known"
    height = median(word.box.height for word in reading.words)
    share = covered_share(page.raster, [word.box for word in reading.words], height)
    quality: Quality = "good" if share >= LEAST_COVERED else "partial"
    return quality, f"{share:.0%} of the text-like ink is covered"
