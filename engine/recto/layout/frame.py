"""The page made upright: every line cut into pieces (runs of words without a wide gap), in one
frame without slant.

ResultLines and strokes in px of the original page enter; Pieces and Rules in the upright frame
leave: the page turned by its text's angle about the origin, so that rows are level and columns
plumb even on a sideways page. All of layout judges in this frame; blocks get their boxes from the
lines themselves.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from statistics import median

import numpy as np

from recto.ink.strokes import Strokes
from recto.model.page import Box
from recto.model.result import ResultLine

WIDE_GAP = 1.5  # line heights: justified prose stays below, columns of a table lie above
STEEPEST = math.radians(25)  # off a quarter turn
LEAST_HEIGHT = 0.5  # of a word's box that stays when its slant is taken off
ROW_GAP = 0.7  # line heights, in lines that have a wide gap: their other gaps are columns too
_LEADER = re.compile(r"[.·•_…‥-]{3,}|…+|[|¦│]+")  # upright strokes: rules that were read as letters
_DOT = re.compile(r"[.·•…_]{1,2}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words first..past of one line, with their place in the upright frame, px."""

    line: int
    first: int
    past: int
    box: Box
    text: str
    words: tuple[Box, ...]  # one a word

    @property
    def x(self) -> float:
        """Centre."""
        return self.box.centre[0]

    @property
    def y(self) -> float:
        """Centre."""
        return self.box.centre[1]


@dataclass(frozen=True, slots=True)
class Rule:
    """A stroke: `at` is its y (horizontal) or x (vertical), `start` and `end` its extent along the
    other axis.
    """

    at: float
    start: float
    end: float

    @property
    def length(self) -> float:
        """Px."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Frame:
    """One page upright. Pieces are in reading order."""

    pieces: tuple[Piece, ...]
    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]
    height: float  # median height of a piece, px


def frame(lines: Sequence[ResultLine], ruling: Strokes) -> Frame:
    """The upright page."""
    angle = text_angle(lines)
    pieces: list[Piece] = []
    for index, line in enumerate(lines):
        pieces += _pieces(index, line, angle)
    height = 1.0
    if pieces:
        height = max(height, median(piece.box.height for piece in pieces))
    level = []
    plumb = []
    strokes = np.concatenate([ruling.horizontal, ruling.vertical])
    for x0, y0, x1, y1 in strokes.tolist():
        left, top = _turned(x0, y0, angle)
        right, bottom = _turned(x1, y1, angle)
        if abs(right - left) >= abs(bottom - top):
            middle = (top + bottom) / 2
            level.append(Rule(middle, min(left, right), max(left, right)))
        else:
            middle = (left + right) / 2
            plumb.append(Rule(middle, min(top, bottom), max(top, bottom)))
    level.sort(key=attrgetter("at"))
    plumb.sort(key=attrgetter("at"))
    return Frame(tuple(pieces), tuple(level), tuple(plumb), height)


def text_angle(lines: Sequence[ResultLine]) -> float:
    """Radians clockwise that the text runs off the horizontal.

    The way most text runs (by length, to the nearest quarter turn), then the median of the lines
    that run that way: a line that was put together from words of several lines has a slope of its
    own.
    """
    quarters: dict[int, list[tuple[float, float]]] = {}
    for line in lines:
        if not line.words:
            continue
        x0, y0, x1, y1 = line.baseline
        across, down = x1 - x0, y1 - y0
        slope = math.atan2(down, across)
        length = math.hypot(across, down)
        turns = round(slope / (math.pi / 2))
        off = slope - turns * math.pi / 2
        if length <= 0 or abs(off) >= STEEPEST:
            continue
        quarter = quarters.setdefault(turns % 4, [])
        quarter.append((off, length))
    if not quarters:
        return 0.0
    main = max(quarters, key=lambda turns: _length(quarters[turns]))
    return main * math.pi / 2 + _weighted_median(quarters[main])


def _length(slopes: Sequence[tuple[float, float]]) -> float:
    """Of all lines together; a line is (slope, length)."""
    return sum(length for _, length in slopes)


def _weighted_median(slopes: Sequence[tuple[float, float]]) -> float:
    """The slope of which half of the text's length is less steep."""
    half = _length(slopes) / 2
    for slope, length in sorted(slopes):
        half -= length
        if half <= 0:
            return slope
    return 0.0


def upright(box: Box, angle: float) -> Box:
    """The box of a word that stands at `angle`, turned upright: its centre turned, its slant taken
    off its height.
    """
    x, y = _turned(*box.centre, angle)
    across, down = box.width, box.height
    if abs(math.cos(angle)) < abs(math.sin(angle)):
        across, down = down, across
    slope = 0.0
    if angle:
        tangent = abs(math.tan(angle))
        slope = min(tangent, 1 / tangent)
    slant = across * slope
    down = max(down - slant, LEAST_HEIGHT * down)
    half_width = across / 2
    half_height = down / 2
    return Box(x - half_width, y - half_height, x + half_width, y + half_height)


def _turned(x: float, y: float, angle: float) -> tuple[float, float]:
    """A point of the page in the upright frame."""
    cos = math.cos(angle)
    sin = math.sin(angle)
    across = x * cos + y * sin
    down = y * cos - x * sin
    return across, down


def _pieces(index: int, line: ResultLine, angle: float) -> Iterator[Piece]:
    """The line cut at its wide gaps and around leaders, which are in no piece."""
    boxes = [upright(word.box, angle) for word in line.words]
    texts = [word.text for word in line.words]
    borders = {0, len(texts), *_wide_gaps(boxes)}
    leaders = set()
    for i in range(len(texts)):
        if is_leader(texts, i):
            leaders.add(i)
            borders.add(i)
            borders.add(i + 1)
    for first, past in pairwise(sorted(borders)):
        if first not in leaders:
            yield piece(index, first, texts[first:past], boxes[first:past])


def _wide_gaps(boxes: Sequence[Box]) -> list[int]:
    """Positions of the words that stand behind wide gaps; in a line that has one, others are
    narrower.
    """
    gaps = []
    for before, after in pairwise(boxes):
        height = min(before.height, after.height)
        gaps.append((after.left - before.right) / max(1.0, height))
    limit = WIDE_GAP
    if max(gaps, default=0.0) > WIDE_GAP:
        limit = ROW_GAP
    return [i for i, gap in enumerate(gaps, 1) if gap > limit]


def piece(line: int, first: int, texts: Sequence[str], boxes: Sequence[Box]) -> Piece:
    """The piece of consecutive words that begins at word `first` of `line`."""
    past = first + len(texts)
    box = Box.around(boxes)
    text = " ".join(texts)
    return Piece(line, first, past, box, text, tuple(boxes))


def cut(whole: Piece, x: float) -> list[Piece]:
    """The piece in two at the word border nearest to `x`; whole when all its words are on one
    side.
    """
    words = whole.words
    texts = whole.text.split(" ")
    if len(texts) != len(words):
        return [whole]
    left = sum(word.centre[0] < x for word in words)
    if not 0 < left < len(words):
        return [whole]
    border = whole.first + left
    before = piece(whole.line, whole.first, texts[:left], words[:left])
    after = piece(whole.line, border, texts[left:], words[left:])
    return [before, after]


def is_leader(texts: Sequence[str], i: int) -> bool:
    """No text of a cell: dots that lead the eye from a name to its number, or a rule taken for a
    letter.
    """
    if _LEADER.fullmatch(texts[i]):
        return True
    if not _DOT.fullmatch(texts[i]):
        return False
    for neighbour in (i - 1, i + 1):
        if not 0 <= neighbour < len(texts):
            continue
        text = texts[neighbour]
        if _DOT.fullmatch(text) or _LEADER.fullmatch(text):
            return True
    return False
