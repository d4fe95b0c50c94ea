"""Where the words of a page stand in its PDF: each line on one baseline, in one size, with room
between its words.

Lines of words with their boxes (px of the page) enter, PlacedLines leave: in the frame of each line
where every word begins and ends, and its foot. Programs that take text out of a PDF put words into
lines by their baselines and sizes, so words of one line must differ in neither, however loose the
boxes are that readers drew. Only here: how far words may stand off the print for that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Box
from recto.model.result import Block, ResultLine
from recto.writers.places import Edges

Span = tuple[float, float]  # where a word begins and ends along its line, px

QUARTER_TURN = math.pi / 2
# Share of a line's words whose boxes may stand out beyond its foot and its top: an initial, a
# bracket, a box that took in a part of the next line.
OUTSIDE = 0.2
# em that a word may stand off the print, so that its line stays one line: two thirds of it are
# still covered. Poppler takes a word into a line whose baseline is within .5 em of its first word's
# (TextOutputDev, maxIntraLineDelta), and mixes two lines where one rises by as much.
MOST_OFF = 0.35
# Lines of a block whose sizes differ by less have one: poppler parts blocks where sizes differ by
# .05 (maxBlockFontSizeDelta1), and two readers' boxes of the same print differ by more.
SAME_SIZE = 1.3
# Poppler prints a space only where the gap exceeds .15 em (TextOutputDev, minWordSpacing), whatever
# the text says.
LEAST_GAP = 0.18  # em
MOST_TRIM = 4  # a side loses a quarter of the word's length at most


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line in its own frame, px: x as it runs, y upwards from it, the page's origin is (0, 0)."""

    quadrant: int  # 0 to the right, 1 downwards, 2 upside down to the left, 3 upwards
    size: float  # from the foot of the text to its top
    spans: tuple[Span, ...]  # one a word
    feet: tuple[float, ...]  # one a word


def placed_lines(
    lines: Sequence[tuple[ResultLine, Sequence[Edges], frozenset[int]]], blocks: Sequence[Block]
) -> list[PlacedLine]:
    """All lines of a page, given with the boxes of their words and the positions of those that
    nothing parts from the one behind; `blocks` say which lines are of one size.
    """
    own = [_on_one_baseline(line, boxes) for line, boxes, _ in lines]
    sizes = _common([line.size for line in own], blocks)
    placed = []
    for line, size, (_, _, glued) in zip(own, sizes, lines, strict=True):
        # Foot and top come nearer, or go apart, by the same.
        lower = (line.size - size) / 2
        feet = tuple(foot + lower for foot in line.feet)
        spans = parted(line.spans, size, glued)
        placed.append(replace(line, size=size, spans=tuple(spans), feet=feet))
    return placed


def line_quadrant(line: ResultLine) -> int:
    """How the line runs: 0 to the right, 1 downwards, 2 upside down to the left, 3 upwards."""
    x0, y0, x1, y1 = line.baseline
    across = x1 - x0
    down = y1 - y0
    angle = math.atan2(down, across)
    quarter_turns = round(angle / QUARTER_TURN)
    return quarter_turns % 4


def parted(spans: Sequence[Span], size: float, glued: frozenset[int] = frozenset()) -> list[Span]:
    """Spans of one line, trimmed where two words stand closer than extraction takes for a space;
    those of `glued`, and the ones behind them, meet.
    """
    starts = [start for start, _ in spans]
    ends = [end for _, end in spans]
    order = sorted(range(len(spans)), key=lambda at: starts[at] + ends[at])
    for first, second in pairwise(order):
        if first in glued and second == first + 1:
            middle = (ends[first] + starts[second]) / 2
            ends[first] = starts[second] = middle
            continue
        excess = ends[first] + LEAST_GAP * size - starts[second]
        most_first = _most_trim(spans[first])
        most_second = _most_trim(spans[second])
        of_first, of_second = _shares(max(0.0, excess), most_first, most_second)
        ends[first] -= of_first
        starts[second] += of_second
    return list(zip(starts, ends, strict=True))


def _most_trim(span: Span) -> float:
    start, end = span
    return (end - start) / MOST_TRIM


def _shares(excess: float, most_first: float, most_second: float) -> tuple[float, float]:
    """What each of two neighbours gives: half; what a mark beside a long word cannot give, the word
    can.
    """
    half = excess / 2
    of_first = min(half, most_first)
    of_second = min(half, most_second)
    rest = excess - (of_first + of_second)
    return min(most_first, of_first + rest), min(most_second, of_second + rest)


def _on_one_baseline(line: ResultLine, boxes: Sequence[Edges]) -> PlacedLine:
    """The line with the feet of its words where most of them are."""
    quadrant = line_quadrant(line)
    if not boxes:
        return PlacedLine(quadrant, 0.0, (), ())
    turned = np.array([_turned(box, quadrant) for box in boxes], dtype=np.float64)
    starts, bottoms, ends, tops = turned.T
    rise = _slope(line, quadrant) * ((starts + ends) / 2 - starts.min())
    foot = float(np.quantile(bottoms - rise, OUTSIDE))
    top = float(np.quantile(tops - rise, 1 - OUTSIDE))
    size = max(1.0, top - foot)
    feet = _levelled(foot + rise, size)
    spans = tuple(zip(starts.tolist(), ends.tolist(), strict=True))
    return PlacedLine(quadrant, size, spans, tuple(feet.tolist()))


def _levelled(feet: NDArray[np.float64], size: float) -> NDArray[np.float64]:
    """All at the height of their middle, but for what would stand too far off there."""
    middle = (feet.min() + feet.max()) / 2
    off = feet - middle
    within = np.clip(off, -MOST_OFF * size, MOST_OFF * size)
    levelled: NDArray[np.float64] = middle + off - within
    return levelled


def _common(sizes: Sequence[float], blocks: Sequence[Block]) -> list[float]:
    """The sizes of the lines, those near the median of their block's at that."""
    common = list(sizes)
    for block in blocks:
        of_block = [sizes[at] for at in block.lines if sizes[at] > 0]
        if not of_block:
            continue
        usual = median(of_block)
        for at in block.lines:
            larger = max(usual, sizes[at])
            smaller = min(usual, sizes[at])
            if larger < SAME_SIZE * smaller:
                common[at] = usual
    return common


def _slope(line: ResultLine, quadrant: int) -> float:
    """Rise a px along the line; a quadrant's line is at most 45 degrees off."""
    x0, y0, x1, y1 = line.baseline
    start, start_up = _point(x0, y0, quadrant)
    end, end_up = _point(x1, y1, quadrant)
    if end <= start:
        return 0.0
    return (end_up - start_up) / (end - start)


def _turned(box: Edges, quadrant: int) -> tuple[float, float, float, float]:
    """Start, bottom, end, top in the line's frame."""
    left, top, right, bottom = box
    x0, y0 = _point(left, top, quadrant)
    x1, y1 = _point(right, bottom, quadrant)
    turned = Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return turned.left, turned.top, turned.right, turned.bottom


def _point(x: float, y: float, quadrant: int) -> tuple[float, float]:
    """A point of the page, px downwards, in the frame of a line."""
    frames = ((x, -y), (y, x), (-x, y), (-y, -x))
    return frames[quadrant]
