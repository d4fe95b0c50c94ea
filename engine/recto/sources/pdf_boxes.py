"""The box of a PDF page that is shown, and its turn, as PDFium takes them.

/MediaBox, /CropBox and /Rotate as they stand in the file enter, whatever they are; the box that is
seen (left, bottom, right, top, in the page's own units) and the turn (0, 90, 180 or 270 degrees
clockwise) leave. Only here: what stands for a box that is none (ISO 32000-1, 7.9.5 and 14.11.2;
CPDF_Page::CPDF_Page in PDFium).
"""

from __future__ import annotations

import math
from typing import Any

Box = tuple[float, float, float, float]
LETTER: Box = (0.0, 0.0, 612.0, 792.0)  # what PDFium takes where a page has no box
LARGEST = 1e6  # units; the format allows 14,400, and PDFium computes with 32-bit floats
RIGHT_ANGLE = 90


def rectangle(value: Any) -> Box | None:
    """Four numbers with their corners in order; None where they are no box, or one without area."""
    import pikepdf

    if not isinstance(value, pikepdf.Array) or len(value) != 4:
        return None
    corners = []
    for number in [_number(value[index]) for index in range(4)]:
        if number is None or abs(number) > LARGEST:
            return None
        corners.append(number or 0.0)  # not -0
    x0, y0, x1, y1 = corners
    left, right = min(x0, x1), max(x0, x1)
    bottom, top = min(y0, y1), max(y0, y1)
    return _with_area(left, bottom, right, top)


def _with_area(left: float, bottom: float, right: float, top: float) -> Box | None:
    """The box; None where it has no area."""
    if right > left and top > bottom:
        return left, bottom, right, top
    return None


def boxes(media: Any, crop: Any) -> tuple[Box, Box]:
    """The page and what of it is shown: the crop box where it touches the page, else all."""
    page = rectangle(media) or LETTER
    cut = rectangle(crop)
    shown = None
    if cut:
        shown = _common(page, cut)
    return page, shown or page


def turned(value: Any) -> int:
    """Degrees clockwise; what is no multiple of 90 counts as the one below it towards 0."""
    number = _number(value)
    if number is None or abs(number) > LARGEST:
        return 0
    degrees = math.trunc(number)
    quarters = math.trunc(degrees / RIGHT_ANGLE)
    return quarters % 4 * RIGHT_ANGLE


def box_fault(media: Any, crop: Any) -> str:
    """Why programs may see another part of the page than PDFium does; empty where they do not."""
    if not _is_plain(media):
        return "a page without a proper /MediaBox"
    if crop is None:
        return ""
    if not _is_plain(crop):
        return "a page without a proper /CropBox"
    page = rectangle(media)
    cut = rectangle(crop)
    if page and cut and _common(page, cut):
        return ""
    return "a /CropBox beside the page"


def turn_fault(value: Any) -> str:
    """The same of /Rotate."""
    if value is None:
        return ""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if is_whole and abs(value) <= LARGEST and value % RIGHT_ANGLE == 0:
        return ""
    return "a page with a /Rotate that is no right angle"


def unit(value: Any) -> float:
    """Of /UserUnit: 1/72 inch is so many of the page's own units (ISO 32000-1, table 30)."""
    number = _number(value)
    if number is None or not 0 < number <= LARGEST:
        return 1.0
    return number


def _common(one: Box, other: Box) -> Box | None:
    left = max(one[0], other[0])
    bottom = max(one[1], other[1])
    right = min(one[2], other[2])
    top = min(one[3], other[3])
    return _with_area(left, bottom, right, top)


def _is_plain(value: Any) -> bool:
    """A box as it should be written: left, bottom, right, top."""
    found = rectangle(value)
    if found is None:
        return False
    written = tuple(_number(value[index]) for index in range(4))
    return found == written


def _number(value: Any) -> float | None:
    from decimal import Decimal

    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = float(value)
    if math.isfinite(number):
        return number
    return None
