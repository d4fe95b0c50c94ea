"""How many pixels an inch holds: from the file when it says something believable, else from the
size of the type.

A Pillow image or a page's pixels enter, a Resolution or dots an inch leave, with a note for people
where the file is not believed. Only here: which stated values are believed, and what a file without
a unit still says: the shape of its pixels, which a fax has twice as tall as wide.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from recto.model.page import SQUARE, Pixels

if TYPE_CHECKING:
    from PIL.Image import Image

LEAST, MOST = 50.0, 2400.0  # no scanner or camera setting lies outside
SCREENS = (72.0, 96.0)  # what programs write when they do not know
# Height of a found text line's box in 9 to 10 point type. Drawn pages of 8, 10, 12 points come out
# 11 % low, 9 % high and 33 % high; an address book of 1900 scanned at 400 dpi, 17 % low.
LINE_POINTS = 9.0
LEAST_LINES = 3  # fewer could be a stain and a rule
UNKNOWN = 300.0  # what a page without text is taken for
LEAST_GUESS, MOST_GUESS = 70.0, 600.0
# EXIF tags XResolution, YResolution and ResolutionUnit
RESOLUTION, RESOLUTION_DOWN, UNIT = 282, 283, 296
NO_UNIT, CENTIMETRE = 1, 3  # values of ResolutionUnit; 2, the default, is an inch
CENTIMETRES = 2.54  # an inch
# Faxes have pixels of .52 (204 x 391 dpi) to 2.08 (204 x 98); beyond, one of the two numbers is
# wrong.
MOST_SHAPE = 4.0
OFF_THE_SCALE = (
    KeyError,
    TypeError,
    ValueError,
    ArithmeticError,
    SyntaxError,
    OSError,
    LookupError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a file says of its pixels."""

    dpi: float | None = None  # across; None: not stated, or not to be believed
    shape: float = 1.0  # height of a pixel over its width
    doubt: str = ""  # what people must be told

    @property
    def dpi_down(self) -> float:
        """Pixels an inch down the page; 0 where `dpi` is None."""
        return round((self.dpi or 0.0) / self.shape, 2)

    def turned(self) -> Resolution:
        """The same for a picture that was turned by a quarter."""
        return replace(self, dpi=self.dpi_down or None, shape=1 / self.shape)


def resolution(image: Image) -> Resolution:
    """What is to be believed of the file's own words, as its pixels are stored."""
    across, down = _stated(image)
    # Pillow says 1 of a TIFF without the tag, programs write 0 or 1
    if across is None or 0 <= across <= 1:
        unstated = Resolution(doubt="resolution not stated")
        return _shaped(unstated, _aspect(image))

    shape = across / down if down else 1.0
    if round(across, 1) in SCREENS:
        default = Resolution(doubt=f"{across:.0f} dpi in the file is a program's default")
        return _shaped(default, shape)
    if not LEAST <= across <= MOST:
        return Resolution(doubt=f"{round(across, 1):g} dpi in the file is not believable")
    believed = Resolution(round(across, 2))
    return _shaped(believed, shape)


def _shaped(found: Resolution, shape: float) -> Resolution:
    """With pixels of that shape, where it can be believed; said where it differs from a square by a
    tenth.
    """
    if 1 / SQUARE <= shape <= SQUARE:
        return replace(found, shape=shape)

    if not 1 / MOST_SHAPE <= shape <= MOST_SHAPE:
        believed = found.shape
        doubt = "two resolutions too far apart are not believed"
    elif found.dpi:
        believed = shape
        down = found.dpi / shape
        doubt = f"pixels are not square ({found.dpi:.0f} x {down:.0f} dpi)"
    else:
        believed = shape
        doubt = f"pixels are not square ({shape:.2f} times as tall as wide)"
    if found.doubt:
        doubt = f"{found.doubt}; {doubt}"
    return replace(found, shape=believed, doubt=doubt)


def _stated(image: Image) -> tuple[float | None, float | None]:
    """Across and down, from Pillow's `info` (PNG pHYs, JFIF, TIFF, BMP), else EXIF; None where
    nothing is stated.
    """
    try:
        if "dpi" in image.info:
            across, down = image.info["dpi"]
            return _finite(across), _finite(down)
        exif = image.getexif()
        unit = exif.get(UNIT)
        if unit == NO_UNIT:
            return None, None
        inch = CENTIMETRES if unit == CENTIMETRE else 1.0
        across = _finite(exif[RESOLUTION])
        down = _finite(exif.get(RESOLUTION_DOWN, 0))
    except OFF_THE_SCALE:
        return None, None  # broken metadata is no reason to lose the page
    if across is not None:
        across *= inch
    if down is not None:
        down *= inch
    return across, down


def _finite(value: object) -> float | None:
    # Pillow's rationals; what is none raises TypeError
    number = float(value)  # type: ignore[arg-type]
    if math.isfinite(number):
        return number
    return None


def _aspect(image: Image) -> float:
    """Height of a pixel over its width where no unit is stated; 1 where that is not stated either.

    PNG's pHYs of unit 0, a JFIF density of unit 0 and TIFF's ResolutionUnit 1 give pixels for one
    and the same length.
    """
    info = image.info
    try:
        if "aspect" in info:
            across, down = info["aspect"]
        elif info.get("jfif_unit") == 0 and "jfif_density" in info:
            across, down = info["jfif_density"]
        else:
            exif = image.getexif()
            across = exif[RESOLUTION]
            down = exif[RESOLUTION_DOWN]
        across = _finite(across)
        down = _finite(down)
    except OFF_THE_SCALE:
        return 1.0
    if across is None or down is None or across <= 0 or down <= 0:
        return 1.0
    return across / down


def estimated_dpi(pixels: Pixels) -> float | None:
    """From the median height of the text lines, to the nearest 10; None for a page with hardly any
    text.
    """
    from recto_preprocessing.quality import line_heights
    from recto_preprocessing.textlines import page_lines

    quads = page_lines(pixels)
    if len(quads) < LEAST_LINES:
        return None
    height = float(np.median(line_heights(quads)))
    dpi = round(height * 72 / LINE_POINTS, -1)
    within = min(MOST_GUESS, max(LEAST_GUESS, dpi))
    return float(within)
