"""The invisible text of one PDF page: every word where it is printed, in reading order, in text
render mode 3.

A PageResult and the page's boxes in PDF units enter, a content stream leaves. The stream goes
before the page's own content, where the graphics state is the initial one, so the original stream
needs no change. Lines stand upright or at 90, 180 or 270 degrees; pdf_lines.py says where their
words stand. A word is as long as its print, and the space behind it fills the gap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from recto.model.result import PageResult, ResultLine, Word
from recto.sources.pdf_space import Matrix, user_space
from recto.sources.pdf_whole import content_streams
from recto.text.spacing import is_parted
from recto.writers.characters import direction, printable
from recto.writers.glyphless import ADVANCE, DESCENT, font, graphemes, numbered
from recto.writers.pdf_hidden import own_resources, set_content
from recto.writers.pdf_lines import PlacedLine, placed_lines
from recto.writers.places import edges

if TYPE_CHECKING:
    from pikepdf import Object, Page, Pdf

Rectangle = tuple[float, float, float, float]
# Directions by quadrant, in px of the page (y downwards): along the line, and up from its baseline.
ALONG = ((1, 0), (0, 1), (-1, 0), (0, -1))
UP = ((0, -1), (1, 0), (0, 1), (-1, 0))
LEAST_NUMBER = 0.0005  # what three decimals round to nothing
SPACE = " "
WHOLE = 100.0  # per cent, what a glyph is stretched by
NARROWEST, WIDEST = 0.1, 0.6  # em: of a space


@dataclass(frozen=True, slots=True)
class _Glyphs:
    """One word as it is shown: its graphemes in visual order, and where."""

    parts: tuple[str, ...]
    word: Word


@dataclass(frozen=True, slots=True)
class _Line:
    """One line as it is shown."""

    line: ResultLine
    words: tuple[_Glyphs, ...]
    glued: frozenset[int]  # positions of the words that nothing parts from the one behind them


def add_text(pdf: Pdf, target: Page, page: PageResult, program: Object) -> None:
    """Put the page's words under the content of `target`; `program` is the file's glyphless font
    program.
    """
    from pikepdf import Dictionary, Name

    lines = [_shown(line) for line in page.lines]
    graphemes_used = [SPACE]
    for line in lines:
        for word in line.words:
            graphemes_used += word.parts
    codes = numbered(graphemes_used)
    if len(codes) == 1:
        return
    box = _visible_box(target)
    rotation = int(target.rotation)
    to_user = user_space(box, rotation, page.width, page.height)
    operators = []
    for line, placed in zip(lines, _placed(page, lines), strict=True):
        operators += _line_operators(line, placed, to_user, codes)
    text = "".join(operators)
    fonts = Dictionary(F=font(pdf, codes, program))
    form = pdf.make_stream(
        f"BT\n3 Tr\n/F 1 Tf\n{text}ET\n".encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=target.mediabox,
        Resources=Dictionary(Font=fonts),
    )
    name = Name(f"/RectoText{page.index + 1}")
    resources = own_resources(target)
    resources.XObject[name] = form
    drawing = pdf.make_stream(f"q {name} Do Q\n".encode())
    set_content(target, [drawing, *content_streams(target.obj)])


def _visible_box(target: Page) -> Rectangle:
    """Left, bottom, right, top of what is shown: the crop box as far as it lies on the page."""
    crop = map(float, target.cropbox)
    media = map(float, target.mediabox)
    crop_left, crop_bottom, crop_right, crop_top, *_ = crop
    media_left, media_bottom, media_right, media_top, *_ = media
    left = max(crop_left, media_left)
    bottom = max(crop_bottom, media_bottom)
    right = min(crop_right, media_right)
    top = min(crop_top, media_top)
    return left, bottom, right, top


def _shown(line: ResultLine) -> _Line:
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
    return _Line(line, tuple(words), _glued(words))


def _glued(words: Sequence[_Glyphs]) -> frozenset[int]:
    """Positions of the words that nothing parts from the one behind them."""
    texts = [shown.word.text for shown in words]
    glued = []
    for number, (one, next_one) in enumerate(pairwise(texts)):
        if not is_parted(one, next_one):
            glued.append(number)
    return frozenset(glued)


def _placed(page: PageResult, lines: Sequence[_Line]) -> list[PlacedLine]:
    with_boxes = []
    for shown in lines:
        boxes = [edges(word.word.box, page) for word in shown.words]
        with_boxes.append((shown.line, boxes, shown.glued))
    return placed_lines(with_boxes, page.blocks)


def _line_operators(
    line: _Line, placed: PlacedLine, to_user: Matrix, codes: Mapping[str, int]
) -> list[str]:
    """One for each word, with the space behind it."""
    operators = []
    for number, shown in enumerate(line.words):
        start, end = placed.spans[number]
        stretch = (end - start) / (ADVANCE * placed.size * len(shown.parts))
        word = _stretched(shown.parts, stretch, codes)
        matrix = _matrix(placed, start, placed.feet[number], to_user)
        operators.append(f"{matrix} Tm {word}\n")
        if number not in line.glued:
            space = _space(placed, number)
            operators.append(_stretched(SPACE, space / ADVANCE, codes) + "\n")
    return operators


def _stretched(parts: Sequence[str], stretch: float, codes: Mapping[str, int]) -> str:
    percent = _number(WHOLE * stretch)
    text = "".join(f"{codes[part]:04X}" for part in parts)
    return f"{percent} Tz <{text}> Tj"


def _space(placed: PlacedLine, number: int) -> float:
    """Em of the space behind a word: what is free up to the next one."""
    _, end = placed.spans[number]
    behind = placed.spans[number + 1 : number + 2]
    for start, _ in behind:
        free = (start - end) / placed.size
        return min(WIDEST, max(NARROWEST, free))
    return NARROWEST


def _matrix(placed: PlacedLine, start: float, foot: float, to_user: Matrix) -> str:
    """From text space to the page's units for what begins at `start`: an em is the line's size."""
    size = placed.size
    along_x, along_y = ALONG[placed.quadrant]
    up_x, up_y = UP[placed.quadrant]
    baseline = foot + size * DESCENT
    to_page = np.array([
        [along_x * size, up_x * size, along_x * start + up_x * baseline],
        [along_y * size, up_y * size, along_y * start + up_y * baseline],
        [0, 0, 1],
    ])  # fmt: skip
    in_user_space = to_user @ to_page
    a, c, e = in_user_space[0]
    b, d, f = in_user_space[1]
    numbers = map(_number, (a, b, c, d, e, f))
    return " ".join(numbers)


def _number(value: float) -> str:
    if abs(value) < LEAST_NUMBER:
        return "0"
    decimals = f"{value:.3f}".rstrip("0")
    return decimals.rstrip(".")
