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

from .boxes import Boxes, line_height, turned, within
from .quality import INK, paper_of, shrink
from .raster import Pixels

Mask = NDArray[np.bool_]

DARK = INK  # grey level of paper below which no ink is INK darker
UNKNOWN = 10.0  # px of the copy: a line's height where there is no line
BROAD = 2  # line heights that a black region is broad
# line heights to the black from the end of a line that runs into it, and from a line to the black
# in which the next one is lost
AT_END, NEXT_LINE = 0.7, 1.3
MOSTLY = 0.5  # of a line's side that is black there; of an image without any line
SHARE = 0.2  # of the text's extent along that side whose lines run into black
SMALLEST = 64  # px: of a smaller image without any line nothing is said


def black_sides(grey: Pixels, boxes: Boxes, turns: dict[str, int]) -> list[tuple[str, float]]:
    """(side, share of the image that is black) for each side at which text runs into black, "" for
    the side of a page without lines; `turns` are the quarter turns that bring a side to the top.
    """
    small = shrink(grey)
    height, width = small.shape
    scale = width / grey.shape[1]
    scaled = boxes * scale
    text_height = line_height(scaled) if len(boxes) else UNKNOWN
    black = _black(small, text_height)
    share = float(black.mean())
    if not len(boxes):
        is_page = min(height, width) >= SMALLEST
        is_dark = is_page and share >= MOSTLY
        return [("", share)] if is_dark else []
    # ground takes more of a line's box than text does
    grounds = np.array([_ground(small, box) for box in scaled])
    lines = scaled[grounds >= DARK]
    found = []
    for side, turn in turns.items():
        at_top = np.rot90(black, turn)
        if _runs_into(at_top, turned(lines, black.shape, turn), text_height):
            found.append((side, share))
    return found


def _black(small: Pixels, height: float) -> Mask:
    """Black regions that are broad and reach the image's edge."""
    is_dark = paper_of(small) < DARK
    size = round(BROAD * height)
    brush = np.ones((size, size), np.uint8)
    broad = cv2.morphologyEx(
        is_dark.astype(np.uint8),
        cv2.MORPH_OPEN,
        brush,
        borderType=cv2.BORDER_REPLICATE,
    )
    _, regions = cv2.connectedComponents(broad)
    rims = [
        regions[0],
        regions[-1],
        regions[:, 0],
        regions[:, -1],
    ]
    at_edge = np.unique(np.concatenate(rims))
    regions_at_edge = at_edge[at_edge > 0]
    return np.isin(regions, regions_at_edge)


def _ground(small: Pixels, box: NDArray[np.float64]) -> float:
    cut = np.asarray(within(small, box), dtype=np.uint8)
    return float(np.median(cut))


def _runs_into(black: Mask, lines: Boxes, height: float) -> bool:
    """Whether there is black above enough of these lines, which run across or towards it."""
    if not len(lines):
        return False
    extent = lines[:, 2].max() - lines[:, 0].min()
    reached = 0.0
    for left, top, right, bottom in lines:
        across = right - left
        down = bottom - top
        reach = NEXT_LINE if across > down else AT_END
        highest = top - reach * height
        above = np.array([left, highest, right, top])
        is_below_black = within(black, above).any(axis=0)
        if is_below_black.mean() >= MOSTLY:
            reached += across
    return bool(reached >= SHARE * extent)
