"""Where a page is cut on the way to its reading order: an ordered table of rules.

A LevelPage and the indices of some of its lines enter; the parts leave in the order in which they
are read, one part when the rule finds no cut. A strip is a blank band that runs through all of the
lines given.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from recto.reading_order.columns import columns, in_grid, side_by_side
from recto.reading_order.rows import Boxes, Indices, LevelPage, rows

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


def fold(page: LevelPage, indices: Indices) -> list[Indices]:
    """Two pages side by side: a stroke or shadow runs down the middle of a landscape page and
    nothing crosses it.
    """
    left, top, right, bottom = page.span(indices)
    if right - left < LANDSCAPE * (bottom - top):
        return [indices]
    low, high = (left + share * (right - left) for share in FOLD)
    strips = [
        (max(low, start), min(high, end)) for start, end in _strips(page.boxes[indices][:, [0, 2]])
    ]
    inside = [s for s in strips if s[0] < s[1]]
    folds = [s for s in inside if _covered(_downward(page), s, (top, bottom), page.height)]
    return _parted(page.boxes[indices, 0], indices, folds[:1])


def borders(page: LevelPage, indices: Indices) -> list[Indices]:
    """Ruled across its whole width: above comes before below."""
    left, _, right, _ = page.span(indices)
    tall = page.boxes[indices][:, [1, 3]]
    strips = [s for s in _strips(tall) if _covered(page.horizontal, s, (left, right), page.height)]
    return _parted(tall[:, 0], indices, strips)


def blank_strip(page: LevelPage, indices: Indices) -> list[Indices]:
    """The widest blank strip between rows, and those that are about as wide."""
    found = rows(page, indices)
    if len(found) < 2:
        return [indices]
    bottoms = np.maximum.accumulate([page.boxes[row, 3].max() for row in found])[:-1]
    tops = np.minimum.accumulate([page.boxes[row, 1].min() for row in found[::-1]])[::-1][1:]
    widest = float((tops - bottoms).max())
    if widest < BLANK_STRIP * page.height:
        return [indices]
    ends = [0, *(np.flatnonzero(tops - bottoms >= ALIKE * widest) + 1).tolist(), len(found)]
    return [np.array([i for row in found[start:end] for i in row]) for start, end in pairwise(ends)]


def blocks(page: LevelPage, indices: Indices) -> list[Indices]:
    """Texts that stand side by side out of step, like balloons and captions, or parted by a
    stroke.
    """
    _, top, _, bottom = page.span(indices)
    lefts = page.boxes[indices, 0]
    strips = _strips(page.boxes[indices][:, [0, 2]])
    for strip in sorted(strips, key=lambda s: s[0] - s[1]):
        ruled = _covered(_downward(page), strip, (top, bottom), page.height)
        if not ruled and strip[1] - strip[0] < WIDE * page.height:
            continue
        left, right = _parted(lefts, indices, [strip])
        if _are_blocks(page, left, right, ruled):
            return [left, right]
    return [indices]


def _are_blocks(page: LevelPage, left: Indices, right: Indices, ruled: bool) -> bool:
    if not side_by_side(page.boxes[left], page.boxes[right]):
        return False
    if min(page.letters(left), page.letters(right)) < MIN_LETTERS:
        return False
    return not _is_table(page, left, right, ruled) or (
        _centred(page, left) and _centred(page, right)
    )


def _is_table(page: LevelPage, left: Indices, right: Indices, ruled: bool) -> bool:
    """Most rows of the side with fewer have a row at the same height on the other side, and those
    are not few of it.
    """
    here, there = sorted((_middles(page, side) for side in (left, right)), key=len)
    in_step = int((np.abs(here[:, None] - there[None]).min(axis=1) < IN_STEP * page.height).sum())
    if in_grid(page, np.concatenate([left, right])):
        return in_step >= TABLE * len(here)
    return in_step >= (RULED_TABLE if ruled else TABLE) * len(here) and in_step >= FILLED * len(
        there
    )


def _middles(page: LevelPage, indices: Indices) -> Boxes:
    """Heights at which the rows of the lines stand, px."""
    return np.array([page.boxes[row][:, [1, 3]].mean() for row in rows(page, indices)])


def _centred(page: LevelPage, indices: Indices) -> bool:
    """Three lines or more with a common middle and ragged edges."""
    left, right = page.boxes[indices, 0], page.boxes[indices, 2]
    spread = [float(np.std(x)) for x in ((left + right) / 2, left, right)]
    return len(indices) >= 3 and spread[0] < 0.5 * page.height and spread[0] < 0.5 * min(spread[1:])


def _downward(page: LevelPage) -> Boxes:
    """Vertical strokes with x and y exchanged: along first, as the horizontal ones have it."""
    return page.vertical[:, [1, 0, 3, 2]]


def _strips(spans: Boxes) -> list[Strip]:
    """Gaps that no span (from, to) covers, in order."""
    ordered = spans[np.argsort(spans[:, 0])]
    reached = np.maximum.accumulate(ordered[:, 1])
    return [
        (float(end), float(start))
        for end, start in zip(reached[:-1], ordered[1:, 0], strict=True)
        if start > end
    ]


def _covered(strokes: Boxes, strip: Strip, along: Strip, height: float) -> bool:
    """Strokes in the strip (x along it, y across) fill most of its length; boxes stand out beyond
    the ink a little.
    """
    across = (strokes[:, 1] + strokes[:, 3]) / 2
    inside = strokes[(across > strip[0] - 0.3 * height) & (across < strip[1] + 0.3 * height)]
    reached, filled = along[0], 0.0
    for start, end in sorted((s[0], s[2]) for s in inside):
        filled += max(0.0, min(end, along[1]) - max(start, reached))
        reached = max(reached, end)
    return filled >= COVERED * (along[1] - along[0])


def _parted(starts: Boxes, indices: Indices, strips: list[Strip]) -> list[Indices]:
    """The lines between the strips, by where they start."""
    marks = [-np.inf, *((a + b) / 2 for a, b in strips), np.inf]
    return [indices[(starts >= low) & (starts < high)] for low, high in pairwise(marks)]


CUTS: tuple[Cut, ...] = (borders, columns, blank_strip, blocks)
