"""Grain on small print: a Gaussian narrower than a stroke takes the noise down and leaves the
letters.

Median filters, non-local means and bilateral filters eat thin strokes (PP-OCR on grainy receipts:
median .60, Gaussian .66 word F1).

A PageInWork enters, its Change leaves, None for large print and smooth paper.
"""

from __future__ import annotations

import cv2
import numpy as np

from .geometry import IDENTITY
from .page_in_work import Change, PageInWork
from .raster import Pixels

# Standard deviation of the grain over the ink's contrast. At .037 blackletter lost .03 of PP-OCR's
# word F1.
GRAINY = 0.042
# px, line height: readers shrink taller lines, which averages the grain away by itself
SMALL = 40.0
SIGMA = 0.7  # px


def step(sheet: PageInWork) -> Change | None:
    """A page of small print on grainy paper is smoothed."""
    measured = sheet.measured
    grain = measured.noise / max(measured.contrast, 1.0)
    if grain < GRAINY or not 0 < sheet.line_height < SMALL:
        return None
    smoothed = smooth(sheet.pixels)
    reason = f"grain {grain:.1%} of the ink's contrast"
    return Change(smoothed, IDENTITY, reason, grain, grain / 2)


def smooth(pixels: Pixels) -> Pixels:
    """The page through a Gaussian of SIGMA."""
    smoothed = cv2.GaussianBlur(pixels, (0, 0), SIGMA)
    return np.asarray(smoothed, dtype=np.uint8)
