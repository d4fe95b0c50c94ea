"""Where a page is cut on the way to its reading order: an ordered table of rules.

A LevelPage and the indices of some of its lines enter; the parts leave in the order in which they
are read, one part when the rule finds no cut. A strip is a blank band that runs through all of the
lines given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np

from recto.reading_order.columns import columns, in_grid
from recto.reading_order.prose import side_by_side
from recto.reading_order.rows import Boxes, Indices, LevelPage, letters_of, rows

Cut = Callable[[LevelPage, Indices], list[Indices]]
Strip = tuple[float, float]  # from, to; px across the strip

COVERED = 0.85  # share of a strip's length that strokes must fill to be a border
BLANK_STRIP = 0.5  # line heights: rows of one paragraph stand closer
ALIKE = 0.9  # of the widest strip's width: cut at the same time
WIDE = 1.0  # line heights between blocks that stand side by side
IN_STEP = 0.3  # line heights between the middles of cells of one table row
# share of the rows that are in step with a row beside them: with equal leading, half are by chance
TABLE = 0.6
RULED_TABLE = 0.8  # the same where a stroke runs between
FILLED = 0.4  # of the longer side's rows have a partner in a table
MIN_LETTERS = 0.6
FOLD = (0.35, 0.65)  # of the width of all text
LANDSCAPE = 1.15  # width : height of the text of two pages side by side
CENTRED = 0.5  # line heights, and share of the ragged edges' spread, that centred middles spread
LEAST_CENTRED = 3  # lines
WALL = 0.5  # of the height of all text: a stroke between columns is as long
LEAST_WALL = 8.0  # line heights
MOST_BESIDE = 0.8  # of the lines stand beside it
LONG_LINE, LONG_LINES = 12, 4  # letters; lines of so many on either side of it
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


def walls(page: LevelPage, indices: Indices) -> list[Indices]:
    """A rule or frame runs down between texts that are out of step."""
    found = _wall(page, indices)
    if found is None or len(found.left) + len(found.right) < len(indices):
        return [indices]
    return [found.left, found.right]


def about_wall(page: LevelPage, indices: Indices) -> list[Indices]:
    """What stands above such a stroke or below it, as a head and a foot do, is no part of it."""
    found = _wall(page, indices)
    if found is None:
        return [indices]
    beside = np.concatenate([found.left, found.right])
    parts = (found.above, np.sort(beside), found.below)
    return [part for part in parts if len(part)]


class _Wall(NamedTuple):
    above: Indices
    left: Indices
    right: Indices
    below: Indices


def _wall(page: LevelPage, indices: Indices) -> _Wall | None:
    """The longest stroke down that nothing crosses, with texts out of step on its sides."""
    _, top, _, bottom = page.span(indices)
    x0, y0, x1, y1 = page.vertical.T
    length = np.minimum(y1, bottom) - np.maximum(y0, top)
    least = max(WALL * (bottom - top), LEAST_WALL * page.height)
    longest_first = np.argsort(-length, kind="stable")
    for k in longest_first[length[longest_first] >= least].tolist():
        x = float(x0[k] + x1[k]) / 2
        found = _about(page, indices, x, (float(y0[k]), float(y1[k])))
        if found is not None and _are_columns(page, found.left, found.right):
            return found
    return None


def _are_columns(page: LevelPage, left: Indices, right: Indices) -> bool:
    """Texts of whole lines on both sides, no table, and no cards with lines set centred."""
    for side in (left, right):
        is_long = [letters_of(page.texts[i]) >= LONG_LINE for i in side]
        if sum(is_long) < LONG_LINES:
            return False
    if _centred(page, left) and _centred(page, right):
        return False
    return _are_blocks(page, left, right, ruled=True)


def _about(page: LevelPage, indices: Indices, x: float, along: Strip) -> _Wall | None:
    """The lines about a stroke; None where one crosses it, or too few stand beside it."""
    left, top, right, bottom = page.boxes[indices].T
    slack = BEYOND_INK * page.height
    middle = (top + bottom) / 2
    start, end = along
    is_above = middle < start
    is_below = middle > end
    is_beside = ~(is_above | is_below)
    is_left = is_beside & (right < x + slack)
    is_right = is_beside & (left > x - slack)
    is_right &= ~is_left
    on_sides = is_left.sum() + is_right.sum()
    if on_sides < max(1, is_beside.sum(), MOST_BESIDE * len(indices)):
        return None
    highest = top[is_beside].min()
    lowest = bottom[is_beside].max()
    if (bottom[is_above] > highest + slack).any() or (top[is_below] < lowest - slack).any():
        return None
    masks = (is_above, is_left, is_right, is_below)
    return _Wall(*(indices[mask] for mask in masks))


def borders(page: LevelPage, indices: Indices) -> list[Indices]:
    """Ruled across its whole width: above comes before below."""
    left, _, right, _ = page.span(indices)
    across = (left, right)
    heights = page.boxes[indices][:, [1, 3]]
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
    wide = np.flatnonzero(blank >= ALIKE * widest)
    ends = [0, *(wide + 1).tolist(), len(found)]
    parts = []
    for start, end in pairwise(ends):
        lines = list(chain.from_iterable(found[start:end]))
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
        if _are_blocks(page, left, right, ruled):
            return [left, right]
    return [indices]


def _are_blocks(page: LevelPage, left: Indices, right: Indices, ruled: bool) -> bool:
    """Texts beside each other that are no table, or are set centred."""
    if not side_by_side(page.boxes[left], page.boxes[right]):
        return False
    if min(page.letters(left), page.letters(right)) < MIN_LETTERS:
        return False
    if not _is_table(page, left, right, ruled):
        return True
    return _centred(page, left) and _centred(page, right)


def _is_table(page: LevelPage, left: Indices, right: Indices, ruled: bool) -> bool:
    """Most rows of the side with fewer have a row at the same height on the other side, and those
    are not few of it.
    """
    sides = (_middles(page, left), _middles(page, right))
    here, there = sorted(sides, key=len)
    offsets = np.abs(here[:, None] - there[None])
    nearest = offsets.min(axis=1)
    in_step = int((nearest < IN_STEP * page.height).sum())
    if in_grid(page, np.concatenate([left, right])):
        return in_step >= TABLE * len(here)
    least = RULED_TABLE if ruled else TABLE
    if in_step < least * len(here):
        return False
    return in_step >= FILLED * len(there)


def _middles(page: LevelPage, indices: Indices) -> Boxes:
    """Heights at which the rows of the lines stand, px."""
    middles = []
    for row in rows(page, indices):
        boxes = page.boxes[row]
        middles.append(boxes[:, [1, 3]].mean())
    return np.array(middles)


def _centred(page: LevelPage, indices: Indices) -> bool:
    """Three lines or more with a common middle and ragged edges."""
    left = page.boxes[indices, 0]
    right = page.boxes[indices, 2]
    middle = (left + right) / 2
    spread = float(np.std(middle))
    ragged = min(float(np.std(left)), float(np.std(right)))
    if len(indices) < LEAST_CENTRED or spread >= CENTRED * page.height:
        return False
    return spread < CENTRED * ragged


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


CUTS: tuple[Cut, ...] = (walls, about_wall, borders, columns, blank_strip, blocks)
DOWN = (walls, columns, blocks)  # rules that part left from right


@dataclass(frozen=True, slots=True, eq=False)
class Ruled:
    """What a rule made of some lines: two parts or more, in reading order."""

    parts: Sequence[Indices]
    is_down: bool


def by_rule(page: LevelPage, indices: Indices) -> Ruled | None:
    """The cut of the first rule that finds one; None: the lines are read row by row."""
    for rule in CUTS:
        parts = rule(page, indices)
        if len(parts) > 1:
            return Ruled(parts, rule in DOWN)
    return None
