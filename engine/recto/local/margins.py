"""Slivers of the facing page: the cut-off line ends that a scan of an open book shows at its edge.

Lines and the page's width enter, the indices of sliver lines leave. They are no part of this page, every line of them
is torn, and in the reading order they would break each line that they stand beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from recto.model import Line

TOUCHES = 0.6  # line heights from the page's edge
NARROW = 0.2  # of the page's width: no sliver is wider
FEWEST = 4  # lines that touch the same edge
APART = 0.15  # line heights between a sliver and the text


def facing_page(lines: Sequence[Line], width: float) -> frozenset[int]:
    """Indices of the lines that belong to the facing page; empty when the page's own text touches the edge."""
    if len(lines) < 3 * FEWEST:
        return frozenset()
    height = float(median(line.box.height for line in lines))
    left = [i for i, line in enumerate(lines) if line.box.left <= TOUCHES * height]
    right = [i for i, line in enumerate(lines) if line.box.right >= width - TOUCHES * height]
    found = [side for side, edge in ((left, 0.0), (right, width)) if _is_sliver(lines, side, edge, height, width)]
    return frozenset(i for side in found for i in side)


def _is_sliver(lines: Sequence[Line], side: Sequence[int], edge: float, height: float, width: float) -> bool:
    """Few wide lines among those that touch the edge, and nearly all other text begins beyond them."""
    if len(side) < FEWEST or len(side) > 0.6 * len(lines):
        return False
    reach = [abs((lines[i].box.right if edge == 0 else lines[i].box.left) - edge) for i in side]
    if max(reach) > NARROW * width:
        return False
    inner = sorted(reach)[int(0.9 * (len(reach) - 1))] + APART * height
    taken = set(side)
    others = [line for i, line in enumerate(lines) if i not in taken]
    clear = sum((line.box.left if edge == 0 else width - line.box.right) >= inner - height for line in others)
    return clear >= 0.9 * len(others)
