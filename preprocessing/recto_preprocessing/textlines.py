"""Text lines found with OpenCV alone, for when no detector has looked at the page.

Grey pixels enter, (N, 4, 2) boxes leave: ink is smeared along the rows and along the columns, and
the direction in which long thin runs appear is the direction of the text.
"""

from __future__ import annotations

import weakref

import cv2
import numpy as np

from .page_in_work import Quads, to_grey
from .quality import shrink
from .raster import Pixels

NONE = np.zeros((0, 4, 2))


_last: tuple[weakref.ref[Pixels], Quads] | None = None  # the page last looked at


def page_lines(pixels: Pixels) -> Quads:
    """As `text_lines`, of a grey or RGB page whose px do not change.

    The resolution is guessed from the lines and cleaning starts with them: 15 ms a page to find
    them twice.
    """
    global _last  # noqa: PLW0603 - one page; a cache by content would cost as much as looking
    if _last is not None and _last[0]() is pixels:
        return _last[1]
    quads = text_lines(to_grey(pixels))
    _last = weakref.ref(pixels), quads
    return quads


def text_lines(grey: Pixels) -> Quads:
    """Boxes of text lines, px of `grey`, rows or columns, whichever explains more ink."""
    small = shrink(grey)
    scale = grey.shape[1] / small.shape[1]
    ink = cv2.adaptiveThreshold(
        small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15
    )
    glyph = _glyph_height(np.asarray(ink, dtype=np.uint8))
    reach = max(3, round(1.5 * glyph))
    rows, columns = (
        _runs(np.asarray(ink, np.uint8), size, glyph) for size in ((reach, 1), (1, reach))
    )
    longer = rows if _length(rows) >= _length(columns) else columns
    return np.asarray(longer * scale)


def _glyph_height(ink: Pixels) -> float:
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    heights = stats[1:, cv2.CC_STAT_HEIGHT]
    kept = heights[(heights >= 4) & (heights <= 80)]
    return float(np.median(kept)) if len(kept) else 10.0


def _runs(ink: Pixels, size: tuple[int, int], glyph: float) -> Quads:
    smeared = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones(size[::-1], np.uint8))
    contours, _ = cv2.findContours(smeared, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    quads = []
    for contour in contours:
        x, y, width, height = cv2.boundingRect(contour)
        thin, long = min(width, height), max(width, height)
        if 0.6 * glyph <= thin <= 3 * glyph and long >= 3 * thin:
            quads.append([[x, y], [x + width, y], [x + width, y + height], [x, y + height]])
    return np.array(quads, dtype=np.float64) if quads else NONE


def _length(quads: Quads) -> float:
    """Total length of the runs, px."""
    return float(np.ptp(quads, axis=1).max(axis=1).sum()) if len(quads) else 0.0
