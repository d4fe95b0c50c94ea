"""Scaling text to the size that readers like best: capital letters about 30 px tall."""

from __future__ import annotations

import cv2
import numpy as np

from .geometry import Projective
from .raster import Pixels
from .sheet import Change, Sheet

CAPITAL = 0.55  # of a detected line box that a capital letter fills
TALL, WANTED = 45.0, 32.0  # px, capital height: above TALL Tesseract reads worse and slower (1.0% against .0% CER)


def step(sheet: Sheet) -> Change | None:
    """Tall text comes down to the wanted capital height."""
    capital = CAPITAL * sheet.line_height
    if capital <= TALL:
        return None
    factor = WANTED / capital
    pixels, geometry = resize(sheet.pixels, factor)
    return Change(pixels, geometry, f"capitals {capital:.0f} px tall", capital, WANTED, factor)


def resize(pixels: Pixels, factor: float) -> tuple[Pixels, Projective]:
    """Scale both sides; the map follows the rounded size exactly."""
    height, width = pixels.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(pixels, size, interpolation=method)
    return np.asarray(scaled, dtype=np.uint8), Projective(np.diag([size[0] / width, size[1] / height, 1.0]))
