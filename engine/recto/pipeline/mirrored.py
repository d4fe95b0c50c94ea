"""Print that is seen from behind: the other side of the leaf through thin paper, what a blotter
took up, a page that was scanned through its back.

The view of a page that the readers cannot read, and PP-OCR enter; whether its lines read better in
a mirror leaves. What is read of such a page is invented, letter by letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from recto.model.page import Pixels
from recto_preprocessing import View

if TYPE_CHECKING:
    from recto.readers.ppocr.reader import Ppocr

NOTE = (
    "the print on this page is mirrored (it shows through, or was scanned from behind): it is left"
    " out; turn the picture over to read it"
)
# mean P(right) of a page below which it is looked at: mirrored print has .1 to .3
UNSURE = 0.5
MOST = 8  # lines that are looked at, the widest
# PP-OCR's mean score in the mirror, and what it gains there: mirrored print (13 drawn pages) gains
# .13 to .35, to .73 and more; twelve handwritten pages lose .16 to .43
SURE, GAIN = 0.7, 0.1


def is_mirrored(view: View, ppocr: Ppocr) -> bool:
    """Whether the widest lines read surely in a mirror, and not as they stand; the page may have
    been turned upside down, since nobody could tell which way is up.
    """
    quads = ppocr.detect(view.pixels)
    if not len(quads):
        return False
    crops = [ppocr.crop(view.pixels, quad) for quad in quads]
    crops.sort(key=_width, reverse=True)
    widest = crops[:MOST]
    beside = [np.ascontiguousarray(pixels[:, ::-1]) for pixels in widest]
    below = [np.ascontiguousarray(pixels[::-1]) for pixels in widest]
    turned_over = ppocr.readability(beside)
    upside_down = ppocr.readability(below)
    in_mirror = max(turned_over, upside_down)
    if in_mirror < SURE:
        return False
    straight = ppocr.readability(widest)
    gain = in_mirror - straight
    return gain > GAIN


def _width(pixels: Pixels) -> int:
    return int(pixels.shape[1])
