"""Dividing the paper out: stains, shadows and yellowed paper go, ink stays. For Tesseract only; it hurts PP-OCR."""

from __future__ import annotations

import cv2
import numpy as np

from .quality import paper_of, shrink
from .raster import Pixels


def divide(grey: Pixels) -> Pixels:
    """Grey / paper, so that paper becomes white; (height, width) in and out."""
    paper = paper_of(shrink(grey))
    full = cv2.resize(paper, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, full, scale=255), dtype=np.uint8)
