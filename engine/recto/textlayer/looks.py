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
from recto.model.page import Box, Line, Pixels, ReaderWord
from recto.readers.tesseract.crops import for_tesseract, read_crops
from recto.readers.tesseract.reader import Tesseract
from recto.text.alignment import compact
from recto.textlayer.ground import ground_of
from recto.textlayer.layer import GlyphWord

if TYPE_CHECKING:
    from recto.readers.ppocr.reader import Ppocr

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
LEAST_PAPER = 2  # px around a word


@dataclass(frozen=True, slots=True)
class LayerWord:
    """One word of a layer where it stands."""

    word: ReaderWord
    glyphs: GlyphWord
    place: Box  # px of the page: the word's ink across, the line's ink down its height
    quadrant: int  # how its line runs: 0 to the right, 1 down, 2 to the left, 3 up

    @property
    def is_readable(self) -> bool:
        """Whether it has letters or digits, all characters mean something, and a crop holds it
        alone: slanted words have their neighbours in it.
        """
        for glyph in self.glyphs:
            if glyph.slanted or not glyph.mapped:
                return False
        return bool(compact(self.word.text))


@dataclass(frozen=True, slots=True)
class Readers:
    """Who looks at words: PP-OCR first where there is one, Tesseract at what that leaves in
    doubt.
    """

    tesseract: Tesseract
    ppocr: Ppocr | None = None

    def first(self, crops: Sequence[Pixels]) -> list[str]:
        """The first look."""
        if self.ppocr is None:
            return self.second(crops)
        return [found.text for found in self.ppocr.recognise(crops)]

    @property
    def first_paper(self) -> Paper:
        """What the first look's reader likes around a word."""
        if self.ppocr is None:
            return CLOSE
        return FLAT

    def second(self, crops: Sequence[Pixels]) -> list[str]:
        """Tesseract's look; where it fails, or lacks the language, it has read nothing."""
        prepared = [for_tesseract(crop) for crop in crops]
        language = self.tesseract.language
        try:
            return read_crops(prepared, language, self.tesseract.timeout, self.tesseract.engine)
        except (ReaderFailed, MissingDependency):
            return [""] * len(crops)

    def speller(self) -> Speller:
        """Which words they can spell."""
        language = self.tesseract.language
        if self.ppocr is None:
            return speller(language, ())
        return speller(language, self.ppocr.alphabet())


def layer_words(lines: Sequence[Line], glyphs: Sequence[GlyphWord]) -> list[LayerWord]:
    """Every word of the lines, `glyphs` in the same order."""
    words: list[LayerWord] = []
    for line in lines:
        start = len(words)
        end = start + len(line.words)
        glyphs_of_line = glyphs[start:end]
        x0, y0, x1, y1 = line.baseline
        angle = atan2(y1 - y0, x1 - x0)
        right_angles = angle / (pi / 2)
        quadrant = round(right_angles) % 4

        inks = []
        for letters in glyphs_of_line:
            boxes = [glyph.ink or glyph.box for glyph in letters]
            inks.append(Box.around(boxes))

        band = Box.around(inks)
        row = zip(line.words, glyphs_of_line, inks, strict=True)
        for word, letters, ink in row:
            place = word.box
            if all(glyph.printed for glyph in letters):
                place = _place(word.box, ink, band, quadrant)
            words.append(LayerWord(word, letters, place, quadrant))
    return words


def _place(box: Box, ink: Box, band: Box, quadrant: int) -> Box:
    """The ink's extent along the line; across it the font's own height, or the line's ink where
    that is odd.

    A line whose ink is much higher than the font's box around this word's own ink is more than one
    line: PDFium runs labels of a figure or a form together.
    """
    if quadrant % 2:
        turned = _place(
            _flipped(box),
            _flipped(ink),
            _flipped(band),
            0,
        )
        return _flipped(turned)

    line_height = band.height or box.height
    holds_ink = box.top <= ink.top and ink.bottom <= box.bottom
    is_one_of_several = line_height > TOO_TALL * box.height
    is_usual = line_height <= box.height <= TOO_TALL * line_height
    if is_usual or (is_one_of_several and holds_ink):
        top = box.top
        bottom = box.bottom
    else:
        beyond = BEYOND * line_height
        top = band.top - beyond
        bottom = band.bottom + beyond
    return Box(
        ink.left,
        min(top, ink.top),
        ink.right,
        max(bottom, ink.bottom),
    )


def _flipped(box: Box) -> Box:
    """With x and y exchanged."""
    return Box(
        box.top,
        box.left,
        box.bottom,
        box.right,
    )


def crops(words: Sequence[LayerWord], pixels: Pixels, paper: Paper = CLOSE) -> list[Pixels]:
    """One upright crop a word, with `paper` around it; empty where the word is beyond the page."""
    import cv2

    cut = []
    share_above, share_beside = paper
    for word in words:
        place = word.place
        top = max(0, int(place.top))
        left = max(0, int(place.left) - 1)
        bottom = int(np.ceil(place.bottom))
        right = int(np.ceil(place.right)) + 1
        part = pixels[top:bottom, left:right]
        if not part.size:
            cut.append(part)
            continue

        upright = np.rot90(part, word.quadrant)
        height = upright.shape[0]
        above = max(LEAST_PAPER, round(share_above * height))
        beside = max(LEAST_PAPER, round(share_beside * height))
        colour = ground_of(part)
        padded = cv2.copyMakeBorder(
            np.ascontiguousarray(upright),
            above,
            above,
            beside,
            beside,
            cv2.BORDER_CONSTANT,
            value=colour.reshape(-1).tolist(),
        )
        cut.append(np.asarray(padded, np.uint8))
    return cut


def cost(word: LayerWord) -> float:
    """What a reader's look at the word costs: the width of its crop over its height."""
    place = word.place
    along, across = place.width, place.height
    if word.quadrant % 2:
        along, across = across, along
    above, beside = FLAT
    shape = along / max(across, 1.0)
    width = shape + 2 * beside
    height = 1 + 2 * above
    return width / height + START
