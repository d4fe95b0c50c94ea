"""Rules and frames that run down between texts: such a wall parts them before anything is cut
across, as a column rule does on a page of questions.

A LevelPage and the indices of some of its lines enter; the parts leave in reading order, one part
where there is no wall. A table is none, nor are cards whose lines are set centred.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from recto.reading_order.beside import are_blocks, is_centred
from recto.reading_order.rows import Boxes, Indices, LevelPage, letters_of

WALL = 0.5  # of the height of all text: a stroke between columns is as long
LEAST_WALL = 8.0  # line heights
MOST_BESIDE = 0.8  # of the lines stand beside it, the others above it and below it
LONG_LINE, LONG_LINES = 12, 4  # letters; lines of so many on either side of it
BEYOND_INK = 0.3  # line heights that boxes stand out beyond the ink


class _Wall(NamedTuple):
    """The lines about it."""

    above: Indices
    left: Indices
    right: Indices
    below: Indices


def walls(page: LevelPage, indices: Indices) -> list[Indices]:
    """Left of it comes before right of it, where nothing stands above it or below it."""
    found = _wall(page, indices)
    if found is None or len(found.above) or len(found.below):
        return [indices]
    return [found.left, found.right]


def about_wall(page: LevelPage, indices: Indices) -> list[Indices]:
    """A head comes before what stands beside it, a foot behind."""
    found = _wall(page, indices)
    if found is None:
        return [indices]
    beside = np.concatenate([found.left, found.right])
    parts = (found.above, np.sort(beside), found.below)
    return [part for part in parts if len(part)]


def _wall(page: LevelPage, indices: Indices) -> _Wall | None:
    """By the longest stroke down that nothing crosses, with texts out of step on its sides."""
    _, top, _, bottom = page.span(indices)
    tall = bottom - top
    least = max(WALL * tall, LEAST_WALL * page.height)
    starts = page.vertical[:, 1].clip(min=top)
    ends = page.vertical[:, 3].clip(max=bottom)
    length = ends - starts
    longest_first = np.argsort(-length, kind="stable")
    for k in longest_first.tolist():
        if length[k] < least:
            return None
        found = _about(page, indices, page.vertical[k])
        if found is not None and _are_columns(page, found.left, found.right):
            return found
    return None


def _about(page: LevelPage, indices: Indices, stroke: Boxes) -> _Wall | None:
    """Parted by one stroke; None where a line crosses it, or few lines stand beside it."""
    left, top, right, bottom = page.boxes[indices].T
    start_x, start, end_x, end = stroke.tolist()
    x = (start_x + end_x) / 2
    slack = BEYOND_INK * page.height
    middle = (top + bottom) / 2
    is_above = middle < start
    is_below = middle > end
    is_beside = ~(is_above | is_below)
    is_left = is_beside & (right < x + slack)
    is_right = is_beside & (left > x - slack)
    is_right &= ~is_left
    on_sides = is_left.sum() + is_right.sum()
    beside = is_beside.sum()
    wanted = max(1, beside, MOST_BESIDE * len(indices))
    if on_sides < wanted:
        return None
    lowest_head = bottom[is_above].max(initial=-np.inf)
    highest_foot = top[is_below].min(initial=np.inf)
    highest_beside = top[is_beside].min()
    lowest_beside = bottom[is_beside].max()
    if lowest_head > highest_beside + slack:
        return None
    if highest_foot < lowest_beside - slack:
        return None
    masks = (is_above, is_left, is_right, is_below)
    return _Wall(*(indices[mask] for mask in masks))


def _are_columns(page: LevelPage, left: Indices, right: Indices) -> bool:
    """Texts of whole lines on both sides, and no table."""
    for side in (left, right):
        letters = [letters_of(page.texts[i]) for i in side]
        long = [count for count in letters if count >= LONG_LINE]
        if len(long) < LONG_LINES:
            return False
    if is_centred(page, left) and is_centred(page, right):
        return False
    return are_blocks(page, left, right, ruled=True)
