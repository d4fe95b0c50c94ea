"""Ink beside the words of a layer that may be text: form values, stamps, notes, words inside
pictures.

The page's grey pixels as drawn and the boxes of the words that stand enter; regions worth reading
leave, px of the page. Edges are looked at, not darkness: pale notes, print on coloured ground and
white on black have them too. Rules, frames and lone marks are none: a region has a few spots of a
letter's size side by side.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Box, Pixels

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
RIM = 5  # px at LOOKED_AT that the side of a frame is wide at most
FRAME = 0.8  # of a field's width and height that its own frame has at least
MOST = 60  # regions that are looked at one by one: a map or a halftone has thousands
MARGIN = 0.15  # of a word's height around it, where its own edges may reach

Mask = NDArray[np.uint8]
Spots = NDArray[np.int32]  # (N, 4): left, top, right, bottom


def uncovered(
    grey: Pixels, covered: Sequence[Box], dpi: float, lone: Sequence[Box] = ()
) -> list[Box]:
    """Regions with what may be text outside `covered`; in the boxes `lone` even a single spot may
    be.
    """
    import cv2

    scale = min(1.0, LOOKED_AT / max(dpi, 1.0))
    small = (
        cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        if scale < 1
        else grey
    )
    edges = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    mask = (np.asarray(edges) > EDGE).astype(np.uint8)
    _wipe(mask, covered, scale)
    point = dpi * scale / POINTS
    spots = _spots(mask, point)
    found = [_reaching(text, spots) for text in _texts(spots, mask.shape, point)]
    found += [spot for box in lone for spot in _inside(spots, box, scale)]
    boxes = [_grown(row, AROUND * point, scale, grey.shape) for row in found]
    if len(boxes) > MOST:
        return [Box.around(boxes)]
    return _joined(boxes)


def _wipe(mask: Mask, boxes: Sequence[Box], scale: float) -> None:
    for box in boxes:
        margin = MARGIN * min(box.height, box.width) + 1 / scale
        top, left = (
            max(0, int((box.top - margin) * scale)),
            max(0, int((box.left - margin) * scale)),
        )
        mask[
            top : int((box.bottom + margin) * scale) + 1,
            left : int((box.right + margin) * scale) + 1,
        ] = 0


def _spots(mask: Mask, point: float) -> Spots:
    """Connected edges as large as a letter, or a word of joined letters."""
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    left, top, width, height, area = np.asarray(stats[1:], np.int32).T
    longer = np.maximum(width, height)
    shorter = np.minimum(width, height)
    sized = (longer >= LOWEST * point) & (shorter <= HIGHEST * point) & (longer <= WIDEST * shorter)
    solid = (area >= HOLLOW * width * height) & (shorter > 2)
    boxes = np.stack([left, top, left + width, top + height], axis=1)
    chosen = np.asarray(boxes[sized & solid], np.int32)
    return chosen[~_are_frames(chosen, mask)]


def _are_frames(spots: Spots, mask: Mask) -> NDArray[np.bool_]:
    """Spots with nothing inside their four sides: the corners of an O's box cut its ring, a frame's
    do not.
    """
    import cv2

    sums = np.asarray(cv2.integral(mask))
    left, top, right, bottom = (spots + np.array([RIM, RIM, -RIM, -RIM])).T
    room = (right - left > 2) & (bottom - top > 2)
    left, right = np.minimum(left, right), np.maximum(left, right)
    top, bottom = np.minimum(top, bottom), np.maximum(top, bottom)
    # A slim spot at the page's edge has no room, and its turned box is beyond the page.
    right, bottom = np.minimum(right, mask.shape[1]), np.minimum(bottom, mask.shape[0])
    inside = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    return np.asarray(room & (inside == 0), np.bool_)


def _texts(spots: Spots, shape: tuple[int, ...], point: float) -> list[NDArray[np.int32]]:
    """Groups of spots side by side, as one box each."""
    import cv2

    canvas = np.zeros(shape[:2], np.uint8)
    across, down = int(BESIDE * point / 2), int(ABOVE * point / 2)
    for left, top, right, bottom in spots.tolist():
        canvas[max(0, top - down) : bottom + down, max(0, left - across) : right + across] = 1
    _, labels = cv2.connectedComponents(canvas)
    middles = _middles(spots).astype(int)
    of_each = np.asarray(labels)[middles[:, 1], middles[:, 0]]
    order = np.argsort(of_each, kind="stable")
    cuts = np.flatnonzero(np.diff(of_each[order])) + 1
    groups = [spots[part] for part in np.split(order, cuts) if len(part)]
    return [_around(group) for group in groups if _may_be_text(group)]


def _middles(spots: Spots) -> NDArray[np.float64]:
    """(N, 2) x, y."""
    return np.asarray((spots[:, :2] + spots[:, 2:]) / 2, np.float64)


def _reaching(text: NDArray[np.int32], spots: Spots) -> NDArray[np.int32]:
    """The text with lone spots of its size within its height of it: the 9 of "on 9 July"."""
    size = min(text[3] - text[1], text[2] - text[0])
    longer = (spots[:, 2:] - spots[:, :2]).max(axis=1)
    middles = _middles(spots)
    beside = ((middles >= text[:2] - size) & (middles <= text[2:] + size)).all(axis=1)
    near = spots[beside & (longer <= EVEN * size)]
    return _around(np.vstack([text, near]))


def _may_be_text(group: Spots) -> bool:
    """Two spots of even size, or one that is as long as a word."""
    sides = group[:, 2:] - group[:, :2]
    longer = np.sort(sides.max(axis=1))
    if len(group) < FEWEST:
        return bool(longer[0] > 2 * sides.min())
    return bool((longer[1:] <= EVEN * longer[:-1]).any())


def _around(group: Spots) -> NDArray[np.int32]:
    return np.concatenate([group[:, :2].min(axis=0), group[:, 2:].max(axis=0)])


def _inside(spots: Spots, box: Box, scale: float) -> Spots:
    """Spots whose middle is in the box; not those that are its frame."""
    middles = _middles(spots) / scale
    within = (middles >= (box.left, box.top)) & (middles <= (box.right, box.bottom))
    wide = (spots[:, 2] - spots[:, 0]) > FRAME * box.width * scale
    high = (spots[:, 3] - spots[:, 1]) > FRAME * box.height * scale
    return np.asarray(spots[within.all(axis=1) & ~(wide & high)], np.int32)


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
