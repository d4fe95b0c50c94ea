"""The ways in which some pieces of a page can be parted: across, between rows; down, along a
gutter; or not at all, each row read from left to right.

A Node (pieces in their rows) enters; candidates leave, the likeliest of each kind. Whether one of
them is right is not judged here (choice.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from recto.reading_order.pieces import Pieces
from recto.reading_order.rows import Boxes, Indices, LevelPage, rows

Mask = NDArray[np.bool_]

MOST_ACROSS = 8  # gaps between rows that are looked at: the widest, those with a stroke first
MOST_DOWN = 6  # gutters
STROKE_WORTH = 2.0  # line heights of gap that a stroke through all of it counts as
LEAST_GAP = 0.05  # line heights
MOST_OVERLAP = 0.4  # line heights that rows may overlap where a stroke parts them
STROKE_PARTS = 0.3  # of the width: a stroke so long may part rows that overlap
BESIDE_STROKE = 0.4  # line heights about a gap in which a stroke belongs to it
OVERLAP = 0.15  # line heights that pieces on the left may reach over a gutter
MOST_CROSSING = 0.35  # of the rows may cross a gutter
NARROWEST = -0.3  # line heights of a gutter: boxes stand out beyond the ink
OUTERMOST = 0.98  # of the pieces on the left end before the gutter begins
WIDTH_WORTH = 0.02  # share of crossing rows that a line height of gutter makes up for, up to
WIDE = 10.0  # line heights
BESIDE_ROWS = 3  # rows further apart are not beside one another
BESIDE_HEIGHT = 0.25  # of the lower one that two pieces beside one another have in common
MOST_TRIED = 300  # places where a gutter may end


class Kind(StrEnum):
    """How pieces are parted."""

    ACROSS = "across"  # what is above comes before what is below
    DOWN = "down"  # what is left before what is right; what crosses stands between
    ROWS = "rows"  # row by row


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """Pieces of a page that are still to be ordered, sorted by row and place in it."""

    rows: list[list[int]]
    order: Indices  # the pieces, row by row
    row: Indices  # of each of them
    starts: Indices  # where each row begins in `order`


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One way; masks over `Node.order`."""

    kind: Kind
    first: Mask
    second: Mask
    at: float = 0.0  # px: the height or the x at which it parts
    gap: float = 0.0  # px
    ruled: float = 0.0  # share of the width that a stroke in the gap fills; across only
    rank: float = 0.0  # how many gaps are wider; across only
    crossing: float = 0.0  # pieces that cross the gutter, a row of the node; down only
    # what crosses is read with the left side, as lines of two columns that were found as one;
    # otherwise it parts the columns into bands, as headings do
    is_joined: bool = False


def node_of(page: LevelPage, indices: Indices) -> Node:
    """The pieces in their rows."""
    found = rows(page, indices)
    order = np.array(list(chain.from_iterable(found)))
    lengths = [len(row) for row in found]
    numbers = np.arange(len(found))
    starts = np.cumsum([0, *lengths[:-1]])
    return Node(found, order, np.repeat(numbers, lengths), starts)


def is_single_file(pieces: Pieces, node: Node) -> bool:
    """No piece stands beside another, not even out of step with it: there is nothing to decide."""
    if len(node.order) > len(node.rows):
        return False
    order = node.order
    tall = pieces.bottom - pieces.top
    farthest = min(BESIDE_ROWS, len(order) - 1)
    for apart in range(1, farthest + 1):
        above = order[:-apart]
        below = order[apart:]
        common = pieces.bottom[above] - pieces.top[below]
        lower = np.minimum(tall[above], tall[below])
        is_level = common > BESIDE_HEIGHT * lower
        is_beside = pieces.right[above] <= pieces.left[below]
        is_beside |= pieces.right[below] <= pieces.left[above]
        if (is_level & is_beside).any():
            return False
    return True


def candidates(page: LevelPage, pieces: Pieces, node: Node) -> list[Candidate]:
    """Across, then down, then row by row."""
    nothing = np.zeros(len(node.order), dtype=bool)
    everything = ~nothing
    return [
        *_across(page, pieces, node),
        *_down(page, pieces, node),
        Candidate(Kind.ROWS, everything, nothing),
    ]


def parts(pieces: Pieces, node: Node, way: Candidate) -> list[Indices]:
    """The pieces as this way parts them, in reading order."""
    sides = (node.order[way.first], node.order[way.second])
    is_on_a_side = way.first | way.second
    bars = node.order[~is_on_a_side]
    if way.kind is Kind.ACROSS or not len(bars):
        return list(sides)
    middle = pieces.middle
    top_down = np.argsort(middle[bars], kind="stable")
    found: list[Indices] = []
    floor = -np.inf
    for bar in bars[top_down]:
        ceiling = middle[bar]
        found += [_between(side, middle, floor, ceiling) for side in sides]
        found.append(np.array([bar]))
        floor = ceiling
    found += [_between(side, middle, floor, np.inf) for side in sides]
    return [part for part in found if len(part)]


def _between(side: Indices, middle: Boxes, floor: float, ceiling: float) -> Indices:
    heights = middle[side]
    is_between = heights >= floor
    is_between &= heights < ceiling
    return side[is_between]


def _across(page: LevelPage, pieces: Pieces, node: Node) -> list[Candidate]:
    """The widest gaps between rows, and those with a stroke in them."""
    if len(node.rows) < 2:
        return []
    height = page.height
    bottoms = pieces.bottom[node.order]
    tops = pieces.top[node.order]
    bottom = np.maximum.reduceat(bottoms, node.starts)
    top = np.minimum.reduceat(tops, node.starts)
    above = np.maximum.accumulate(bottom)[:-1]
    upwards = np.minimum.accumulate(top[::-1])
    below = upwards[::-1][1:]
    gap = below - above
    ruled = _ruled(page, pieces, node, above, below)
    score = gap / height + STROKE_WORTH * ruled
    is_blank = gap > LEAST_GAP * height
    is_parted = ruled > STROKE_PARTS
    is_parted &= gap > -MOST_OVERLAP * height
    is_possible = is_blank | is_parted
    likeliest = np.argsort(-score, kind="stable")[:MOST_ACROSS]
    chosen = likeliest[is_possible[likeliest]]
    found = []
    for k in chosen.tolist():
        is_above = node.row <= k
        wider = gap > gap[k]
        rank = float(wider.sum())
        at = float(above[k] + below[k]) / 2
        found.append(
            Candidate(Kind.ACROSS, is_above, ~is_above, at, float(gap[k]), float(ruled[k]), rank)
        )
    return found


def _ruled(page: LevelPage, pieces: Pieces, node: Node, above: Boxes, below: Boxes) -> Boxes:
    """The share of the width that strokes across fill in each gap, 0..1."""
    left, _, right, _ = page.span(node.order)
    x0, y0, x1, y1 = page.horizontal.T
    covered = np.minimum(x1, right) - np.maximum(x0, left)
    width = max(1.0, right - left)
    share = covered.clip(min=0.0) / width
    slack = BESIDE_STROKE * page.height
    middle = (y0 + y1) / 2
    level = middle[:, None]
    is_in = level > above - slack
    is_in &= level < below + slack
    filled = share @ is_in
    return np.asarray(filled.clip(max=1.0))


def _down(page: LevelPage, pieces: Pieces, node: Node) -> list[Candidate]:
    """The gutters that few rows cross, each at the left ends of some pieces."""
    height = page.height
    left = pieces.left[node.order]
    right = pieces.right[node.order]
    tried = _tried(left)
    ends = tried[:, None]
    is_left = right <= ends + OVERLAP * height
    is_right = left >= ends
    is_right &= ~is_left
    is_bar = ~(is_left | is_right)
    crossing = is_bar.sum(axis=1) / len(node.rows)
    possible = is_left.any(axis=1) & is_right.any(axis=1)
    possible &= crossing <= MOST_CROSSING
    at = np.flatnonzero(possible)
    if not len(at):
        return []
    is_left, is_right, crossing = is_left[at], is_right[at], crossing[at]
    begins = np.where(is_right, left, np.inf).min(axis=1)
    width = begins - _outermost(is_left, right)
    worth = np.minimum(width / height, WIDE)
    cost = crossing - WIDTH_WORTH * worth
    found: list[Candidate] = []
    seen: set[bytes] = set()
    for k in np.lexsort((at, cost)).tolist():
        key = is_left[k].tobytes() + is_right[k].tobytes()
        if width[k] < NARROWEST * height or key in seen:
            continue
        seen.add(key)
        x = float(tried[at[k]] - width[k] / 2)
        share = float(crossing[k])
        way = Candidate(Kind.DOWN, is_left[k], is_right[k], x, float(width[k]), crossing=share)
        found.append(way)
        if share:
            found.append(replace(way, first=~is_right[k], is_joined=True))
        if len(seen) == MOST_DOWN:
            break
    return found


def _tried(left: Boxes) -> Boxes:
    """Where gutters may end: just before the left ends of pieces, but the first; px."""
    found = np.unique(left)[1:] - 1.0
    step = len(found) // MOST_TRIED + 1
    return np.asarray(found[::step])


def _outermost(is_left: Mask, right: Boxes) -> Boxes:
    """Where the left side ends, but for a few of its pieces; px, one a gutter."""
    ends = np.where(is_left, right, np.inf)
    ends.sort(axis=1)
    count = is_left.sum(axis=1)
    most = (OUTERMOST * count).astype(np.int64)
    at = np.minimum(count - 1, most)
    return np.take_along_axis(ends, at[:, None], axis=1)[:, 0]


def same_parts(one: Sequence[Indices], other: Sequence[Indices]) -> bool:
    """Whether two ways part the pieces alike."""
    these = [set(part.tolist()) for part in one]
    those = [set(part.tolist()) for part in other]
    return these == those
