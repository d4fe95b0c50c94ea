"""Ruling lines: the straight strokes that part a table's rows and columns, found on the page's
pixels with OpenCV; and how thick its letters are (pen.py), since both look at the same ink.

Pixels of the original page enter, Strokes leave (px of the same page). Strokes are what survives
a morphological opening by a long thin kernel; letters do not. Nothing here knows what a table is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recto.ink.components import grey_of
from recto.ink.pen import NO_PEN, Pen, pen_of
from recto.model.page import Pixels

# (N, 4): x0, y0, x1, y1 in px; from left to right for horizontals, from top to bottom for
# verticals.
Segments = NDArray[np.float64]

# a stroke is at least this fraction of the page's longer side: the bars of letters in a row are
# shorter
SHARE = 25
SHORTEST = 30  # px
THICKEST = 12  # px of the working image: thicker is a bar or a picture's edge
UNBROKEN = 0.9  # share of its length that has ink
LONGEST_SIDE = 2400  # px of the working image
WINDOW, BELOW = 51, 15  # px of it; grey levels that ink is darker than the mean of those
STAIR = (9, 3)  # px of it, across and down: a slanting stroke is a staircase of such steps


@dataclass(frozen=True, slots=True, eq=False)
class Strokes:
    """The strokes of one page."""

    horizontal: Segments
    vertical: Segments
    pen: Pen = NO_PEN


NO_SEGMENTS: Segments = np.empty((0, 4))
NO_STROKES = Strokes(NO_SEGMENTS, NO_SEGMENTS)


def find_strokes(pixels: Pixels) -> Strokes:
    """Horizontal and vertical strokes of a page (height, width[, 3]); slants up to about a degree
    and a half.
    """
    import cv2

    grey = grey_of(pixels)
    scale = min(1.0, LONGEST_SIDE / max(grey.shape))
    if scale < 1.0:
        small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        grey = np.asarray(small, np.uint8)
    ink = cv2.adaptiveThreshold(
        grey,
        255,
        cv2.ADAPTIVE_THRESH_MEAN_C,
        cv2.THRESH_BINARY_INV,
        WINDOW,
        BELOW,
    )
    length = max(SHORTEST, max(ink.shape) // SHARE)
    half = length // 2
    across = cv2.erode(ink, np.ones((1, half), np.uint8))
    down = cv2.erode(ink, np.ones((half, 1), np.uint8))
    horizontal = _strokes(np.asarray(across, np.uint8), length)
    # the page with x and y exchanged, and back
    exchanged = _strokes(np.asarray(down, np.uint8).T, length)
    vertical = exchanged[:, [1, 0, 3, 2]]
    pen = pen_of(grey, np.asarray(ink, np.uint8), scale)
    return Strokes(horizontal / scale, vertical / scale, pen)


def _strokes(left: Pixels, length: int) -> Segments:
    """Horizontal strokes of `length` px and more; `left`: the ink worn away by half of that from
    its ends.

    Most pages of plain text have nothing left.
    """
    import cv2

    if not left.any():
        return NO_SEGMENTS
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (length // 2, 1))
    dilated = cv2.dilate(np.ascontiguousarray(left), kernel)
    runs = np.asarray(dilated, dtype=np.uint8)
    # A little growth joins the steps of a slanting stroke.
    stair = cv2.getStructuringElement(cv2.MORPH_RECT, STAIR)
    joined = np.asarray(cv2.dilate(runs, stair), dtype=np.uint8)
    # Outlines are cheap to find; labelling a whole page to look at a few strokes took as long as
    # all the rest.
    outlines, tree = cv2.findContours(joined, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    links = tree[0] if outlines else ()
    segments = []
    for outline, (_, _, _, parent) in zip(outlines, links, strict=True):
        is_hole = parent >= 0
        width = np.ptp(outline[:, 0, 0]) + 1
        if is_hole or width < length:
            continue
        segment = _segment(joined, runs, np.asarray(outline, dtype=np.int32))
        if segment is not None:
            segments.append(segment)
    return np.array(sorted(segments), dtype=np.float64).reshape(-1, 4)


def _segment(
    joined: Pixels, runs: Pixels, outline: NDArray[np.int32]
) -> tuple[float, float, float, float] | None:
    """The stroke's ends by least squares; None for what is too thick to be a stroke."""
    import cv2

    left, top, width, height = cv2.boundingRect(outline)
    window = (slice(top, top + height), slice(left, left + width))
    _, labels = cv2.connectedComponents(joined[window])
    x, y = outline[0, 0]
    is_stroke = labels == labels[y - top, x - left]
    is_ink = runs[window] > 0
    ys, xs = np.nonzero(is_stroke & is_ink)
    if len(xs) > THICKEST * width:
        return None
    columns = np.unique(xs)
    if len(columns) < UNBROKEN * width:
        return None
    slope, offset = 0.0, float(ys.mean())
    if np.ptp(xs) > 0:
        slope, offset = np.polyfit(xs, ys, 1)
    fitted = slope * xs
    off = np.abs(ys - fitted - offset)
    if off.max() > THICKEST:
        return None
    first = float(xs.min())
    last = float(xs.max() + 1)
    middle = top + 0.5 + offset
    y0 = middle + slope * first
    y1 = middle + slope * last
    return left + first, y0, left + last, y1
