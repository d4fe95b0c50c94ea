"""How many pixels an inch holds: from the file when it says something believable, else from the size of the type.

A Pillow image or a page's pixels enter, dots an inch leave, with a note for people where the file is not believed.
Only here: which stated values are believed.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

from recto.model import Pixels

if TYPE_CHECKING:
    from PIL.Image import Image

LEAST, MOST = 50.0, 2400.0  # no scanner or camera setting lies outside
SCREENS = (72.0, 96.0)  # what programs write when they do not know
# Height of a found text line's box in 9 to 10 point type. Drawn pages of 8, 10, 12 points come out 11 % low, 9 % high
# and 33 % high; an address book of 1900 scanned at 400 dpi, 17 % low.
LINE_POINTS = 9.0
LEAST_LINES = 3  # fewer could be a stain and a rule
UNKNOWN = 300.0  # what a page without text is taken for
LEAST_GUESS, MOST_GUESS = 70.0, 600.0
RESOLUTION, UNIT, CENTIMETRE = 282, 296, 3  # EXIF tags XResolution and ResolutionUnit


def stated_dpi(image: Image) -> tuple[float | None, str]:
    """(dpi, "") when the file says one that can be believed, else (None, why not)."""
    across, down = _stated(image)
    if across is None or 0 <= across <= 1:  # Pillow says 1 of a TIFF without the tag, programs write 0 or 1
        return None, "resolution not stated"
    if round(across, 1) in SCREENS:
        return None, f"{across:.0f} dpi in the file is a program's default"
    if not LEAST <= across <= MOST:
        return None, f"{round(across, 1):g} dpi in the file is not believable"
    if down and not 0.9 <= across / down <= 1.1:
        return round(across, 2), f"pixels are not square ({across:.0f} x {down:.0f} dpi)"
    return round(across, 2), ""


def _stated(image: Image) -> tuple[float | None, float | None]:
    """Across and down, from Pillow's `info` (PNG pHYs, JFIF, TIFF, BMP), else EXIF; None where nothing is stated."""
    try:
        if "dpi" in image.info:
            across, down = image.info["dpi"]
            return float(across), float(down)
        exif = image.getexif()
        inch = 2.54 if exif.get(UNIT) == CENTIMETRE else 1.0
        return float(exif[RESOLUTION]) * inch, None
    except (KeyError, TypeError, ValueError, ArithmeticError, SyntaxError, OSError, struct.error):
        return None, None  # broken metadata is no reason to lose the page


def estimated_dpi(pixels: Pixels) -> float | None:
    """From the median height of the text lines, to the nearest 10; None for a page with hardly any text."""
    from recto_preprocessing.quality import line_heights
    from recto_preprocessing.textlines import page_lines

    quads = page_lines(pixels)
    if len(quads) < LEAST_LINES:
        return None
    dpi = float(np.median(line_heights(quads))) * 72 / LINE_POINTS
    return float(min(MOST_GUESS, max(LEAST_GUESS, round(dpi, -1))))
