"""How much of a page's text-like ink a set of boxes covers.

Pixels and boxes in px of the same page enter, a share leaves. Text-like is a connected component of
a character's size, so pictures, rules and specks do not count.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recto.model.page import Box, Pixels

SMALLEST, LARGEST = 0.15, 1.5  # of a word's height
WIDEST = 3  # times the largest height
MARGIN = 0.25  # of a word's height, around a box
# Px of a word's height that are enough to count characters. A page of 300 dpi is labelled at a half
# or a third of it: 57 ms of CPU in full, 15 and 7 there.
ENOUGH = 16.0


def covered_share(pixels: Pixels, boxes: Sequence[Box], height: float) -> float:
    """0..1 of the character-sized components whose centre lies in a box; 1 where there are none.

    `height` is the usual height of a word, px; boxes count with a quarter of it around them.
    """
    import cv2

    shrink = max(1, int(height / ENOUGH))
    small = pixels
    if shrink > 1:
        # every `shrink` px each way as one, their mean
        rows = max(1, pixels.shape[0] // shrink)
        columns = max(1, pixels.shape[1] // shrink)
        whole = pixels[: rows * shrink, : columns * shrink]
        shrunk = cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA)
        small = np.asarray(shrunk, np.uint8)
    height /= shrink
    grey = small if small.ndim == 2 else cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    _, _, stats, centres = cv2.connectedComponentsWithStats(ink)
    high = stats[1:, cv2.CC_STAT_HEIGHT]
    wide = stats[1:, cv2.CC_STAT_WIDTH]
    is_text = high > SMALLEST * height
    is_text &= high < LARGEST * height
    is_text &= wide < WIDEST * LARGEST * height
    centres_of_text = centres[1:][is_text]
    points = centres_of_text.astype(int)
    if not len(points):
        return 1.0
    region = np.zeros(grey.shape[:2], dtype=bool)
    margin = MARGIN * height
    for box in boxes:
        left, top, right, bottom = (edge / shrink for edge in box.edges)
        first_column = max(0, int(left - margin))
        first_row = max(0, int(top - margin))
        after_column = int(right + margin) + 1
        after_row = int(bottom + margin) + 1
        region[first_row:after_row, first_column:after_column] = True
    x, y = points.T
    return float(region[y, x].mean())
