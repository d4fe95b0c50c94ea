"""What of a page's ink the local reading does not account for, asked of the right lines.

A page, its local lines with what is printed of each, and the stages enter; a Leftover leaves. The
measuring is `recto.leftover_ink`'s; whose lines are this page's, and who is asked where no reader
saw anything, is known only here.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.ink.leftover import Leftover, leftover
from recto.local.fusion import LocalLine
from recto.model.page import Box, Page
from recto.model.result import ResultLine, Word
from recto.pipeline.stages import Stages

Printed = Sequence[Sequence[Word]]  # of one line: for each unit what is printed of it


def left_over(
    page: Page, lines: Sequence[LocalLine], rows: Sequence[Printed], stages: Stages
) -> Leftover:
    """`rows` belongs to `lines`. A facing page's text is not this page's loss.

    Where the readers have no line at all, the detector is asked once more: it knows text of any
    script.
    """
    printed = []
    for line, row in zip(lines, rows, strict=True):
        words = tuple(word for unit in row for word in unit)
        if words and not line.facing_page:
            printed.append(ResultLine(words, line.box, line.baseline))
    seen = [line.box for line in lines if not line.facing_page]
    beside = [line.box for line in lines if line.facing_page]
    return leftover(page.raster, printed, seen or _detected(page, stages), beside)


def _detected(page: Page, stages: Stages) -> list[Box]:
    """Boxes around what PP-OCR's detector takes for lines of text, px of the page."""
    if stages.ppocr is None:
        return []
    quads = stages.ppocr.detect(page.raster)
    return [Box(*quad.min(axis=0).tolist(), *quad.max(axis=0).tolist()) for quad in quads]
