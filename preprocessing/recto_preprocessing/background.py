"""Dividing the paper out: stains, shadows and yellowed paper go, ink stays. For Tesseract only; it
hurts PP-OCR.

The paper is the brightest of each small neighbourhood, seen on a copy a quarter the size and
smoothed by a median. The neighbourhood must stay small (36 px of the page): one of 100 px lets a
dark border or a photograph pull the paper down around it, and Tesseract then loses whole pages
(word F1 of 18 book pages .699 against .831).

A PageInWork enters, its Change leaves, None for a page that no scanner or camera made.
"""

from __future__ import annotations

import cv2
import numpy as np

from .geometry import IDENTITY
from .page_in_work import Change, PageInWork
from .raster import Pixels

SHARE = 0.25  # of the page's sides: the copy on which the paper is found
REACH = 9  # px of the copy: wider than a stroke, narrower than a shadow
SMOOTH = 21  # px of the copy, window of the median
WHITE = 255  # grey level that the paper becomes


def step(sheet: PageInWork) -> Change | None:
    """Every page that a scanner or camera made is divided."""
    measured = sheet.measured
    if measured.born_digital:
        return None
    unevenness = measured.unevenness
    reason = f"paper {measured.paper:.0f}, uneven by {unevenness:.0f} grey levels"
    divided = divide(sheet.pixels)
    return Change(divided, IDENTITY, reason, unevenness, 0.0)


def divide(grey: Pixels) -> Pixels:
    """Grey / paper, so that paper becomes white; (height, width) in and out."""
    height, width = grey.shape
    small = paper_at_quarter(grey)
    paper = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    divided = cv2.divide(grey, paper, scale=WHITE)
    return np.asarray(divided, dtype=np.uint8)


def paper_at_quarter(grey: Pixels) -> Pixels:
    """The grey level of the paper at each place of a copy a quarter the size."""
    height, width = grey.shape
    small_height = max(1, round(height * SHARE))
    small_width = max(1, round(width * SHARE))
    size = (small_width, small_height)
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    neighbourhood = np.ones((REACH, REACH), np.uint8)
    bright = cv2.dilate(small, neighbourhood)
    smooth = cv2.medianBlur(bright, SMOOTH)
    return np.asarray(smooth, dtype=np.uint8)
