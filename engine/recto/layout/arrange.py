"""The order of judgement: tables first, then everything else as text, each part by its place, size
and wording.

Lines in reading order and the page's size in px enter, Blocks in reading order leave; every line
with words is in a block. A line that runs over two tables side by side is in both, with those words
that their cells name: see content.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.ink.strokes import NO_STROKES, Strokes
from recto.layout.flow import flowing_blocks, leftover
from recto.layout.frame import Frame, Piece, frame
from recto.layout.grid import cells
from recto.layout.refine import Structures, claimed_tables
from recto.layout.regions import regions
from recto.layout.textlines import text_lines
from recto.model.page import Box
from recto.model.result import Block, ResultLine


def arrange(
    lines: Sequence[ResultLine],
    width: float,
    height: float,
    *,
    ruling: Strokes = NO_STROKES,
    structures: Structures | None = None,
    tables: Sequence[Block] | None = None,
) -> tuple[Block, ...]:
    """Blocks of one page.

    `lines` are in reading order, `width` and `height` the original page's px; `ruling` holds the
    strokes that `find_ruling` finds on its pixels, `structures` what the vision LLM said, by index
    into `lines`. `tables`: those that are known already; looked for when None.
    """
    page = frame(lines, ruling)
    told = structures or {}
    grids = list(tables) if tables is not None else _tables(lines, page)
    grids += claimed_tables(lines, told, {line for block in grids for line in block.lines})
    taken = _taken(page, grids)
    found = grids + flowing_blocks(lines, text_lines(page, taken), page, told)
    found += [Block("paragraph", lines[i].box, (i,)) for i in leftover(page, lines, taken)]
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


def _taken(page: Frame, tables: Sequence[Block]) -> set[Piece]:
    """The pieces that tables hold (their cells may hold parts of a piece, never less than all
    parts).
    """
    spans = [span for block in tables for cell in block.cells for span in cell.spans]
    held = {(line, i) for line, first, past in spans for i in range(first, past)}
    return {piece for piece in page.pieces if (piece.line, piece.first) in held}
