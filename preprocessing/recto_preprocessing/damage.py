"""What an image has lost: a side without data, as a damaged file decodes, text that the image's
edge cuts off, and text that runs into black.

A page (height, width[, 3]) and the boxes of its lines, px, enter; a Damage for every side that lost
something leaves, with a sentence for the page's notes. Nothing is mended: what is not in the image
cannot be read; a person must know. Blank pages are measured in `quality`; a file that does not
decode at all is an error of the sources.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .boxes import Boxes, turned
from .darkness import black_sides
from .page_in_work import to_grey
from .quality import CLEAN_WHITE, INK, grain
from .raster import Pixels

# Quarter turns (counter-clockwise) that bring a side to the top.
SIDES = {"top": 0, "right": 1, "bottom": 2, "left": 3}

DEEP = 16  # px: one row of a JPEG's blocks, the least that a damaged file loses
EQUAL = 2  # grey levels between the darkest and the lightest px of a side without data
FILLED = 128  # grey level that libjpeg gives blocks whose data are missing, within 1
GRAINY = 1.0  # grey levels: from here on paper leaves no 16 rows equal

FEWEST, SHARE = 4, 0.2  # lines cut at one side, and their share: 201 real pages reach 3 and .08
NEAR = 0.5  # line heights from the image's edge
LONG = 2.5  # times its height: shorter lines tell nothing
# of the text's width: no line of a sliver of the facing page is wider, and that is torn by its
# nature
NARROW = 0.2
STROKE = 16  # parts of a line height: as deep as the edge is looked at
# of a line's height that is ink at the edge: more is a border, less a speck
SOLID, TRACE = 0.7, 0.05
# of the line's height, and px at least: how far down from the edge its ink and paper are measured
LOOKED_AT, LEAST_LOOKED_AT = 1.5, 8
INK_AND_PAPER = (5, 90)  # percentiles of the grey levels there


@dataclass(frozen=True, slots=True)
class Damage:
    """One side of the image that lost something."""

    kind: str  # "no data", "cut text" or "black"
    side: str  # "top", "right", "bottom" or "left" of the image as it is shown; "": nowhere in it
    # of the image's length that has no data, of the lines that are cut, or of the image that is
    # black, 0..1
    share: float
    note: str


def damage(pixels: Pixels, boxes: Boxes) -> tuple[Damage, ...]:
    """What the image lost; `boxes` are its own lines', without those of a facing page where that is
    known.
    """
    grey = to_grey(pixels)
    lost = _without_data(grey)
    for side in SIDES:
        cut = _cut_side(grey, boxes, side)
        if cut is not None:
            lost.append(cut)
    known = [each.side for each in lost]
    for side, share in black_sides(grey, boxes, SIDES):
        if side not in known:
            lost.append(_black_side(side, share))
    return tuple(lost)


def _without_data(grey: Pixels) -> list[Damage]:
    """Sides of one exact grey level that nothing else explains: white is margin, a level at two
    sides is a canvas.
    """
    flat: dict[str, int] = {}
    for side, turns in SIDES.items():
        page = np.rot90(grey, turns)
        top = page[:DEEP]
        # not when the rows are all there is
        if len(page) > DEEP and int(np.ptp(top)) <= EQUAL:
            flat[side] = int(np.median(top))
    levels = list(flat.values())
    lost = []
    for side, level in flat.items():
        if level >= CLEAN_WHITE or levels.count(level) > 1:
            continue
        damaged = _lost_side(grey, side, level)
        if damaged is not None:
            lost.append(damaged)
    return lost


def _lost_side(grey: Pixels, side: str, level: int) -> Damage | None:
    """What a side of this level has lost; None where the rest of the page is as even."""
    page = np.rot90(grey, SIDES[side])
    darkest, lightest = page.min(axis=1), page.max(axis=1)
    is_flat = (darkest >= level - EQUAL) & (lightest <= level + EQUAL)
    depth = len(page) if is_flat.all() else int(np.argmin(is_flat))
    rest = np.ascontiguousarray(page[depth:])
    if not len(rest):
        return None
    is_filled = abs(level - FILLED) <= 1
    no_ink = np.zeros((1, 1), np.bool_)
    if not is_filled and grain(rest, no_ink) < GRAINY:
        return None
    share = depth / len(page)
    note = (
        f"no data at the {side}: {share:.0%} of the image is one flat grey, as in a damaged file,"
        " and is not read"
    )
    return Damage("no data", side, share, note)


def _black_side(side: str, share: float) -> Damage:
    dark = f"{share:.0%} of the image is too dark to show ink, and is not read"
    note = f"text runs into black at the {side}: {dark}" if side else dark
    return Damage("black", side, share, note)


def _cut_side(grey: Pixels, boxes: Boxes, side: str) -> Damage | None:
    """The side when many lines end there in the middle of a letter."""
    turns = SIDES[side]
    page = np.rot90(grey, turns)
    boxes_here = turned(boxes, grey.shape, turns)
    left, top, right, bottom = boxes_here.T
    across = right - left
    along = bottom - top
    text = np.ptp(boxes_here[:, 1::2]) if len(boxes_here) else 0.0
    # those that run towards this side
    is_line = (along > LONG * across) & (along > NARROW * text)
    lines = boxes_here[is_line]
    if len(lines) < FEWEST:
        return None
    height = float(np.median(across[is_line]))
    cut = 0
    for line in lines:
        if line[1] <= NEAR * height and _is_cut(page, line, height):
            cut += 1
    share = cut / len(lines)
    if cut < FEWEST or share < SHARE:
        return None
    note = (
        f"text is cut off at the {side} edge of the image: {cut} of {len(lines)} lines; the rest of"
        " them is not read"
    )
    return Damage("cut text", side, share, note)


def _is_cut(page: Pixels, line: Boxes, height: float) -> bool:
    """Whether ink of the line, which runs down from the top of the page, touches the very edge, as
    strokes do.
    """
    left = max(0, int(line[0]))
    right = int(line[2]) + 1
    deep = max(LEAST_LOOKED_AT, round(LOOKED_AT * height))
    box = page[:deep, left:right]
    if not box.size:
        return False
    ink, paper = np.percentile(box, INK_AND_PAPER)
    if paper - ink < INK:
        return False
    rim = box[: max(1, round(height / STROKE))]
    darkest = rim.min(axis=0)
    is_ink = darkest < (ink + paper) / 2
    share = float(is_ink.mean())
    return TRACE <= share <= SOLID
