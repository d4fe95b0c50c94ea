"""Text that a page shows and its layer lacks: read from the page with the layer's own words taken
away, and joined in.

A page, the boxes of the words that stand, and what reads a page enter; ResultLines in px of the
page leave, in reading order, each word with the reason "read-from-unread-ink". What the readers
only guess in a logo, a chart or a photograph is no text: a line counts when its words are likely
right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import mean, median

import numpy as np

from recto.local.spelling import Speller
from recto.model.page import Box, Page, Pixels
from recto.model.result import PageResult, ResultLine, Word
from recto.reasons import Reason
from recto.text.alignment import compact
from recto.textlayer.combs import read_combs

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
    told = tuple(_moved(line, 0.0, 0.0) for line in rows)
    if not regions:
        return Beside(told)
    bare = _bare(page.raster, regions, covered)
    found = _read(page, bare, Box.around(regions), read, speller)
    left = [region for region in regions if not _holds(region, found)]
    for region in sorted(left, key=lambda region: -region.area)[:ALONE] if len(regions) > 1 else ():
        found += [line for line in _read(page, bare, region, read, speller) if _is_text(line, lone)]
    lines = (*told, *(line for line in found if _is_text(line, lone)))
    rejected = [line for line in found if not _is_text(line, lone) and _is_long(line)]
    missed = [cell for cell in cells if not _holds(cell, lines)]
    return Beside(lines, len(rejected) + len(missed))


def _bare(pixels: Pixels, regions: Sequence[Box], covered: Sequence[Box]) -> Pixels:
    """The regions on plain paper, the covered words painted over in each region's own ground.

    White print on dark ground is turned round: beside plain paper no cleaning would notice it.
    """
    ground = np.median(pixels[::8, ::8].reshape(-1, *pixels.shape[2:]), axis=0)
    bare = np.empty_like(pixels)
    bare[...] = ground
    for region in regions:
        part = _slice(region)
        bare[part] = pixels[part]
        colour = np.median(pixels[part].reshape(-1, *pixels.shape[2:]), axis=0)
        for box in covered:
            if box.intersection(region) > 0:
                bare[_slice(_within(box, region))] = colour
        if np.mean(colour) < DARK:
            bare[part] = 255 - bare[part]
    return bare


def _slice(box: Box) -> tuple[slice, slice]:
    top, left = max(0, int(box.top)), max(0, int(box.left))
    return slice(top, int(np.ceil(box.bottom))), slice(left, int(np.ceil(box.right)))


def _within(box: Box, region: Box) -> Box:
    left, top = max(box.left, region.left), max(box.top, region.top)
    return Box(left, top, min(box.right, region.right), min(box.bottom, region.bottom))


def _read(
    page: Page, bare: Pixels, region: Box, read: ReadPage, speller: Speller
) -> list[ResultLine]:
    down, across = _slice(region)
    part = bare[down, across]
    edges = ((PAPER, PAPER), (PAPER, PAPER), (0, 0))[: part.ndim]
    framed = np.pad(part, edges, mode="edge")
    found = read(replace(page, raster=np.ascontiguousarray(framed), notes=()))
    x, y = across.start - PAPER, down.start - PAPER
    lines = (_spelled(line, speller) for line in found.lines)
    return [_moved(line, x, y) for line in lines if line.words]


def _spelled(line: ResultLine, speller: Speller) -> ResultLine:
    """The line without words in letters of other scripts."""
    return replace(line, words=tuple(word for word in line.words if speller.spells(word.text)))


def _is_text(line: ResultLine, lone: Sequence[Box]) -> bool:
    """Words that are likely right, and not marks alone; a single character only in a field."""
    said = [word for word in line.words if compact(word.text)]
    if not said:
        return False
    sure = mean(word.confidence for word in said)
    if any(box.intersection(line.box) > 0 for box in lone):
        return sure >= LIKELY
    letters = len(compact(line.text))
    return letters > 1 and sure >= (SHORT_LIKELY if letters < SHORT else LIKELY)


def _is_long(line: ResultLine) -> bool:
    """More than strokes and stains read as a letter or two."""
    return len(compact(line.text)) >= LONG


def _moved(line: ResultLine, x: float, y: float) -> ResultLine:
    words = tuple(replace(word, box=_shifted(word.box, x, y), reason=REASON) for word in line.words)
    x0, y0, x1, y1 = line.baseline
    return ResultLine(words, _shifted(line.box, x, y), (x0 + x, y0 + y, x1 + x, y1 + y))


def _shifted(box: Box, x: float, y: float) -> Box:
    return Box(box.left + x, box.top + y, box.right + x, box.bottom + y)


def _holds(region: Box, lines: Sequence[ResultLine]) -> bool:
    return any(word.box.intersection(region) > 0 for line in lines for word in line.words)


def joined(lines: Sequence[ResultLine], beside: Sequence[ResultLine]) -> list[ResultLine]:
    """The layer's lines, in its own order, with what stands beside them where a reader of the page
    comes to it.
    """
    found = list(lines)
    own = len(found)
    if not own:
        return list(beside)
    height = median(line.box.height for line in found)
    after: dict[int, list[ResultLine]] = {}
    for new in beside:
        row = _same_row(new, found[:own], height)
        if row is not None:
            found[row] = _in_row(found[row], new)
        else:
            after.setdefault(_before(new, found[:own]), []).append(new)
    result = list(after.get(-1, ()))
    for i, line in enumerate(found):
        result += [line, *after.get(i, ())]
    return result


GAP = 8.0  # usual line heights between a label and its value on one row


def _same_row(new: ResultLine, lines: Sequence[ResultLine], height: float) -> int | None:
    """The line on whose height the new one stands, next to its words or between them."""
    best, nearest = None, GAP * height
    for i, line in enumerate(lines):
        shared = min(new.box.bottom, line.box.bottom) - max(new.box.top, line.box.top)
        level = shared > 0.5 * min(new.box.height, line.box.height)
        if not level or _is_upright(line) != _is_upright(new):
            continue
        gap = min(_gap(new.box, word.box) for word in line.words)
        if 0 <= gap < nearest:
            best, nearest = i, gap
    return best


def _is_upright(line: ResultLine) -> bool:
    x0, y0, x1, y1 = line.baseline
    return abs(x1 - x0) >= abs(y1 - y0)


def _gap(one: Box, two: Box) -> float:
    """Px between two boxes of one row; negative where they overlap."""
    return max(one.left, two.left) - min(one.right, two.right)


def _in_row(line: ResultLine, new: ResultLine) -> ResultLine:
    words: tuple[Word, ...] = tuple(
        sorted((*line.words, *new.words), key=lambda word: word.box.left)
    )
    box = Box.around([line.box, new.box])
    y0, y1 = line.baseline[1], line.baseline[3]
    return ResultLine(words, box, (box.left, y0, box.right, y1))


def _before(new: ResultLine, lines: Sequence[ResultLine]) -> int:
    """The line after which the new one is read: the lowest that stands above it, in its own column
    if there is one.
    """
    above = [i for i, line in enumerate(lines) if line.box.top <= new.box.centre[1]]
    if not above:
        return -1
    column = [i for i in above if _gap(lines[i].box, new.box) < 0]
    return max(column or above, key=lambda i: lines[i].box.bottom)
