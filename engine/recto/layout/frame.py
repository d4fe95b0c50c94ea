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
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter
from statistics import median

import numpy as np

from recto.ink.strokes import Strokes
from recto.model.page import Box
from recto.model.result import ResultLine

WIDE_GAP = 1.5  # line heights: justified prose stays below, columns of a table lie above
QUARTER_TURN = math.pi / 2
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
    # line and word tell a piece: its boxes are compared, but need not be hashed
    box: Box = field(hash=False)
    text: str = field(hash=False)
    words: tuple[Box, ...] = field(hash=False)  # one a word

    def places(self) -> Iterator[tuple[int, int]]:
        """Its words as (line, word)."""
        for word in range(self.first, self.past):
            yield self.line, word

    @property
    def x(self) -> float:
        """Centre."""
        return (self.box.left + self.box.right) / 2

    @property
    def y(self) -> float:
        """Centre."""
        return (self.box.top + self.box.bottom) / 2


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
    strokes: tuple[float, ...] = ()  # thickness of each line's letters, px; 0: not known


def frame(lines: Sequence[ResultLine], ruling: Strokes) -> Frame:
    """The upright page."""
    angle = text_angle(lines)
    turn = turn_by(angle)
    pieces: list[Piece] = []
    for index, line in enumerate(lines):
        pieces += _pieces(index, line, turn)
    height = 1.0
    if pieces:
        heights = [piece.box.height for piece in pieces]
        height = max(height, median(heights))
    level = []
    plumb = []
    strokes = np.concatenate([ruling.horizontal, ruling.vertical])
    for x0, y0, x1, y1 in strokes.tolist():
        left, top = turned(x0, y0, angle)
        right, bottom = turned(x1, y1, angle)
        across = abs(right - left)
        down = abs(bottom - top)
        if across >= down:
            middle = (top + bottom) / 2
            start = min(left, right)
            end = max(left, right)
            level.append(Rule(middle, start, end))
        else:
            middle = (left + right) / 2
            start = min(top, bottom)
            end = max(top, bottom)
            plumb.append(Rule(middle, start, end))
    level.sort(key=attrgetter("at"))
    plumb.sort(key=attrgetter("at"))
    boxes = []
    for line in lines:
        words = [word.box for word in line.words]
        boxes.append(words)
    thickness = ruling.pen.thickness(boxes)
    return Frame(tuple(pieces), tuple(level), tuple(plumb), height, tuple(thickness))


def text_angle(lines: Sequence[ResultLine]) -> float:
    """Radians clockwise that the text runs off the horizontal.

    The way most text runs (by length, to the nearest quarter turn), then the median of the lines
    that run that way: a line that was put together from words of several lines has a slope of its
    own.
    """
    quarters: dict[int, list[tuple[float, float]]] = {}  # turns -> (slope, length) of lines
    for line in lines:
        if not line.words:
            continue
        x0, y0, x1, y1 = line.baseline
        across = x1 - x0
        down = y1 - y0
        slope = math.atan2(down, across)
        length = math.hypot(across, down)
        turns = round(slope / QUARTER_TURN)
        off = slope - turns * QUARTER_TURN
        if length <= 0 or abs(off) >= STEEPEST:
            continue
        quarter = quarters.setdefault(turns % 4, [])
        quarter.append((off, length))
    if not quarters:
        return 0.0

    lengths = {}
    for turns, slopes in quarters.items():
        lengths[turns] = sum(length for _, length in slopes)
    main = max(lengths, key=lambda turns: lengths[turns])
    angle = main * QUARTER_TURN

    # The slope of which half of the text's length is less steep.
    half = lengths[main] / 2
    for slope, length in sorted(quarters[main]):
        half -= length
        if half <= 0:
            return angle + slope
    return angle


@dataclass(frozen=True, slots=True)
class Turn:
    """By the angle of a page's text: what of it each word's box needs."""

    cos: float
    sin: float
    slope: float  # of lines, whichever way they run

    def upright(self, box: Box) -> Box:
        """The box of a word that stands at the angle, turned upright: its centre turned, its slant
        taken off its height.
        """
        cos = self.cos
        sin = self.sin
        middle_x = (box.left + box.right) / 2
        middle_y = (box.top + box.bottom) / 2
        x = middle_x * cos + middle_y * sin
        y = middle_y * cos - middle_x * sin
        across = box.right - box.left
        down = box.bottom - box.top
        if abs(cos) < abs(sin):
            across, down = down, across
        slant = across * self.slope
        least = LEAST_HEIGHT * down
        half_height = max(down - slant, least) / 2
        half_width = across / 2
        return Box(x - half_width, y - half_height, x + half_width, y + half_height)


def turn_by(angle: float) -> Turn:
    """Radians."""
    slope = 0.0
    if angle:
        tangent = abs(math.tan(angle))
        slope = min(tangent, 1 / tangent)
    return Turn(math.cos(angle), math.sin(angle), slope)


def turned(x: float, y: float, angle: float) -> tuple[float, float]:
    """A point of the page in the upright frame."""
    cos = math.cos(angle)
    sin = math.sin(angle)
    across = x * cos + y * sin
    down = y * cos - x * sin
    return across, down


def _pieces(index: int, line: ResultLine, turn: Turn) -> Iterator[Piece]:
    """The line cut at its wide gaps and around leaders, which are in no piece."""
    words = line.words
    boxes = [turn.upright(word.box) for word in words]
    texts = [word.text for word in words]
    borders = {0, len(texts)}
    borders.update(_wide_gaps(boxes))
    leaders = set()
    for i in range(len(texts)):
        if is_leader(texts, i):
            leaders.add(i)
            borders.add(i)
            borders.add(i + 1)
    for first, past in pairwise(sorted(borders)):
        if first in leaders:
            continue
        cut_texts = texts[first:past]
        cut_boxes = boxes[first:past]
        yield piece(index, first, cut_texts, cut_boxes)


def _wide_gaps(boxes: Sequence[Box]) -> list[int]:
    """Positions of the words that stand behind wide gaps; in a line that has one, others are
    narrower.
    """
    gaps = []
    for before, after in pairwise(boxes):
        height = min(before.height, after.height)
        gap = after.left - before.right
        gaps.append(gap / max(1.0, height))
    widest = max(gaps, default=0.0)
    limit = WIDE_GAP
    if widest > WIDE_GAP:
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
    line = whole.line
    first = whole.first
    before = piece(line, first, texts[:left], words[:left])
    after = piece(line, first + left, texts[left:], words[left:])
    return [before, after]


def is_leader(texts: Sequence[str], i: int) -> bool:
    """No text of a cell: dots that lead the eye from a name to its number, or a rule taken for a
    letter.
    """
    text = texts[i]
    if _LEADER.fullmatch(text):
        return True
    if not _DOT.fullmatch(text):
        return False
    for neighbour in (i - 1, i + 1):
        if not 0 <= neighbour < len(texts):
            continue
        text = texts[neighbour]
        if _DOT.fullmatch(text) or _LEADER.fullmatch(text):
            return True
    return False
