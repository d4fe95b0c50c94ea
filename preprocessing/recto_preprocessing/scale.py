"""Scaling: pixels made square, and text brought to the size that readers like best, capitals about
30 px tall.

Pixels and their dpi, or a PageInWork, enter, a Change leaves, None where the size is right.
"""

from __future__ import annotations

import cv2
import numpy as np

from .geometry import Projective
from .page_in_work import Change, PageInWork
from .raster import Pixels

CAPITAL = 0.55  # of a detected line box that a capital letter fills
# px, capital height: above TALL Tesseract reads worse and slower (1.0% against .0% CER)
TALL, WANTED = 45.0, 32.0
SMALL, ENLARGED = 16.5, 1.5  # px, capital height; and how much smaller text of a photo is enlarged
UNEVEN = 30.0  # grey levels: light that falls so unevenly was not a scanner's
# ratio of a pixel's sides up to which it is left as it is: standard fax has 204 x 196 dpi
SQUARE = 1.1


def square(pixels: Pixels, dpi: float, dpi_down: float) -> Change | None:
    """The coarser side enlarged until pixels are square; `dpi_down` 0 means as many as across.

    A fax of 204 x 98 dpi shows letters of half their height, which no reader has learned.
    """
    shape = dpi / dpi_down if dpi_down else 1.0
    if 1 / SQUARE <= shape <= SQUARE:
        return None
    across = max(1.0, 1 / shape)
    down = max(1.0, shape)
    made, geometry = _resized(pixels, across, down)
    reason = f"pixels are {shape:.2f} times as tall as wide"
    return Change(made, geometry, reason, shape, 1.0, zoom=across)


def step(sheet: PageInWork) -> Change | None:
    """Tall text comes down to the wanted capital height; a camera's small, soft text is enlarged.

    Enlarging small text of scanned receipts changes nothing on average (T word F1 .778 and .779 on
    14 pages).
    """
    capital = CAPITAL * sheet.line_height
    is_small = 0 < capital < SMALL and sheet.measured.unevenness >= UNEVEN
    if capital <= TALL and not is_small:
        return None
    factor = ENLARGED if is_small else WANTED / capital
    pixels, geometry = resize(sheet.pixels, factor)
    reason = f"capitals {capital:.0f} px tall"
    return Change(pixels, geometry, reason, capital, capital * factor, zoom=factor)


def resize(pixels: Pixels, factor: float) -> tuple[Pixels, Projective]:
    """Scale both sides; the map follows the rounded size exactly."""
    return _resized(pixels, factor, factor)


def _resized(pixels: Pixels, across: float, down: float) -> tuple[Pixels, Projective]:
    height, width = pixels.shape[:2]
    new_width = max(1, round(width * across))
    new_height = max(1, round(height * down))
    method = cv2.INTER_AREA if across < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(pixels, (new_width, new_height), interpolation=method)
    matrix = np.diag([new_width / width, new_height / height, 1.0])
    return np.asarray(scaled, dtype=np.uint8), Projective(matrix)
