"""How much of a page's text-like ink a set of boxes covers.

Pixels and boxes in px of the same page enter, a share leaves. Text-like is a connected component of
a character's size, so pictures, rules and specks do not count.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recto.model.page import Box, Pixels

SMALLEST, LARGEST = 0.15, 1.5  # of a word's height


def covered_share(pixels: Pixels, boxes: Sequence[Box], height: float) -> float:
    """0..1 of the character-sized components whose centre lies in a box; 1 where there are none.

    `height` is the usual height of a word, px; boxes count with a quarter of it around them.
    """
    import cv2

    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
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
        top, bottom = max(0, int(box.top - margin)), int(box.bottom + margin) + 1
        mask[top:bottom, max(0, int(box.left - margin)) : int(box.right + margin) + 1] = True
    return float(mask[points[:, 1], points[:, 0]].mean())
