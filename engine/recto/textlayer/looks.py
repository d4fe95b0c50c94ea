"""A reader's look at single words of a text layer: their crops, and what is read on them.

Words with their glyphs and the page's pixels enter, texts leave. A crop holds the word's own ink
and no neighbour's, with paper around it; words that run up or down the page, or stand on their
head, are turned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, pi
from typing import TYPE_CHECKING

import numpy as np

from recto.errors import MissingDependency, ReaderFailed
from recto.local.spelling import Speller, speller
from recto.local.word_crops import for_tesseract
from recto.model.page import Box, Line, Pixels, ReaderWord
from recto.readers.tesseract.crops import read_crops
from recto.readers.tesseract.reader import Tesseract
from recto.textlayer.layer import GlyphWord

if TYPE_CHECKING:
    from recto.readers.ppocr import Ppocr

Paper = tuple[float, float]  # of the crop's height: above and below a word, and beside it
# PP-OCR's first look, its second, and what Tesseract reads beside OPEN. A flat look has lower
# letters and so a fifth less to read: of 507 words on 24 pages PP-OCR read 504 right either way, of
# the 208 numbers 207 against 208.
FLAT, OPEN, CLOSE = (0.25, 0.12), (0.3, 0.3), (0.12, 0.12)
BEYOND = 0.12  # of the line's ink height that a crop reaches above and below it
# heights of a crop that a look costs beside its width: the longer of two short words is read better
START = 0.25
# ink heights of the line: a font's box that is higher says nothing of where its glyphs stand
TOO_TALL = 2.0


@dataclass(frozen=True, slots=True)
class LayerWord:
    """One word of a layer where it stands."""

    word: ReaderWord
    glyphs: GlyphWord
    place: Box  # px of the page: the word's ink across, the line's ink down its height
    quadrant: int  # how its line runs: 0 to the right, 1 down, 2 to the left, 3 up


@dataclass(frozen=True, slots=True)
class Readers:
    """Who looks at words: PP-OCR first where there is one, Tesseract at what that leaves in
    doubt.
    """

    tesseract: Tesseract
    ppocr: Ppocr | None = None

    def first(self, crops: Sequence[Pixels]) -> list[str]:
        """The first look."""
        return self._ppocr(crops) if self.ppocr else self.second(crops)

    @property
    def first_paper(self) -> Paper:
        """What the first look's reader likes around a word."""
        return FLAT if self.ppocr else CLOSE

    def second(self, crops: Sequence[Pixels]) -> list[str]:
        """Tesseract's look; where it fails, or lacks the language, it has read nothing."""
        prepared = [for_tesseract(crop) for crop in crops]
        try:
            return read_crops(prepared, self.tesseract.language, self.tesseract.timeout)
        except (ReaderFailed, MissingDependency):
            return [""] * len(crops)

    def speller(self) -> Speller:
        """Which words they can spell."""
        return speller(self.tesseract.language, self.ppocr.alphabet() if self.ppocr else ())

    def _ppocr(self, crops: Sequence[Pixels]) -> list[str]:
        if self.ppocr is None:
            return [""] * len(crops)
        return [found.text for found in self.ppocr.recognise(crops)]


def layer_words(lines: Sequence[Line], glyphs: Sequence[GlyphWord]) -> list[LayerWord]:
    """Every word of the lines, `glyphs` in the same order."""
    found: list[LayerWord] = []
    for line in lines:
        own = glyphs[len(found) : len(found) + len(line.words)]
        quadrant = _quadrant(line)
        inks = [_ink(word) for word in own]
        band = Box.around(inks)
        for word, letters, ink in zip(line.words, own, inks, strict=True):
            hidden = not all(glyph.printed for glyph in letters)
            place = word.box if hidden else _place(word.box, ink, band, quadrant)
            found.append(LayerWord(word, letters, place, quadrant))
    return found


def _quadrant(line: Line) -> int:
    x0, y0, x1, y1 = line.baseline
    return round(atan2(y1 - y0, x1 - x0) / (pi / 2)) % 4


def _ink(glyphs: GlyphWord) -> Box:
    return Box.around(glyph.ink or glyph.box for glyph in glyphs)


def _place(box: Box, ink: Box, band: Box, quadrant: int) -> Box:
    """The ink's extent along the line; across it the font's own height, or the line's ink where
    that is odd.

    A line whose ink is much higher than the font's box around this word's own ink is more than one
    line: PDFium runs labels of a figure or a form together.
    """
    if quadrant % 2:
        turned = _place(_flipped(box), _flipped(ink), _flipped(band), 0)
        return _flipped(turned)
    high = band.height or box.height
    alone = high > TOO_TALL * box.height and box.top <= ink.top and ink.bottom <= box.bottom
    fits = alone or high <= box.height <= TOO_TALL * high
    beyond = BEYOND * high
    top, bottom = (box.top, box.bottom) if fits else (band.top - beyond, band.bottom + beyond)
    return Box(ink.left, min(top, ink.top), ink.right, max(bottom, ink.bottom))


def _flipped(box: Box) -> Box:
    return Box(box.top, box.left, box.bottom, box.right)


def crops(words: Sequence[LayerWord], pixels: Pixels, paper: Paper = CLOSE) -> list[Pixels]:
    """One upright crop a word, with `paper` around it; empty where the word is beyond the page."""
    return [_crop(word, pixels, paper) for word in words]


def cost(word: LayerWord) -> float:
    """What a reader's look at the word costs: the width of its crop over its height."""
    along, across = word.place.width, max(word.place.height, 1.0)
    if word.quadrant % 2:
        along, across = word.place.height, max(word.place.width, 1.0)
    above, beside = FLAT
    return (along / across + 2 * beside) / (1 + 2 * above) + START


def _crop(word: LayerWord, pixels: Pixels, paper: Paper) -> Pixels:
    import cv2

    place = word.place
    top, left = max(0, int(place.top)), max(0, int(place.left) - 1)
    part = pixels[top : int(np.ceil(place.bottom)), left : int(np.ceil(place.right)) + 1]
    if not part.size:
        return part
    turned = np.ascontiguousarray(np.rot90(part, word.quadrant))
    above, beside = (max(2, round(share * turned.shape[0])) for share in paper)
    colour = np.median(part.reshape(-1, *part.shape[2:]), axis=0)
    value = np.broadcast_to(colour, (3,)).tolist() if part.ndim == 3 else [float(colour)]
    padded = cv2.copyMakeBorder(
        turned, above, above, beside, beside, cv2.BORDER_CONSTANT, value=value
    )
    return np.asarray(padded, np.uint8)
