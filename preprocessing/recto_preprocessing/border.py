"""Dark borders: the table, the scanner's lid, the gap between books. Painted as paper, for Tesseract only.

Tesseract takes the grain of a dark border for letters, and its edge for a rule. Only what is dark in one piece with the
page's own edge goes, so a photograph or an inverted heading inside the text stays.
"""

from __future__ import annotations

import cv2
import numpy as np

from .geometry import IDENTITY
from .quality import edge_darkness, shrink
from .raster import Pixels
from .sheet import Change, Sheet

LARGE = 0.01  # share of the page from which a border is worth painting over
GROW = 5  # px of the measuring copy: the soft edge of the border goes too


def step(sheet: Sheet) -> Change | None:
    """A page with a dark border is given a border of paper."""
    share = sheet.measured.dark_border
    if share < LARGE:
        return None
    return Change(
        paint(sheet.pixels, sheet.measured.paper), IDENTITY, f"dark border, {share:.0%} of the page", share, 0.0
    )


def paint(grey: Pixels, paper: float) -> Pixels:
    """The page with its dark border at the paper's grey level."""
    dark = cv2.dilate(edge_darkness(shrink(grey), paper), np.ones((GROW, GROW), np.uint8))
    mask = cv2.resize(dark, grey.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return np.where(mask > 0, np.uint8(round(paper)), grey)
