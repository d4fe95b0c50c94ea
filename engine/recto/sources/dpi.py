"""How many pixels an inch holds: from the file when it says something believable, else from the size of the type."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from recto.model import Pixels
from recto_preprocessing.quality import line_heights
from recto_preprocessing.textlines import text_lines

LEAST, MOST = 50.0, 2400.0
SCREENS = (72.0, 96.0)  # what programs write when they do not know
LINE_POINTS = 9.0  # height of a found text line's box in common 10 to 11 point type
UNKNOWN = 300.0  # for a page without text


def stated_dpi(info: dict[str, Any], exif: dict[int, Any]) -> float | None:
    """From Pillow's `info` (PNG pHYs, JFIF, TIFF) or EXIF XResolution (tag 282); None when absent or not believable."""
    stated = info.get("dpi", (exif.get(282),))
    try:
        value = float(stated[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return None
    if exif.get(296) == 3 and "dpi" not in info:  # EXIF ResolutionUnit 3: pixels a centimetre
        value *= 2.54
    return value if LEAST <= value <= MOST and round(value, 1) not in SCREENS else None


def estimated_dpi(pixels: Pixels) -> float:
    """From the median height of the text lines, to the nearest 10."""
    grey = pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    quads = text_lines(grey)
    if len(quads) < 3:
        return UNKNOWN
    dpi = float(np.median(line_heights(quads))) * 72 / LINE_POINTS
    return float(min(600, max(70, round(dpi, -1))))
