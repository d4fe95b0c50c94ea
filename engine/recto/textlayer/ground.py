"""The pixels in a box of the page, and the colour of the paper there.

A page's pixels and a box in its px enter; a part of the pixels, or their usual colour, leaves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Box, Pixels


def pixels_in(pixels: Pixels, box: Box) -> Pixels:
    """All pixels that the box touches; empty where it is beyond the page."""
    top = max(0, int(box.top))
    left = max(0, int(box.left))
    bottom = int(box.bottom) + 1
    right = int(box.right) + 1
    return pixels[top:bottom, left:right]


def ground_of(part: Pixels) -> NDArray[np.float64]:
    """The usual grey level, or the usual level of each channel."""
    channels = part.shape[2:]
    colours = part.reshape(-1, *channels)
    usual = np.median(colours, axis=0)
    return np.asarray(usual, np.float64)
