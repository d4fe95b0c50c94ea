"""A cut in figures: the gap, what stands on both sides of it, the strokes in it and across it.

Candidates and their two sides enter, a row of `CUT` for each leaves. Lengths in line heights, -1
where a figure has no meaning, as those of gutters have none for cuts across.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recto.reading_order.candidates import Candidate, Kind, Mask, Node
from recto.reading_order.over_gutter import OVER, over_gutters
from recto.reading_order.pieces import Pieces
from recto.reading_order.rows import Boxes, Indices, LevelPage
from recto.reading_order.sides import NONE, SIDE, Sides, spread

IN_STEP = 0.2  # line heights between the middles of two pieces of one row
BESIDE = 0.3  # line heights about a gutter
FAR = 20.0  # line heights: farther is as far
LEAST_USUAL = 0.1  # line heights that a usual gap counts as
MOST_RULED = 1.5  # of a gutter's height: strokes beyond that say no more
CROSSED = 100.0  # line heights of gutter that it costs to be crossed by all

CUT = (
    *("gap", "place", "gap_of_best", "crossing", "joined", "rank", "gap_of_usual"),
    *("common_first", "common_second", "common_rows", "second_lower", "first_ended"),
    *("second_figures", "offset", "distance", "in_step", "ragged", "beside"),
    *("ruled", "strokes_across"),
    *("both_sides_above", "both_sides_below", "crossing_above", "crossing_below"),
    *("joined_lower", "joined_ended", "joined_hyphen"),
    *("width_first", "width_second", "of_height"),
    *OVER,
)
Figures = dict[str, Boxes]  # (cuts,) each


@dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """The cuts of a node, an array a trait, and their sides."""

    page: LevelPage
    pieces: Pieces
    node: Node
    is_down: Mask  # (cuts,)
    gap: Boxes  # px
    at: Boxes  # px
    ruled: Boxes
    rank: Boxes
    crossing: Boxes  # pieces on neither side, a row of the node
    is_joined: Boxes
    first: Sides
    second: Sides

    @property
    def span(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of all pieces, px."""
        return self.page.span(self.node.order)

    def of_gutters(self, values: Boxes) -> Boxes:
        """These for gutters, nothing for cuts across."""
        return np.where(self.is_down, values, NONE)

    def of_gaps(self, values: Boxes) -> Boxes:
        """The other way round."""
        return np.where(self.is_down, NONE, values)


def cut_figures(
    page: LevelPage,
    pieces: Pieces,
    node: Node,
    cuts: Sequence[Candidate],
    first: Sides,
    second: Sides,
    told: tuple[Boxes, Boxes],
) -> Boxes:
    """(cuts, CUT); `told`: what is told of each side already (sides.py)."""
    if not cuts:
        return np.zeros((0, len(CUT)))
    all_cuts = Cuts(
        page,
        pieces,
        node,
        np.array([cut.kind is Kind.DOWN for cut in cuts]),
        np.array([cut.gap for cut in cuts]),
        np.array([cut.at for cut in cuts]),
        np.array([cut.ruled for cut in cuts]),
        np.array([cut.rank for cut in cuts]),
        np.array([cut.crossing for cut in cuts]),
        np.array([float(cut.is_joined) for cut in cuts]),
        first,
        second,
    )
    height = SIDE.index("height")
    heights = told[0][:, height] / np.maximum(0.01, told[1][:, height])
    found = _gap(all_cuts) | _rows_beside(all_cuts) | _strokes(all_cuts) | _about_gutter(all_cuts)
    found |= _joins(all_cuts) | _widths(all_cuts) | {"of_height": heights}
    gutters = np.where(all_cuts.is_down, all_cuts.at, np.inf)
    found |= over_gutters(page, pieces, node, gutters)
    return np.column_stack([found[name] for name in CUT])


def _gap(cuts: Cuts) -> Figures:
    """How wide it is, also beside the other gaps of its kind, and where it lies, 0..1."""
    left, top, right, bottom = cuts.span
    height, down = cuts.page.height, cuts.is_down
    width = max(1.0, right - left)
    tall = max(1.0, bottom - top)
    across = (cuts.at - left) / width
    along = (cuts.at - top) / tall
    widest_down = cuts.gap[down].max(initial=0.0)
    widest_across = cuts.gap[~down].max(initial=0.0)
    widest = np.where(down, widest_down, widest_across)
    usual = float(np.median(cuts.gap[~down])) if (~down).any() else height
    return {
        "gap": cuts.gap / height,
        "place": np.where(down, across, along),
        "gap_of_best": cuts.gap / np.maximum(LEAST_USUAL * height, widest),
        "crossing": cuts.crossing,
        "joined": cuts.is_joined,
        "rank": cuts.of_gaps(cuts.rank),
        "gap_of_usual": cuts.of_gaps(cuts.gap / max(LEAST_USUAL * height, usual)),
    }


def _rows_beside(cuts: Cuts) -> Figures:
    """Rows with pieces on both sides of a gutter: how many, how far apart, whether the right piece
    goes on where the left one stops.
    """
    pieces, height = cuts.pieces, cuts.page.height
    both = cuts.first.present & cuts.second.present
    number = both.sum(axis=1)
    i, j = cuts.first.last, cuts.second.first
    middle = pieces.middle
    offset = np.abs(middle[i] - middle[j]) / height
    space = pieces.left[j] - pieces.right[i]
    distance = (space / height).clip(max=FAR)
    ends = np.append(cuts.node.starts, len(cuts.node.order))
    is_of_many = np.diff(ends) > 1
    rows_of_many = max(1, int(is_of_many.sum()))

    def shared(values: Boxes | Mask) -> Boxes:
        total = (values * both).sum(axis=1)
        mean = total / number.clip(min=1)
        mean[number == 0] = NONE
        return cuts.of_gutters(mean)

    starts = pieces.left[cuts.first.first]
    ragged = spread(starts, cuts.first.present, cuts.first.count) / height
    return {
        "common_first": cuts.of_gutters(number / cuts.first.count),
        "common_second": cuts.of_gutters(number / cuts.second.count),
        "common_rows": cuts.of_gutters(number / rows_of_many),
        "second_lower": shared(pieces.is_lower[j]),
        "first_ended": shared(pieces.is_ended[i]),
        "second_figures": shared(pieces.is_figures[j]),
        "offset": shared(offset),
        "distance": shared(distance),
        "in_step": shared(offset < IN_STEP),
        "ragged": cuts.of_gutters(ragged),
        "beside": cuts.of_gutters(_height_in_common(cuts)),
    }


def _height_in_common(cuts: Cuts) -> Boxes:
    """Of the lower side's height."""
    order = cuts.node.order
    top, bottom = cuts.pieces.top[order], cuts.pieces.bottom[order]
    tops = []
    bottoms = []
    for side in (cuts.first, cuts.second):
        tops.append(np.where(side.mask, top, np.inf).min(axis=1))
        bottoms.append(np.where(side.mask, bottom, -np.inf).max(axis=1))
    begin = np.maximum(*tops)
    end = np.minimum(*bottoms)
    heights = np.subtract(bottoms, tops)
    lower = heights.min(axis=0).clip(min=1.0)
    return np.asarray((end - begin) / lower)


def _strokes(cuts: Cuts) -> Figures:
    """The share of a cut's length that strokes in it fill, and the strokes that go through a
    gutter, a row.
    """
    _, top, _, bottom = cuts.span
    height = cuts.page.height
    x0, y0, x1, y1 = cuts.page.vertical.T
    inside = np.minimum(y1, bottom) - np.maximum(y0, top)
    filled = inside.clip(min=0.0) / max(1.0, bottom - top)
    x = (x0 + x1) / 2
    reach = cuts.gap / 2 + BESIDE * height
    is_in = np.abs(x[:, None] - cuts.at) < reach
    down = (filled @ is_in).clip(max=MOST_RULED)
    x0, y0, x1, y1 = cuts.page.horizontal.T
    level = (y0 + y1) / 2
    is_inside = level > top
    is_inside &= level < bottom
    through = x0[:, None] < cuts.at - height
    through &= x1[:, None] > cuts.at + height
    through &= is_inside[:, None]
    return {
        "ruled": np.where(cuts.is_down, down, cuts.ruled),
        "strokes_across": cuts.of_gutters(through.sum(axis=0) / len(cuts.node.rows)),
    }


def _about_gutter(cuts: Cuts) -> Figures:
    """For cuts across: how the rows above and below stand about the best gutter of the node, the
    share that has pieces on both sides of it and the share that runs over it.
    """
    down = cuts.is_down
    slack = BESIDE * cuts.page.height
    worth = cuts.gap / cuts.page.height - CROSSED * cuts.crossing
    worth[~down] = -np.inf
    best = int(np.argmax(worth))
    gutter = float(cuts.at[best]) if down.any() else None
    found: Figures = {}
    for name, side in (("above", cuts.first), ("below", cuts.second)):
        both = over = np.full(len(down), NONE)
        if gutter is not None:
            both, over = _at_gutter(cuts.pieces, side, gutter, slack)
        found[f"both_sides_{name}"] = cuts.of_gaps(both)
        found[f"crossing_{name}"] = cuts.of_gaps(over)
    return found


def _at_gutter(pieces: Pieces, side: Sides, x: float, slack: float) -> tuple[Boxes, Boxes]:
    starts = pieces.left[side.first]
    ends = pieces.right[side.last]
    is_left = ends <= x + slack
    is_left &= side.present
    is_right = starts >= x - slack
    is_right &= side.present
    on_one_side = is_left | is_right
    is_both = pieces.right[side.first] <= x + slack
    is_both &= pieces.left[side.last] >= x - slack
    is_both &= side.present & ~on_one_side
    both = is_both.sum(axis=1) / side.count
    one = on_one_side.sum(axis=1) / side.count
    return both, 1.0 - one - both


def _joins(cuts: Cuts) -> Figures:
    """How the text goes on from the end of the first side to the start of the second."""
    which = np.arange(len(cuts.gap))
    rows = cuts.first.present.shape[1]
    final = rows - 1 - np.argmax(cuts.first.present[:, ::-1], axis=1)
    begin = np.argmax(cuts.second.present, axis=1)
    end: Indices = cuts.first.last[which, final]
    start: Indices = cuts.second.first[which, begin]
    return {
        "joined_lower": cuts.pieces.is_lower[start],
        "joined_ended": cuts.pieces.is_ended[end],
        "joined_hyphen": cuts.pieces.is_hyphened[end],
    }


def _widths(cuts: Cuts) -> Figures:
    """Of each side, as a share of the node's."""
    order = cuts.node.order
    left, _, right, _ = cuts.span
    found: Figures = {}
    for name, side in (("first", cuts.first), ("second", cuts.second)):
        ends = np.where(side.mask, cuts.pieces.right[order], -np.inf)
        starts = np.where(side.mask, cuts.pieces.left[order], np.inf)
        width = ends.max(axis=1) - starts.min(axis=1)
        found[f"width_{name}"] = width / max(1.0, right - left)
    return found
