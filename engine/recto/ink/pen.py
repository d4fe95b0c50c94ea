"""How thick the strokes of a page's letters are: what tells bold print from plain.

Grey pixels and their ink enter, a Pen leaves; of it lines ask for theirs. A stroke's thickness is
twice its darkness over the change of grey along its edges, so that neither the ink's contrast nor a
threshold decides it, and print of two px still has a thickness between one and three.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Box, Pixels

CELL = 4  # px of the working image: finer than lines are apart
WINDOW = (13, 13)  # cells: paper is the lightest thing within them
NEIGHBOURS = np.ones((3, 3), np.uint8)  # px around ink that belong to its edges
LEAST_CHANGE = 40.0  # grey levels in a line's cells together: fewer are no letters
UNKNOWN = 0.0  # thickness of what has no ink

Means = NDArray[np.float16]  # a page waits for its LLM with a megabyte of them


@dataclass(frozen=True, slots=True, eq=False)
class Pen:
    """Means over square cells of the page."""

    darkness: Means  # mean grey levels that its ink is darker than paper
    change: Means  # mean grey levels from px to px, across and down
    cell: float  # px of the page

    def thickness(self, lines: Sequence[Sequence[Box]]) -> list[float]:
        """Px, one for each line of word boxes; UNKNOWN where there is no ink."""
        boxes = list(chain.from_iterable(lines))
        if not self.change.size or not boxes:
            return [UNKNOWN] * len(lines)
        corners = [(box.left, box.top, box.right, box.bottom) for box in boxes]
        exact = np.array(corners) / self.cell
        cells = np.rint(exact).astype(np.intp)
        darkness = _sums(self.darkness, cells)
        change = _sums(self.change, cells)
        found = []
        first = 0
        for line in lines:
            past = first + len(line)
            dark = darkness[first:past].sum()
            changing = change[first:past].sum()
            first = past
            thickness = UNKNOWN
            if changing >= LEAST_CHANGE:
                px = 2 * dark / changing
                thickness = float(px * self.cell / CELL)
            found.append(thickness)
        return found


def _sums(means: Means, cells: NDArray[np.intp]) -> NDArray[np.float64]:
    """Of what stands in each box of cells: left, top, right, bottom."""
    import cv2

    height, width = means.shape
    exact = means.astype(np.float32)
    integral = cv2.integral(exact, sdepth=cv2.CV_64F)
    below = np.asarray(integral, np.float64)
    most = (width, height, width, height)
    inside = np.clip(cells, 0, most)
    left, top, right, bottom = inside.T
    upper = below[top, right] - below[top, left]
    lower = below[bottom, right] - below[bottom, left]
    sums: NDArray[np.float64] = lower - upper
    return sums


NO_CELLS: Means = np.empty((0, 0), np.float16)
NO_PEN = Pen(NO_CELLS, NO_CELLS, 1.0)


def pen_of(grey: Pixels, ink: Pixels, scale: float) -> Pen:
    """`ink`: 255 where there is some, of the same size; `scale`: px of it to one of the page."""
    import cv2

    height, width = grey.shape
    if height < CELL or width < CELL:
        return NO_PEN
    size = (width // CELL, height // CELL)
    near = cv2.dilate(ink, NEIGHBOURS)
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    lightest = cv2.dilate(small, np.ones(WINDOW, np.uint8))
    even = cv2.blur(lightest, WINDOW)
    paper = cv2.resize(even, (width, height), interpolation=cv2.INTER_LINEAR)
    darkness = cv2.subtract(paper, grey)
    across = np.zeros_like(grey)
    down = np.zeros_like(grey)
    across[:, 1:] = cv2.absdiff(grey[:, 1:], grey[:, :-1])
    down[1:] = cv2.absdiff(grey[1:], grey[:-1])
    change = cv2.addWeighted(across, 0.5, down, 0.5, 0.0)  # half of both: 255 would not hold them
    dark = _means(cv2.bitwise_and(darkness, near), size)
    changed = _means(cv2.bitwise_and(change, near), size)
    return Pen(dark, 2 * changed, CELL / scale)


def _means(values: NDArray[Any], size: tuple[int, int]) -> Means:
    import cv2

    exact = values.astype(np.float32)
    means = cv2.resize(exact, size, interpolation=cv2.INTER_AREA)
    return np.asarray(means, np.float16)
