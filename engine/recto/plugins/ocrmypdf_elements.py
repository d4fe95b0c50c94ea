"""A PageResult as OCRmyPDF's tree of elements: page, paragraphs, lines, words.

Boxes are px of the page image that OCRmyPDF handed over, origin top left, as ours. Only here: what
of a line its renderer wants as baseline (slope and offset from the box's lower left corner).
"""

from __future__ import annotations

from ocrmypdf.hocrtransform import Baseline, BoundingBox, OcrClass, OcrElement

from recto.layout import blocks_with_lines
from recto.model.page import Box
from recto.model.result import PageResult, ResultLine, Word
from recto.writers.characters import direction, printable


def page_element(page: PageResult, number: int) -> OcrElement:
    """The whole page; `number` counts from 0."""
    paragraphs = []
    for block, lines in blocks_with_lines(page):
        children = [_line(line, page.language) for line in lines if line.words]
        if children:
            bounds = _bounds(block.box)
            paragraph = OcrElement(OcrClass.PARAGRAPH, bbox=bounds, children=children)
            paragraphs.append(paragraph)
    whole = Box(0, 0, page.width, page.height)
    return OcrElement(
        OcrClass.PAGE,
        bbox=_bounds(whole),
        children=paragraphs,
        dpi=page.dpi,
        page_number=number,
    )


def _line(line: ResultLine, language: str) -> OcrElement:
    words = [_word(word) for word in line.words if printable(word.text)]
    return OcrElement(
        OcrClass.LINE,
        bbox=_bounds(line.box),
        children=words,
        direction=direction(line.text) or "ltr",  # type: ignore[arg-type] # one of two words
        language=language,
        baseline=_baseline(line),
    )


def _baseline(line: ResultLine) -> Baseline:
    x0, y0, x1, y1 = line.baseline
    slope = 0.0
    if x1 - x0 >= 1:
        slope = (y1 - y0) / (x1 - x0)
    at_left = y0 + slope * (line.box.left - x0)
    offset = at_left - line.box.bottom
    return Baseline(slope, offset)


def _word(word: Word) -> OcrElement:
    text = printable(word.text)
    bounds = _bounds(word.box)
    return OcrElement(OcrClass.WORD, bbox=bounds, text=text, confidence=word.confidence)


def _bounds(box: Box) -> BoundingBox:
    right = max(box.left, box.right)
    bottom = max(box.top, box.bottom)
    return BoundingBox(box.left, box.top, right, bottom)
