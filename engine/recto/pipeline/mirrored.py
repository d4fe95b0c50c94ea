"""Print that is seen from behind: the other side of the leaf through thin paper, what a blotter
took up, a page that was scanned through its back.

The view of a page that the readers cannot read, and PP-OCR enter; whether its lines read better in
a mirror leaves. What is read of such a page is invented, letter by letter.
"""

from __future__ import annotations

import numpy as np

from recto.model.page import Pixels
from recto.readers.ppocr import Ppocr
from recto_preprocessing import View

NOTE = (
    "the print on this page is mirrored (it shows through, or was scanned from behind): it is left"
    " out; turn the picture over to read it"
)
MOST = 8  # lines that are looked at, the widest
# PP-OCR's mean score in the mirror, and what it gains there: mirrored print (eight drawn pages) has
# .89 to 1 for .70 to .79 as it stands; twelve handwritten pages .45 to .64 for .67 to .89
SURE, GAIN = 0.8, 0.1


def is_mirrored(view: View, ppocr: Ppocr) -> bool:
    """Whether the widest lines read surely in a mirror, and not as they stand."""
    quads = ppocr.detect(view.pixels)
    if not len(quads):
        return False
    crops = [ppocr.crop(view.pixels, quad) for quad in quads]
    crops.sort(key=_width, reverse=True)
    widest = crops[:MOST]
    flipped = [np.ascontiguousarray(pixels[:, ::-1]) for pixels in widest]
    in_mirror = ppocr.readability(flipped)
    if in_mirror < SURE:
        return False
    straight = ppocr.readability(widest)
    return in_mirror - straight > GAIN


def _width(pixels: Pixels) -> int:
    return int(pixels.shape[1])
