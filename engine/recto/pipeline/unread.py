"""What of a page's ink the local reading does not account for.

A page, its local reading and the stages enter; a Leftover leaves, for the notes and flags of every
page, and UnreadInk, for what an LLM may add. The measuring is ink/'s; whose lines are this page's,
and who is asked where no reader saw anything, is known only here.
"""

from __future__ import annotations

from dataclasses import replace

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
    printed = []
    for line, row in zip(reading.lines, reading.rows, strict=True):
        words = tuple(word for unit in row for word in unit)
        if words and not line.facing_page:
            printed.append(ResultLine(words, line.box, line.baseline))
    seen = [line.box for line in reading.lines if not line.facing_page]
    beside = [line.box for line in reading.lines if line.facing_page]
    return leftover(page.raster, printed, seen or _detected(page, stages), beside)


def _detected(page: Page, stages: Stages) -> list[Box]:
    """Boxes around what PP-OCR's detector takes for lines of text, px of the page."""
    if stages.ppocr is None:
        return []
    quads = stages.ppocr.detect(page.raster)
    return [Box(*quad.min(axis=0).tolist(), *quad.max(axis=0).tolist()) for quad in quads]


def unread_rows(page: Page, reading: LocalReading, stages: Stages) -> UnreadInk:
    """Text-like ink outside the lines, not beside the page's own: only what an LLM adds, or could
    read, needs it.

    Words that the local reading takes for noise cover no ink: a better reading of it may come.
    """
    own = [line.box for line in reading.lines if not line.facing_page]
    units = [unit for line in reading.lines for unit in line.units]
    heights = [word.box.height for unit in units for word in unit.words]
    if stages.llm.mode in ("off", "only") or not (own and heights):
        return NOTHING_UNREAD
    printed = [bool(words) for row in reading.rows for words in row]
    words = [unit.box for unit, stands in zip(units, printed, strict=True) if stands]
    height, text = float(np.median(heights)), Box.around(own)
    found = unread_ink(page.raster, [line.box for line in reading.lines], height, words)
    rows = tuple(row for row in found.rows if text.left <= row.centre[0] <= text.right)
    return replace(found, rows=rows)
