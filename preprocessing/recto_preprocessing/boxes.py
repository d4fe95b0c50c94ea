"""Upright boxes of lines: around their corners, turned with the page, and what stands in one.

Boxes are (N, 4) arrays of left, top, right, bottom, px.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .page_in_work import Quads

Boxes = NDArray[np.float64]  # (N, 4) left, top, right, bottom, px


def boxes_of(quads: Quads) -> Boxes:
    """(N, 4, 2) corners -> the boxes around them."""
    low = quads.min(axis=1)
    high = quads.max(axis=1)
    return np.concatenate([low, high], axis=1)


def turned(boxes: Boxes, shape: tuple[int, ...], turns: int) -> Boxes:
    """The boxes after quarter turns counter-clockwise of a page of `shape`."""
    height, width = shape[:2]
    for _ in range(turns):
        left, top, right, bottom = boxes.T
        boxes = np.stack([top, width - right, bottom, width - left], axis=1)
        height, width = width, height
    return boxes


def line_height(boxes: Boxes) -> float:
    """Median, px, whichever way the lines run."""
    left, top, right, bottom = boxes.T
    across = right - left
    down = bottom - top
    shorter = np.minimum(across, down)
    return max(1.0, float(np.median(shorter)))


def within(pixels: NDArray[np.generic], box: Boxes) -> NDArray[np.generic]:
    """What is in the (4,) box, a px of it at least, as far as it is on the page."""
    rows, columns = pixels.shape
    left, top, right, bottom = np.round(box).astype(int)
    first_row = min(max(top, 0), rows - 1)
    first_column = min(max(left, 0), columns - 1)
    past_row = max(bottom, first_row + 1)
    past_column = max(right, first_column + 1)
    return pixels[first_row:past_row, first_column:past_column]
