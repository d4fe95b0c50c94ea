"""Lines a little otherwise than they were scanned: stretched, shifted, darker, with noise.

A line and a source of chance enter, a line leaves. Light: what is taught is this collection's own
type, on its own paper.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from recto.model.page import Pixels

STRETCH = 0.05  # standard deviation of the logarithm
MOST_SHIFT = 1  # px of 32
CONTRAST, LIGHT = 0.12, 8.0  # standard deviations, of 1 and of 255
NOISE = 6.0  # of 255, at most


def varied(line: Pixels, rng: np.random.Generator, least: int) -> NDArray[np.float32]:
    """(32, width) 0..255; `least`: px that its letters take at the very least."""
    height, width = line.shape
    stretched = round(width * np.exp(rng.normal(0, STRETCH)))
    wide = max(stretched, least, 16)
    sized = cv2.resize(line, (wide, height), interpolation=cv2.INTER_LINEAR)
    by = int(rng.integers(-MOST_SHIFT, MOST_SHIFT + 1))
    shifted = np.roll(sized, by, axis=0)
    if by:
        edge = 0 if by > 0 else -1
        shifted[edge] = sized[edge]
    values = shifted.astype(np.float32)
    paper = float(np.median(values))
    contrast = 1 + rng.normal(0, CONTRAST)
    values = paper + (values - paper) * contrast + rng.normal(0, LIGHT)
    values += rng.normal(0, NOISE * rng.random(), values.shape)
    return np.clip(values, 0, 255).astype(np.float32)
