"""The levelled page that reading order is judged on, and the rows that stand side by side on it.

Lines (boxes, texts) and ruling strokes, all levelled, are one LevelPage; selections of it are arrays of line indices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class LevelPage:
    """One row of left, top, right, bottom a line, px of the levelled page, and the texts."""

    boxes: Boxes
    texts: Sequence[str]
    height: float  # median line height, px
    horizontal: Boxes  # (N, 4) strokes: x0, y0, x1, y1
    vertical: Boxes

    def span(self, indices: Indices) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the lines together."""
        boxes = self.boxes[indices]
        left, top = boxes[:, :2].min(axis=0).tolist()
        right, bottom = boxes[:, 2:].max(axis=0).tolist()
        return left, top, right, bottom

    def letters(self, indices: Indices) -> float:
        """Share of letters among the marks of the lines, 0..1."""
        solid = "".join(self.texts[i] for i in indices).replace(" ", "")
        return sum(map(str.isalpha, solid)) / max(1, len(solid))


def rows(page: LevelPage, indices: Indices) -> list[list[int]]:
    """Lines that stand side by side, top to bottom, each row left to right."""
    middle = (page.boxes[:, 1] + page.boxes[:, 3]) / 2
    found: list[list[int]] = []
    for i in indices[np.argsort(middle[indices], kind="stable")]:
        if found and _same_row(page, middle, found[-1], i):
            found[-1].append(int(i))
        else:
            found.append([int(i)])
    return [sorted(row, key=lambda i: page.boxes[i, 0]) for row in found]


def _same_row(page: LevelPage, middle: Boxes, row: list[int], i: int) -> bool:
    """The line's middle lies near the middle of the row's last line and they do not stand above each other."""
    heights = page.boxes[:, 3] - page.boxes[:, 1]
    near = abs(middle[i] - middle[row[-1]]) < 0.5 * min(heights[i], heights[row[-1]])
    apart = all(
        page.boxes[i, 0] >= page.boxes[j, 2] - 0.5 * page.height
        or page.boxes[i, 2] <= page.boxes[j, 0] + 0.5 * page.height
        for j in row
    )
    return bool(near and apart)
