"""What runs over a gutter, in figures: heads are higher than the text, alone in their rows and
apart from those above and below; lines of two columns that were found as one are none of that.

A Node and the places of gutters enter, a row of `OVER` for each leaves. Lengths in line heights, -1
where nothing runs over.
"""

from __future__ import annotations

import numpy as np

from recto.reading_order.candidates import Node
from recto.reading_order.pieces import Pieces
from recto.reading_order.rows import Boxes, LevelPage
from recto.reading_order.sides import NONE

REACH = 0.15  # line heights on both sides of the gutter, at least
FAR = 20.0  # line heights: farther apart is as far

# means over the pieces that run over
OVER = ("over_height", "over_width", "over_characters", "over_apart", "over_alone", "over_reach")


def over_gutters(page: LevelPage, pieces: Pieces, node: Node, at: Boxes) -> dict[str, Boxes]:
    """`at`: px across, infinite where a cut is no gutter."""
    height, order = page.height, node.order
    left, right = pieces.left[order], pieces.right[order]
    before = at[:, None] - left
    beyond = right - at[:, None]
    reach = np.minimum(before, beyond) / height
    is_over = reach > REACH
    traits = _traits(page, pieces, node)
    number = is_over.sum(axis=1).clip(min=1)
    means = (is_over @ traits) / number[:, None]
    reached = np.where(is_over, reach, 0.0)
    reaches = reached.sum(axis=1) / number
    found = np.column_stack([means, reaches])
    found[~is_over.any(axis=1)] = NONE
    return dict(zip(OVER, found.T, strict=True))


def _traits(page: LevelPage, pieces: Pieces, node: Node) -> Boxes:
    """(pieces, all of `OVER` but the last)."""
    height, order = page.height, node.order
    tops = pieces.top[order]
    bottoms = pieces.bottom[order]
    width = pieces.right[order] - pieces.left[order]
    lowest = np.maximum.reduceat(bottoms, node.starts)
    highest = np.minimum.reduceat(tops, node.starts)
    between = (highest[1:] - lowest[:-1]) / height
    above = np.append(FAR, between)
    below = np.append(between, FAR)
    apart = np.minimum(above, below).clip(max=FAR)
    bounds = np.append(node.starts, len(order))
    is_alone = np.diff(bounds) == 1
    return np.column_stack(
        [
            (bottoms - tops) / height,
            width / height,
            pieces.characters[order],
            apart[node.row],
            is_alone[node.row],
        ]
    )
