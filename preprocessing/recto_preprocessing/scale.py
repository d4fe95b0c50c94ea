"""Scaling text to the size that readers like best: capital letters about 30 px tall for Tesseract."""

from __future__ import annotations

import cv2
import numpy as np

from .geometry import Projective
from .raster import Pixels


def resize(pixels: Pixels, factor: float) -> tuple[Pixels, Projective]:
    """Scale both sides; the map follows the rounded size exactly."""
    height, width = pixels.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(pixels, size, interpolation=method)
    return np.asarray(scaled, dtype=np.uint8), Projective(np.diag([size[0] / width, size[1] / height, 1.0]))
