"""The order of judgement: what is recognised first leaves the rest to the next, and paragraphs take what remains.

Lines in reading order and the page's size in px enter, Blocks in reading order leave; every line is in exactly one
block.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.layout.paragraphs import paragraphs
from recto.model import Block, Box, ResultLine


def arrange(lines: Sequence[ResultLine], width: float, height: float) -> tuple[Block, ...]:
    """Blocks of one page; `lines` are in reading order, `width` and `height` the original page's px."""
    runs = paragraphs(lines, range(len(lines)))
    return tuple(Block("paragraph", Box.around(lines[i].box for i in run), tuple(run)) for run in runs)
