"""Lines that bend out of their rectangle: cut into pieces that are straight enough to be boxed.

The detector's probability and the px of one text line's kernel enter, straight pieces leave. A bent
line fills less than half of the rectangle around it, which counts as paper then: of a curled sheet
fifteen clear lines were dropped so. It is cut between two words, where the network sees least text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from recto.readers.network import Floats

# What bent print is and handwriting is not, by 60 lines of print on curled paper (mean probability
# .70 to .86, 19 to 59 times as long as thick, thickness even to .16) and 14 other strokes of eight
# pages (.52 to .90, 10 to 22, .13 to .43).
SURE = 0.65  # mean probability along the line
LONG = 18.0  # times its thickness
EVEN = 0.18  # of its thickness, standard deviation along it
SOLID = 0.8  # of the height of each of its columns that is text: two lines that touch have less
MOST_CUTS = 3  # in a row: eight pieces of a line
SHORTEST = 4.0  # times its thickness: no shorter piece is cut once more
# of its length: it is cut between
LEAST_BEFORE, MOST_BEFORE = 0.3, 0.7
WINDOW = 3  # px along the line of which the text is summed

Points = NDArray[np.float64]  # (N, 2) px, x and y


@dataclass(frozen=True, slots=True, eq=False)
class Kernel:
    """The px of one line, or of a piece of it."""

    points: Points
    text: Floats  # (N,) P(text) of each
    is_first: bool = True  # the line begins with it, at the side of the first corner
    is_last: bool = True  # the line ends with it

    def half(self, chosen: NDArray[np.bool_], *, first: bool) -> Kernel:
        """The part of it before a cut, or behind it."""
        return Kernel(
            self.points[chosen],
            self.text[chosen],
            is_first=self.is_first and first,
            is_last=self.is_last and not first,
        )


def pieces(
    contour: NDArray[Any], probability: Floats, enough: float, ratio: float
) -> list[NDArray[np.float64]]:
    """Rectangles, (4, 2) px, along the line of one contour, in which the mean probability is
    `enough`, at the size of the text (`ratio` as in `_grown`); none where the contour is no line.
    """
    line = _kernel(contour, probability)
    if line.text.mean() < SURE:
        return []
    if not _is_line(line.points):
        return []
    straight = _straight(line, probability, enough, MOST_CUTS)
    return [_grown(piece, ratio) for piece in straight]


def _kernel(contour: NDArray[Any], probability: Floats) -> Kernel:
    """All px within a contour."""
    left, top, width, height = cv2.boundingRect(contour)
    inside = np.zeros((height, width), np.uint8)
    moved = contour - (left, top)

    # filled: a hole in it is part of the line
    cv2.drawContours(inside, [moved], 0, 1, cv2.FILLED)
    rows, columns = np.nonzero(inside)

    # back in px of the page
    rows += top
    columns += left
    points = np.column_stack([columns, rows])
    text = probability[rows, columns]
    return Kernel(points.astype(np.float64), text)


def _is_line(points: Points) -> bool:
    """Whether px lie along one line of print, however bent: long, evenly thick, and each column of
    it one run.
    """
    # of a column of px, how much is text
    along, across = _axes(points)
    place = np.round(along).astype(int)
    count = np.bincount(place)
    length = len(count)
    area = len(points)
    if length * length < LONG * area:
        return False

    found = count > 0
    thickness = count[found]
    if thickness.std() > EVEN * thickness.mean():
        return False

    # and how far does it reach?
    first = np.full(length, np.inf)
    last = np.full(length, -np.inf)
    np.minimum.at(first, place, across)
    np.maximum.at(last, place, across)
    extent = last - first + 1
    solid = SOLID * extent[found].sum()
    return bool(area >= solid)


def _corners(points: Points) -> NDArray[np.float64]:
    """(4, 2) px of the rectangle around px: along the longer side first, to the right or down."""
    rectangle = cv2.minAreaRect(points.astype(np.float32))
    corners = cv2.boxPoints(rectangle).astype(np.float64)

    # The first side becomes the longer one
    first, second, third, _ = corners
    side = np.linalg.norm(second - first)
    next_side = np.linalg.norm(third - second)
    if next_side > side:
        corners = np.roll(corners, -1, axis=0)

    # Does it run to the left or, upright, up?
    across, down = corners[1] - corners[0]
    if across + down / 2 < 0:
        corners = np.roll(corners, 2, axis=0)
    return corners


def _axes(points: Points) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where px lie along the longer side of their rectangle, and across it, from 0."""
    start, end, *_ = _corners(points)
    side = end - start
    unit = side / np.linalg.norm(side)
    right, down = unit
    upright = np.array([-down, right])
    moved = points - start
    along = moved @ unit
    across = moved @ upright
    return along - along.min(), across


def _straight(line: Kernel, probability: Floats, enough: float, cuts: int) -> Iterator[Kernel]:
    """The line where its rectangle holds enough text, else the pieces of its two halves."""
    corners = _corners(line.points)
    if mean_inside(probability, corners) >= enough:
        yield line
        return

    # Is it long enough to be cut?
    along, _ = _axes(line.points)
    length = along.max() + 1
    shortest = SHORTEST * len(along)  # by its area
    if not cuts or length * length < shortest:
        return

    is_before = along < _gap(along, line.text)
    before = line.half(is_before, first=True)
    behind = line.half(~is_before, first=False)
    yield from _straight(before, probability, enough, cuts - 1)
    yield from _straight(behind, probability, enough, cuts - 1)


def _gap(along: NDArray[np.float64], text: Floats) -> float:
    """Px along the line at which it holds least text, near its middle."""
    place = np.round(along).astype(int)
    summed = np.bincount(place, text)
    around = np.ones(WINDOW)
    smooth = np.convolve(summed, around, "same")

    # its ends fade, too
    length = len(smooth)
    low = round(LEAST_BEFORE * length)
    high = round(MOST_BEFORE * length)
    middle = smooth[low:high]
    return float(low + middle.argmin())


def _grown(piece: Kernel, ratio: float) -> NDArray[np.float64]:
    """(4, 2) px: the rectangle at the size of the text, by area x ratio / perimeter at each side;
    where the line was cut it stays as it is, or the next letter would be read twice.
    """
    corners = _corners(piece.points)
    start, end, _, below = corners
    along = end - start
    across = below - start
    length = np.linalg.norm(along)
    thickness = np.linalg.norm(across)
    perimeter = 2 * (length + thickness)

    # by so many px at each side
    by = ratio * length * thickness / perimeter
    aside = across * (by / thickness)
    onward = along * (by / length)
    before = onward * piece.is_first
    after = onward * piece.is_last

    corners[0] -= before + aside
    corners[1] += after - aside
    corners[2] += after + aside
    corners[3] += aside - before
    return corners


def mean_inside(probability: Floats, corners: NDArray[Any]) -> float:
    """Mean probability inside a rectangle, (4, 2) px."""
    first = np.floor(corners.min(axis=0)).astype(int)
    last = np.ceil(corners.max(axis=0)).astype(int)
    left, top = np.maximum(first, 0)
    right, bottom = last + 1
    window = probability[top:bottom, left:right]
    in_window = np.round(corners - (left, top))
    outline = in_window.astype(np.int32)
    mask = np.zeros(window.shape, np.uint8)
    cv2.fillPoly(mask, [outline], 1)
    score, *_ = cv2.mean(window, mask)
    return float(score)
