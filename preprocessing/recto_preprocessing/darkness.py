"""Where text runs into black: a shadow, a flash that did not reach, half a page lost to an earlier
cleaning. No reader misses what it cannot see, so a person is told.

A grey page and the boxes of its lines, px, enter; the sides of the text that are black leave, with
the share of the image that is. A scanner's dark lid is black, too, but text keeps a margin from it;
light text on black and pictures do not count.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .quality import INK, paper_of, shrink
from .raster import Pixels

Mask = NDArray[np.bool_]
Boxes = NDArray[np.float64]  # (N, 4) left, top, right, bottom, px

DARK = INK  # grey level of paper below which no ink is INK darker
UNKNOWN = 10.0  # px of the copy: a line's height where there is no line
BROAD = 2  # line heights that a black region is broad
# line heights to the black from the end of a line that runs into it, and from a line to the black
# in which the next one is lost
AT_END, NEXT_LINE = 0.7, 1.2
MOSTLY = 0.5  # of a line's side that is black there; of an image without any line
SHARE = 0.2  # of the text's extent along that side whose lines run into black
SMALLEST = 64  # px: of a smaller image without any line nothing is said


def black_sides(grey: Pixels, boxes: Boxes, turns: dict[str, int]) -> list[tuple[str, float]]:
    """(side, share of the image that is black) for each side at which text runs into black, "" for
    the side of a page without lines; `turns` are the quarter turns that bring a side to the top.
    """
    small = shrink(grey)
    scaled = boxes * (small.shape[1] / grey.shape[1])
    black = _black(small, _line_height(scaled) if len(boxes) else UNKNOWN)
    share = float(black.mean())
    if not len(boxes) and share >= MOSTLY and min(small.shape) >= SMALLEST:
        return [("", share)]
    if not len(boxes) or not share:
        return []
    on_paper = scaled[[_ground(small, box) >= DARK for box in scaled]]
    found = []
    for side, turn in turns.items():
        lines = turned(on_paper, black.shape, turn)
        if _runs_into(np.rot90(black, turn), lines):
            found.append((side, share))
    return found


def turned(boxes: Boxes, shape: tuple[int, ...], turns: int) -> Boxes:
    """The boxes after quarter turns counter-clockwise of a page of `shape`."""
    height, width = shape[:2]
    for _ in range(turns):
        left, top, right, bottom = boxes.T
        boxes = np.stack([top, width - right, bottom, width - left], axis=1)
        height, width = width, height
    return boxes


def _line_height(boxes: Boxes) -> float:
    """Px, whichever way the lines run."""
    left, top, right, bottom = boxes.T
    shorter = np.minimum(right - left, bottom - top)
    return max(1.0, float(np.median(shorter)))


def _black(small: Pixels, height: float) -> Mask:
    """Black regions that are broad and reach the image's edge."""
    dark = (paper_of(small) < DARK).astype(np.uint8)
    size = max(1, round(BROAD * height))
    brush = np.ones((size, size), np.uint8)
    edge = cv2.BORDER_REPLICATE
    broad = cv2.morphologyEx(dark, cv2.MORPH_OPEN, brush, borderType=edge)
    _, regions = cv2.connectedComponents(broad)
    rim = [regions[0], regions[-1], regions[:, 0], regions[:, -1]]
    at_edge = np.unique(np.concatenate(rim))
    return np.isin(regions, at_edge[at_edge > 0])


def _within(pixels: Mask | Pixels, box: Boxes) -> Mask | Pixels:
    """What is in the box, as far as it is on the page."""
    left, top = np.floor(box[:2]).astype(int).clip(min=0)
    right, bottom = np.ceil(box[2:]).astype(int).clip(min=0)
    return pixels[top:bottom, left:right]


def _ground(small: Pixels, box: Boxes) -> float:
    """Grey level of most of a line's box: ground takes more of it than text does."""
    inside = _within(small, box)
    return float(np.median(inside)) if inside.size else 0.0


def _runs_into(black: Mask, lines: Boxes) -> bool:
    """Whether there is black above enough of these lines, which run across or towards it."""
    if not len(lines):
        return False
    height = _line_height(lines)
    extent = max(1.0, lines[:, 2].max() - lines[:, 0].min())
    reached = 0.0
    for left, top, right, bottom in lines:
        runs_across = right - left > bottom - top
        reach = height * (NEXT_LINE if runs_across else AT_END)
        above = _within(black, np.array([left, top - reach, right, top]))
        if above.size and above.any(axis=0).mean() >= MOSTLY:
            reached += right - left
    return reached >= SHARE * extent
