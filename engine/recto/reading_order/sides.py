"""One side of a cut in figures: how long its rows are, what they end in, how they are set.

Masks over a Node's pieces enter, a row of `SIDE` for each leaves: all sides of all candidates at
once. Lengths in line heights, -1 where a figure has no meaning.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recto.reading_order.candidates import Mask, Node
from recto.reading_order.pieces import Pieces
from recto.reading_order.rows import Boxes, Indices, LevelPage

NONE = -1.0
FLUSH_RIGHT = 1.0  # line heights from where most rows end
FLUSH_LEFT = 0.5
MOST_ROWS = 0.9  # of the rows end before that

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


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Sides (S) by rows (R): which piece of each row is the first of the side, and the last."""

    mask: Mask  # (S, pieces)
    present: Mask  # (S, R)
    first: Indices  # (S, R) pieces of the page; any where not present
    last: Indices
    count: Boxes  # (S,) rows, at least 1

    def part(self, which: slice) -> Sides:
        """Some of the sides."""
        return Sides(
            self.mask[which],
            self.present[which],
            self.first[which],
            self.last[which],
            self.count[which],
        )


def sides_of(node: Node, mask: Mask) -> Sides:
    """The first and the last piece of each row that each mask (S, pieces) leaves."""
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


def described(page: LevelPage, pieces: Pieces, node: Node, sides: Sides) -> Boxes:
    """(S, SIDE)."""
    found = _set(page, pieces, sides) | _ends(pieces, sides) | _text(page, pieces, node, sides)
    return np.column_stack([found[name] for name in SIDE])


def _set(page: LevelPage, pieces: Pieces, sides: Sides) -> dict[str, Boxes]:
    """How the rows are set: how long, flush or centred."""
    height = page.height
    present = sides.present
    count = sides.count
    left = pieces.left[sides.first]
    right = pieces.right[sides.last]
    most = _sorted_at(right, present, MOST_ROWS)
    usual = _sorted_at(left, present, 0.5)
    length = _sorted_at(right - left, present, 0.5)
    ends_right = right > most[:, None] - FLUSH_RIGHT * height
    starts_left = np.abs(left - usual[:, None]) < FLUSH_LEFT * height
    centre = (left + right) / 2
    of_centres = spread(centre, present, count)
    of_lefts = spread(left, present, count)
    of_rights = spread(right, present, count)
    ragged = np.minimum(of_lefts, of_rights)
    return {
        "rows": count,
        "row_length": length / height,
        "flush_right": _share(ends_right, sides),
        "flush_left": _share(starts_left, sides),
        "centred": (of_centres - ragged) / height,
    }


def _ends(pieces: Pieces, sides: Sides) -> dict[str, Boxes]:
    """What the rows begin with and end in; the first row begins as it may."""
    is_first_row = np.cumsum(sides.present, axis=1) == 1
    later = sides.present & ~is_first_row
    lower = pieces.is_lower[sides.first] * later
    begins_lower = lower.sum(axis=1) / (sides.count - 1).clip(min=1)
    return {
        "ends_in_digit": _share(pieces.ends_in_digit[sides.last], sides),
        "hyphened": _share(pieces.is_hyphened[sides.last], sides),
        "begins_lower": np.where(sides.count > 1, begins_lower, NONE),
        "begins_upper": _share(pieces.is_upper[sides.first], sides),
    }


def _text(page: LevelPage, pieces: Pieces, node: Node, sides: Sides) -> dict[str, Boxes]:
    """Of all pieces, wherever they stand in their rows."""
    order = node.order
    tall = pieces.bottom - pieces.top
    traits = (pieces.characters, pieces.letters, pieces.digits, tall, np.ones(len(tall)))
    of_pieces = np.column_stack([trait[order] for trait in traits])
    characters, letters, digits, heights, number = (sides.mask @ of_pieces).T
    some = characters.clip(min=1.0)
    return {
        "row_characters": characters / sides.count,
        "letters": letters / some,
        "digits": digits / some,
        "height": heights / number.clip(min=1) / page.height,
        "pieces": number / sides.count,
    }


def _share(values: Boxes | Mask, sides: Sides) -> Boxes:
    """Mean over the rows of each side."""
    total = (values * sides.present).sum(axis=1)
    return np.asarray(total / sides.count)


def _sorted_at(values: Boxes, present: Mask, share: float) -> Boxes:
    """The value that this share of those present does not exceed, one a side."""
    ordered = np.where(present, values, np.inf)
    ordered.sort(axis=1)
    count = present.sum(axis=1)
    most = (share * count).astype(np.int64)
    at = np.minimum(count - 1, most).clip(min=0)
    found = np.take_along_axis(ordered, at[:, None], axis=1)[:, 0]
    found[count == 0] = 0.0
    return found


def spread(values: Boxes, present: Mask, count: Boxes) -> Boxes:
    """Standard deviation of the values that are present, one a side."""
    total = (values * present).sum(axis=1)
    mean = total / count
    off = values - mean[:, None]
    squares = np.square(off) * present
    variance = squares.sum(axis=1) / count
    return np.asarray(np.sqrt(variance))
