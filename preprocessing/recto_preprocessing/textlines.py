"""Text lines found with OpenCV alone, for when no detector has looked at the page.

Grey pixels enter, (N, 4, 2) boxes leave: ink is smeared along the rows and along the columns, and
the direction in which long thin runs appear is the direction of the text.
"""

from __future__ import annotations

import cv2
import numpy as np

from .kept import once
from .page_in_work import Quads, to_grey
from .quality import shrink
from .raster import Pixels

NONE = np.zeros((0, 4, 2))
WINDOW, BELOW = 31, 15  # px of the copy; grey levels that ink is darker than the mean of those
GLYPHS = (4, 80)  # px of the copy: heights of components that may be glyphs
USUAL = 10.0  # px of the copy: a glyph's height where there is none
REACH, LEAST_REACH = 1.5, 3  # of a glyph's height, px: ink is smeared so far
THIN, THICK = 0.6, 3  # of a glyph's height: breadth of a run of text
LONG = 3  # length over breadth of such a run


@once
def page_lines(pixels: Pixels) -> Quads:
    """As `text_lines`, of a grey or RGB page.

    The resolution is guessed from the lines and cleaning starts with them: 15 ms a page to find
    them twice.
    """
    return text_lines(to_grey(pixels))


def text_lines(grey: Pixels) -> Quads:
    """Boxes of text lines, px of `grey`, rows or columns, whichever explains more ink."""
    small = shrink(grey)
    scale = grey.shape[1] / small.shape[1]
    dark = cv2.adaptiveThreshold(
        small,
        255,
        cv2.ADAPTIVE_THRESH_MEAN_C,
        cv2.THRESH_BINARY_INV,
        WINDOW,
        BELOW,
    )
    ink = np.asarray(dark, dtype=np.uint8)
    glyph = _glyph_height(ink)
    reach = max(LEAST_REACH, round(REACH * glyph))
    rows = _runs(ink, (reach, 1), glyph)
    columns = _runs(ink, (1, reach), glyph)
    longer = rows if _length(rows) >= _length(columns) else columns
    return np.asarray(longer * scale)


def _glyph_height(ink: Pixels) -> float:
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    heights = stats[1:, cv2.CC_STAT_HEIGHT]
    least, most = GLYPHS
    kept = heights[(heights >= least) & (heights <= most)]
    return float(np.median(kept)) if len(kept) else USUAL


def _runs(ink: Pixels, size: tuple[int, int], glyph: float) -> Quads:
    """Boxes of the long thin runs of ink smeared by a brush of `size`, px across and down."""
    across, down = size
    brush = np.ones((down, across), np.uint8)
    smeared = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, brush)
    contours, _ = cv2.findContours(smeared, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    quads = []
    for contour in contours:
        left, top, width, height = cv2.boundingRect(contour)
        thin = min(width, height)
        long = max(width, height)
        if not THIN * glyph <= thin <= THICK * glyph or long < LONG * thin:
            continue
        right = left + width
        bottom = top + height
        quads.append([[left, top], [right, top], [right, bottom], [left, bottom]])
    return np.array(quads, dtype=np.float64) if quads else NONE


def _length(quads: Quads) -> float:
    """Total length of the runs, px."""
    if not len(quads):
        return 0.0
    extents = np.ptp(quads, axis=1)
    lengths = extents.max(axis=1)
    return float(lengths.sum())
