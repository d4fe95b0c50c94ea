"""What each way of parting some pieces looks like, in figures: one row a candidate.

A Node with its candidates enters, an array (candidates, `NAMES`) leaves; lengths in line heights,
-1 where a figure has no meaning. The two sides of a candidate are described alike, beside what
stands on both sides of a cut and what the node's other ways are. Everything is computed for all
candidates at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recto.reading_order.candidates import Candidate, Kind, Node
from recto.reading_order.columns import in_grid
from recto.reading_order.cut_figures import CUT, cut_figures
from recto.reading_order.pieces import Pieces
from recto.reading_order.rows import Boxes, LevelPage
from recto.reading_order.sides import NONE, SIDE, described, sides_of

DEEP = 6.0  # cuts down from the page: deeper is as deep

NODE = (
    "pieces",
    "width",
    "tall",
    "landscape",
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
    "in_grid",
)
NAMES = (
    *(f"node_{name}" for name in NODE),
    *(f"whole_{name}" for name in SIDE),
    *(kind.value for kind in Kind),
    *(f"first_{name}" for name in SIDE),
    *(f"second_{name}" for name in SIDE),
    *(f"cut_{name}" for name in CUT),
)


def figures(
    page: LevelPage, pieces: Pieces, node: Node, ways: Sequence[Candidate], depth: int
) -> Boxes:
    """(candidates, NAMES) of this node, `depth` cuts down from the page."""
    cuts = [way for way in ways if way.kind is not Kind.ROWS]
    everything = np.ones(len(node.order), dtype=bool)
    firsts = [cut.first for cut in cuts]
    seconds = [cut.second for cut in cuts]
    masks = np.stack([everything, *firsts, *seconds])
    sides = sides_of(node, masks)
    told = described(page, pieces, node, sides)
    past_first = 1 + len(cuts)
    first = slice(1, past_first)
    second = slice(past_first, None)
    both = (told[first], told[second])
    first_sides = sides.part(first)
    second_sides = sides.part(second)
    of_cuts = cut_figures(page, pieces, node, cuts, first_sides, second_sides, both)
    of_node = _node(page, pieces, node, ways, depth)
    whole = np.concatenate([of_node, told[0]])
    table = np.full((len(ways), len(NAMES)), NONE)
    at_kind = len(whole)
    at_cut = at_kind + len(Kind)
    table[:, :at_kind] = whole
    kinds = np.array([way.kind for way in ways])
    all_kinds = np.array(list(Kind))
    table[:, at_kind:at_cut] = kinds[:, None] == all_kinds
    is_cut = kinds != Kind.ROWS
    table[is_cut, at_cut:] = np.hstack([*both, of_cuts])
    return table


def _node(
    page: LevelPage, pieces: Pieces, node: Node, ways: Sequence[Candidate], depth: int
) -> list[float]:
    height, order = page.height, node.order
    bounds = np.append(node.starts, len(order))
    lengths = np.diff(bounds)
    is_long = lengths > 1
    starts = node.starts[is_long]
    ends = starts + lengths[is_long]
    firsts = order[starts]
    seconds = order[starts + 1]
    lasts = order[ends - 1]
    down = [way for way in ways if way.kind is Kind.DOWN]
    across = [way for way in ways if way.kind is Kind.ACROSS]
    widest_down = max([way.gap for way in down], default=0.0)
    widest_across = max([way.gap for way in across], default=0.0)
    left, top, right, bottom = page.span(order)
    width = right - left
    tall = bottom - top
    offset = np.abs(pieces.middle[seconds] - pieces.middle[firsts])
    return [
        float(len(order)),
        width / height,
        tall / height,
        width / max(1.0, tall),
        min(DEEP, depth),
        len(starts) / len(node.rows),
        _mean(pieces.is_lower[seconds]),
        _mean(pieces.is_ended[firsts]),
        _mean(pieces.is_hyphened[firsts]),
        _mean(pieces.ends_in_digit[lasts]),
        _median(pieces.characters[firsts]),
        _median(pieces.characters[seconds]),
        _median(offset / height),
        widest_down / height,
        widest_across / height,
        max([way.ruled for way in across], default=0.0),
        float(len(down)),
        float(in_grid(page, order)),
    ]


def _mean(values: Boxes) -> float:
    return float(values.mean()) if len(values) else NONE


def _median(values: Boxes) -> float:
    """As numpy's, which takes ten times as long for a few values."""
    if not len(values):
        return NONE
    ordered = np.sort(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return float(ordered[middle])
    return float(ordered[middle - 1] + ordered[middle]) / 2
