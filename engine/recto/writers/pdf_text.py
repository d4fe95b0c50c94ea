"""The invisible text of one PDF page: every word on its own box, in reading order, in text render
mode 3.

A PageResult and the page's boxes in PDF units enter, a content stream leaves. The stream goes
before the page's own content, where the graphics state is the initial one, so the original stream
needs no change. Words stand upright or at 90, 180 or 270 degrees, as their line runs; the box is
the word's own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from recto.model.result import PageResult, ResultLine, Word
from recto.sources.pdf_space import Matrix, user_space
from recto.sources.pdf_whole import content_streams
from recto.writers.characters import direction, printable
from recto.writers.glyphless import ADVANCE, DESCENT, font, graphemes, numbered
from recto.writers.pdf_hidden import own_resources, set_content
from recto.writers.places import Edges, edges

if TYPE_CHECKING:
    from pikepdf import Object, Page, Pdf

Rectangle = tuple[float, float, float, float]
SPACE = " "
# Poppler prints a space only where the gap exceeds .15 em (TextOutputDev, minWordSpacing), whatever
# the text says.
LEAST_GAP = 0.18  # em
LEAST_HEIGHT = 0.75  # of the word's own: with the trim of one side the box stays the word's
# a side loses a quarter of the word's length at most: the box stays the word's (IoU >= .5)
MOST_TRIM = 4


@dataclass(frozen=True, slots=True)
class _Glyphs:
    """One word as it is shown: its graphemes in visual order, and where."""

    parts: tuple[str, ...]
    word: Word


def add_text(pdf: Pdf, target: Page, page: PageResult, program: Object) -> None:
    """Put the page's words under the content of `target`; `program` is the file's glyphless font
    program.
    """
    from pikepdf import Dictionary, Name

    lines = [(line, _shown(line)) for line in page.lines]
    codes = numbered(
        [SPACE, *(part for _, words in lines for word in words for part in word.parts)]
    )
    if len(codes) == 1:
        return
    to_user = user_space(_visible_box(target), int(target.rotation), page.width, page.height)
    text = "".join(_line_operators(page, line, words, to_user, codes) for line, words in lines)
    form = pdf.make_stream(
        f"BT\n3 Tr\n/F 1 Tf\n{text}ET\n".encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=target.mediabox,
        Resources=Dictionary(Font=Dictionary(F=font(pdf, codes, program))),
    )
    name = Name(f"/RectoText{page.index + 1}")
    own_resources(target).XObject[name] = form
    set_content(
        target, [pdf.make_stream(f"q {name} Do Q\n".encode()), *content_streams(target.obj)]
    )


def _visible_box(target: Page) -> Rectangle:
    """Left, bottom, right, top of what is shown: the crop box as far as it lies on the page."""
    crop, media = ([float(value) for value in box] for box in (target.cropbox, target.mediabox))
    return (
        max(crop[0], media[0]),
        max(crop[1], media[1]),
        min(crop[2], media[2]),
        min(crop[3], media[3]),
    )


def _shown(line: ResultLine) -> list[_Glyphs]:
    """Right-to-left words show their last character first: text extraction turns visual order
    back.
    """
    words = []
    for word in line.words:
        parts = graphemes(printable(word.text))
        if direction(word.text):
            parts.reverse()
        if parts:
            words.append(_Glyphs(tuple(parts), word))
    return words


def _line_operators(
    page: PageResult,
    line: ResultLine,
    words: Sequence[_Glyphs],
    to_user: Matrix,
    codes: Mapping[str, int],
) -> str:
    quadrant = line_quadrant(line)
    boxes = parted([edges(shown.word.box, page) for shown in words], quadrant)
    return "".join(
        _word_operators(shown.parts, box, quadrant, to_user, codes)
        for shown, box in zip(words, boxes, strict=True)
    )


def line_quadrant(line: ResultLine) -> int:
    """How the line runs: 0 to the right, 1 downwards, 2 upside down to the left, 3 upwards."""
    x0, y0, x1, y1 = line.baseline
    return round(math.atan2(y1 - y0, x1 - x0) / (math.pi / 2)) % 4


def parted(boxes: Sequence[Edges], quadrant: int) -> list[Rectangle]:
    """Boxes of one line, px, trimmed where two words stand closer than extraction takes for a
    space.
    """
    low, high, top, bottom = (1, 3, 0, 2) if quadrant % 2 else (0, 2, 1, 3)
    trimmed = [list(map(float, box)) for box in boxes]
    order = sorted(range(len(boxes)), key=lambda i: (boxes[i][low] + boxes[i][high], i))
    for i, j in pairwise(order):
        size = max(boxes[k][bottom] - boxes[k][top] for k in (i, j))
        excess = trimmed[i][high] + LEAST_GAP * size - trimmed[j][low]
        if excess > 0:
            most = [(boxes[k][high] - boxes[k][low]) / MOST_TRIM for k in (i, j)]
            shares = [min(excess / 2, cap) for cap in most]
            rest = excess - sum(shares)  # what a mark beside a long word cannot give, the word can
            shares = [min(cap, share + rest) for share, cap in zip(shares, most, strict=True)]
            trimmed[i][high] -= shares[0]
            trimmed[j][low] += shares[1]
            for k in (i, j):
                _flatten(trimmed[k], (trimmed[j][low] - trimmed[i][high]) / LEAST_GAP, top, bottom)
    return [(left, up, right, down) for left, up, right, down in trimmed]


def _flatten(box: list[float], size: float, top: int, bottom: int) -> None:
    """Lower a box that is still too high for its gap, by a quarter at most: what makes a space is
    counted in em.
    """
    height = box[bottom] - box[top]
    excess = height - max(size, LEAST_HEIGHT * height)
    if excess > 0:
        box[top] += excess / 2
        box[bottom] -= excess / 2


def _word_operators(
    parts: Sequence[str], box: Rectangle, quadrant: int, to_user: Matrix, codes: Mapping[str, int]
) -> str:
    left, top, right, bottom = box
    corner, along, up = {
        0: ((left, bottom), (1, 0), (0, -1)),
        1: ((left, top), (0, 1), (1, 0)),
        2: ((right, top), (-1, 0), (0, 1)),
        3: ((right, bottom), (0, -1), (-1, 0)),
    }[quadrant]
    length, size = (bottom - top, right - left) if quadrant % 2 else (right - left, bottom - top)
    stretch = length / (ADVANCE * len(parts))
    start = (corner[0] + up[0] * size * DESCENT, corner[1] + up[1] * size * DESCENT)
    frame = np.array(
        [[along[0] * stretch, up[0] * size, start[0]], [along[1] * stretch, up[1] * size, start[1]]]
    )
    a, c, e, b, d, f = (to_user @ np.vstack([frame, [0, 0, 1]]))[:2].ravel()
    text = "".join(f"{codes[part]:04X}" for part in (*parts, SPACE))
    return " ".join(_number(value) for value in (a, b, c, d, e, f)) + f" Tm <{text}> Tj\n"


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) >= 0.0005 else "0"
