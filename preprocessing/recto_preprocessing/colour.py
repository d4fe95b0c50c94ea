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
RIM, AMONG = 2, 0.3  # px around a letter's box; share of its ink that other ink in there may have
LONG = 2.0  # length over breadth of a bar
BESIDE = 1.6  # heights between two letters of a row
TURNS = 3  # how far a row may grow to both sides, in letters
EVEN = 2.5  # ratio of their heights
FEWEST = 3  # letters in a row, or one that is as long as a word
WORD = 2.5  # heights
AROUND = 0.35  # of a letter's height, px around it that are repainted
# of the ink's distance from its ground: up to here ground, from here on full ink
PAPER, INK = 0.3, 0.75
# grey level of the ground from which the ink becomes black, as readers like it; white below
LIGHT = 60

Boxes = NDArray[np.int32]  # (N, 4): left, top, width, height
Mask = NDArray[np.bool_]


def shown(pixels: Pixels) -> Pixels:
    """The page with such ink in black or white; the very same array where there is none."""
    if pixels.ndim == 2 or min(pixels.shape[:2]) < LOWEST:
        return pixels
    scale = min(1.0, SIDE / max(pixels.shape[:2]))
    small = (
        cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        if scale < 1
        else pixels
    )
    small = np.asarray(small, np.uint8)
    if np.count_nonzero(_hidden_edges(small)) < FEWEST_EDGES:
        return pixels
    page, taken = pixels, np.zeros(small.shape[:2], bool)
    for window in WINDOWS:
        ground = _ground(small, window)
        merged, seen = _merged(small, ground)
        letters = _letters(merged & ~taken, seen)
        if len(letters):
            page = _painted(page, ground, letters, scale)
            _take(taken, letters)
    return page


def _take(taken: Mask, letters: Boxes) -> None:
    """What is repainted once is left alone: its soft edges would be taken for ink of another
    ground.
    """
    for left, top, width, height in letters.tolist():
        around = int(AROUND * height) + 3
        y, x = (
            slice(max(0, top - around), top + height + around),
            slice(max(0, left - around), left + width + around),
        )
        taken[y, x] = True


def _grey(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def _hidden_edges(small: Pixels) -> Mask:
    """Steps in a channel with none in grey near them."""
    kernel = np.ones((3, 3), np.uint8)
    steps = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, kernel).max(axis=2)
    plain = cv2.morphologyEx(_grey(small), cv2.MORPH_GRADIENT, kernel)
    near = np.asarray(cv2.dilate(plain, np.ones((5, 5), np.uint8)), np.uint8)
    return np.asarray((steps >= APART) & _is_merged(near, steps))


def _is_merged(grey: Pixels, colour: Pixels) -> Mask:
    return np.asarray(
        (grey.astype(np.float32) <= MERGED * colour.astype(np.float32)) & (grey < CLEAR)
    )


def _ground(small: Pixels, window: int) -> Pixels:
    """The median of each neighbourhood, at the size of the copy."""
    size = (max(1, small.shape[1] // 4), max(1, small.shape[0] // 4))
    quarter = cv2.resize(small, size, interpolation=cv2.INTER_AREA)
    middle = cv2.medianBlur(np.asarray(quarter, np.uint8), window)
    return np.asarray(
        cv2.resize(middle, small.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.uint8
    )


def _merged(small: Pixels, ground: Pixels) -> tuple[Mask, Mask]:
    """Px of another colour than their ground's: those of its grey, and those that grey shows."""
    colour = cv2.absdiff(small, ground).max(axis=2)
    merged = _is_merged(np.asarray(cv2.absdiff(_grey(small), _grey(ground))), colour)
    other = colour >= APART
    return np.asarray(other & merged), np.asarray(other & ~merged)


def _letters(merged: Mask, seen: Mask) -> Boxes:
    """Boxes of connected px that are letters in a row; not what stands among ink that grey
    shows.
    """
    mask = merged.astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    found = np.asarray(stats[1:], np.int32)
    depth = np.zeros(count, np.float32)
    np.maximum.at(
        depth,
        np.asarray(labels, np.int32)[merged],
        cv2.distanceTransform(mask, cv2.DIST_L2, 3)[merged],
    )
    _, _, width, height, area = found.T
    longer, shorter = np.maximum(width, height), np.minimum(width, height)
    sized = (longer >= LOWEST) & (height <= LARGEST * merged.shape[0]) & (width <= WIDEST * height)
    bar = (area > SOLID * width * height) & (longer > LONG * shorter) & (height < width)
    strokes = depth[1:] <= np.maximum(THICK * height, 2.0)
    alone = _inside(seen, found) <= AMONG * area
    chosen = found[sized & ~bar & strokes & alone & (area >= THIN * width * height), :4]
    rows = _in_rows(chosen)
    return _with_others(rows, found[sized, :4]) if len(rows) else rows


def _with_others(rows: Boxes, others: Boxes) -> Boxes:
    """The rows with all that stands in them or next to them and is no larger: dots, blots, letters
    of odd shape.
    """
    height = float(np.median(rows[:, 3]))
    for _ in range(TURNS):
        middles = others[:, :2] + others[:, 2:] / 2
        near = [_is_near(middle, rows, height) for middle in middles]
        rows = others[np.array(near, bool) & (others[:, 3] <= EVEN * height)]
    return rows


def _is_near(middle: NDArray[np.float64], rows: Boxes, height: float) -> bool:
    left, top, width, high = rows.T
    across = (middle[0] > left - BESIDE * height) & (middle[0] < left + width + BESIDE * height)
    down = (middle[1] > top - 0.5 * height) & (middle[1] < top + high + 0.5 * height)
    return bool((across & down).any())


def _inside(mask: Mask, found: Boxes) -> NDArray[np.int32]:
    """(N,) px of the mask in and next to each box."""
    sums = np.asarray(cv2.integral(mask.astype(np.uint8)), np.int32)
    left, top = np.maximum(found[:, :2] - RIM, 0).T
    right = np.minimum(found[:, 0] + found[:, 2] + RIM, mask.shape[1])
    bottom = np.minimum(found[:, 1] + found[:, 3] + RIM, mask.shape[0])
    return np.asarray(
        sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left], np.int32
    )


def _in_rows(boxes: Boxes) -> Boxes:
    """Those with neighbours at their level and of their height, and those that are words by
    themselves.
    """
    if not len(boxes):
        return boxes
    order = np.argsort(boxes[:, 0], kind="stable")
    rows: list[list[int]] = []
    for i in order.tolist():
        home = next((row for row in reversed(rows) if _follows(boxes[row[-1]], boxes[i])), None)
        if home is None:
            rows.append([i])
        else:
            home.append(i)
    kept = [i for row in rows if _is_text(boxes[row]) for i in row]
    return np.asarray(boxes[kept], np.int32)


def _follows(before: Boxes, box: Boxes) -> bool:
    """Whether a letter stands next to the one before it."""
    taller, lower = max(before[3], box[3]), min(before[3], box[3])
    shared = min(before[1] + before[3], box[1] + box[3]) - max(before[1], box[1])
    gap = box[0] - before[0] - before[2]
    return bool(taller <= EVEN * lower and shared > 0.5 * lower and -taller < gap < BESIDE * taller)


def _is_text(row: Boxes) -> bool:
    return len(row) >= FEWEST or bool((row[:, 2] >= WORD * row[:, 3]).any())


def _painted(pixels: Pixels, ground: Pixels, letters: Boxes, scale: float) -> Pixels:
    """A copy with the ink in and around the letters' boxes black or white, as far as it differs
    from the ground.
    """
    page = pixels.copy()
    rows, columns = pixels.shape[:2]
    behind = (
        ground
        if scale == 1
        else cv2.resize(ground, (columns, rows), interpolation=cv2.INTER_LINEAR)
    )
    for left, top, width, height in (letters / scale).tolist():
        around = AROUND * height + 2 / scale
        y = slice(max(0, int(top - around)), min(rows, int(top + height + around) + 1))
        x = slice(max(0, int(left - around)), min(columns, int(left + width + around) + 1))
        page[y, x] = _repainted(pixels[y, x], np.asarray(behind[y, x], np.uint8))
    return page


def _repainted(part: Pixels, behind: Pixels) -> Pixels:
    """Ink full black or white, its soft edges in between, the ground as it was."""
    far = cv2.absdiff(part, behind).max(axis=2).astype(np.float32)
    full = max(float(APART), float(np.percentile(far, 98)))
    share = np.clip((far - PAPER * full) / ((INK - PAPER) * full), 0, 1)
    grey = _grey(behind)
    share[np.asarray(cv2.absdiff(_grey(part), grey)) >= CLEAR] = 0  # what is seen without colour
    target = 0.0 if float(grey.mean()) >= LIGHT else 255.0
    soft = share[:, :, None]
    return np.asarray(np.rint(part * (1 - soft) + target * soft), np.uint8)
