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
    across, down = (top - bottom, right - left) if turn % 180 else (right - left, top - bottom)
    origin, x_axis, y_axis = {
        0: ((left, top), (1, 0), (0, -1)),
        90: ((left, bottom), (0, 1), (1, 0)),
        180: ((right, bottom), (-1, 0), (0, 1)),
        270: ((right, top), (0, -1), (-1, 0)),
    }[turn % 360]
    seen = np.array(
        [[x_axis[0], y_axis[0], origin[0]], [x_axis[1], y_axis[1], origin[1]], [0, 0, 1]],
        dtype=np.float64,
    )
    return np.asarray(seen @ np.diag([across / width, down / height, 1.0]), dtype=np.float64)
