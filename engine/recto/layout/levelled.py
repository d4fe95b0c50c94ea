"""The page's pieces on level lines: what is left of a bend in the paper is taken out of their
places, so that a table's rows are rows.

A Frame enters, another leaves whose words and rules are moved up or down, or the very same where
the lines run level. Only tables are judged there: prose is told by its own line's neighbours, which
a bend moves along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from recto.layout.frame import Frame, Piece, Rule, text_angle, turned
from recto.model.page import Box, Line
from recto.model.result import ResultLine
from recto.reading_order.deslant import LONG, STEEP, Straightening, straightening

FEWEST = 20  # pieces: fewer tell no bend
FLAT = 0.4  # line heights that slopes off the usual one would add up to across the page
ALONG = 5  # places of a rule, from end to end, of which the mean tells its height


def level_of(lines: Sequence[ResultLine], pieces: Sequence[Piece]) -> Straightening:
    """The map, px of the upright frame, under which the lines run level."""
    boxes: dict[int, list[Box]] = {}
    for piece in pieces:
        boxes.setdefault(piece.line, []).append(piece.box)
    angle = text_angle(lines)
    upright = []
    for index, parts in boxes.items():
        x0, y0, x1, y1 = lines[index].baseline
        first = turned(x0, y0, angle)
        last = turned(x1, y1, angle)
        line = Line((), Box.around(parts), (*first, *last))
        upright.append(line)
    return straightening(upright)


def levelled(page: Frame, lines: Sequence[ResultLine]) -> Frame:
    """`page` of these lines without its bend."""
    if len(page.pieces) < FEWEST or _is_flat(lines, page.height):
        return page
    level = level_of(lines, page.pieces)
    if level.bend is None:
        return page
    pieces = tuple(_moved(piece, level) for piece in page.pieces)
    rules = sorted((_rule_moved(rule, level) for rule in page.horizontal), key=lambda r: r.at)
    return replace(page, pieces=pieces, horizontal=tuple(rules))


def _is_flat(lines: Sequence[ResultLine], height: float) -> bool:
    """Most lines run as the others do: a look that spares most pages the rest."""
    ends = np.array([line.baseline for line in lines])
    across, down = (ends[:, 2:] - ends[:, :2]).T
    length = np.hypot(across, down)
    is_long = length > LONG * height
    if not is_long.any():
        return True
    slopes = np.arctan2(down, across)[is_long]
    off = np.abs(np.tan(slopes - np.median(slopes)))
    extent = float(np.ptp(ends.reshape(-1, 2), axis=0).max())
    return bool(np.quantile(off, STEEP) * extent < FLAT * height)


def _moved(piece: Piece, level: Straightening) -> Piece:
    """Every word by what its middle is moved."""
    middles = np.array([box.centre for box in piece.words])
    across, down = (level(middles) - middles).T.tolist()
    words = tuple(
        Box(box.left + x, box.top + y, box.right + x, box.bottom + y)
        for box, x, y in zip(piece.words, across, down, strict=True)
    )
    return replace(piece, box=Box.around(words), words=words)


def _rule_moved(rule: Rule, level: Straightening) -> Rule:
    x = np.linspace(rule.start, rule.end, ALONG)
    moved = level(np.column_stack([x, np.full(ALONG, rule.at)]))
    ends = moved[:, 0]
    return Rule(float(moved[:, 1].mean()), float(ends[0]), float(ends[-1]))
