"""Ink that looks like a line of text and lies outside every line that was read.

Pixels and the boxes of all read lines enter, boxes of unread rows leave (px of the same page), and for each read line
the characters that no read word covers: what else may have been written there. Text-like means five or more components
of a character's size in a row, on paper as bright as that of the lines. With one line's box taken away
it found that line on 16 of 20 pages; with all boxes it speaks on 4 of 80 (missed balloons and a torn heading, but also
drawn grass and a bar code), .05 s a page. It is a reason to look, never a reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recto.model import Box, Pixels

LOW, HIGH, WIDE = 0.25, 1.1, 2.0  # of a line's height: a character's height and greatest width
SOLID = 0.08  # least share of its box that a character's ink fills
FEWEST = 5  # characters in a row
NARROWEST = 2.5  # line heights that a row is wide
APART = (-0.5, 1.2)  # line heights between one character and the next
EVEN = 2.0  # ratio of the upper and lower quartile of the characters' heights
SLOPE = 2.2  # characters' heights that a whole row is high
PAPER = 0.6  # of the brightness around the read lines
REACH = 8.0  # line heights from a line's end to a word that may have been missed there
MARGIN_X, MARGIN_Y = 0.5, 0.1  # of a line's height, around a read line


@dataclass(frozen=True, slots=True)
class _Ink:
    stats: NDArray[np.int32]  # (N, 5): left, top, width, height, area of each component
    centres: NDArray[np.float64]  # (N, 2)
    paper: Pixels  # brightness of the paper
    usual_paper: float


@dataclass(frozen=True, slots=True)
class UnreadInk:
    """What no reader read."""

    rows: tuple[Box, ...] = ()  # px of the page, top to bottom
    free: tuple[tuple[Box, ...], ...] = ()  # for each read line: characters in and beside it that no word covers


NOTHING_UNREAD = UnreadInk()


def unread_ink(pixels: Pixels, read: Sequence[Box], height: float, words: Sequence[Box] | None = None) -> UnreadInk:
    """Unread rows and characters; nothing without a read line, since then nothing says what text looks like.

    `height` is the usual height of a line, px; `words` are the boxes of what was read in the lines, the whole lines
    where they are not given.
    """
    import cv2

    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    inside = _mask(grey.shape[:2], read, 0.0, 0.0)
    if not inside.any():
        return NOTHING_UNREAD
    ink = _ink(np.asarray(grey, np.uint8), inside, height)
    covered = _mask(grey.shape[:2], read, MARGIN_X * height, MARGIN_Y * height)
    characters = _characters(ink, covered, height)
    boxes = [_box(row) for row in _rows(characters, height) if _is_text(row, ink, height)]
    rows = tuple(sorted(boxes, key=lambda box: (box.top, box.left)))
    taken = _mask(grey.shape[:2], read if words is None else words, MARGIN_Y * height, MARGIN_Y * height)
    uncovered = _characters(ink, taken, height)
    return UnreadInk(rows, tuple(_free(uncovered, box, height) for box in read))


def _free(characters: NDArray[np.int32], line: Box, height: float) -> tuple[Box, ...]:
    """The characters on the line's level, in it or within reach of its two ends, left to right."""
    x, y = (characters[:, :2] + characters[:, 2:]).T / 2
    level = (y > line.top) & (y < line.bottom)
    near = (x > line.left - REACH * height) & (x < line.right + REACH * height)
    return tuple(Box(*map(float, each)) for each in characters[level & near])


def _mask(shape: tuple[int, ...], boxes: Sequence[Box], beside: float, above: float) -> NDArray[np.bool_]:
    mask = np.zeros(shape, dtype=bool)
    for box in boxes:
        top, left = max(0, int(box.top - above)), max(0, int(box.left - beside))
        mask[top : max(0, int(box.bottom + above)), left : max(0, int(box.right + beside))] = True
    return mask


def _ink(grey: Pixels, inside: NDArray[np.bool_], height: float) -> _Ink:
    """Components under the threshold that parts ink and paper inside the read lines, the light divided out."""
    import cv2

    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    size = max(3, round(height / 4)) | 1
    closed = cv2.medianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8)), 5)
    paper = np.asarray(cv2.resize(closed, grey.shape[::-1]), np.uint8)
    flat = cv2.divide(grey, np.maximum(paper, 1), scale=255)
    threshold, _ = cv2.threshold(flat[inside].reshape(-1, 1), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    _, _, stats, centres = cv2.connectedComponentsWithStats((flat < threshold).astype(np.uint8))
    found = np.asarray(stats[1:], np.int32), np.asarray(centres[1:], np.float64)
    return _Ink(*found, paper, float(np.median(paper[inside])))


def _characters(ink: _Ink, covered: NDArray[np.bool_], height: float) -> NDArray[np.int32]:
    """(N, 4) left, top, right, bottom of components of a character's size outside the read lines, left to right."""
    left, top, width, high, area = ink.stats.T
    sized = (high > LOW * height) & (high < HIGH * height) & (width < WIDE * height)
    points = ink.centres.astype(int)
    chosen = sized & (area > SOLID * width * high) & ~covered[points[:, 1], points[:, 0]]
    boxes = np.stack([left, top, left + width, top + high], axis=1)[chosen]
    return np.asarray(boxes[np.argsort(boxes[:, 0], kind="stable")], np.int32)


def _rows(characters: NDArray[np.int32], height: float) -> list[NDArray[np.int32]]:
    """Characters chained to the nearest row that ends close before them at their height."""
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
    return [np.array(row) for row in rows if len(row) >= FEWEST]


def _is_text(row: NDArray[np.int32], ink: _Ink, height: float) -> bool:
    """Wide, straight, of even characters, and on bright paper."""
    box, heights = _box(row), row[:, 3] - row[:, 1]
    low, middle, high = np.percentile(heights, (25, 50, 75))
    if box.width < NARROWEST * height or box.height > SLOPE * middle or high > EVEN * low:
        return False
    behind = ink.paper[int(box.top) : int(box.bottom), int(box.left) : int(box.right)]
    return float(np.median(behind)) >= PAPER * ink.usual_paper


def _box(row: NDArray[np.int32]) -> Box:
    left, top = row[:, :2].min(axis=0)
    right, bottom = row[:, 2:].max(axis=0)
    return Box(float(left), float(top), float(right), float(bottom))
