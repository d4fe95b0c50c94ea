"""Straightening: the page's skew to a hundredth of a degree, and the turn that removes it.

The line boxes give a first angle; the sharpest row profile near it gives the exact one (Postl 1986: the text rows of a
straight page make the steepest profile).
"""

from __future__ import annotations

import cv2
import numpy as np

from .geometry import Projective
from .quality import shrink
from .raster import Pixels

LARGEST = 20.0  # degrees; more is a photographed object, not a skewed scan


def exact_skew(grey: Pixels, coarse: float) -> float:
    """Degrees, positive: lines fall to the right; `coarse` is known to about a degree."""
    small = shrink(grey)
    ink = cv2.adaptiveThreshold(small, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    ys, xs = np.nonzero(ink)
    if len(ys) < 200:
        return 0.0
    points = np.column_stack([xs, ys])[:: max(1, len(ys) // 40000)].astype(np.float64)
    best = coarse
    for reach, step in ((1.5, 0.25), (0.25, 0.05), (0.05, 0.01)):
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(angles[int(np.argmax([_steepness(points, angle) for angle in angles]))])
    return best


def _steepness(points: np.ndarray[tuple[int, ...], np.dtype[np.float64]], angle: float) -> float:
    """Sum of squared differences of neighbouring rows after turning the ink by -angle."""
    radians = np.radians(angle)
    rows = points[:, 1] * np.cos(radians) - points[:, 0] * np.sin(radians)
    profile = np.bincount((rows - rows.min()).astype(np.int64))
    return float(np.square(np.diff(profile, prepend=0, append=0)).sum())


def rotate(pixels: Pixels, degrees: float, paper: float) -> tuple[Pixels, Projective]:
    """Turn so that lines falling by `degrees` run level; the page grows so that nothing is cut, filled with paper."""
    height, width = pixels.shape[:2]
    radians = np.radians(degrees)
    cos, sin = np.cos(radians), np.sin(radians)
    size = (int(np.ceil(abs(width * cos) + abs(height * sin))), int(np.ceil(abs(height * cos) + abs(width * sin))))
    spin = np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0, 0, 1]])
    centre = spin @ (width / 2, height / 2, 1)
    matrix = np.array([[1, 0, size[0] / 2 - centre[0]], [0, 1, size[1] / 2 - centre[1]], [0, 0, 1.0]]) @ spin
    # cv2 works on pixel centres, our maps on pixel edges: half a pixel apart on both sides.
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]])
    centred = np.linalg.inv(half) @ matrix @ half
    fill = (paper,) * 3
    turned = cv2.warpAffine(pixels, centred[:2], size, flags=cv2.INTER_LINEAR, borderValue=fill)
    return np.asarray(turned, dtype=np.uint8), Projective(matrix)
