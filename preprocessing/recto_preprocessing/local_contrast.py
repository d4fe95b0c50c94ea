"""Faint print under uneven light: ink is made darker than the paper around it, and paper stays as
it is.

A stretch from white blackens paper that lies in shadow: of an unevenly lit sheet the upper half
became black, and one of 951 words was left. Where the light is even the stretch from white is the
better one (contrast.py), and this step keeps out of it.

A PageInWork enters, its Change leaves, None where the ink is not faint or the light is even.
"""

from __future__ import annotations

import cv2
import numpy as np

from .background import paper_at_quarter
from .contrast import CLEAR, blackens, faintness
from .geometry import IDENTITY
from .page_in_work import Change, PageInWork
from .raster import Pixels


def step(sheet: PageInWork) -> Change | None:
    """A page whose ink is faint is stretched where a stretch from white would blacken its paper."""
    measured = sheet.measured
    strength = faintness(measured)
    if strength is None or not blackens(measured):
        return None
    stretched = stretch_from_paper(sheet.pixels, CLEAR / strength)
    reason = (
        f"ink only {strength:.0%} darker than the paper around it, which is uneven by"
        f" {measured.unevenness:.0f} grey levels"
    )
    return Change(stretched, IDENTITY, reason, strength, CLEAR)


def stretch_from_paper(pixels: Pixels, factor: float) -> Pixels:
    """Every px's distance below the paper around it times `factor`, channel by channel; what is
    lighter stays.
    """
    channels = cv2.split(pixels)
    stretched = []
    for channel in channels:
        grey = np.asarray(channel, dtype=np.uint8)
        height, width = grey.shape
        small = paper_at_quarter(grey)
        paper = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
        # 0 where a px is lighter than its paper
        below = cv2.subtract(paper, grey)
        further = cv2.convertScaleAbs(below, alpha=factor - 1)
        darker = cv2.subtract(grey, further)
        stretched.append(darker)
    merged = cv2.merge(stretched)
    return np.asarray(merged, dtype=np.uint8)
