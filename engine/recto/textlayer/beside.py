"""Text that a page shows and its layer lacks: read from the page with the layer's own words taken
away.

A page, the boxes of the words that stand, and what reads a page enter; ResultLines in px of the
page leave, each word with the reason "read-from-unread-ink". What the readers only guess in a logo,
a chart or a photograph is no text: a line counts when its words are likely right. Where the lines
come among the layer's own stands in order.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import mean

import numpy as np

from recto.local.spelling import Speller
from recto.model.page import Box, Page, Pixels
from recto.model.result import PageResult, ResultLine
from recto.reasons import Reason
from recto.text.alignment import compact
from recto.textlayer.combs import read_combs
from recto.textlayer.ground import ground_of

REASON = Reason.READ_FROM_UNREAD_INK
LIKELY = 0.6  # mean P(right) of a line's words from which it is text
# The same of a line with fewer than SHORT letters and digits: what is left over of a formula or a
# stained word on a scanned page is read as a letter or three.
SHORT_LIKELY, SHORT = 0.8, 4
LONG = 6  # letters and digits of a line that is missed where it cannot be read
# regions that are read one by one where the page as a whole gave nothing of them: turned text
ALONE = 3
DARK = 110  # grey level of a ground on which print is bright
PAPER = 20  # px around what is read
STEP = 8  # px from one to the next of those that tell the colour of a page

ReadPage = Callable[[Page], PageResult]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the layer."""

    lines: tuple[ResultLine, ...] = ()
    unread: int = 0  # lines that were read, and too badly to be printed


def read_beside(
    page: Page,
    regions: Sequence[Box],
    covered: Sequence[Box],
    read: ReadPage,
    speller: Speller,
    lone: Sequence[Box] = (),
) -> Beside:
    """Read the regions of the page, without what is `covered`. Raises what `read` raises.

    `speller`: of the languages asked for; PP-OCR makes Chinese signs of arrows and frames. `lone`:
    fields, in which a single character is text.
    """
    rows, regions, cells = read_combs(page, regions, lone, read)
    lines = [_moved(line, 0.0, 0.0) for line in rows]
    if not regions:
        return Beside(tuple(lines))

    bare = _bare(page.raster, regions, covered)
    region = Box.around(regions)
    whole = _read(page, bare, region, read, speller)
    unread = 0
    for line in whole:
        if _is_text(line, lone):
            lines.append(line)
        elif len(compact(line.text)) >= LONG:
            unread += 1

    missed = _without_words(regions, whole)
    missed.sort(key=lambda region: -region.area)
    if len(regions) > 1:
        for region in missed[:ALONE]:
            found = _read(page, bare, region, read, speller)
            lines += [line for line in found if _is_text(line, lone)]

    missed_cells = _without_words(cells, lines)
    return Beside(tuple(lines), unread + len(missed_cells))


def _bare(pixels: Pixels, regions: Sequence[Box], covered: Sequence[Box]) -> Pixels:
    """The regions on plain paper, the covered words painted over in each region's own ground.

    White print on dark ground is turned round: beside plain paper no cleaning would notice it.
    """
    bare = np.empty_like(pixels)
    bare[...] = ground_of(pixels[::STEP, ::STEP])
    for region in regions:
        part = _slice(region)
        colour = ground_of(pixels[part])
        bare[part] = pixels[part]
        for box in covered:
            if box.intersection(region) > 0:
                inside = Box(
                    max(box.left, region.left),
                    max(box.top, region.top),
                    min(box.right, region.right),
                    min(box.bottom, region.bottom),
                )
                word = _slice(inside)
                bare[word] = colour

        if np.mean(colour) < DARK:
            bare[part] = 255 - bare[part]
    return bare


def _slice(box: Box) -> tuple[slice, slice]:
    """The rows and columns of a box."""
    top = max(0, int(box.top))
    left = max(0, int(box.left))
    bottom = int(np.ceil(box.bottom))
    right = int(np.ceil(box.right))
    return slice(top, bottom), slice(left, right)


def _read(
    page: Page, bare: Pixels, region: Box, read: ReadPage, speller: Speller
) -> list[ResultLine]:
    """What is read in the region, without words in letters of other scripts."""
    down, across = _slice(region)
    part = bare[down, across]
    edges = [(PAPER, PAPER), (PAPER, PAPER), (0, 0)]
    edges = edges[: part.ndim]
    framed = np.pad(part, edges, mode="edge")
    shown = replace(
        page,
        raster=np.ascontiguousarray(framed),
        notes=(),
    )
    result = read(shown)

    x = across.start - PAPER
    y = down.start - PAPER
    lines = []
    for line in result.lines:
        words = [word for word in line.words if speller.spells(word.text)]
        if words:
            spelled = replace(line, words=tuple(words))
            lines.append(_moved(spelled, x, y))
    return lines


def _is_text(line: ResultLine, lone: Sequence[Box]) -> bool:
    """Words that are likely right, and not marks alone; a single character only in a field."""
    words = [word for word in line.words if compact(word.text)]
    if not words:
        return False
    confidence = mean(word.confidence for word in words)
    in_field = any(box.intersection(line.box) > 0 for box in lone)
    if in_field:
        return confidence >= LIKELY
    characters = len(compact(line.text))
    if characters < SHORT:
        return characters > 1 and confidence >= SHORT_LIKELY
    return confidence >= LIKELY


def _moved(line: ResultLine, x: float, y: float) -> ResultLine:
    """The line as one of this page, px further right and down."""
    words = []
    for word in line.words:
        box = _shifted(word.box, x, y)
        words.append(replace(word, box=box, reason=REASON))

    box = _shifted(line.box, x, y)
    x0, y0, x1, y1 = line.baseline
    baseline = (
        x0 + x,
        y0 + y,
        x1 + x,
        y1 + y,
    )
    return ResultLine(tuple(words), box, baseline)


def _shifted(box: Box, x: float, y: float) -> Box:
    return Box(
        box.left + x,
        box.top + y,
        box.right + x,
        box.bottom + y,
    )


def _without_words(regions: Sequence[Box], lines: Sequence[ResultLine]) -> list[Box]:
    """The regions in which no word of the lines stands."""
    words = [word.box for line in lines for word in line.words]
    empty = []
    for region in regions:
        shared = sum(word.intersection(region) for word in words)
        if shared <= 0:
            empty.append(region)
    return empty
