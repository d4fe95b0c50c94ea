"""Where a page is cut on the way to its reading order: an ordered table of rules.

A LevelPage and the indices of some of its lines enter; the parts leave in the order in which they
are read, one part when the rule finds no cut. A strip is a blank band that runs through all of the
lines given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np

from recto.reading_order.beside import are_blocks
from recto.reading_order.columns import columns
from recto.reading_order.rows import Boxes, Indices, LevelPage, rows
from recto.reading_order.set_text import beside_set_text
from recto.reading_order.walls import about_wall, walls

Cut = Callable[[LevelPage, Indices], list[Indices]]
Strip = tuple[float, float]  # from, to; px across the strip

COVERED = 0.85  # share of a strip's length that strokes must fill to be a border
BLANK_STRIP = 0.5  # line heights: rows of one paragraph stand closer
ALIKE = 0.9  # of the widest strip's width: cut at the same time
WIDE = 1.0  # line heights between blocks that stand side by side
FOLD = (0.35, 0.65)  # of the width of all text
LANDSCAPE = 1.15  # width : height of the text of two pages side by side
BEYOND_INK = 0.3  # line heights that boxes stand out beyond the ink on both sides of a strip


def fold(page: LevelPage, indices: Indices) -> list[Indices]:
    """Two pages side by side: a stroke or shadow runs down the middle of a landscape page and
    nothing crosses it.
    """
    left, top, right, bottom = page.span(indices)
    width = right - left
    if width < LANDSCAPE * (bottom - top):
        return [indices]
    low, high = (left + share * width for share in FOLD)
    boxes = page.boxes[indices]
    downward = _downward(page)
    for start, end in _strips(boxes[:, [0, 2]]):
        strip = (max(low, start), min(high, end))
        if strip[0] >= strip[1]:
            continue
        if _covered(downward, strip, (top, bottom), page.height):
            return _parted(boxes[:, 0], indices, [strip])
    return [indices]


def borders(page: LevelPage, indices: Indices) -> list[Indices]:
    """Ruled across its whole width: above comes before below."""
    left, _, right, _ = page.span(indices)
    across = (left, right)
    boxes = page.boxes[indices]
    heights = boxes[:, [1, 3]]
    strips = _strips(heights)
    ruled = [strip for strip in strips if _covered(page.horizontal, strip, across, page.height)]
    return _parted(heights[:, 0], indices, ruled)


def blank_strip(page: LevelPage, indices: Indices) -> list[Indices]:
    """The widest blank strip between rows, and those that are about as wide."""
    found = rows(page, indices)
    if len(found) < 2:
        return [indices]
    bottoms = [page.boxes[row, 3].max() for row in found]
    tops = [page.boxes[row, 1].min() for row in found]
    lowest_above = np.maximum.accumulate(bottoms)
    highest_below = np.minimum.accumulate(tops[::-1])[::-1]
    blank = highest_below[1:] - lowest_above[:-1]
    widest = float(blank.max())
    if widest < BLANK_STRIP * page.height:
        return [indices]
    is_wide = blank >= ALIKE * widest
    wide = np.flatnonzero(is_wide)
    ends = [0, *(wide + 1).tolist(), len(found)]
    parts = []
    for start, end in pairwise(ends):
        some = found[start:end]
        lines = list(chain.from_iterable(some))
        parts.append(np.array(lines))
    return parts


def blocks(page: LevelPage, indices: Indices) -> list[Indices]:
    """Texts that stand side by side out of step, like balloons and captions, or parted by a
    stroke.
    """
    _, top, _, bottom = page.span(indices)
    boxes = page.boxes[indices]
    downward = _downward(page)
    strips = _strips(boxes[:, [0, 2]])
    widest_first = sorted(strips, key=lambda strip: strip[0] - strip[1])
    for strip in widest_first:
        ruled = _covered(downward, strip, (top, bottom), page.height)
        width = strip[1] - strip[0]
        if not ruled and width < WIDE * page.height:
            continue
        left, right = _parted(boxes[:, 0], indices, [strip])
        if are_blocks(page, left, right, ruled):
            return [left, right]
    return [indices]


def _downward(page: LevelPage) -> Boxes:
    """Vertical strokes with x and y exchanged: along first, as the horizontal ones have it."""
    return page.vertical[:, [1, 0, 3, 2]]


def _strips(spans: Boxes) -> list[Strip]:
    """Gaps that no span (from, to) covers, in order."""
    ordered = spans[np.argsort(spans[:, 0])]
    reached = np.maximum.accumulate(ordered[:, 1])
    ends = reached[:-1].tolist()
    starts = ordered[1:, 0].tolist()
    gaps = zip(ends, starts, strict=True)
    return [(end, start) for end, start in gaps if start > end]


def _covered(strokes: Boxes, strip: Strip, along: Strip, height: float) -> bool:
    """Strokes in the strip (x along it, y across) fill most of its length; boxes stand out beyond
    the ink a little.
    """
    _, y0, _, y1 = strokes.T
    across = (y0 + y1) / 2
    slack = BEYOND_INK * height
    low, high = strip
    is_inside = across > low - slack
    is_inside &= across < high + slack
    stretches = strokes[is_inside][:, [0, 2]].tolist()
    first, last = along
    reached, filled = first, 0.0
    for start, end in sorted(stretches):
        covered = min(end, last) - max(start, reached)
        filled += max(0.0, covered)
        reached = max(reached, end)
    return filled >= COVERED * (last - first)


def _parted(starts: Boxes, indices: Indices, strips: Sequence[Strip]) -> list[Indices]:
    """The lines between the strips, by where they start."""
    middles = [(low + high) / 2 for low, high in strips]
    parts = []
    for low, high in pairwise([-np.inf, *middles, np.inf]):
        between = (starts >= low) & (starts < high)
        parts.append(indices[between])
    return parts


CUTS: tuple[Cut, ...] = (
    walls,
    about_wall,
    borders,
    columns,
    beside_set_text,
    blank_strip,
    blocks,
)
DOWN = (walls, columns, beside_set_text, blocks)  # rules that part left from right
STAND = (walls, about_wall, beside_set_text)  # whatever was learned of such pieces


@dataclass(frozen=True, slots=True, eq=False)
class Ruled:
    """What a rule made of some lines: two parts or more, in reading order."""

    parts: Sequence[Indices]
    is_down: bool
    is_wall: bool = False  # a stroke, or an edge that a text is set to, parts them: it stands


def by_rule(page: LevelPage, indices: Indices) -> Ruled | None:
    """The cut of the first rule that finds one; None: the lines are read row by row."""
    for rule in CUTS:
        parts = rule(page, indices)
        if len(parts) > 1:
            return Ruled(parts, rule in DOWN, rule in STAND)
    return None
