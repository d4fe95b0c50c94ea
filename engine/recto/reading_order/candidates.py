"""The ways in which some pieces of a page can be parted: across, between rows; down, along a
gutter; or not at all, each row read from left to right.

A Node (pieces in their rows) enters; candidates leave, the likeliest of each kind. Whether one of
them is right is not judged here (choice.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

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
    lengths = [len(row) for row in found]
    order = np.array([i for row in found for i in row])
    starts = np.cumsum([0, *lengths[:-1]])
    return Node(found, order, np.repeat(np.arange(len(found)), lengths), starts)


def is_single_file(pieces: Pieces, node: Node) -> bool:
    """No piece stands beside another, not even out of step with it: there is nothing to decide."""
    if len(node.order) > len(node.rows):
        return False
    order = node.order
    for apart in range(1, min(BESIDE_ROWS, len(order) - 1) + 1):
        above, below = order[:-apart], order[apart:]
        common = pieces.bottom[above] - pieces.top[below]
        height = np.minimum(
            pieces.bottom[above] - pieces.top[above], pieces.bottom[below] - pieces.top[below]
        )
        is_beside = pieces.right[above] <= pieces.left[below]
        is_beside |= pieces.right[below] <= pieces.left[above]
        if (is_beside & (common > BESIDE_HEIGHT * height)).any():
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
    first, second = node.order[way.first], node.order[way.second]
    is_bar = ~(way.first | way.second)
    if way.kind is Kind.ACROSS or not is_bar.any():
        return [first, second]
    middle = pieces.middle
    bars = node.order[is_bar]
    found = []
    floor = -np.inf
    for bar in bars[np.argsort(middle[bars], kind="stable")]:
        found += [_between(side, middle, floor, middle[bar]) for side in (first, second)]
        found.append(np.array([bar]))
        floor = middle[bar]
    found += [_between(side, middle, floor, np.inf) for side in (first, second)]
    return [part for part in found if len(part)]


def _between(side: Indices, middle: Boxes, floor: float, ceiling: float) -> Indices:
    heights = middle[side]
    return side[(heights >= floor) & (heights < ceiling)]


def _across(page: LevelPage, pieces: Pieces, node: Node) -> list[Candidate]:
    """The widest gaps between rows, and those with a stroke in them."""
    if len(node.rows) < 2:
        return []
    height = page.height
    bottom = np.maximum.reduceat(pieces.bottom[node.order], node.starts)
    top = np.minimum.reduceat(pieces.top[node.order], node.starts)
    above = np.maximum.accumulate(bottom)[:-1]
    below = np.minimum.accumulate(top[::-1])[::-1][1:]
    gap = below - above
    ruled = _ruled(page, pieces, node, above, below)
    score = gap / height + STROKE_WORTH * ruled
    is_blank = gap > LEAST_GAP * height
    is_parted = (ruled > STROKE_PARTS) & (gap > -MOST_OVERLAP * height)
    likeliest = np.argsort(-score, kind="stable")[:MOST_ACROSS]
    chosen = likeliest[(is_blank | is_parted)[likeliest]]
    found = []
    for k in chosen.tolist():
        is_above = node.row <= k
        rank = float((gap > gap[k]).sum())
        at = float(above[k] + below[k]) / 2
        found.append(
            Candidate(Kind.ACROSS, is_above, ~is_above, at, float(gap[k]), float(ruled[k]), rank)
        )
    return found


def _ruled(page: LevelPage, pieces: Pieces, node: Node, above: Boxes, below: Boxes) -> Boxes:
    """The share of the width that strokes across fill in each gap, 0..1."""
    left, right = pieces.left[node.order].min(), pieces.right[node.order].max()
    x0, y0, x1, y1 = page.horizontal.T
    covered = np.minimum(x1, right) - np.maximum(x0, left)
    share = covered.clip(min=0.0) / max(1.0, right - left)
    slack = BESIDE_STROKE * page.height
    level = ((y0 + y1) / 2)[:, None]
    is_in = (level > above - slack) & (level < below + slack)
    return np.asarray(np.minimum(1.0, share @ is_in))


def _down(page: LevelPage, pieces: Pieces, node: Node) -> list[Candidate]:
    """The gutters that few rows cross, each at the left ends of some pieces."""
    height = page.height
    left, right = pieces.left[node.order], pieces.right[node.order]
    tried = np.unique(left)[1:] - 1.0
    if len(tried) > MOST_TRIED:
        tried = tried[:: len(tried) // MOST_TRIED + 1]
    is_left = right[None] <= tried[:, None] + OVERLAP * height
    is_right = (left[None] >= tried[:, None]) & ~is_left
    crossing = len(left) - is_left.sum(axis=1) - is_right.sum(axis=1)
    possible = is_left.any(axis=1) & is_right.any(axis=1)
    possible &= crossing <= MOST_CROSSING * len(node.rows)
    at = np.flatnonzero(possible)
    if not len(at):
        return []
    is_left, is_right, crossing = is_left[at], is_right[at], crossing[at]
    width = np.where(is_right, left, np.inf).min(axis=1) - _outermost(is_left, right)
    cost = crossing / len(node.rows) - WIDTH_WORTH * np.minimum(width / height, WIDE)
    found: list[Candidate] = []
    seen: set[bytes] = set()
    for k in np.lexsort((at, cost)).tolist():
        key = is_left[k].tobytes() + is_right[k].tobytes()
        if width[k] < NARROWEST * height or key in seen:
            continue
        seen.add(key)
        x = float(tried[at[k]] - width[k] / 2)
        share = float(crossing[k]) / len(node.rows)
        way = Candidate(Kind.DOWN, is_left[k], is_right[k], x, float(width[k]), crossing=share)
        found.append(way)
        if share:
            found.append(replace(way, first=~is_right[k], is_joined=True))
        if len(seen) == MOST_DOWN:
            break
    return found


def _outermost(is_left: Mask, right: Boxes) -> Boxes:
    """Where the left side ends, but for a few of its pieces; px, one a gutter."""
    ends = np.sort(np.where(is_left, right, np.inf), axis=1)
    count = is_left.sum(axis=1)
    at = np.minimum(count - 1, (OUTERMOST * count).astype(np.int64))
    return np.take_along_axis(ends, at[:, None], axis=1)[:, 0]


def same_parts(one: Sequence[Indices], other: Sequence[Indices]) -> bool:
    """Whether two ways part the pieces alike."""
    if len(one) != len(other):
        return False
    pairs = zip(one, other, strict=True)
    return all(len(a) == len(b) and set(a.tolist()) == set(b.tolist()) for a, b in pairs)
