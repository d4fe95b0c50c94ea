"""How much of a page's text-like ink a set of boxes covers.

Pixels and boxes in px of the same page enter, a share leaves. Text-like is a connected component of
a character's size, so pictures, rules and specks do not count.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recto.model.page import Box, Pixels

SMALLEST, LARGEST = 0.15, 1.5  # of a word's height
# Px of a word's height that are enough to count characters. A page of 300 dpi is labelled at a half
# or a third of it: 57 ms of CPU in full, 15 and 7 there.
ENOUGH = 16.0


def covered_share(pixels: Pixels, boxes: Sequence[Box], height: float) -> float:
    """0..1 of the character-sized components whose centre lies in a box; 1 where there are none.

    `height` is the usual height of a word, px; boxes count with a quarter of it around them.
    """
    import cv2

    shrink = max(1, int(height / ENOUGH))
    small = pixels if shrink == 1 else _shrunk(pixels, shrink)
    height /= shrink
    grey = small if small.ndim == 2 else cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    _, _, stats, centres = cv2.connectedComponentsWithStats(ink)
    sizes = stats[1:, cv2.CC_STAT_HEIGHT]
    wide = stats[1:, cv2.CC_STAT_WIDTH]
    text = (sizes > SMALLEST * height) & (sizes < LARGEST * height) & (wide < 3 * LARGEST * height)
    points = centres[1:][text].astype(int)
    if not len(points):
        return 1.0
    mask = np.zeros(grey.shape[:2], dtype=bool)
    margin = 0.25 * height
    for box in boxes:
        left, top, right, bottom = (
            edge / shrink for edge in (box.left, box.top, box.right, box.bottom)
        )
        first = max(0, int(top - margin)), max(0, int(left - margin))
        mask[first[0] : int(bottom + margin) + 1, first[1] : int(right + margin) + 1] = True
    return float(mask[points[:, 1], points[:, 0]].mean())


def _shrunk(pixels: Pixels, by: int) -> Pixels:
    """Every `by` px each way as one, their mean."""
    import cv2

    height, width = (max(1, side // by) for side in pixels.shape[:2])
    whole = pixels[: height * by, : width * by]
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
