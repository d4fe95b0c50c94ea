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
LONG = 2  # times its shorter side: the longer side of a lone spot that is a word
SLIM = 2  # px at LOOKED_AT: what is no wider is a rule
NEAR = 0.4  # of the smaller region's shorter side, between two regions that are read as one
AROUND = 3.0  # points of paper around a region
RIM = 5  # px at LOOKED_AT that the side of a frame is wide at most
FRAME = 0.8  # of a field's width and height that its own frame has at least
MOST = 60  # regions that are looked at one by one: a map or a halftone has thousands
MARGIN = 0.15  # of a word's height around it, where its own edges may reach

Mask = NDArray[np.uint8]
Spots = NDArray[np.int32]  # (N, 4): left, top, right, bottom
Spot = NDArray[np.int32]  # (4,): the same of one, or of a text


def uncovered(
    grey: Pixels, covered: Sequence[Box], dpi: float, lone: Sequence[Box] = ()
) -> list[Box]:
    """Regions with what may be text outside `covered`; in the boxes `lone` even a single spot may
    be.
    """
    scale = min(1.0, LOOKED_AT / max(dpi, 1.0))
    point = dpi * scale / POINTS
    mask = _edges(grey, scale)
    _wipe(mask, covered, scale)
    spots = _spots(mask, point)
    found = [_reaching(text, spots) for text in _texts(spots, mask.shape, point)]
    for box in lone:
        found += list(_inside(spots, box, scale))

    boxes = [_grown(spot, AROUND * point, scale, grey.shape) for spot in found]
    if len(boxes) > MOST:
        return [Box.around(boxes)]
    return _joined(boxes)


def _edges(grey: Pixels, scale: float) -> Mask:
    """1 where the page, `scale` times as large, is brighter or darker than beside it."""
    import cv2

    small = grey
    if scale < 1:
        small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    neighbours = np.ones((3, 3), np.uint8)
    contrast = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, neighbours)
    is_edge = np.asarray(contrast) > EDGE
    return is_edge.astype(np.uint8)


def _wipe(mask: Mask, boxes: Sequence[Box], scale: float) -> None:
    """Take away the edges of the words in the boxes."""
    for box in boxes:
        margin = MARGIN * min(box.height, box.width) + 1 / scale
        top = max(0, int((box.top - margin) * scale))
        left = max(0, int((box.left - margin) * scale))
        bottom = int((box.bottom + margin) * scale) + 1
        right = int((box.right + margin) * scale) + 1
        mask[top:bottom, left:right] = 0


def _spots(mask: Mask, point: float) -> Spots:
    """Connected edges as large as a letter, or a word of joined letters."""
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    left, top, width, height, area = np.asarray(stats[1:], np.int32).T
    longer = np.maximum(width, height)
    shorter = np.minimum(width, height)
    is_tall = longer >= LOWEST * point
    is_low = shorter <= HIGHEST * point
    is_compact = longer <= WIDEST * shorter
    is_solid = (area >= HOLLOW * width * height) & (shorter > SLIM)

    boxes = np.stack([left, top, left + width, top + height], axis=1)
    is_letter = is_tall & is_low & is_compact & is_solid
    spots = np.asarray(boxes[is_letter], np.int32)
    return spots[~_are_frames(spots, mask)]


def _are_frames(spots: Spots, mask: Mask) -> NDArray[np.bool_]:
    """Spots with nothing inside their four sides: the corners of an O's box cut its ring, a frame's
    do not.
    """
    import cv2

    sums = np.asarray(cv2.integral(mask))
    left, top, right, bottom = (spots + np.array([RIM, RIM, -RIM, -RIM])).T
    has_room = (right - left > 2) & (bottom - top > 2)
    left, right = np.minimum(left, right), np.maximum(left, right)
    top, bottom = np.minimum(top, bottom), np.maximum(top, bottom)

    # A slim spot at the page's edge has no room, and its turned box is beyond the page.
    height, width = mask.shape
    right = np.minimum(right, width)
    bottom = np.minimum(bottom, height)
    inside = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    return np.asarray(has_room & (inside == 0), np.bool_)


def _texts(spots: Spots, shape: tuple[int, ...], point: float) -> list[Spot]:
    """Groups of spots side by side, as one box each."""
    import cv2

    canvas = np.zeros(shape[:2], np.uint8)
    across = int(BESIDE * point / 2)
    down = int(ABOVE * point / 2)
    for left, top, right, bottom in spots.tolist():
        rows = slice(max(0, top - down), bottom + down)
        columns = slice(max(0, left - across), right + across)
        canvas[rows, columns] = 1

    _, labels = cv2.connectedComponents(canvas)
    x, y = _middles(spots).astype(int).T
    label_of_spot = np.asarray(labels)[y, x]
    order = np.argsort(label_of_spot, kind="stable")
    starts = np.flatnonzero(np.diff(label_of_spot[order])) + 1
    texts = []
    for part in np.split(order, starts):
        group = spots[part]
        if len(group) and _may_be_text(group):
            texts.append(_around(group))
    return texts


def _middles(spots: Spots) -> NDArray[np.float64]:
    """(N, 2) x, y."""
    sums = spots[:, :2] + spots[:, 2:]
    return np.asarray(sums / 2, np.float64)


def _reaching(text: Spot, spots: Spots) -> Spot:
    """The text with lone spots of its size within its height of it: the 9 of "on 9 July"."""
    left, top, right, bottom = text
    size = min(bottom - top, right - left)
    sides = spots[:, 2:] - spots[:, :2]
    is_even = sides.max(axis=1) <= EVEN * size
    middles = _middles(spots)
    is_beside = (middles >= text[:2] - size) & (middles <= text[2:] + size)
    near = spots[is_beside.all(axis=1) & is_even]
    return _around(np.vstack([text, near]))


def _may_be_text(group: Spots) -> bool:
    """Two spots of even size, or one that is as long as a word."""
    sides = group[:, 2:] - group[:, :2]
    longer = np.sort(sides.max(axis=1))
    if len(group) < FEWEST:
        return bool(longer[0] > LONG * sides.min())
    is_even = longer[1:] <= EVEN * longer[:-1]
    return bool(is_even.any())


def _around(group: Spots) -> Spot:
    first = group[:, :2].min(axis=0)
    last = group[:, 2:].max(axis=0)
    return np.concatenate([first, last])


def _inside(spots: Spots, box: Box, scale: float) -> Spots:
    """Spots whose middle is in the box; not those that are its frame."""
    middles = _middles(spots) / scale
    first = (box.left, box.top)
    last = (box.right, box.bottom)
    is_within = (middles >= first) & (middles <= last)
    left, top, right, bottom = spots.T
    is_wide = (right - left) > FRAME * box.width * scale
    is_high = (bottom - top) > FRAME * box.height * scale
    is_frame = is_wide & is_high
    return np.asarray(spots[is_within.all(axis=1) & ~is_frame], np.int32)


def _grown(spot: Spot, around: float, scale: float, shape: tuple[int, ...]) -> Box:
    """In px of the page, with paper around it as far as the page goes."""
    left, top, right, bottom = spot.tolist()
    height, width = shape[:2]
    return Box(
        max(0.0, (left - around) / scale),
        max(0.0, (top - around) / scale),
        min(float(width), (right + around) / scale),
        min(float(height), (bottom + around) / scale),
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
    grown = Box(
        one.left - reach,
        one.top - reach,
        one.right + reach,
        one.bottom + reach,
    )
    return grown.intersection(two) > 0
