"""Ruling lines: the straight strokes that part a table's rows and columns, found on the page's
pixels with OpenCV.

Pixels of the original page enter, Strokes leave (px of the same page). Strokes are what survives
a morphological opening by a long thin kernel; letters do not. Nothing here knows what a table is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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


@dataclass(frozen=True, slots=True, eq=False)
class Strokes:
    """The strokes of one page."""

    horizontal: Segments
    vertical: Segments


NO_SEGMENTS: Segments = np.empty((0, 4))
NO_STROKES = Strokes(NO_SEGMENTS, NO_SEGMENTS)


def find_strokes(pixels: Pixels) -> Strokes:
    """Horizontal and vertical strokes of a page (height, width[, 3]); slants up to about a degree
    and a half.
    """
    import cv2

    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    scale = min(1.0, LONGEST_SIDE / max(grey.shape))
    if scale < 1.0:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 51, 15
    )
    length = max(SHORTEST, max(ink.shape) // SHARE)
    across, down = (
        cv2.erode(ink, np.ones(size, np.uint8)) for size in ((1, length // 2), (length // 2, 1))
    )
    horizontal = _strokes(np.asarray(across, np.uint8), length)
    vertical = _strokes(np.asarray(down, np.uint8).T, length)[:, [1, 0, 3, 2]]
    return Strokes(horizontal / scale, vertical / scale)


def _strokes(left: Pixels, length: int) -> Segments:
    """Horizontal strokes of `length` px and more; `left`: the ink worn away by half of that from
    its ends.

    Most pages of plain text have nothing left.
    """
    import cv2

    if not left.any():
        return NO_SEGMENTS
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (length // 2, 1))
    runs = np.asarray(cv2.dilate(np.ascontiguousarray(left), kernel), dtype=np.uint8)
    # A slanting stroke is a staircase of runs: a little growth joins its steps.
    joined = cv2.dilate(runs, cv2.getStructuringElement(cv2.MORPH_RECT, (9, 3)))
    # Outlines are cheap to find; labelling a whole page to look at a few strokes took as long as
    # all the rest.
    outlines, tree = cv2.findContours(joined, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    outer = [
        outline
        for outline, links in zip(outlines, tree[0] if outlines else (), strict=True)
        if links[3] < 0
    ]
    long = [outline for outline in outer if np.ptp(outline[:, 0, 0]) + 1 >= length]
    found = [
        _segment(np.asarray(joined, dtype=np.uint8), runs, np.asarray(outline, dtype=np.int32))
        for outline in long
    ]
    return np.array(
        sorted(segment for segment in found if segment is not None), dtype=np.float64
    ).reshape(-1, 4)


def _segment(
    joined: Pixels, runs: Pixels, outline: NDArray[np.int32]
) -> tuple[float, float, float, float] | None:
    """The stroke's ends by least squares; None for what is too thick to be a stroke."""
    import cv2

    left, top, width, height = cv2.boundingRect(outline)
    window = (slice(top, top + height), slice(left, left + width))
    _, labels = cv2.connectedComponents(joined[window])
    x, y = outline[0, 0]
    ys, xs = np.nonzero((labels == labels[y - top, x - left]) & (runs[window] > 0))
    if len(xs) > THICKEST * width or len(np.unique(xs)) < UNBROKEN * width:
        return None
    slope, offset = np.polyfit(xs, ys, 1) if np.ptp(xs) > 0 else (0.0, float(ys.mean()))
    if np.abs(ys - slope * xs - offset).max() > THICKEST:
        return None
    first, last = float(xs.min()), float(xs.max() + 1)
    return (
        left + first,
        top + 0.5 + slope * first + offset,
        left + last,
        top + 0.5 + slope * last + offset,
    )
