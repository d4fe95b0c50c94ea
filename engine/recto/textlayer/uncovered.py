"""Ink beside the words of a layer that may be text: form values, stamps, notes, words inside pictures.

The page's grey pixels as drawn and the boxes of the words that stand enter; regions worth reading leave, px of the
page. Edges are looked at, not darkness: pale notes, print on coloured ground and white on black have them too. Rules,
frames and lone marks are none: a region has a few spots of a letter's size side by side.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recto.model import Box, Pixels

LOOKED_AT = 150.0  # dpi: letters of 5 points are 7 px high there, and it costs a quarter of 300
POINTS = 72.0
EDGE = 40  # grey levels between a spot and its ground, within 3 px
LOWEST, HIGHEST = 3.0, 54.0  # points: a spot's height
WIDEST = 30.0  # heights: a word in a joined script; a rule is wider
HOLLOW = 0.08  # least share of its box that a spot's edges fill
BESIDE, ABOVE = 6.0, 2.0  # points between two spots of one text, and between lines
EVEN = 2.5  # ratio of the heights of two spots of one word
FEWEST = 2  # spots of a text
NEAR = 0.4  # of the smaller region's shorter side, between two regions that are read as one
AROUND = 3.0  # points of paper around a region
MARGIN = 0.15  # of a word's height around it, where its own edges may reach

Mask = NDArray[np.uint8]


def uncovered(grey: Pixels, covered: Sequence[Box], dpi: float, lone: Sequence[Box] = ()) -> list[Box]:
    """Regions with what may be text outside `covered`; in the boxes `lone` even a single spot may be."""
    import cv2

    scale = min(1.0, LOOKED_AT / max(dpi, 1.0))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    edges = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    mask = (np.asarray(edges) > EDGE).astype(np.uint8)
    _wipe(mask, covered, scale)
    point = dpi * scale / POINTS
    spots = _spots(mask, point)
    found = [_reaching(text, spots) for text in _texts(spots, mask.shape, point)]
    found += [spot for spot in spots if _in_any(_centre(spot), lone, scale)]
    boxes = [_grown(row, AROUND * point, scale, grey.shape) for row in found]
    return _joined(boxes)


def _wipe(mask: Mask, boxes: Sequence[Box], scale: float) -> None:
    for box in boxes:
        margin = MARGIN * min(box.height, box.width) + 1 / scale
        top, left = max(0, int((box.top - margin) * scale)), max(0, int((box.left - margin) * scale))
        mask[top : int((box.bottom + margin) * scale) + 1, left : int((box.right + margin) * scale) + 1] = 0


def _spots(mask: Mask, point: float) -> list[NDArray[np.int32]]:
    """Left, top, right, bottom of connected edges as large as a letter, or a word of joined letters."""
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    left, top, width, height, area = np.asarray(stats[1:]).T
    longer = np.maximum(width, height)
    shorter = np.minimum(width, height)
    sized = (longer >= LOWEST * point) & (shorter <= HIGHEST * point) & (longer <= WIDEST * shorter)
    solid = (area >= HOLLOW * width * height) & (shorter > 2)
    boxes = np.stack([left, top, left + width, top + height], axis=1)[sized & solid]
    return list(np.asarray(boxes, np.int32))


def _texts(spots: Sequence[NDArray[np.int32]], shape: tuple[int, ...], point: float) -> list[NDArray[np.int32]]:
    """Groups of spots side by side, as one box each."""
    import cv2

    canvas = np.zeros(shape[:2], np.uint8)
    across, down = int(BESIDE * point / 2), int(ABOVE * point / 2)
    for left, top, right, bottom in spots:
        canvas[max(0, top - down) : bottom + down, max(0, left - across) : right + across] = 1
    _, labels = cv2.connectedComponents(canvas)
    groups: dict[int, list[NDArray[np.int32]]] = {}
    for spot in spots:
        x, y = _centre(spot)
        groups.setdefault(int(labels[min(int(y), shape[0] - 1), min(int(x), shape[1] - 1)]), []).append(spot)
    return [_around(group) for group in groups.values() if _may_be_text(group)]


def _reaching(text: NDArray[np.int32], spots: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
    """The text with lone spots of its size within its height of it: the 9 of "on 9 July"."""
    size = min(text[3] - text[1], text[2] - text[0])
    grown = text + np.array([-size, -size, size, size])
    near = [
        spot
        for spot in spots
        if max(spot[3] - spot[1], spot[2] - spot[0]) <= EVEN * size
        and grown[0] <= _centre(spot)[0] <= grown[2]
        and grown[1] <= _centre(spot)[1] <= grown[3]
    ]
    return _around([text, *near])


def _may_be_text(group: Sequence[NDArray[np.int32]]) -> bool:
    """A few spots of even height, or one that is as long as a word."""
    rows = np.array(group)
    sizes = (
        np.minimum(rows[:, 3] - rows[:, 1], rows[:, 2] - rows[:, 0]),
        np.maximum(rows[:, 3] - rows[:, 1], rows[:, 2] - rows[:, 0]),
    )
    if len(rows) < FEWEST:
        return bool(sizes[1][0] > 2 * sizes[0][0])
    longer = np.sort(sizes[1])
    return bool(longer[1:].min() <= EVEN * longer[:-1].min() or (longer[1:] <= EVEN * longer[:-1]).any())


def _around(group: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
    rows = np.array(group)
    return np.concatenate([rows[:, :2].min(axis=0), rows[:, 2:].max(axis=0)])


def _centre(spot: NDArray[np.int32]) -> tuple[float, float]:
    return (spot[0] + spot[2]) / 2, (spot[1] + spot[3]) / 2


def _in_any(point: tuple[float, float], boxes: Sequence[Box], scale: float) -> bool:
    x, y = point[0] / scale, point[1] / scale
    return any(box.left <= x <= box.right and box.top <= y <= box.bottom for box in boxes)


def _grown(row: NDArray[np.int32], around: float, scale: float, shape: tuple[int, ...]) -> Box:
    left, top, right, bottom = row.tolist()
    return Box(
        max(0.0, (left - around) / scale),
        max(0.0, (top - around) / scale),
        min(float(shape[1]), (right + around) / scale),
        min(float(shape[0]), (bottom + around) / scale),
    )


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """Boxes that overlap, or stand side by side as words do, as one, until none does."""
    found: list[Box] = []
    for box in boxes:
        whole = box
        touching = [other for other in found if _is_near(other, whole)]
        while touching:
            whole = Box.around([whole, *touching])
            found = [other for other in found if other not in touching]
            touching = [other for other in found if _is_near(other, whole)]
        found.append(whole)
    return sorted(found, key=lambda box: (box.top, box.left))


def _is_near(one: Box, two: Box) -> bool:
    reach = NEAR * min(one.height, one.width, two.height, two.width)
    grown = Box(one.left - reach, one.top - reach, one.right + reach, one.bottom + reach)
    return grown.intersection(two) > 0
