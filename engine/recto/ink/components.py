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
LEVEL = 0.5  # of the lower one's height that two characters of a row share
PAPER = 0.6  # of the brightness around the read lines
MARGIN_X, MARGIN_Y = 0.5, 0.1  # of a line's height, around a line: ink there is the line's
QUARTER = 0.25  # of the page's sides: the copy on which the paper is found
LEAST_BRUSH = 3  # px of the copy: strokes are at least as wide as this
SMOOTH = 5  # px of the copy, window of the median
WHITE = 255  # grey level that the paper becomes

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
        right = left + width
        bottom = top + height
        return np.stack([left, top, right, bottom], axis=1)


def grey_of(pixels: Pixels) -> Pixels:
    """(height, width) of a grey or RGB page, which cleaning has worked out already."""
    # with OpenCV, which `recto --version` does not load
    from recto_preprocessing.page_in_work import to_grey

    return to_grey(pixels)


def page_ink(grey: Pixels, inside: Mask, height: float) -> Ink:
    """Components under the threshold that parts ink and paper inside the read lines, the light
    divided out.
    """
    import cv2

    # The paper: what is left when strokes are closed on a small copy.
    small = cv2.resize(grey, None, fx=QUARTER, fy=QUARTER, interpolation=cv2.INTER_AREA)
    size = max(LEAST_BRUSH, round(height * QUARTER)) | 1
    brush = np.ones((size, size), np.uint8)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, brush)
    smooth = cv2.medianBlur(closed, SMOOTH)
    enlarged = cv2.resize(smooth, grey.shape[::-1])
    paper = np.asarray(enlarged, np.uint8)
    flat = cv2.divide(grey, np.maximum(paper, 1), scale=WHITE)
    read = flat[inside].reshape(-1, 1)
    threshold, _ = cv2.threshold(read, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    is_dark = flat < threshold
    if not is_dark.any():  # of a page of two levels the threshold is the ink itself
        is_dark = flat <= threshold
    _, _, stats, centres = cv2.connectedComponentsWithStats(is_dark.astype(np.uint8))
    shade = 1.0
    if len(stats) > 1:
        shade = float(flat[is_dark].mean()) / WHITE
    return Ink(
        stats=np.asarray(stats[1:], np.int32),
        centres=np.asarray(centres[1:], np.float64),
        paper=paper,
        usual_paper=float(np.median(paper[inside])),
        shade=shade,
    )


def mask(shape: tuple[int, ...], boxes: Sequence[Box], beside: float, above: float) -> Mask:
    """Px inside the boxes, each grown by `beside` px to the left and right and `above` px up and
    down.
    """
    region = np.zeros(shape, dtype=bool)
    for box in boxes:
        left = max(0, int(box.left - beside))
        top = max(0, int(box.top - above))
        right = max(0, int(box.right + beside))
        bottom = max(0, int(box.bottom + above))
        region[top:bottom, left:right] = True
    return region


def is_character(ink: Ink, height: float, widest: float = WIDE) -> Mask:
    """(N,) which components have a character's size and ink; `height` is a line's, px."""
    _, _, width, high, area = ink.stats.T
    is_tall = (high > LOW * height) & (high < HIGH * height)
    is_narrow = width < widest * height
    is_inked = area > SOLID * width * high
    return np.asarray(is_tall & is_narrow & is_inked)


def covered(ink: Ink, region: Mask) -> Mask:
    """(N,) which components have their centre in the region."""
    x, y = ink.centres.astype(int).T
    return np.asarray(region[y, x])


def in_lines(ink: Ink, lines: Sequence[Box], height: float) -> Mask:
    """(N,) which components have their centre in one of the lines or its margins; `height` is a
    line's, px.
    """
    region = mask(ink.paper.shape, lines, MARGIN_X * height, MARGIN_Y * height)
    return covered(ink, region)


def rows_of(ink: Ink, chosen: Mask, height: float) -> list[Boxes]:
    """The chosen components, (N,), in rows, as `chained` has them."""
    return chained(left_to_right(ink.boxes[chosen]), height)


def chained(characters: Boxes, height: float) -> list[Boxes]:
    """Characters, from left to right, chained to the nearest row that ends close before them at
    their height.
    """
    least_gap, most_gap = (share * height for share in APART)
    rows: list[list[NDArray[np.int32]]] = []
    ends = np.empty((0, 4))  # the last character of each row
    for character in characters:
        left, top, _, bottom = character
        _, tops, rights, bottoms = ends.T
        gap = left - rights
        shared = np.minimum(bottoms, bottom) - np.maximum(tops, top)
        lower = np.minimum(bottoms - tops, bottom - top)
        is_near = (gap > least_gap) & (gap < most_gap)
        near = np.flatnonzero(is_near & (shared > LEVEL * lower))
        if len(near):
            nearest = int(near[np.argmin(gap[near])])
            rows[nearest].append(character)
            ends[nearest] = character
        else:
            rows.append([character])
            ends = np.vstack([ends, character])
    return [np.array(row) for row in rows]


def left_to_right(boxes: Boxes) -> Boxes:
    """Sorted by their left edges."""
    order = np.argsort(boxes[:, 0], kind="stable")
    return np.asarray(boxes[order], np.int32)


def from_top(box: Box) -> tuple[float, float]:
    """What boxes are sorted by: top to bottom, then left to right."""
    return box.top, box.left


def around(row: Boxes) -> Box:
    """The box that holds them all."""
    left, top = row[:, :2].min(axis=0).tolist()
    right, bottom = row[:, 2:].max(axis=0).tolist()
    return Box(float(left), float(top), float(right), float(bottom))


def on_paper(row: Boxes, ink: Ink, least: float = PAPER) -> bool:
    """Whether the row lies on paper about as bright as that behind the read lines; `least` of
    that.
    """
    box = around(row)
    rows = slice(int(box.top), int(box.bottom))
    columns = slice(int(box.left), int(box.right))
    behind = ink.paper[rows, columns]
    return float(np.median(behind)) >= least * ink.usual_paper
