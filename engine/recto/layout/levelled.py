"""The page's pieces on level lines: what is left of a bend in the paper is taken out of their
places, so that a table's rows are rows.

A Frame enters, another leaves whose words and rules are moved up or down, or the very same where
the lines run level. Only tables are judged there: prose is told by its own line's neighbours, which
a bend moves along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

import numpy as np

from recto.layout.frame import Frame, Piece, Rule, text_angle, turned
from recto.model.page import Box, Line
from recto.model.result import ResultLine
from recto.reading_order.deslant import LONG, STEEP, Straightening, straightening

FEWEST = 20  # pieces: fewer tell no bend
FLAT = 0.4  # line heights that slopes off the usual one would add up to across the page


def level_of(lines: Sequence[ResultLine], pieces: Sequence[Piece]) -> Straightening:
    """The map, px of the upright frame, under which the lines run level."""
    boxes: dict[int, list[Box]] = {}
    for piece in pieces:
        of_line = boxes.setdefault(piece.line, [])
        of_line.append(piece.box)
    angle = text_angle(lines)
    upright = []
    for index, parts in boxes.items():
        x0, y0, x1, y1 = lines[index].baseline
        first = turned(x0, y0, angle)
        last = turned(x1, y1, angle)
        box = Box.around(parts)
        baseline = (*first, *last)
        line = Line((), box, baseline)
        upright.append(line)
    return straightening(upright)


def levelled(page: Frame, lines: Sequence[ResultLine]) -> Frame:
    """`page` of these lines without its bend."""
    if len(page.pieces) < FEWEST:
        return page
    if _is_flat(lines, page.height):
        return page
    level = level_of(lines, page.pieces)
    if level.bend is None:
        return page
    pieces = _moved(page.pieces, level)
    rules = [_rule_moved(rule, level) for rule in page.horizontal]
    rules.sort(key=attrgetter("at"))
    return replace(page, pieces=tuple(pieces), horizontal=tuple(rules))


def _is_flat(lines: Sequence[ResultLine], height: float) -> bool:
    """Most lines run as the others do: a look that spares most pages the rest."""
    baselines = [line.baseline for line in lines]
    ends = np.array(baselines)
    x0, y0, x1, y1 = ends.T
    across = x1 - x0
    down = y1 - y0
    length = np.hypot(across, down)
    is_long = length > LONG * height
    if not is_long.any():
        return True
    slopes = np.arctan2(down, across)
    slopes = slopes[is_long]
    usual = np.median(slopes)
    off = np.tan(slopes - usual)
    most = np.quantile(np.abs(off), STEEP)
    low = ends.min()
    high = ends.max()
    extent = high - low
    return bool(most * extent < FLAT * height)


def _moved(pieces: Sequence[Piece], level: Straightening) -> list[Piece]:
    """Every word by what its middle is moved."""
    centres = []
    for piece in pieces:
        centres += [box.centre for box in piece.words]
    middles = np.array(centres)
    shifts = level(middles) - middles
    steps = iter(shifts.tolist())
    moved = []
    for piece in pieces:
        words = [_shifted(box, next(steps)) for box in piece.words]
        box = Box.around(words)
        moved.append(replace(piece, box=box, words=tuple(words)))
    return moved


def _shifted(box: Box, step: Sequence[float]) -> Box:
    across, down = step
    left = box.left + across
    top = box.top + down
    right = box.right + across
    bottom = box.bottom + down
    return Box(left, top, right, bottom)


def _rule_moved(rule: Rule, level: Straightening) -> Rule:
    at = rule.at
    start = rule.start
    end = rule.end
    ends = np.array([[start, at], [end, at]])
    moved = level(ends)
    first, last = moved.tolist()
    left, high = first
    right, low = last
    middle = (high + low) / 2
    return Rule(middle, left, right)
