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
from recto.layout.frame import Frame, frame
from recto.layout.grid import cells
from recto.layout.levelled import levelled
from recto.layout.places import WordPlace, named_words
from recto.layout.refine import Structures, claimed_tables
from recto.layout.regions import regions
from recto.layout.textlines import parted_lines
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
    said = structures or {}
    blocks = _tables(lines, page) if tables is None else list(tables)
    lines_in_tables: set[int] = set()
    for table in blocks:
        lines_in_tables.update(table.lines)
    blocks += claimed_tables(lines, said, lines_in_tables)

    # A table's cells may hold parts of a piece, never less than all parts: its first word tells.
    held: set[WordPlace] = set()
    for table in blocks:
        for cell in table.cells:
            held.update(named_words(cell))
    taken = {piece for piece in page.pieces if (piece.line, piece.first) in held}

    text, in_tables = parted_lines(page, taken)
    blocks += flowing_blocks(lines, text, page, said, in_tables)
    for index in leftover(page, lines, taken):
        box = lines[index].box
        blocks.append(Block("paragraph", box, (index,)))
    blocks.sort(key=lambda block: (min(block.lines), block.box.left))
    return tuple(blocks)


def _tables(lines: Sequence[ResultLine], page: Frame) -> list[Block]:
    """A block for each grid that stands on the page, its rows made level, around the words that its
    cells name.
    """
    blocks = []
    for region in regions(levelled(page, lines)):
        grid = cells(region)
        if grid is None:
            continue
        boxes: list[Box] = []
        held = set()
        for cell in grid:
            for line, first, past in cell.spans:
                words = lines[line].words[first:past]
                boxes += [word.box for word in words]
                held.add(line)
        box = Box.around(boxes)
        in_order = tuple(sorted(held))
        table = Block("table", box, in_order, cells=grid)
        blocks.append(table)
    return blocks
