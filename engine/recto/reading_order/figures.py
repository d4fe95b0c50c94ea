"""What each way of parting some pieces looks like, in figures: one row a candidate.

A Node with its candidates enters, an array (candidates, `NAMES`) leaves; lengths in line heights,
-1 where a figure has no meaning. The two sides of a candidate are described alike, beside what
stands on both sides of a cut and what the node's other ways are. Everything is computed for all
candidates at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recto.reading_order.candidates import Candidate, Kind, Mask, Node
from recto.reading_order.pieces import Pieces
from recto.reading_order.rows import Boxes, Indices, LevelPage

NONE = -1.0
FLUSH_RIGHT = 1.0  # line heights from where most rows end
FLUSH_LEFT = 0.5
MOST_ROWS = 0.9  # of the rows end before that
IN_STEP = 0.2  # line heights between the middles of two pieces of one row
BESIDE = 0.3  # line heights about a gutter
FAR = 20.0  # line heights: farther is as far
DEEP = 6.0

SIDE = (
    "rows",
    "row_length",
    "row_characters",
    "flush_right",
    "flush_left",
    "letters",
    "digits",
    "ends_in_digit",
    "hyphened",
    "begins_lower",
    "begins_upper",
    "centred",
    "height",
    "pieces",
)
CUT = (
    "gap",
    "place",
    "gap_of_best",
    "crossing",
    "common_first",
    "common_second",
    "common_rows",
    "beside",
    "ruled",
    "strokes_across",
    "second_lower",
    "first_ended",
    "second_figures",
    "offset",
    "distance",
    "in_step",
    "ragged",
    "rank",
    "gap_of_usual",
    "both_sides_above",
    "both_sides_below",
    "crossing_above",
    "crossing_below",
    "joined_lower",
    "joined_ended",
    "joined_hyphen",
    "width_first",
    "width_second",
    "of_height",
)
NODE = (
    "pieces",
    "width",
    "tall",
    "depth",
    "rows_of_many",
    "second_lower",
    "first_ended",
    "first_hyphened",
    "last_digit",
    "first_characters",
    "second_characters",
    "second_offset",
    "widest_down",
    "widest_across",
    "most_ruled",
    "ways_down",
)
NAMES = (
    *(f"node_{name}" for name in NODE),
    *(f"whole_{name}" for name in SIDE),
    *(kind.value for kind in Kind),
    *(f"first_{name}" for name in SIDE),
    *(f"second_{name}" for name in SIDE),
    *(f"cut_{name}" for name in CUT),
)


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Sides (S) by rows (R): which piece of each row is the first of the side, and the last."""

    mask: Mask  # (S, pieces)
    present: Mask  # (S, R)
    first: Indices  # (S, R) pieces of the page; any where not present
    last: Indices
    count: Boxes  # (S,) rows, at least 1


def figures(
    page: LevelPage, pieces: Pieces, node: Node, ways: Sequence[Candidate], depth: int
) -> Boxes:
    """(candidates, NAMES) of this node, `depth` cuts down from the page."""
    everything = np.ones((1, len(node.order)), dtype=bool)
    cuts = [way for way in ways if way.kind is not Kind.ROWS]
    masks = [everything, *(way.first[None] for way in cuts), *(way.second[None] for way in cuts)]
    sides = _sides(node, np.concatenate(masks))
    described = _described(page, pieces, node, sides)
    count = len(cuts)
    table = np.full((len(ways), len(NAMES)), NONE)
    at_kind = len(NODE) + len(SIDE)
    at_first = at_kind + len(Kind)
    at_cut = at_first + 2 * len(SIDE)
    table[:, : len(NODE)] = _node(page, pieces, node, ways, depth)
    table[:, len(NODE) : at_kind] = described[0]
    for row, way in zip(table, ways, strict=True):
        row[at_kind:at_first] = [way.kind is kind for kind in Kind]
    is_cut = np.array([way.kind is not Kind.ROWS for way in ways])
    table[is_cut, at_first : at_first + len(SIDE)] = described[1 : 1 + count]
    table[is_cut, at_first + len(SIDE) : at_cut] = described[1 + count :]
    table[is_cut, at_cut:] = _cuts(page, pieces, node, cuts, sides, described)
    return table


def _sides(node: Node, mask: Mask) -> Sides:
    size = len(node.order)
    places = np.arange(size)
    first = np.minimum.reduceat(np.where(mask, places, size), node.starts, axis=1)
    last = np.maximum.reduceat(np.where(mask, places, -1), node.starts, axis=1)
    present = last >= 0
    rows = present.sum(axis=1).clip(min=1)
    return Sides(
        mask,
        present,
        node.order[np.where(present, first, 0)],
        node.order[np.where(present, last, 0)],
        rows.astype(np.float64),
    )


def _described(page: LevelPage, pieces: Pieces, node: Node, sides: Sides) -> Boxes:
    """(S, SIDE)."""
    height = page.height
    present, count = sides.present, sides.count
    left, right = pieces.left[sides.first], pieces.right[sides.last]
    most = _sorted_at(right, present, MOST_ROWS)
    usual = _sorted_at(left, present, 0.5)
    length = _sorted_at(right - left, present, 0.5)
    order = node.order
    traits = np.column_stack(
        [
            pieces.characters[order],
            pieces.letters[order],
            pieces.digits[order],
            (pieces.bottom - pieces.top)[order],
            np.ones(len(order)),
        ]
    )
    characters, letters, digits, tall, number = (sides.mask @ traits).T
    some = characters.clip(min=1.0)

    def share(values: Boxes | Mask) -> Boxes:
        return np.asarray((values * present).sum(axis=1) / count)

    later = present & (np.cumsum(present, axis=1) > 1)
    begins_lower = (pieces.is_lower[sides.first] * later).sum(axis=1) / (count - 1).clip(min=1)
    centre = (left + right) / 2
    spread = [_spread(values, present, count) for values in (centre, left, right)]
    return np.column_stack(
        [
            count,
            length / height,
            characters / count,
            share(right > most[:, None] - FLUSH_RIGHT * height),
            share(np.abs(left - usual[:, None]) < FLUSH_LEFT * height),
            letters / some,
            digits / some,
            share(pieces.ends_in_digit[sides.last]),
            share(pieces.is_hyphened[sides.last]),
            np.where(count > 1, begins_lower, NONE),
            share(pieces.is_upper[sides.first]),
            (spread[0] - np.minimum(spread[1], spread[2])) / height,
            tall / number.clip(min=1) / height,
            number / count,
        ]
    )


def _sorted_at(values: Boxes, present: Mask, share: float) -> Boxes:
    """The value that this share of those present does not exceed, one a side."""
    ordered = np.sort(np.where(present, values, np.inf), axis=1)
    count = present.sum(axis=1)
    at = np.minimum(count - 1, (share * count).astype(np.int64)).clip(min=0)
    found = np.take_along_axis(ordered, at[:, None], axis=1)[:, 0]
    return np.where(count > 0, found, 0.0)


def _spread(values: Boxes, present: Mask, count: Boxes) -> Boxes:
    mean = (values * present).sum(axis=1) / count
    off = np.square(values - mean[:, None]) * present
    return np.sqrt(off.sum(axis=1) / count)


def _node(
    page: LevelPage, pieces: Pieces, node: Node, ways: Sequence[Candidate], depth: int
) -> list[float]:
    height, order = page.height, node.order
    lengths = np.diff(np.append(node.starts, len(order)))
    starts = node.starts[lengths > 1]
    firsts, seconds = order[starts], order[starts + 1]
    lasts = order[starts + lengths[lengths > 1] - 1]
    down = [way for way in ways if way.kind is Kind.DOWN]
    across = [way for way in ways if way.kind is Kind.ACROSS]
    offset = np.abs(pieces.middle[seconds] - pieces.middle[firsts])
    return [
        float(len(order)),
        np.ptp([pieces.left[order].min(), pieces.right[order].max()]) / height,
        np.ptp([pieces.top[order].min(), pieces.bottom[order].max()]) / height,
        min(DEEP, depth),
        len(starts) / len(node.rows),
        pieces.is_lower[seconds].mean(),
        pieces.is_ended[firsts].mean(),
        pieces.is_hyphened[firsts].mean(),
        pieces.ends_in_digit[lasts].mean(),
        float(np.median(pieces.characters[firsts])),
        float(np.median(pieces.characters[seconds])),
        float(np.median(offset)) / height,
        max([way.gap for way in down], default=0.0) / height,
        max([way.gap for way in across], default=0.0) / height,
        max([way.ruled for way in across], default=0.0),
        float(len(down)),
    ]


def _cuts(
    page: LevelPage,
    pieces: Pieces,
    node: Node,
    cuts: Sequence[Candidate],
    sides: Sides,
    described: Boxes,
) -> Boxes:
    """(cuts, CUT): what stands on both sides of each."""
    count = len(cuts)
    if not count:
        return np.zeros((0, len(CUT)))
    height, order = page.height, node.order
    firsts, seconds = slice(1, 1 + count), slice(1 + count, 1 + 2 * count)
    is_down = np.array([way.kind is Kind.DOWN for way in cuts])
    gap = np.array([way.gap for way in cuts])
    at = np.array([way.at for way in cuts])
    ruled = np.array([way.ruled for way in cuts])
    rank = np.array([way.rank for way in cuts])
    left, top = pieces.left[order].min(), pieces.top[order].min()
    right, bottom = pieces.right[order].max(), pieces.bottom[order].max()
    place = np.where(
        is_down, (at - left) / max(1.0, right - left), (at - top) / max(1.0, bottom - top)
    )
    best = np.where(is_down, gap[is_down].max(initial=0.0), gap[~is_down].max(initial=0.0))
    usual = max(0.1 * height, float(np.median(gap[~is_down]))) if (~is_down).any() else height
    crossing = 1.0 - (sides.mask[firsts].sum(axis=1) + sides.mask[seconds].sum(axis=1)) / len(order)
    both = sides.present[firsts] & sides.present[seconds]
    number = both.sum(axis=1)
    some = number.clip(min=1)
    i, j = sides.last[firsts], sides.first[seconds]
    middle = pieces.middle
    offset = np.abs(middle[i] - middle[j]) / height
    distance = ((pieces.left[j] - pieces.right[i]) / height).clip(max=FAR)

    def shared(values: Boxes | Mask) -> Boxes:
        mean = (values * both).sum(axis=1) / some
        return np.where(number > 0, mean, NONE)

    rows_of_many = max(1, int((np.diff(np.append(node.starts, len(order))) > 1).sum()))
    starts = pieces.left[sides.first[firsts]]
    ragged = _spread(starts, sides.present[firsts], sides.count[firsts]) / height
    join = _joins(pieces, node, cuts, sides, is_down)
    widths = [
        _widths(pieces, order, sides.mask[part]) / max(1.0, right - left)
        for part in (firsts, seconds)
    ]
    about = _about_gutter(page, pieces, sides, cuts, gap, at, crossing, is_down, count)
    tall = described[firsts, SIDE.index("height")], described[seconds, SIDE.index("height")]
    strokes = _strokes(page, cuts, at, gap, (left, top, right, bottom), is_down, len(node.rows))
    return np.column_stack(
        [
            gap / height,
            place,
            gap / np.maximum(0.1 * height, best),
            crossing * len(order) / len(node.rows),
            np.where(is_down, number / sides.count[firsts], NONE),
            np.where(is_down, number / sides.count[seconds], NONE),
            np.where(is_down, number / rows_of_many, NONE),
            np.where(
                is_down, _beside(pieces, order, sides.mask[firsts], sides.mask[seconds]), NONE
            ),
            np.where(is_down, strokes[0], ruled),
            np.where(is_down, strokes[1], NONE),
            np.where(is_down, shared(pieces.is_lower[j]), NONE),
            np.where(is_down, shared(pieces.is_ended[i]), NONE),
            np.where(is_down, shared(pieces.is_figures[j]), NONE),
            np.where(is_down, shared(offset), NONE),
            np.where(is_down, shared(distance), NONE),
            np.where(is_down, shared(offset < IN_STEP), NONE),
            np.where(is_down, ragged, NONE),
            np.where(is_down, NONE, rank),
            np.where(is_down, NONE, gap / usual),
            *about,
            *join,
            *widths,
            tall[0] / np.maximum(0.01, tall[1]),
        ]
    )


def _joins(
    pieces: Pieces, node: Node, cuts: Sequence[Candidate], sides: Sides, is_down: Mask
) -> tuple[Boxes, Boxes, Boxes]:
    """How the text goes on from the end of the first side to the start of the second."""
    count = len(cuts)
    present = sides.present
    rows = present.shape[1]
    final = rows - 1 - np.argmax(present[1 : 1 + count, ::-1], axis=1)
    begin = np.argmax(present[1 + count :], axis=1)
    which = np.arange(count)
    end = sides.last[1 : 1 + count][which, final]
    start = sides.first[1 + count :][which, begin]
    return pieces.is_lower[start], pieces.is_ended[end], pieces.is_hyphened[end]


def _widths(pieces: Pieces, order: Indices, mask: Mask) -> Boxes:
    right = np.where(mask, pieces.right[order], -np.inf).max(axis=1)
    left = np.where(mask, pieces.left[order], np.inf).min(axis=1)
    return right - left


def _beside(pieces: Pieces, order: Indices, first: Mask, second: Mask) -> Boxes:
    """The share of the shorter side's height that both sides have in common."""
    top, bottom = pieces.top[order], pieces.bottom[order]
    tops = [np.where(mask, top, np.inf).min(axis=1) for mask in (first, second)]
    bottoms = [np.where(mask, bottom, -np.inf).max(axis=1) for mask in (first, second)]
    common = np.minimum(*bottoms) - np.maximum(*tops)
    shorter = np.minimum(bottoms[0] - tops[0], bottoms[1] - tops[1])
    return common / np.maximum(1.0, shorter)


def _about_gutter(
    page: LevelPage,
    pieces: Pieces,
    sides: Sides,
    cuts: Sequence[Candidate],
    gap: Boxes,
    at: Boxes,
    crossing: Boxes,
    is_down: Mask,
    count: int,
) -> tuple[Boxes, Boxes, Boxes, Boxes]:
    """For cuts across: how the rows above and below stand about the best gutter of the node."""
    nothing = np.full(count, NONE)
    if not is_down.any() or is_down.all():
        return nothing, nothing, nothing, nothing
    worth = np.where(is_down, gap / page.height - 100.0 * crossing, -np.inf)
    gutter = at[int(np.argmax(worth))]
    slack = BESIDE * page.height
    found = []
    for part in (slice(1, 1 + count), slice(1 + count, 1 + 2 * count)):
        present, rows = sides.present[part], sides.count[part]
        ends, starts = pieces.right[sides.last[part]], pieces.left[sides.first[part]]
        on_left = ((ends <= gutter + slack) & present).sum(axis=1) / rows
        on_right = ((starts >= gutter - slack) & present).sum(axis=1) / rows
        parted = _parted(pieces, sides, part, gutter, slack)
        found.append(
            (np.where(is_down, NONE, parted), np.where(is_down, NONE, 1.0 - on_left - on_right))
        )
    (above, over_above), (below, over_below) = found
    return above, below, over_above, over_below


def _parted(pieces: Pieces, sides: Sides, part: slice, gutter: float, slack: float) -> Boxes:
    """The share of the rows that have pieces on both sides of the gutter."""
    present = sides.present[part]
    starts, ends = pieces.left[sides.first[part]], pieces.right[sides.last[part]]
    first_ends, last_starts = pieces.right[sides.first[part]], pieces.left[sides.last[part]]
    both = (starts < gutter) & (ends > gutter)
    both &= (first_ends <= gutter + slack) & (last_starts >= gutter - slack) & present
    return np.asarray(both.sum(axis=1) / sides.count[part])


def _strokes(
    page: LevelPage,
    cuts: Sequence[Candidate],
    at: Boxes,
    gap: Boxes,
    span: tuple[float, float, float, float],
    is_down: Mask,
    rows: int,
) -> tuple[Boxes, Boxes]:
    """For gutters: the share of the height that strokes down them fill, and how many strokes
    across go through them, a row.
    """
    _, top, _, bottom = span
    height = page.height
    x0, y0, x1, y1 = page.vertical.T
    filled = (np.minimum(y1, bottom) - np.maximum(y0, top)).clip(min=0.0)
    x = ((x0 + x1) / 2)[:, None]
    reach = gap / 2 + BESIDE * height
    is_in = np.abs(x - at) < reach
    down = np.minimum(1.5, filled @ is_in / max(1.0, bottom - top))
    x0, y0, x1, y1 = page.horizontal.T
    level = (y0 + y1) / 2
    inside = (level > top) & (level < bottom)
    through = (x0[:, None] < at - height) & (x1[:, None] > at + height) & inside[:, None]
    return down, through.sum(axis=0) / rows
