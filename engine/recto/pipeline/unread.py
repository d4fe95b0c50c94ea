"""What of a page's ink the local reading does not account for.

A page, its local reading and the stages enter; a Leftover leaves, for the notes and flags of every
page, and UnreadInk, for what an LLM may add. The measuring is ink/'s; whose lines are this page's,
and who is asked where no reader saw anything, is known only here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from recto.errors import MissingDependency
from recto.ink.components import grey_of, mask
from recto.ink.leftover import NOTHING_LEFT, Leftover, leftover
from recto.ink.unread import NOTHING_UNREAD, UnreadInk, unread_ink
from recto.model.page import Box, Page, Pixels
from recto.model.result import ResultLine
from recto.pipeline.stages import Stages
from recto.witnesses.local import LocalReading

# grey levels between the darkest and the lightest px of a page: with fewer nobody could see text
# on it, and no network is loaded to look for some
INK = 3


def unread_of(page: Page, reading: LocalReading, stages: Stages) -> tuple[Leftover, UnreadInk]:
    """Both, on a nearly blank page only where a detector finds text, too: to whoever measures ink
    the weave of a cloth cover is hundreds of rows of characters. Whoever reads without PP-OCR is
    told of all ink.
    """
    left = left_over(page, reading, stages)
    unread = unread_rows(page, reading, stages)
    if not (left.places or unread.rows) or stages.ppocr is None:
        return left, unread
    from recto.arbitration.one_sided.ink_room import NEARLY_BLANK, printed_letters

    if printed_letters(reading) > NEARLY_BLANK:
        return left, unread
    seen = _detected(page.raster, stages)
    if seen is None:
        return left, unread
    places = tuple(place for place in left.places if _is_seen(place.box, seen))
    rows = tuple(row for row in unread.rows if _is_seen(row, seen))
    return replace(left, places=places), replace(unread, rows=rows)


def _is_seen(place: Box, boxes: Sequence[Box]) -> bool:
    """Whether one of the boxes reaches into it."""
    overlaps = map(place.intersection, boxes)
    return any(overlaps)


def left_over(page: Page, reading: LocalReading, stages: Stages) -> Leftover:
    """Ink that no printed word accounts for. A facing page's text is not this page's loss.

    Where the readers have no line at all, a detector says whether text is there.
    """
    printed, seen, beside = [], [], []
    for line, row in zip(reading.lines, reading.rows, strict=True):
        if line.facing_page:
            beside.append(line.box)
            continue
        seen.append(line.box)
        words = tuple(chain.from_iterable(row))
        if words:
            printed.append(ResultLine(words, line.box, line.baseline))
    if not seen:
        return _of_nobody(page.raster, stages, beside)
    return leftover(page.raster, printed, seen, beside)


def _of_nobody(raster: Pixels, stages: Stages, beside: Sequence[Box]) -> Leftover:
    """Text of which no reader has a line, dark on light, else light on dark."""
    if np.ptp(raster) < INK:
        return NOTHING_LEFT
    seen = _detected(raster, stages) or []
    found = leftover(raster, (), seen, beside)
    if found.places or not _is_on_dark(raster, seen):
        return found
    return leftover(np.invert(raster), (), seen, beside)


def _is_on_dark(raster: Pixels, boxes: Sequence[Box]) -> bool:
    """Whether most of what lies in the boxes is darker than their mean: the ground is."""
    grey = grey_of(raster)
    inside = grey[mask(grey.shape, boxes, 0.0, 0.0)]
    return inside.size > 0 and float(np.median(inside)) < float(inside.mean())


def _detected(raster: Pixels, stages: Stages) -> list[Box] | None:
    """Boxes around what PP-OCR's detector takes for lines of text, px of the page. It knows text of
    any script, and is asked where PP-OCR itself is not to read, too: a page is not called blank
    since its one reader kept silent. None on a machine that only has Tesseract.
    """
    from recto.readers.ppocr.reader import Ppocr

    detector = stages.ppocr or Ppocr()
    try:
        quads = detector.detect(raster)
    except MissingDependency:
        return None
    boxes = []
    for quad in quads:
        left, top = quad.min(axis=0).tolist()
        right, bottom = quad.max(axis=0).tolist()
        boxes.append(Box(left, top, right, bottom))
    return boxes


def unread_rows(page: Page, reading: LocalReading, stages: Stages) -> UnreadInk:
    """Text-like ink outside the lines, not beside the page's own: only what an LLM adds, or could
    read, needs it.

    Words that the local reading takes for noise cover no ink: a better reading of it may come.
    """
    own = [line.box for line in reading.lines if not line.facing_page]
    if stages.llm.mode in ("off", "only") or not own:
        return NOTHING_UNREAD
    heights: list[float] = []
    covered: list[Box] = []
    for judged in chain.from_iterable(reading.judged):
        unit = judged.evidence.unit
        heights += [word.box.height for word in unit.words]
        if judged.words:
            covered.append(unit.box)
    if not heights:
        return NOTHING_UNREAD
    lines = [line.box for line in reading.lines]
    found = unread_ink(page.raster, lines, float(np.median(heights)), covered)
    text = Box.around(own)
    rows = [row for row in found.rows if text.left <= row.centre[0] <= text.right]
    return replace(found, rows=tuple(rows))
