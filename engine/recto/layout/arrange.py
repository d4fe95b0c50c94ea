"""The order of judgement: what is recognised first leaves the rest to the next, and paragraphs take what remains.

Lines in reading order and the page's size in px enter, Blocks in reading order leave; every line is in a block. A line
that runs over two tables side by side is in both, with those words that their cells name: see content.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.layout.frame import Frame, frame
from recto.layout.grid import cells
from recto.layout.paragraphs import paragraphs
from recto.layout.regions import regions
from recto.layout.ruling import NO_RULING, Ruling
from recto.model import Block, Box, ResultLine


def arrange(
    lines: Sequence[ResultLine], width: float, height: float, *, ruling: Ruling = NO_RULING
) -> tuple[Block, ...]:
    """Blocks of one page.

    `lines` are in reading order, `width` and `height` the original page's px; `ruling` holds the strokes that
    `find_ruling` finds on its pixels.
    """
    page = frame(lines, ruling)
    found = _tables(lines, page)
    held = {span for block in found for cell in block.cells for span in cell.spans}
    inside = {line for block in found for line in block.lines}
    outside = {p.line for p in page.pieces if p.line in inside and (p.line, p.first, p.past) not in held}
    rest = [i for i, line in enumerate(lines) if line.words and (i not in inside or i in outside)]
    for run in paragraphs(lines, rest):
        found.append(Block("paragraph", Box.around(lines[i].box for i in run), tuple(run)))
    return tuple(sorted(found, key=lambda block: (min(block.lines), block.box.left)))


def _tables(lines: Sequence[ResultLine], page: Frame) -> list[Block]:
    grids = [grid for region in regions(page) if (grid := cells(region)) is not None]
    blocks = []
    for grid in grids:
        spans = [span for cell in grid for span in cell.spans]
        boxes = [word.box for line, first, past in spans for word in lines[line].words[first:past]]
        held = tuple(sorted({line for line, _, _ in spans}))
        blocks.append(Block("table", Box.around(boxes), held, cells=grid))
    return blocks
