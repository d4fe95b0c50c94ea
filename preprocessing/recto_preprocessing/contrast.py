"""Faint print: pale thermal paper, a tired ribbon, blue ink. Everything darker than the paper is
made darker still.

Beside one black heading, faint lines fall on the paper's side of Tesseract's global threshold and
are lost whole (word F1 of a pale receipt .047; with the ink stretched .57). PP-OCR gains too (.71
-> .77).

A PageInWork enters, its Change leaves, None where the ink is not faint, or where the paper lies
partly in shadow, which a stretch from white would blacken (local_contrast.py).
"""

from __future__ import annotations

import numpy as np

from .geometry import IDENTITY
from .measurements import UNEVEN, Measurements
from .page_in_work import Change, PageInWork
from .raster import Pixels

FAINT = 0.3  # of the paper's level: ink that differs less is stretched
CLEAR = 0.5  # of the paper's level: what it is stretched to
WHITE = 255.0  # grey level that stays where it is
BLACK = 0.5  # of its level that the darkest paper keeps, else a stretch blackens it


def step(sheet: PageInWork) -> Change | None:
    """A page whose ink is faint is stretched."""
    measured = sheet.measured
    strength = faintness(measured)
    if strength is None or blackens(measured):
        return None
    stretched = stretch(sheet.pixels, CLEAR / strength, WHITE)
    reason = f"ink only {strength:.0%} darker than paper"
    return Change(stretched, IDENTITY, reason, strength, CLEAR)


def faintness(measured: Measurements) -> float | None:
    """How much darker than its paper the ink is, 0..1 of the paper's level; None: enough."""
    paper = max(measured.paper, 1.0)
    strength = measured.contrast / paper
    if measured.blank or not 0 < strength < FAINT:
        return None
    return strength


def blackens(measured: Measurements) -> bool:
    """Whether a stretch from white would take the paper of the page's darker parts for ink."""
    strength = faintness(measured)
    is_spotted = measured.paper - measured.darkest >= UNEVEN
    if strength is None or not (measured.is_uneven or is_spotted):
        return False
    factor = CLEAR / strength
    depth = WHITE - measured.darkest
    stretched = WHITE - factor * depth
    least = BLACK * measured.darkest
    return stretched < least


def stretch(pixels: Pixels, factor: float, paper: float) -> Pixels:
    """Every grey level's distance from `paper` times `factor`; colours keep their hue but for
    clipping.
    """
    distances = (paper - np.arange(256)) * factor
    levels = np.clip(paper - distances, 0, 255)
    table = np.round(levels).astype(np.uint8)
    return np.asarray(table[pixels])
