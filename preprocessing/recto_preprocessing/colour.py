"""Ink that only its colour parts from its ground: red on green of equal lightness is one flat grey
to every reader.

A page enters; the same array leaves, or a copy in which such ink is black or white on the ground
that it had. Ink is what differs in a channel, hardly differs in grey, and has the shape of letters
in a row; all other pixels stay as they are, so an ordinary page comes through bit for bit. The
ground is the median of a neighbourhood, of several sizes: text may stand on a narrow stripe, or be
large.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .raster import Pixels

SIDE = 1800  # px, longest side of the copy that is looked at
APART = 48  # levels of a channel between such ink and its ground
# grey levels over those of the channel: from here on the grey shows the ink (red on black: .3)
MERGED = 0.3
CLEAR = 32  # grey levels that are seen without colour
FEWEST_EDGES = 60  # px of the copy: fewer are no letters
# px of a quarter of the copy: neighbourhoods of which the median is the ground
WINDOWS = (47, 23, 9)
LOWEST, LARGEST = 5, 0.6  # px of the copy; share of its height: a letter's height
WIDEST = 14.0  # heights: a word in a joined script
# share of its box that a letter's ink fills; more is a bar, when it is long
THIN, SOLID = 0.06, 0.8
THICK = 0.18  # of a letter's height: half of its broadest stroke
THIN_ENOUGH = 2.0  # px of the copy: half of a stroke that is too broad for no letter
RIM, AMONG = 2, 0.3  # px around a letter's box; share of its ink that other ink in there may have
LONG = 2.0  # length over breadth of a bar
BESIDE = 1.6  # heights between two letters of a row
TURNS = 3  # how far a row may grow to both sides, in letters
EVEN = 2.5  # ratio of their heights
FEWEST = 3  # letters in a row, or one that is as long as a word
WORD = 2.5  # heights
AROUND = 0.35  # of a letter's height, px around it that are repainted
MORE_AROUND = 2  # px of the copy, on top of that
SOFT = 3  # px of the copy that are left alone around what is repainted, on top of that
QUARTER = 4  # px of the copy that are one where the ground is sought
LEVEL = 0.5  # of a letter's height: what two letters of a row share, or a dot stands off it
FULL = 98  # percentile of the ink's distance from its ground that counts as full ink
# of the ink's distance from its ground: up to here ground, from here on full ink
PAPER, INK = 0.3, 0.75
# grey level of the ground from which the ink becomes black, as readers like it; white below
LIGHT = 60

# (256,) for a difference in a channel: up to what difference in grey it is hidden
_HIDDEN = np.minimum(np.floor(MERGED * np.arange(256.0) + 1e-6), CLEAR - 1).astype(np.uint8)

Boxes = NDArray[np.int32]  # (N, 4): left, top, width, height
Mask = NDArray[np.bool_]


def shown(pixels: Pixels) -> Pixels:
    """The page with such ink in black or white; the very same array where there is none."""
    if pixels.ndim == 2 or min(pixels.shape[:2]) < LOWEST:
        return pixels
    small = pixels
    scale = min(1.0, SIDE / max(pixels.shape[:2]))
    if scale < 1:
        shrunk = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        small = np.asarray(shrunk, np.uint8)
    edges = np.count_nonzero(_hidden_edges(small))
    if edges < FEWEST_EDGES:
        return pixels
    page = pixels
    taken = np.zeros(small.shape[:2], bool)
    for window in WINDOWS:
        ground, merged, seen = _merged(small, window)
        letters = _letters(merged & ~taken, seen)
        if not len(letters):
            continue
        page = _painted(page, ground, letters, scale)
        # What is repainted once is left alone: its soft edges would be taken for ink of another
        # ground.
        for left, top, width, height in letters.tolist():
            around = int(AROUND * height) + SOFT
            rows = slice(max(0, top - around), top + height + around)
            columns = slice(max(0, left - around), left + width + around)
            taken[rows, columns] = True
    return page


def _grey(pixels: Pixels) -> Pixels:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return np.asarray(grey, np.uint8)


def _hidden_edges(small: Pixels) -> Mask:
    """Steps in a channel with none in grey near them."""
    next_to_it = np.ones((3, 3), np.uint8)
    near_it = np.ones((5, 5), np.uint8)
    by_channel = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, next_to_it)
    steps = _most(by_channel)
    grey_steps = cv2.morphologyEx(_grey(small), cv2.MORPH_GRADIENT, next_to_it)
    near = cv2.dilate(grey_steps, near_it)
    is_merged = _is_merged(np.asarray(near, np.uint8), steps)
    return np.asarray((steps >= APART) & is_merged)


def _most(pixels: cv2.typing.MatLike) -> Pixels:
    """(H, W) of (H, W, 3): the channel that has most."""
    red, green, blue = cv2.split(pixels)
    most = cv2.max(red, green)
    most = cv2.max(most, blue)
    return np.asarray(most, np.uint8)


def _is_merged(grey: Pixels, colour: Pixels) -> Mask:
    """Where a difference in a channel hardly is one in grey."""
    grey_at_most = cv2.LUT(colour, _HIDDEN)
    return np.asarray(grey <= grey_at_most)


def _merged(small: Pixels, window: int) -> tuple[Pixels, Mask, Mask]:
    """The ground, which is the median of each neighbourhood, and px of another colour than it:
    those of its grey, and those that grey shows.
    """
    height, width = small.shape[:2]
    size = (max(1, width // QUARTER), max(1, height // QUARTER))
    quarter = cv2.resize(small, size, interpolation=cv2.INTER_AREA)
    middle = cv2.medianBlur(np.asarray(quarter, np.uint8), window)
    enlarged = cv2.resize(middle, (width, height), interpolation=cv2.INTER_LINEAR)
    ground = np.asarray(enlarged, np.uint8)
    off = cv2.absdiff(small, ground)
    off_in_grey = cv2.absdiff(_grey(small), _grey(ground))
    colour = _most(off)
    is_other = np.asarray(colour >= APART)
    is_merged = _is_merged(np.asarray(off_in_grey), colour)
    return ground, is_other & is_merged, is_other & ~is_merged


def _letters(merged: Mask, seen: Mask) -> Boxes:
    """Boxes of connected px that are letters in a row; not what stands among ink that grey
    shows.
    """
    mask = merged.astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    found = np.asarray(stats[1:], np.int32)
    # how deep a component's ink is: half of its broadest stroke
    component = np.asarray(labels, np.int32)
    to_edge = cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    depth = np.zeros(count, np.float32)
    np.maximum.at(depth, component[merged], to_edge[merged])
    _, _, width, height, area = found.T
    longer = np.maximum(width, height)
    shorter = np.minimum(width, height)
    highest = LARGEST * merged.shape[0]
    is_sized = (longer >= LOWEST) & (height <= highest)
    is_sized &= width <= WIDEST * height
    is_solid = area > SOLID * width * height
    is_bar = is_solid & (longer > LONG * shorter) & (height < width)
    is_stroke = depth[1:] <= np.maximum(THICK * height, THIN_ENOUGH)
    is_alone = _inside(seen, found) <= AMONG * area
    is_inked = area >= THIN * width * height
    is_letter = is_sized & ~is_bar & is_stroke & is_alone & is_inked
    rows = _in_rows(found[is_letter, :4])
    if not len(rows):
        return rows
    return _with_others(rows, found[is_sized, :4])


def _with_others(rows: Boxes, others: Boxes) -> Boxes:
    """The rows with all that stands in them or next to them and is no larger: dots, blots, letters
    of odd shape.
    """
    usual = float(np.median(rows[:, 3]))
    is_small = others[:, 3] <= EVEN * usual
    middles = others[:, :2] + others[:, 2:] / 2
    for _ in range(TURNS):
        left, top, width, height = rows.T
        first = left - BESIDE * usual
        last = left + width + BESIDE * usual
        above = top - LEVEL * usual
        below = top + height + LEVEL * usual
        is_near = []
        for x, y in middles:
            across = (x > first) & (x < last)
            down = (y > above) & (y < below)
            is_near.append(bool((across & down).any()))
        rows = others[np.array(is_near, bool) & is_small]
    return rows


def _inside(mask: Mask, found: Boxes) -> NDArray[np.int32]:
    """(N,) px of the mask in and next to each box."""
    height, width = mask.shape
    table = cv2.integral(mask.astype(np.uint8))
    sums = np.asarray(table, np.int32)
    left, top, across, down, _ = found.T
    right = np.minimum(left + across + RIM, width)
    bottom = np.minimum(top + down + RIM, height)
    left = np.maximum(left - RIM, 0)
    top = np.maximum(top - RIM, 0)
    to_foot = sums[bottom, right] - sums[bottom, left]
    to_head = sums[top, right] - sums[top, left]
    return np.asarray(to_foot - to_head, np.int32)


def _in_rows(boxes: Boxes) -> Boxes:
    """Those with neighbours at their level and of their height, and those that are words by
    themselves.
    """
    if not len(boxes):
        return boxes
    left_to_right = np.argsort(boxes[:, 0], kind="stable")
    rows: list[list[int]] = []
    for i in left_to_right.tolist():
        for row in reversed(rows):
            if _follows(boxes[row[-1]], boxes[i]):
                row.append(i)
                break
        else:
            rows.append([i])
    kept: list[int] = []
    for row in rows:
        _, _, width, height = boxes[row].T
        is_word = width >= WORD * height
        if len(row) >= FEWEST or is_word.any():
            kept += row
    return np.asarray(boxes[kept], np.int32)


def _follows(before: Boxes, box: Boxes) -> bool:
    """Whether a letter stands next to the one before it."""
    left_before, top_before, width_before, height_before = before.tolist()
    left, top, _, height = box.tolist()
    taller = max(height_before, height)
    lower = min(height_before, height)
    if taller > EVEN * lower:
        return False
    foot = min(top_before + height_before, top + height)
    head = max(top_before, top)
    if foot - head <= LEVEL * lower:
        return False
    gap = left - left_before - width_before
    return bool(-taller < gap < BESIDE * taller)


def _painted(pixels: Pixels, ground: Pixels, letters: Boxes, scale: float) -> Pixels:
    """A copy with the ink in and around the letters' boxes black or white, as far as it differs
    from the ground.
    """
    page = pixels.copy()
    rows, columns = pixels.shape[:2]
    behind = ground
    if scale != 1:
        enlarged = cv2.resize(ground, (columns, rows), interpolation=cv2.INTER_LINEAR)
        behind = np.asarray(enlarged, np.uint8)
    for left, top, width, height in (letters / scale).tolist():
        around = AROUND * height + MORE_AROUND / scale
        head = max(0, int(top - around))
        foot = min(rows, int(top + height + around) + 1)
        first = max(0, int(left - around))
        past = min(columns, int(left + width + around) + 1)
        place = (slice(head, foot), slice(first, past))
        page[place] = _repainted(pixels[place], behind[place])
    return page


def _repainted(part: Pixels, behind: Pixels) -> Pixels:
    """Ink full black or white, its soft edges in between, the ground as it was."""
    off = cv2.absdiff(part, behind)
    far = off.max(axis=2).astype(np.float32)
    full = max(float(APART), float(np.percentile(far, FULL)))
    span = (INK - PAPER) * full
    share = np.clip((far - PAPER * full) / span, 0, 1)
    # what is seen without colour stays
    grey = _grey(behind)
    off_in_grey = cv2.absdiff(_grey(part), grey)
    share[np.asarray(off_in_grey) >= CLEAR] = 0
    target = 0.0 if float(grey.mean()) >= LIGHT else 255.0
    soft = share[:, :, None]
    mixed = part * (1 - soft) + target * soft
    return np.asarray(np.rint(mixed), np.uint8)
