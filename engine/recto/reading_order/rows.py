"""The levelled page that reading order is judged on, and the rows that stand side by side on it.

Lines (boxes, texts) and ruling strokes, all levelled, are one LevelPage. It enters with some line
indices, an array; the same indices leave as rows, each from left to right.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float64]
Indices = NDArray[np.int64]
COMBINING = ("Mn", "Mc")  # Unicode categories of such signs
OVERLAP = 0.5  # line heights that a line may begin before the end of the row that it joins


@dataclass(frozen=True, slots=True, eq=False)
class LevelPage:
    """One row of left, top, right, bottom a line, px of the levelled page, and the texts."""

    boxes: Boxes
    texts: Sequence[str]
    height: float  # median line height, px
    horizontal: Boxes  # (N, 4) strokes: x0, y0, x1, y1
    vertical: Boxes
    # rows that were found, by the lines: several rules look at the rows of the same lines
    found: dict[bytes, list[list[int]]] = field(init=False, repr=False, default_factory=dict)

    def span(self, indices: Indices) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the lines together."""
        boxes = self.boxes[indices]
        left, top = boxes[:, :2].min(axis=0).tolist()
        right, bottom = boxes[:, 2:].max(axis=0).tolist()
        return left, top, right, bottom

    def letters(self, indices: Indices) -> float:
        """Share of letters among the marks of the lines, 0..1."""
        text = "".join(self.texts[i] for i in indices)
        marks = text.replace(" ", "")
        return letters_of(marks) / max(1, len(marks))


def letters_of(text: str) -> int:
    """Letters, and the signs that combine with them: a third of what Hindi or Thai is written in,
    whose columns were no prose without them.
    """
    letters = sum(map(str.isalpha, text))
    if text.isascii():
        return letters
    kinds = map(unicodedata.category, text)
    return letters + sum(kind in COMBINING for kind in kinds)


def rows(page: LevelPage, indices: Indices) -> list[list[int]]:
    """Lines that stand side by side, top to bottom, each row left to right.

    Each line, from left to right, joins the row whose last line is nearest to its own height, so
    that a row may sink or rise on its way.
    """
    lines = np.sort(indices)
    key = lines.tobytes()
    if key not in page.found:
        page.found[key] = _rows(page, lines)
    return page.found[key]


def _rows(page: LevelPage, indices: Indices) -> list[list[int]]:
    boxes = page.boxes[indices]
    lefts, tops, _, bottoms = boxes.T
    order = np.lexsort((tops + bottoms, lefts))
    lines = indices[order].tolist()
    places = boxes[order].tolist()
    found: list[_Row] = []
    # rows by the height at which they end, so that few are looked at
    bands: dict[int, list[_Row]] = {}
    for i, (left, top, right, bottom) in zip(lines, places, strict=True):
        middle = (top + bottom) / 2
        half = (bottom - top) / 2
        row = _nearest(bands, page.height, left, middle, half)
        if row is None:
            row = _Row()
            found.append(row)
        else:
            band = int(row.middle // page.height)
            bands[band].remove(row)
        row.add(i, right, middle, half)
        bands.setdefault(int(middle // page.height), []).append(row)
    found.sort(key=_Row.mean_height)
    return [row.lines for row in found]


def _nearest(
    bands: Mapping[int, Sequence[_Row]], height: float, left: float, middle: float, half: float
) -> _Row | None:
    """The row nearest to the line at `middle`, of those that end before it and at its height."""
    overlap = OVERLAP * height
    first = int((middle - half) // height)
    last = int((middle + half) // height)
    nearest, least = None, inf
    for band in range(first, last + 1):
        for row in bands.get(band, ()):
            off = abs(middle - row.middle)
            if left < row.right - overlap or off >= min(half, row.half):
                continue
            if off < least:
                nearest, least = row, off
    return nearest


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
        self.right = right
        self.middle = middle
        self.half = half
        self.sum += middle

    def mean_height(self) -> float:
        """Of the lines' middles, px."""
        return self.sum / len(self.lines)
