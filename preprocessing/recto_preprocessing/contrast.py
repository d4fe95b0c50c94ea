"""Faint print: pale thermal paper, a tired ribbon, blue ink. Everything darker than the paper is
made darker still.

Beside one black heading, faint lines fall on the paper's side of Tesseract's global threshold and
are lost whole (word F1 of a pale receipt .047; with the ink stretched .57). PP-OCR gains too (.71
-> .77).
"""

from __future__ import annotations

import numpy as np

from .geometry import IDENTITY
from .page_in_work import Change, PageInWork
from .raster import Pixels

FAINT = 0.3  # of the paper's level: ink that differs less is stretched
CLEAR = 0.5  # of the paper's level: what it is stretched to


def step(sheet: PageInWork) -> Change | None:
    """A page whose ink is faint is stretched."""
    found = sheet.measured
    strength = found.contrast / max(found.paper, 1.0)
    if found.blank or not 0 < strength < FAINT:
        return None
    pixels = stretch(sheet.pixels, CLEAR / strength, 255.0)
    return Change(pixels, IDENTITY, f"ink only {strength:.0%} darker than paper", strength, CLEAR)


def stretch(pixels: Pixels, factor: float, paper: float) -> Pixels:
    """Every grey level's distance from `paper` times `factor`; colours keep their hue but for
    clipping.
    """
    levels = np.round(np.clip(paper - (paper - np.arange(256)) * factor, 0, 255))
    return np.asarray(levels.astype(np.uint8)[pixels])
