"""Light text on dark ground: a negative, or microfilm printed without reversing. The whole page is
turned positive.

Dividing the paper out takes the text of a negative for its paper: Tesseract's word F1 falls from
.733 to .406 on a book page and from .901 to .770 on a directory page; PP-OCR loses up to .02.
Single light lines on a dark bar stay as they are: both readers read them (with the four of a
magazine page turned, Tesseract's F1 fell from .899 to .893).

A PageInWork enters, its Change with new measurements leaves, None for dark text.
"""

from __future__ import annotations

import numpy as np

from .geometry import IDENTITY
from .page_in_work import Change, PageInWork, to_grey
from .quality import measure
from .raster import Pixels

# Share of the line length that is lighter than its ground. Of 201 pages none is above .06; of their
# negatives 198 are.
LIGHT = 0.5


def step(sheet: PageInWork) -> Change | None:
    """A page most of whose text is lighter than its ground is turned positive, and measured
    anew.
    """
    share = sheet.measured.light_text
    if share <= LIGHT:
        return None
    pixels = positive(sheet.pixels)
    reason = f"{share:.0%} of the text is lighter than its ground"
    measured = measure(to_grey(pixels), sheet.quads)
    return Change(pixels, IDENTITY, reason, share, 1 - share, measured=measured)


def positive(pixels: Pixels) -> Pixels:
    """Black for white, colours for their complements."""
    turned = 255 - pixels
    return np.asarray(turned, dtype=np.uint8)
