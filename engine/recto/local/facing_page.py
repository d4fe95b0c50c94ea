"""Slivers of the facing page: the cut-off line ends that a scan of an open book shows at its edge.

Lines and the edges of the scan enter, the indices of sliver lines leave. They are no part of this
page, every line of them is torn, and in the reading order they would break each line that they
stand beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from statistics import median

import numpy as np
from numpy.typing import NDArray

from recto.ink.strokes import NO_STROKES, Strokes
from recto.model.page import Box, Line, Pixels

TOUCHES = 0.6  # line heights from the page's edge
NARROW = 0.2  # of the width of all text: no sliver is wider
FEWEST = 4  # lines that touch the same edge
APART = 0.15  # line heights between a sliver and the text
TORN = 0.6  # of a sliver's lines touch the edge; the others are short


Edges = tuple[float, float]  # x of the scan's left and right edge, px
EVERYWHERE: Edges = (-inf, inf)

CANVAS = 0.98  # share of a column of equal pixels: nothing is scanned there
SCANNED = 0.5  # share of a column unlike the canvas: the scan begins
LIKE = 8  # grey levels
STRIP = 2  # px at SIDE: along the edge of the scan, where torn letters have ink
DARK = 64  # grey levels below the paper
# Share of the strip's rows that are dark: .017 and more at edges that tear lines (address book,
# blackletter), .003 and less at clean edges.
TORN_ROWS = 0.008
# horizontal rules from a sliver into the text: one table, of which no column is another page's
BRIDGES = 3
SIDE = 800  # px, width of the copy that is looked at


def scan_edges(pixels: Pixels) -> Edges:
    """Where the scan begins and ends, and may tear lines: infinitely far away where nothing is dark
    at its edge.

    That is at the image's own edges, or at those of a scan laid on a blank canvas.

    (height, width[, 3]) in. Text printed on the canvas itself is no edge: its first column is
    mostly canvas.
    """
    grey = pixels if pixels.ndim == 2 else pixels[:, :, 1]
    step = max(1, grey.shape[1] // SIDE)
    columns = grey[::step, ::step].astype(np.int16)
    left, right = _edge(columns), _edge(columns[:, ::-1])
    first, last = left * step, grey.shape[1] - right * step
    return (
        first if _tears(grey[:, max(0, first - step) : first + STRIP * step], grey) else -inf,
        last if _tears(grey[:, max(0, last - STRIP * step) : last + step], grey) else inf,
    )


def _tears(strip: Pixels, grey: Pixels) -> bool:
    """Whether there is ink at an edge of the scan; along clean paper every line is whole."""
    paper = float(np.median(grey[::8, ::8]))
    dark = (strip < paper - DARK).any(axis=1)
    return bool(np.mean(dark) >= TORN_ROWS)


def _edge(columns: NDArray[np.int16]) -> int:
    """Columns of canvas before the scan begins; 0 when there is none or what follows is not a
    scan.
    """
    canvas = float(np.median(columns[:, 0]))
    # Most pages have no canvas, which their first column tells; further in than NARROW no scan
    # begins.
    if _unlike(columns[:, :1], canvas)[0] > 1 - CANVAS:
        return 0
    unlike = _unlike(columns[:, : int(NARROW * columns.shape[1]) + 1], canvas)
    scanned = np.flatnonzero(unlike >= SCANNED)
    if not len(scanned):
        return 0
    first = int(scanned[0])
    blank = unlike[: max(0, first - 3)] <= 1 - CANVAS
    return first if blank.all() and _goes_on(columns, float(canvas), first) else 0


def _goes_on(columns: NDArray[np.int16], canvas: float, first: int) -> bool:
    """Whether what begins there is another ground up to the page's middle: a table's rule or shaded
    column is not.
    """
    inside = _unlike(columns[:, first : max(first + 1, columns.shape[1] // 2)], canvas)
    return bool(np.mean(inside >= SCANNED) >= SCANNED)


def _unlike(columns: NDArray[np.int16], canvas: float) -> NDArray[np.float64]:
    """Share of each column that differs from the canvas's grey level, 0..1."""
    return np.asarray((np.abs(columns - canvas) > LIKE).mean(axis=0), dtype=np.float64)


def facing_page(
    lines: Sequence[Line], edges: Edges, ruling: Strokes = NO_STROKES
) -> frozenset[int]:
    """Indices of the lines that belong to the facing page; empty when the page's own text touches
    the edge.
    """
    first, last = edges
    if len(lines) < 3 * FEWEST:
        return frozenset()
    height = float(median(line.box.height for line in lines))
    left = [i for i, line in enumerate(lines) if line.box.left <= first + TOUCHES * height]
    right = [i for i, line in enumerate(lines) if line.box.right >= last - TOUCHES * height]
    text = max(line.box.right for line in lines) - min(line.box.left for line in lines)
    found = [_sliver(lines, side, side is left, height, NARROW * text) for side in (left, right)]
    slivers = [
        sliver for sliver in found if sliver and not _is_ruled_in(lines, sliver, ruling, height)
    ]
    return frozenset().union(*slivers)


def _is_ruled_in(
    lines: Sequence[Line], sliver: frozenset[int], ruling: Strokes, height: float
) -> bool:
    """Whether rules run from the sliver on into the text, among its lines: then it is a table's
    column.
    """
    box = Box.around(lines[i].box for i in sliver)
    x0, y0, x1, _ = ruling.horizontal.T
    level = (y0 > box.top - height) & (y0 < box.bottom + height)
    across = (x0 < box.right - height / 2) & (x1 > box.right + height)
    across |= (x1 > box.left + height / 2) & (x0 < box.left - height)
    return bool(np.count_nonzero(level & across) >= BRIDGES)


def _sliver(
    lines: Sequence[Line], torn: Sequence[int], at_left: bool, height: float, widest: float
) -> frozenset[int]:
    """The sliver with the `torn` lines, its short whole lines included; empty when it is none.

    No torn line is wide, and nearly all other text begins beyond them. A run-over line ("1112.") is
    no longer than its neighbours' visible parts and touches nothing; of a sliver's lines most do.
    """
    if (
        len(torn) < FEWEST
        or len(torn) > 0.6 * len(lines)
        or max(lines[i].box.width for i in torn) > widest
    ):
        return frozenset()
    inner = sorted(_inner(lines[i], at_left) for i in torn)[int(0.9 * (len(torn) - 1))]
    within = frozenset(
        i for i, line in enumerate(lines) if _inner(line, at_left) <= inner
    ) | frozenset(torn)
    others = [_outer(line, at_left) for i, line in enumerate(lines) if i not in within]
    beyond = sum(outer >= inner + (APART - 1) * height for outer in others)
    return (
        within if beyond >= 0.9 * len(others) and len(torn) >= TORN * len(within) else frozenset()
    )


def _inner(line: Line, at_left: bool) -> float:
    """The end that looks towards the page, growing inwards."""
    return line.box.right if at_left else -line.box.left


def _outer(line: Line, at_left: bool) -> float:
    """The end that looks towards the edge, growing inwards."""
    return line.box.left if at_left else -line.box.right
