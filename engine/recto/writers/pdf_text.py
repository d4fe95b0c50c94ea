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
from recto.text.spacing import is_parted
from recto.writers.characters import direction, printable
from recto.writers.glyphless import ADVANCE, DESCENT, font, graphemes, numbered
from recto.writers.pdf_hidden import own_resources, set_content
from recto.writers.places import Edges, edges

if TYPE_CHECKING:
    from pikepdf import Object, Page, Pdf

Rectangle = tuple[float, float, float, float]
# Directions by quadrant, in px of the page (y downwards): along the line, and up from its baseline.
ALONG = ((1, 0), (0, 1), (-1, 0), (0, -1))
UP = ((0, -1), (1, 0), (0, 1), (-1, 0))
QUARTER_TURN = math.pi / 2
LEAST_NUMBER = 0.0005  # what three decimals round to nothing
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
    graphemes_used = [SPACE]
    for _, words in lines:
        for word in words:
            graphemes_used += word.parts
    codes = numbered(graphemes_used)
    if len(codes) == 1:
        return
    box = _visible_box(target)
    rotation = int(target.rotation)
    to_user = user_space(box, rotation, page.width, page.height)
    operators = []
    for line, words in lines:
        of_line = _line_operators(page, line, words, to_user, codes)
        operators.append(of_line)
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
    boxes = [edges(shown.word.box, page) for shown in words]
    glued = _glued(words)
    trimmed = parted(boxes, quadrant, glued)
    operators = []
    for number, (shown, box) in enumerate(zip(words, trimmed, strict=True)):
        end = "" if number in glued else SPACE
        of_word = _word_operators(shown.parts, end, box, quadrant, to_user, codes)
        operators.append(of_word)
    return "".join(operators)


def line_quadrant(line: ResultLine) -> int:
    """How the line runs: 0 to the right, 1 downwards, 2 upside down to the left, 3 upwards."""
    x0, y0, x1, y1 = line.baseline
    across = x1 - x0
    down = y1 - y0
    angle = math.atan2(down, across)
    quarter_turns = round(angle / QUARTER_TURN)
    return quarter_turns % 4


def _glued(words: Sequence[_Glyphs]) -> frozenset[int]:
    """Positions of the words that nothing parts from the one behind them."""
    texts = [shown.word.text for shown in words]
    glued = []
    for number, (one, next_one) in enumerate(pairwise(texts)):
        if not is_parted(one, next_one):
            glued.append(number)
    return frozenset(glued)


def parted(
    boxes: Sequence[Edges], quadrant: int, glued: frozenset[int] = frozenset()
) -> list[Rectangle]:
    """Boxes of one line, px, trimmed where two words stand closer than extraction takes for a
    space; those of `glued`, and the ones behind them, meet.
    """
    vertical = quadrant % 2 == 1
    low, high = (1, 3) if vertical else (0, 2)
    trimmed = [list(map(float, box)) for box in boxes]
    centres = [box[low] + box[high] for box in boxes]
    order = sorted(range(len(boxes)), key=centres.__getitem__)
    for first, second in pairwise(order):
        neighbours = (boxes[first], boxes[second])
        if first in glued and second == first + 1:
            end = trimmed[first][high]
            start = trimmed[second][low]
            middle = (end + start) / 2
            trimmed[first][high] = middle
            trimmed[second][low] = middle
            continue
        _part(neighbours, trimmed[first], trimmed[second], vertical=vertical)
    return [(left, up, right, down) for left, up, right, down in trimmed]


def _part(
    boxes: tuple[Edges, Edges], first: list[float], second: list[float], *, vertical: bool
) -> None:
    """Trim two neighbours, each at the side where the other stands; `boxes` as they were before any
    trim.
    """
    low, high, top, bottom = (1, 3, 0, 2) if vertical else (0, 2, 1, 3)
    highest = max(box[bottom] - box[top] for box in boxes)
    excess = first[high] + LEAST_GAP * highest - second[low]
    if excess <= 0:
        return
    lengths = [box[high] - box[low] for box in boxes]
    most_first = lengths[0] / MOST_TRIM
    most_second = lengths[1] / MOST_TRIM
    half = excess / 2
    of_first = min(half, most_first)
    of_second = min(half, most_second)
    rest = excess - (of_first + of_second)
    # What a mark beside a long word cannot give, the word can.
    first[high] -= min(most_first, of_first + rest)
    second[low] += min(most_second, of_second + rest)
    gap = second[low] - first[high]
    size = gap / LEAST_GAP
    for trimmed in (first, second):
        _flatten(trimmed, size, top, bottom)


def _flatten(box: list[float], size: float, top: int, bottom: int) -> None:
    """Lower a box that is still too high for its gap, by a quarter at most: what makes a space is
    counted in em.
    """
    height = box[bottom] - box[top]
    least = max(size, LEAST_HEIGHT * height)
    excess = height - least
    if excess > 0:
        box[top] += excess / 2
        box[bottom] -= excess / 2


def _word_operators(
    parts: Sequence[str],
    end: str,
    box: Rectangle,
    quadrant: int,
    to_user: Matrix,
    codes: Mapping[str, int],
) -> str:
    """`end`: a space, or nothing."""
    in_user_space = to_user @ _frame(box, quadrant, len(parts))
    a, c, e = in_user_space[0]
    b, d, f = in_user_space[1]
    numbers = map(_number, (a, b, c, d, e, f))
    matrix = " ".join(numbers)
    shown = [codes[part] for part in (*parts, *end)]
    text = "".join(f"{code:04X}" for code in shown)
    return f"{matrix} Tm <{text}> Tj\n"


def _frame(box: Rectangle, quadrant: int, count: int) -> Matrix:
    """From text space to px of the page: `count` glyphs on their baseline fill the box."""
    left, top, right, bottom = box
    corners = ((left, bottom), (left, top), (right, top), (right, bottom))
    x, y = corners[quadrant]
    length, size = right - left, bottom - top
    if quadrant % 2:
        length, size = size, length
    stretch = length / (ADVANCE * count)
    along_x, along_y = ALONG[quadrant]
    up_x, up_y = UP[quadrant]
    start_x = x + up_x * size * DESCENT
    start_y = y + up_y * size * DESCENT
    return np.array([
        [along_x * stretch, up_x * size, start_x],
        [along_y * stretch, up_y * size, start_y],
        [0, 0, 1],
    ])  # fmt: skip


def _number(value: float) -> str:
    if abs(value) < LEAST_NUMBER:
        return "0"
    decimals = f"{value:.3f}".rstrip("0")
    return decimals.rstrip(".")
