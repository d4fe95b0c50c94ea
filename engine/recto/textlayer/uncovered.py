"""Ink beside the words of a layer that may be text: form values, stamps, notes, words inside
pictures.

The page's grey pixels as drawn and the boxes of the words that stand enter; regions worth reading
leave, px of the page. A region has a few spots of a letter's size (spots.py) side by side; lone
marks are none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recto.model.page import Box, Pixels
from recto.textlayer.spots import Spot, Spots, around, edges_beside, letters, middles, sides_of

LOOKED_AT = 150.0  # dpi: letters of 5 points are 7 px high there, and it costs a quarter of 300
POINTS = 72.0
BESIDE, ABOVE = 6.0, 2.0  # points between two spots of one text, and between lines
EVEN = 2.5  # ratio of the heights of two spots of one word
LONG = 2  # times its shorter side: the longer side of a lone spot that is a word
NEAR = 0.4  # of the smaller region's shorter side, between two regions that are read as one
AROUND = 3.0  # points of paper around a region
FRAME = 0.8  # of a field's width and height that its own frame has at least
MOST = 60  # regions that are looked at one by one: a map or a halftone has thousands


def uncovered(
    grey: Pixels, covered: Sequence[Box], dpi: float, lone: Sequence[Box] = ()
) -> list[Box]:
    """Regions with what may be text outside `covered`; in the boxes `lone` even a single spot may
    be.
    """
    scale = min(1.0, LOOKED_AT / max(dpi, 1.0))
    point = dpi * scale / POINTS
    mask = edges_beside(grey, covered, scale)
    spots = letters(mask, point)
    texts = _texts(spots, mask.shape, point)
    found = [_reaching(text, spots) for text in texts]
    for box in lone:
        found += list(_inside(spots, box, scale))

    height, width = grey.shape[:2]
    paper = AROUND * point
    boxes = []
    for spot in found:
        left, top, right, bottom = spot.tolist()
        box = Box(
            max(0.0, (left - paper) / scale),
            max(0.0, (top - paper) / scale),
            min(float(width), (right + paper) / scale),
            min(float(height), (bottom + paper) / scale),
        )
        boxes.append(box)

    if len(boxes) > MOST:
        return [Box.around(boxes)]
    return _joined(boxes)


def _texts(spots: Spots, shape: tuple[int, ...], point: float) -> list[Spot]:
    """Groups of spots side by side, as one box each: two spots of even size, or one that is as long
    as a word.
    """
    import cv2

    canvas = np.zeros(shape[:2], np.uint8)
    across = int(BESIDE * point / 2)
    down = int(ABOVE * point / 2)
    for left, top, right, bottom in spots.tolist():
        first_row = max(0, top - down)
        first_column = max(0, left - across)
        rows = slice(first_row, bottom + down)
        columns = slice(first_column, right + across)
        canvas[rows, columns] = 1

    _, labels = cv2.connectedComponents(canvas)
    x, y = middles(spots).astype(int).T
    label_of_spot = np.asarray(labels)[y, x]

    order = np.argsort(label_of_spot, kind="stable")
    steps = np.diff(label_of_spot[order])
    starts = np.flatnonzero(steps) + 1
    texts = []
    for part in np.split(order, starts):
        group = spots[part]
        sides = sides_of(group)
        longer = np.sort(sides.max(axis=1))
        shorter = sides.min(axis=1)
        is_text = longer[1:] <= EVEN * longer[:-1]
        if len(group) == 1:
            is_text = longer > LONG * shorter
        if is_text.any():
            texts.append(around(group))
    return texts


def _reaching(text: Spot, spots: Spots) -> Spot:
    """The text with lone spots of its size within its height of it: the 9 of "on 9 July"."""
    left, top, right, bottom = text
    size = min(bottom - top, right - left)
    longer = sides_of(spots).max(axis=1)
    is_even = longer <= EVEN * size

    places = middles(spots)
    first = text[:2] - size
    last = text[2:] + size
    is_beside = (places >= first) & (places <= last)
    is_near = is_beside.all(axis=1) & is_even
    group = np.vstack([text, spots[is_near]])
    return around(group)


def _inside(spots: Spots, box: Box, scale: float) -> Spots:
    """Spots whose middle is in the box; not those that are its frame."""
    places = middles(spots) / scale
    first = (box.left, box.top)
    last = (box.right, box.bottom)
    is_within = (places >= first) & (places <= last)

    widths, heights = sides_of(spots).T
    frame_width = FRAME * box.width
    frame_height = FRAME * box.height
    is_wide = widths > frame_width * scale
    is_high = heights > frame_height * scale
    is_frame = is_wide & is_high
    is_inside = is_within.all(axis=1) & ~is_frame
    return np.asarray(spots[is_inside], np.int32)


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """Boxes that overlap, or stand side by side as words do, as one, until none does."""
    found: list[Box] = []
    for box in boxes:
        whole = box
        while True:
            touching = [other for other in found if _is_near(other, whole)]
            if not touching:
                break
            whole = Box.around([whole, *touching])
            found = [other for other in found if other not in touching]

        found.append(whole)
    return sorted(found, key=lambda box: (box.top, box.left))


def _is_near(one: Box, two: Box) -> bool:
    reach = NEAR * min(
        one.height,
        one.width,
        two.height,
        two.width,
    )
    grown = Box(
        one.left - reach,
        one.top - reach,
        one.right + reach,
        one.bottom + reach,
    )
    return grown.intersection(two) > 0
