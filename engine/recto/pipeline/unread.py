"""What of a page's ink the local reading does not account for.

A page, its local reading and the stages enter; a Leftover leaves, for the notes and flags of every
page, and UnreadInk, for what an LLM may add. The measuring is ink/'s; whose lines are this page's,
and who is asked where no reader saw anything, is known only here.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

import numpy as np

from recto.ink.leftover import Leftover, leftover
from recto.ink.unread import NOTHING_UNREAD, UnreadInk, unread_ink
from recto.model.page import Box, Page
from recto.model.result import ResultLine
from recto.pipeline.stages import Stages
from recto.witnesses.local import LocalReading


def left_over(page: Page, reading: LocalReading, stages: Stages) -> Leftover:
    """Ink that no printed word accounts for. A facing page's text is not this page's loss.

    Where the readers have no line at all, the detector is asked once more: it knows text of any
    script.
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
        seen = _detected(page, stages)
    return leftover(page.raster, printed, seen, beside)


def _detected(page: Page, stages: Stages) -> list[Box]:
    """Boxes around what PP-OCR's detector takes for lines of text, px of the page."""
    if stages.ppocr is None:
        return []
    boxes = []
    for quad in stages.ppocr.detect(page.raster):
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
