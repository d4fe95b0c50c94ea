"""The ink of a page as connected components, with the brightness of the paper behind them.

Pixels and boxes in px of the same page enter; components under the threshold that parts ink and
paper inside the boxes leave. What of them is text is for `unread_ink` and `leftover_ink` to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Box, Pixels

LOW, HIGH, WIDE = 0.25, 1.1, 2.0  # of a line's height: a character's height and greatest width
SOLID = 0.08  # least share of its box that a character's ink fills
APART = (-0.5, 1.2)  # line heights between one character and the next
PAPER = 0.6  # of the brightness around the read lines

Boxes = NDArray[np.int32]  # (N, 4) left, top, right, bottom, px
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """Components and the paper that they lie on."""

    stats: NDArray[np.int32]  # (N, 5): left, top, width, height, area of each component
    centres: NDArray[np.float64]  # (N, 2)
    paper: Pixels  # brightness of the paper
    usual_paper: float  # inside the boxes that were given
    shade: float  # brightness of the ink over that of the paper behind it, 0..1; 1 without ink

    @property
    def boxes(self) -> Boxes:
        """Of the components."""
        left, top, width, height, _ = self.stats.T
        return np.stack([left, top, left + width, top + height], axis=1)


def grey_of(pixels: Pixels) -> Pixels:
    """(height, width) of a grey or RGB page."""
    import cv2

    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return np.asarray(grey, np.uint8)


def page_ink(grey: Pixels, inside: Mask, height: float) -> Ink:
    """Components under the threshold that parts ink and paper inside the read lines, the light
    divided out.
    """
    import cv2

    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    size = max(3, round(height / 4)) | 1
    closed = cv2.medianBlur(
        cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8)), 5
    )
    paper = np.asarray(cv2.resize(closed, grey.shape[::-1]), np.uint8)
    flat = cv2.divide(grey, np.maximum(paper, 1), scale=255)
    threshold, _ = cv2.threshold(
        flat[inside].reshape(-1, 1), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU
    )
    dark = flat < threshold
    if not dark.any():  # of a page of two levels the threshold is the ink itself
        dark = flat <= threshold
    _, _, stats, centres = cv2.connectedComponentsWithStats(dark.astype(np.uint8))
    found = np.asarray(stats[1:], np.int32), np.asarray(centres[1:], np.float64)
    shade = float(flat[dark].mean()) / 255 if len(stats) > 1 else 1.0
    return Ink(*found, paper, float(np.median(paper[inside])), shade)


def mask(shape: tuple[int, ...], boxes: Sequence[Box], beside: float, above: float) -> Mask:
    """Px inside the boxes, each grown by `beside` px to the left and right and `above` px up and
    down.
    """
    found = np.zeros(shape, dtype=bool)
    for box in boxes:
        top, left = max(0, int(box.top - above)), max(0, int(box.left - beside))
        found[top : max(0, int(box.bottom + above)), left : max(0, int(box.right + beside))] = True
    return found


def is_character(ink: Ink, height: float, widest: float = WIDE) -> Mask:
    """(N,) which components have a character's size and ink; `height` is a line's, px."""
    _, _, width, high, area = ink.stats.T
    sized = (high > LOW * height) & (high < HIGH * height) & (width < widest * height)
    return np.asarray(sized & (area > SOLID * width * high))


def covered(ink: Ink, region: Mask) -> Mask:
    """(N,) which components have their centre in the region."""
    points = ink.centres.astype(int)
    return np.asarray(region[points[:, 1], points[:, 0]])


def chained(characters: Boxes, height: float) -> list[Boxes]:
    """Characters, from left to right, chained to the nearest row that ends close before them at
    their height.
    """
    rows: list[list[NDArray[np.int32]]] = []
    ends = np.empty((0, 4))
    for each in characters:
        gap = each[0] - ends[:, 2]
        shared = np.minimum(ends[:, 3], each[3]) - np.maximum(ends[:, 1], each[1])
        level = shared > 0.5 * np.minimum(ends[:, 3] - ends[:, 1], each[3] - each[1])
        near = np.flatnonzero(level & (gap > APART[0] * height) & (gap < APART[1] * height))
        if len(near):
            at = int(near[np.argmin(gap[near])])
            rows[at].append(each)
            ends[at] = each
        else:
            rows.append([each])
            ends = np.vstack([ends, each])
    return [np.array(row) for row in rows]


def left_to_right(boxes: Boxes) -> Boxes:
    """Sorted by their left edges."""
    return np.asarray(boxes[np.argsort(boxes[:, 0], kind="stable")], np.int32)


def around(row: Boxes) -> Box:
    """The box that holds them all."""
    left, top = row[:, :2].min(axis=0)
    right, bottom = row[:, 2:].max(axis=0)
    return Box(float(left), float(top), float(right), float(bottom))


def on_paper(row: Boxes, ink: Ink) -> bool:
    """Whether the row lies on paper about as bright as that behind the read lines."""
    box = around(row)
    behind = ink.paper[int(box.top) : int(box.bottom), int(box.left) : int(box.right)]
    return float(np.median(behind)) >= PAPER * ink.usual_paper
