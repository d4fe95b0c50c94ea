"""Between a PDF page's own units and the px of the page as it is seen.

A page's visible box, its /Rotate and its size in px enter; a 3x3 matrix (column vectors) leaves
that takes px, origin top left, to PDF units, origin bottom left. Its inverse takes the text of a
PDF to the page image.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def user_space(
    box: tuple[float, float, float, float], turn: int, width: int, height: int
) -> Matrix:
    """(3, 3) from px to PDF units; `box` is left, bottom, right, top, `turn` clockwise degrees, a
    multiple of 90.
    """
    left, bottom, right, top = box
    across = right - left
    down = top - bottom
    if turn % 180:
        across, down = down, across
    axes: dict[int, tuple[tuple[float, float], ...]] = {
        0: ((left, top), (1, 0), (0, -1)),
        90: ((left, bottom), (0, 1), (1, 0)),
        180: ((right, bottom), (-1, 0), (0, 1)),
        270: ((right, top), (0, -1), (-1, 0)),
    }
    origin, x_axis, y_axis = axes[turn % 360]

    seen = np.eye(3, dtype=np.float64)
    seen[:2, 0] = x_axis
    seen[:2, 1] = y_axis
    seen[:2, 2] = origin
    scale = np.diag([across / width, down / height, 1.0])
    return np.asarray(seen @ scale, dtype=np.float64)
