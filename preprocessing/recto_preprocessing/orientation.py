"""Turning a page upright by quarter turns.

Whether lines run across or down is seen from their boxes; which end is up only from reading a few
of them both ways.

A PageInWork and a reader of strips enter, a Change leaves, None for a page that stands upright.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from .geometry import IDENTITY, Projective
from .page_in_work import Change, PageInWork, Quads, cut_out, sides
from .quality import sideways_share
from .raster import Pixels

SIDEWAYS = 0.5  # share of line length in tall boxes; real pages lie below .03 or above .94
STRIPS = 6  # lines read both ways
# So many lines, the longest first, settle it on a page that stands upright when they read so well
# in the mean. Of 104 lines of all kinds of pages, on their head none reached .89, upright half
# reached .95; three of a comic reached .84.
ENOUGH = ((1, 0.95), (3, 0.9))
LEAST_SIDE = 4  # px of a line that is read
MARGIN = 0.08  # mean score by which the turned reading must win before a page is put on its head

# Mean score from which the turned reading is one at all: lines of scripts that the reader has no
# letters for read at .05 to .6 either way, Latin, Greek and Chinese ones upright at .8 to 1.
CAN_READ = 0.7

ReadStrip = Callable[[Sequence[Pixels]], float]


def step(sheet: PageInWork, read_strip: ReadStrip | None) -> Change | None:
    """A page whose lines run down, or stand on their head, is turned; without a reader it stays,
    and that is said.
    """
    if read_strip is None and sideways_share(sheet.quads) >= SIDEWAYS:
        reason = "lines run down, but no reader tells which end is up: left"
        return Change(sheet.pixels, IDENTITY, reason, 90.0, 90.0)
    turns = quarter_turns(sheet.pixels, sheet.quads, read_strip)
    if turns == 0:
        return None
    pixels, geometry = turn(sheet.pixels, turns)
    direction = "down" if turns % 2 else "across, upside down"
    degrees = 90 * turns
    reason = f"lines run {direction}; turned {degrees} degrees"
    return Change(pixels, geometry, reason, float(degrees), 0.0)


def quarter_turns(pixels: Pixels, quads: Quads, read_strip: ReadStrip | None) -> int:
    """How often to turn by 90 degrees counter-clockwise: 0..3; 0 when nothing tells.

    Of the two ways that the lines may run the commoner one, unless the other reads clearly better.
    """
    if not len(quads) or read_strip is None:
        return 0
    usual, other, margin = 0, 2, MARGIN
    if sideways_share(quads) >= SIDEWAYS:
        usual, other, margin = 1, 3, 0.0
    lines = strips(pixels, quads)
    if not lines:
        return usual
    if usual == 0:
        for few, score in ENOUGH:
            if read_strip(lines[:few]) >= score:
                return usual
    as_usual = read_strip(_turned(lines, usual))
    turned_round = read_strip(_turned(lines, other))
    if usual == 0 and turned_round < CAN_READ:
        return usual
    return other if turned_round > as_usual + margin else usual


def _turned(strips: Sequence[Pixels], turns: int) -> list[Pixels]:
    return [np.ascontiguousarray(np.rot90(strip, turns)) for strip in strips]


def strips(pixels: Pixels, quads: Quads) -> list[Pixels]:
    """The longest lines, cut out as they stand, along their own sides: the upright box around a
    slanting line holds its neighbours, too.
    """
    widths, heights = sides(quads)
    longest_first = np.argsort(-np.maximum(widths, heights), kind="stable")
    lines = []
    for line in longest_first[:STRIPS]:
        width, height = float(widths[line]), float(heights[line])
        if min(width, height) < LEAST_SIDE:
            continue
        cut = cut_out(pixels, quads[line], round(width), round(height))
        lines.append(cut)
    return lines


def turn(pixels: Pixels, turns: int) -> tuple[Pixels, Projective]:
    """Turn by `turns` x 90 degrees counter-clockwise; the map takes page px to turned px."""
    height, width = pixels.shape[:2]
    codes = {
        1: cv2.ROTATE_90_COUNTERCLOCKWISE,
        2: cv2.ROTATE_180,
        3: cv2.ROTATE_90_CLOCKWISE,
    }
    matrices = {
        1: [[0, 1, 0], [-1, 0, width], [0, 0, 1]],
        2: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
        3: [[0, -1, height], [1, 0, 0], [0, 0, 1]],
    }
    turned = cv2.rotate(pixels, codes[turns])
    matrix = np.array(matrices[turns], dtype=np.float64)
    return np.asarray(turned, dtype=np.uint8), Projective(matrix)
