"""The levelled page that reading order is judged on, and the rows that stand side by side on it.

Lines (boxes, texts) and ruling strokes, all levelled, are one LevelPage; selections of it are
arrays of line indices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

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
    """Lines that stand side by side, top to bottom, each row left to right.

    Each line, from left to right, joins the row whose last line is nearest to its own height, so
    that a row may sink or rise on its way.
    """
    boxes = page.boxes[indices]
    order = np.lexsort((boxes[:, 1] + boxes[:, 3], boxes[:, 0]))
    found: list[_Row] = []
    # rows by the height at which they end, so that few are looked at
    bands: dict[int, list[_Row]] = {}
    for i, (left, top, right, bottom) in zip(
        indices[order].tolist(), boxes[order].tolist(), strict=True
    ):
        middle, half = (top + bottom) / 2, (bottom - top) / 2
        near = range(int((middle - half) // page.height), int((middle + half) // page.height) + 1)
        ended = [
            row
            for band in near
            for row in bands.get(band, ())
            if left >= row.right - 0.5 * page.height
        ]
        fits = [row for row in ended if abs(middle - row.middle) < min(half, row.half)]
        row = min(fits, key=lambda row: abs(middle - row.middle), default=None)
        if row is None:
            row = _Row()
            found.append(row)
        else:
            bands[int(row.middle // page.height)].remove(row)
        row.add(i, right, middle, half)
        bands.setdefault(int(middle // page.height), []).append(row)
    return [row.lines for row in sorted(found, key=lambda row: row.sum / len(row.lines))]


@dataclass(slots=True, eq=False)
class _Row:
    """A row on its way from left to right: its lines, and where the last of them stands, px."""

    lines: list[int] = field(default_factory=list)
    right: float = 0.0
    middle: float = 0.0
    half: float = 0.0  # of its height
    sum: float = 0.0  # of the middles

    def add(self, i: int, right: float, middle: float, half: float) -> None:
        self.lines.append(i)
        self.right, self.middle, self.half = right, middle, half
        self.sum += middle
