"""Spots on a page that may be letters, or words of joined letters.

Grey pixels as drawn and the boxes of the words that stand enter; the spots beside those leave.
Edges are looked at, not darkness: pale notes, print on coloured ground and white on black have them
too. Rules, frames and specks are none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Box, Pixels

EDGE = 40  # grey levels between a spot and its ground, within 3 px
LOWEST, HIGHEST = 3.0, 54.0  # points: a spot's height
WIDEST = 30.0  # heights: a word in a joined script; a rule is wider
HOLLOW = 0.08  # least share of its box that a spot's edges fill
SLIM = 2  # px: what is no wider is a rule
ROOM = 2  # px: what is inside of a frame is wider and higher
RIM = 5  # px that the side of a frame is wide at most
MARGIN = 0.15  # of a word's height around it, where its own edges may reach

Mask = NDArray[np.uint8]
Spots = NDArray[np.int32]  # (N, 4): left, top, right, bottom
Spot = NDArray[np.int32]  # (4,): the same of one, or of a text


def edges_beside(grey: Pixels, covered: Sequence[Box], scale: float) -> Mask:
    """1 where the page, `scale` times as large, is brighter or darker than beside it, outside of
    the boxes (px of the page).
    """
    import cv2

    small = grey
    if scale < 1:
        shrunk = cv2.resize(
            grey,
            None,
            fx=scale,
            fy=scale,
            interpolation=cv2.INTER_AREA,
        )
        small = np.asarray(shrunk, np.uint8)

    neighbours = np.ones((3, 3), np.uint8)
    contrast = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, neighbours)
    is_edge = np.asarray(contrast) > EDGE
    mask = is_edge.astype(np.uint8)
    for box in covered:
        shorter = min(box.height, box.width)
        margin = MARGIN * shorter + 1 / scale
        top = int((box.top - margin) * scale)
        left = int((box.left - margin) * scale)
        bottom = int((box.bottom + margin) * scale)
        right = int((box.right + margin) * scale)
        rows = slice(max(0, top), bottom + 1)
        columns = slice(max(0, left), right + 1)
        mask[rows, columns] = 0
    return mask


def letters(mask: Mask, point: float) -> Spots:
    """Connected edges as large as a letter, or a word of joined letters; `point`: its px."""
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    found = np.asarray(stats[1:], np.int32)
    left, top, width, height, area = found.T
    longer = np.maximum(width, height)
    shorter = np.minimum(width, height)
    is_tall = longer >= LOWEST * point
    is_low = shorter <= HIGHEST * point
    is_compact = longer <= WIDEST * shorter
    is_filled = area >= HOLLOW * width * height
    is_broad = shorter > SLIM
    is_of_size = is_tall & is_low & is_compact
    is_letter = is_of_size & is_filled & is_broad

    right = left + width
    bottom = top + height
    boxes = np.stack([left, top, right, bottom], axis=1)
    spots = np.asarray(boxes[is_letter], np.int32)
    return spots[~_are_frames(spots, mask)]


def _are_frames(spots: Spots, mask: Mask) -> NDArray[np.bool_]:
    """Spots with nothing inside their four sides: the corners of an O's box cut its ring, a frame's
    do not.
    """
    import cv2

    left, top, right, bottom = spots.T
    left = left + RIM
    top = top + RIM
    right = right - RIM
    bottom = bottom - RIM
    width = right - left
    height = bottom - top
    has_room = (width > ROOM) & (height > ROOM)

    # A slim spot at the page's edge has no room, and its turned box is beyond the page.
    mask_height, mask_width = mask.shape
    first_x = np.minimum(left, right)
    first_y = np.minimum(top, bottom)
    last_x = np.minimum(np.maximum(left, right), mask_width)
    last_y = np.minimum(np.maximum(top, bottom), mask_height)

    sums = np.asarray(cv2.integral(mask))
    inside = (
        sums[last_y, last_x]
        - sums[first_y, last_x]
        - sums[last_y, first_x]
        + sums[first_y, first_x]
    )
    return np.asarray(has_room & (inside == 0), np.bool_)


def middles(spots: Spots) -> NDArray[np.float64]:
    """(N, 2) x, y."""
    first = spots[:, :2]
    last = spots[:, 2:]
    middle = (first + last) / 2
    return np.asarray(middle, np.float64)


def sides_of(spots: Spots) -> Spots:
    """(N, 2) width, height."""
    first = spots[:, :2]
    last = spots[:, 2:]
    return last - first


def around(spots: Spots) -> Spot:
    """The smallest box that holds them all (at least one)."""
    first = spots[:, :2].min(axis=0)
    last = spots[:, 2:].max(axis=0)
    return np.concatenate([first, last])
