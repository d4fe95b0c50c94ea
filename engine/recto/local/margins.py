"""Slivers of the facing page: the cut-off line ends that a scan of an open book shows at its edge.

Lines and the edges of the scan enter, the indices of sliver lines leave. They are no part of this page, every line of
them is torn, and in the reading order they would break each line that they stand beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from statistics import median

import numpy as np
from numpy.typing import NDArray

from recto.model import Line, Pixels

TOUCHES = 0.6  # line heights from the page's edge
NARROW = 0.2  # of the width of all text: no sliver is wider
FEWEST = 4  # lines that touch the same edge
APART = 0.15  # line heights between a sliver and the text


Edges = tuple[float, float]  # x of the scan's left and right edge, px
EVERYWHERE: Edges = (-inf, inf)

CANVAS = 0.98  # share of a column of equal pixels: nothing is scanned there
SCANNED = 0.5  # share of a column unlike the canvas: the scan begins
LIKE = 8  # grey levels
SIDE = 800  # px, width of the copy that is looked at


def scan_edges(pixels: Pixels) -> Edges:
    """Where the scan begins and ends: the image's own edges, or those of a scan laid on a blank canvas.

    (height, width[, 3]) in. Text printed on the canvas itself is no edge: its first column is mostly canvas.
    """
    grey = pixels if pixels.ndim == 2 else pixels[:, :, 1]
    step = max(1, grey.shape[1] // SIDE)
    columns = grey[::step, ::step].astype(np.int16)
    left, right = _edge(columns), _edge(columns[:, ::-1])
    return left * step, grey.shape[1] - right * step


def _edge(columns: NDArray[np.int16]) -> int:
    """Columns of canvas before the scan begins; 0 when there is none or what follows is not a scan."""
    canvas = np.median(columns[:, 0])
    unlike = (np.abs(columns - canvas) > LIKE).mean(axis=0)
    scanned = np.flatnonzero(unlike >= SCANNED)
    if unlike[0] > 1 - CANVAS or not len(scanned) or scanned[0] > NARROW * columns.shape[1]:
        return 0
    first = int(scanned[0])
    blank = unlike[: max(0, first - 3)] <= 1 - CANVAS
    return first if blank.all() else 0


def facing_page(lines: Sequence[Line], edges: Edges) -> frozenset[int]:
    """Indices of the lines that belong to the facing page; empty when the page's own text touches the edge."""
    first, last = edges
    if len(lines) < 3 * FEWEST:
        return frozenset()
    height = float(median(line.box.height for line in lines))
    left = [i for i, line in enumerate(lines) if line.box.left <= first + TOUCHES * height]
    right = [i for i, line in enumerate(lines) if line.box.right >= last - TOUCHES * height]
    text = max(line.box.right for line in lines) - min(line.box.left for line in lines)
    found = [side for side in (left, right) if _is_sliver(lines, side, side is left, height, NARROW * text)]
    return frozenset(i for side in found for i in side)


def _is_sliver(lines: Sequence[Line], side: Sequence[int], at_left: bool, height: float, widest: float) -> bool:
    """No wide line among those that touch the edge, and nearly all other text begins beyond them."""
    if len(side) < FEWEST or len(side) > 0.6 * len(lines):
        return False
    if max(lines[i].box.width for i in side) > widest:
        return False
    inner = sorted(_inner(lines[i], at_left) for i in side)[int(0.9 * (len(side) - 1))]
    taken = set(side)
    others = [_outer(line, at_left) for i, line in enumerate(lines) if i not in taken]
    return sum(outer >= inner + (APART - 1) * height for outer in others) >= 0.9 * len(others)


def _inner(line: Line, at_left: bool) -> float:
    """The end that looks towards the page, growing inwards."""
    return line.box.right if at_left else -line.box.left


def _outer(line: Line, at_left: bool) -> float:
    """The end that looks towards the edge, growing inwards."""
    return line.box.left if at_left else -line.box.right
