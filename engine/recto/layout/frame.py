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
from statistics import median

import numpy as np

from recto.ink.strokes import Segments, Strokes
from recto.model.page import Box
from recto.model.result import ResultLine

WIDE_GAP = 1.5  # line heights: justified prose stays below, columns of a table lie above
STEEPEST = math.radians(25)  # off a quarter turn
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
    pieces = tuple(piece for i, line in enumerate(lines) for piece in _pieces(i, line, angle))
    height = median([piece.box.height for piece in pieces]) if pieces else 1.0
    rules = [
        _rule(segment, angle) for segment in np.concatenate([ruling.horizontal, ruling.vertical])
    ]
    level = tuple(sorted((rule for flat, rule in rules if flat), key=lambda rule: rule.at))
    plumb = tuple(sorted((rule for flat, rule in rules if not flat), key=lambda rule: rule.at))
    return Frame(pieces, level, plumb, max(1.0, height))


def text_angle(lines: Sequence[ResultLine]) -> float:
    """Radians clockwise that the text runs off the horizontal.

    The way most text runs (by length, to the nearest quarter turn), then the median of the lines
    that run that way: a line that was put together from words of several lines has a slope of its
    own.
    """
    slopes = [
        (math.atan2(y1 - y0, x1 - x0), math.hypot(x1 - x0, y1 - y0))
        for x0, y0, x1, y1 in _baselines(lines)
    ]
    quarters: dict[int, list[tuple[float, float]]] = {}
    for slope, length in slopes:
        quarter = round(slope / (math.pi / 2))
        off = slope - quarter * math.pi / 2
        if length > 0 and abs(off) < STEEPEST:
            quarters.setdefault(quarter % 4, []).append((off, length))
    if not quarters:
        return 0.0
    main = max(quarters, key=lambda quarter: sum(length for _, length in quarters[quarter]))
    return main * math.pi / 2 + _weighted_median(quarters[main])


def _weighted_median(pairs: Sequence[tuple[float, float]]) -> float:
    half = sum(weight for _, weight in pairs) / 2
    for value, weight in sorted(pairs):
        half -= weight
        if half <= 0:
            return value
    return 0.0


def _baselines(lines: Sequence[ResultLine]) -> Iterator[tuple[float, float, float, float]]:
    return (line.baseline for line in lines if line.words)


def upright(box: Box, angle: float) -> Box:
    """The box of a word that stands at `angle`, turned upright: its centre turned, its slant taken
    off its height.
    """
    x, y = box.centre
    cos, sin = math.cos(angle), math.sin(angle)
    centre = (x * cos + y * sin, y * cos - x * sin)
    across, down = (box.width, box.height) if abs(cos) >= abs(sin) else (box.height, box.width)
    slant = across * min(abs(math.tan(angle)), abs(1 / math.tan(angle)) if angle else 0.0)
    down = max(down - slant, 0.5 * down)
    return Box(
        centre[0] - across / 2, centre[1] - down / 2, centre[0] + across / 2, centre[1] + down / 2
    )


def _pieces(index: int, line: ResultLine, angle: float) -> Iterator[Piece]:
    boxes = [upright(word.box, angle) for word in line.words]
    texts = [word.text for word in line.words]
    gaps = [_gap(a, b) for a, b in pairwise(boxes)]
    limit = ROW_GAP if max(gaps, default=0.0) > WIDE_GAP else WIDE_GAP
    ends = [i for i, gap in enumerate(gaps, 1) if gap > limit]
    leaders = {i for i in range(len(texts)) if is_leader(texts, i)}
    borders = sorted({0, len(texts), *ends, *leaders, *(i + 1 for i in leaders)})
    for first, past in pairwise(borders):
        if first not in leaders:
            yield piece(index, first, texts[first:past], boxes[first:past])


def piece(line: int, first: int, texts: Sequence[str], boxes: Sequence[Box]) -> Piece:
    """The piece of consecutive words that begins at word `first` of `line`."""
    return Piece(line, first, first + len(texts), Box.around(boxes), " ".join(texts), tuple(boxes))


def cut(whole: Piece, x: float) -> list[Piece]:
    """The piece in two at the word border nearest to `x`; whole when all its words are on one
    side.
    """
    left = sum(word.centre[0] < x for word in whole.words)
    texts = whole.text.split(" ")
    if not 0 < left < len(whole.words) or len(texts) != len(whole.words):
        return [whole]
    return [
        piece(whole.line, whole.first, texts[:left], whole.words[:left]),
        piece(whole.line, whole.first + left, texts[left:], whole.words[left:]),
    ]


def _gap(before: Box, after: Box) -> float:
    """Line heights between two words."""
    return (after.left - before.right) / max(1.0, min(before.height, after.height))


def is_leader(texts: Sequence[str], i: int) -> bool:
    """No text of a cell: dots that lead the eye from a name to its number, or a rule taken for a
    letter.
    """
    if _LEADER.fullmatch(texts[i]):
        return True
    neighbours = [texts[j] for j in (i - 1, i + 1) if 0 <= j < len(texts)]
    return bool(_DOT.fullmatch(texts[i])) and any(
        _DOT.fullmatch(text) or _LEADER.fullmatch(text) for text in neighbours
    )


def _rule(segment: Segments, angle: float) -> tuple[bool, Rule]:
    """(is it level, the stroke in the upright frame)."""
    cos, sin = math.cos(angle), math.sin(angle)
    x0, y0, x1, y1 = (float(value) for value in segment)
    ends = [(x * cos + y * sin, y * cos - x * sin) for x, y in ((x0, y0), (x1, y1))]
    (left, top), (right, bottom) = ends
    if abs(right - left) >= abs(bottom - top):
        return True, Rule((top + bottom) / 2, min(left, right), max(left, right))
    return False, Rule((left + right) / 2, min(top, bottom), max(top, bottom))
