"""PP-OCR reads the detected lines of which Tesseract leaves a doubt, and only these.

Tesseract's reading and the detected quadrangles enter, PP-OCR's reading leaves. Recognition is the
dearest stage (45 % of the CPU), and on clean print it says of half the lines what Tesseract has
said. A skipped line stands in PP-OCR's reading without words (fusion.py). None has a digit: no
number rests on one reader alone. Only without an LLM, which needs a witness of every line that it
never saw.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from recto.local.alphabet import is_beyond
from recto.local.line_homes import assign
from recto.local.upright import seen_upright
from recto.model.page import Box, Line, ReaderWord, Reading
from recto.readers.tesseract.lexicon import Lexicon
from recto_preprocessing import Geometry, View

if TYPE_CHECKING:
    from recto.readers.ppocr.reader import Ppocr

# Found on the documents of one half of the corpora, where .0009 of the characters of skipped lines
# differ between both readers; with .85 and .9 it is .0021, and .27 of recognition is saved, not
# .21.
# Tesseract's confidence of every word that the lexicon knows, or does not
KNOWN, UNKNOWN = 0.88, 0.92
FOREIGN = 0.7  # of words that PP-OCR cannot write
BARE = 1.2  # line heights of the line's length that may be bare of Tesseract's words at one place
# Tesseract's mean from which PP-OCR adds nothing (at .93-.95 fusion still wins .010 word F1)
SURE_PAGE = 0.95
LINES = 0.9  # of the detected lines that Tesseract must have
LETTERS = 4  # of the line; "VX" and "Pu" were strokes and stains


def sure_page(tesseract: Reading, quads: NDArray[np.float64] | None) -> bool:
    """Tesseract is sure of the whole page, and has hardly fewer lines than the detector saw."""
    words = tesseract.words
    if not words or quads is None:
        return False
    if len(tesseract.lines) < LINES * len(quads):
        return False
    confidences = [word.raw_confidence for word in words]
    return float(np.mean(confidences)) >= SURE_PAGE


def read_unsure(
    ppocr: Ppocr,
    tesseract: Reading,
    view: View,
    quads: NDArray[np.float64] | None,
    lexicon: Lexicon,
) -> Reading:
    """Read the view's lines (`quads`, px of the view; None: detect them) but for those of which
    Tesseract is sure.
    """
    boxes = ppocr.detect_lines(view.pixels).all if quads is None else quads
    outlines = outlined(boxes, view.geometry)
    sure = sure_lines(tesseract, outlines, view.geometry, lexicon)
    read = ppocr.read(view, boxes[~sure])
    skipped = compress(outlines, sure)
    return replace(read, lines=(*read.lines, *skipped))


def outlined(quads: NDArray[np.float64], geometry: Geometry) -> tuple[Line, ...]:
    """(N, 4, 2) quadrangles, px of the view, as lines without words, px of the original page."""
    corners = geometry.to_original(quads.reshape(-1, 2))
    lines = []
    for four in corners.reshape(-1, 4, 2):
        low = four.min(axis=0).tolist()
        high = four.max(axis=0).tolist()
        _, _, (x1, y1), (x0, y0) = four.tolist()
        box = Box(*low, *high)
        lines.append(Line((), box, (x0, y0, x1, y1)))
    return tuple(lines)


def sure_lines(
    tesseract: Reading, outlines: tuple[Line, ...], geometry: Geometry, lexicon: Lexicon
) -> NDArray[np.bool_]:
    """For each outline, whether Tesseract's words fill it and none is in doubt, all in px of the
    upright view.
    """
    read = seen_upright(tesseract, geometry, {}).lines
    detected = seen_upright(Reading("ppocr", outlines, 0.0), geometry, {}).lines
    homes, _ = assign(read, detected)
    pairs = zip(detected, homes, strict=True)
    sure = [_is_sure(line, words, lexicon) for line, words in pairs]
    return np.array(sure, dtype=bool)


def _is_sure(line: Line, words: list[ReaderWord], lexicon: Lexicon) -> bool:
    """Letters enough, every word clear, and no place without one."""
    letters = 0
    for word in words:
        letters += sum(map(str.isalpha, word.text))
    if letters < LETTERS:
        return False
    if all(_is_of_one(word) for word in words):
        return _filled(line.box, words)
    if not all(_is_clear(word, lexicon) for word in words):
        return False
    return _filled(line.box, words)


def _is_of_one(word: ReaderWord) -> bool:
    """PP-OCR has no letters for it, and it is no doubtful one, which may be of another script."""
    if word.raw_confidence < FOREIGN:
        return False
    return is_beyond(word.text)


def _is_clear(word: ReaderWord, lexicon: Lexicon) -> bool:
    """Without a digit, and Tesseract is sure of it."""
    if any(map(str.isdigit, word.text)):
        return False
    least = KNOWN if lexicon.knows(word.text) else UNKNOWN
    return word.raw_confidence >= least


def _filled(box: Box, words: list[ReaderWord]) -> bool:
    """No stretch of the line is without a word; detected boxes reach about half a line height
    beyond the ink.
    """
    most = BARE * min(box.height, box.width)
    reached = box.left
    for word in words:
        if word.box.left - reached > most:
            return False
        reached = word.box.right
    return box.right - reached <= most
