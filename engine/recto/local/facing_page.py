"""Slivers of the facing page: the cut-off line ends that a scan of an open book shows at its edge.

Lines and the edges of the scan enter, the indices of sliver lines leave. They are no part of this
page, every line of them is torn, and in the reading order they would break each line that they
stand beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recto.ink.strokes import NO_STROKES, Strokes
from recto.model.page import Box, Line, Pixels

TOUCHES = 0.6  # line heights from the page's edge
NARROW = 0.2  # of the width of all text: no sliver is wider
FEWEST = 4  # lines that touch the same edge
LEAST_LINES = 3 * FEWEST  # of a page that may have a sliver
APART = 0.15  # line heights between a sliver and the text
TORN = 0.6  # of a sliver's lines touch the edge; the others are short
# the same where a fold or a rule runs down beside them, so much of their height: a column of page
# numbers of which 54 % are torn stood before the first page of an address book (CER .095)
TORN_AT_FOLD, FOLDED = 0.4, 0.7
MOST_TORN = 0.6  # of a page's lines: more are no sliver
NEARLY_ALL = 0.9  # of the torn lines end before, and of the other lines begin beyond a sliver's end

Ends = NDArray[np.float64]  # x of one end of each line, px
Edges = tuple[float, float]  # x of the scan's left and right edge, px
EVERYWHERE: Edges = (-inf, inf)

CANVAS = 0.98  # share of a column of equal pixels: nothing is scanned there
SCANNED = 0.5  # share of a column unlike the canvas: the scan begins
LIKE = 8  # grey levels
BLURRED = 3  # px at SIDE between the canvas and the scan that may be like neither
SPARSE = 8  # every so many px are looked at to find the paper's grey level
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
    width = grey.shape[1]
    step = max(1, width // SIDE)
    columns = grey[::step, ::step].astype(np.int16)
    first = _edge(columns) * step
    last = width - _edge(columns[:, ::-1]) * step
    strip = STRIP * step
    before_first = max(0, first - step)
    before_last = max(0, last - strip)
    around_first = slice(before_first, first + strip)
    around_last = slice(before_last, last + step)
    at_left = grey[:, around_first]
    at_right = grey[:, around_last]
    left = first if _tears(at_left, grey) else -inf
    right = last if _tears(at_right, grey) else inf
    return left, right


def _tears(strip: Pixels, grey: Pixels) -> bool:
    """Whether there is ink at an edge of the scan; along clean paper every line is whole."""
    paper = float(np.median(grey[::SPARSE, ::SPARSE]))
    is_dark = strip < paper - DARK
    dark_rows = is_dark.any(axis=1)
    return bool(np.mean(dark_rows) >= TORN_ROWS)


def _edge(columns: NDArray[np.int16]) -> int:
    """Columns of canvas before the scan begins; 0 when there is none or what follows is not a
    scan.
    """
    canvas = float(np.median(columns[:, 0]))
    # Most pages have no canvas, which their first column tells; further in than NARROW no scan
    # begins.
    if _unlike(columns[:, :1], canvas)[0] > 1 - CANVAS:
        return 0
    furthest = int(NARROW * columns.shape[1]) + 1
    unlike = _unlike(columns[:, :furthest], canvas)
    scanned = np.flatnonzero(unlike >= SCANNED)
    if not len(scanned):
        return 0
    first = int(scanned[0])
    before = unlike[: max(0, first - BLURRED)]
    if (before > 1 - CANVAS).any():
        return 0
    # A scan is another ground up to the page's middle; a table's rule or shaded column is not.
    middle = max(first + 1, columns.shape[1] // 2)
    inside = _unlike(columns[:, first:middle], canvas)
    share = np.mean(inside >= SCANNED)
    return first if share >= SCANNED else 0


def _unlike(columns: NDArray[np.int16], canvas: float) -> NDArray[np.float64]:
    """Share of each column that differs from the canvas's grey level, 0..1."""
    off = np.abs(columns - canvas)
    return np.asarray((off > LIKE).mean(axis=0), dtype=np.float64)


def facing_page(
    lines: Sequence[Line], edges: Edges, ruling: Strokes = NO_STROKES
) -> frozenset[int]:
    """Indices of the lines that belong to the facing page; empty when the page's own text touches
    the edge.
    """
    if len(lines) < LEAST_LINES:
        return frozenset()
    boxes = [line.box for line in lines]
    height = float(median(box.height for box in boxes))
    widest = NARROW * Box.around(boxes).width
    ends = [(box.left, box.right) for box in boxes]
    left, right = np.array(ends).T
    first, last = edges
    facing: set[int] = set()
    # from the right edge the page is seen mirrored
    for outer, inner, edge in ((left, right, first), (-right, -left, -last)):
        sliver = _sliver(outer, inner, edge, height, widest)
        if not sliver or _is_ruled_in(boxes, sliver.lines, ruling, height):
            continue
        if sliver.torn >= TORN or _folded(boxes, sliver.lines, ruling, height) >= FOLDED:
            facing |= sliver.lines
    return frozenset(facing)


def _folded(boxes: Sequence[Box], sliver: frozenset[int], ruling: Strokes, height: float) -> float:
    """Share of the sliver's height that strokes down beside it fill, on either side."""
    box = Box.around(boxes[i] for i in sliver)
    x0, y0, x1, y1 = ruling.vertical.T
    middle = (x0 + x1) / 2
    from_left = np.abs(middle - box.left)
    from_right = np.abs(middle - box.right)
    is_beside = np.minimum(from_left, from_right) < height
    start = np.maximum(y0, box.top)
    end = np.minimum(y1, box.bottom)
    covered = end - start
    filled = covered[is_beside].clip(min=0.0).sum()
    return float(filled) / max(1.0, box.height)


def _is_ruled_in(
    boxes: Sequence[Box], sliver: frozenset[int], ruling: Strokes, height: float
) -> bool:
    """Whether rules run from the sliver on into the text, among its lines: then it is a table's
    column.
    """
    box = Box.around(boxes[i] for i in sliver)
    x0, y0, x1, _ = ruling.horizontal.T
    half = height / 2
    left, right = box.left, box.right
    is_level = y0 > box.top - height
    is_level &= y0 < box.bottom + height
    to_right = x0 < right - half
    to_right &= x1 > right + height
    to_left = x1 > left + half
    to_left &= x0 < left - height
    bridges = is_level & (to_right | to_left)
    return bool(np.count_nonzero(bridges) >= BRIDGES)


class _Sliver(NamedTuple):
    """Lines at one edge of the scan, short whole ones included."""

    lines: frozenset[int]
    torn: float  # share of them that touch the edge


def _sliver(outer: Ends, inner: Ends, edge: float, height: float, widest: float) -> _Sliver | None:
    """The sliver with the torn lines; None when it is none.

    `outer` are the lines' ends that look towards the page's edge at `edge`, `inner` the others,
    both growing inwards. No torn line is wide, and nearly all other text begins beyond them. A
    run-over line ("1112.") is no longer than its neighbours' visible parts and touches nothing; of
    a sliver's lines most do.
    """
    is_torn = outer <= edge + TOUCHES * height
    torn = np.count_nonzero(is_torn)
    if not FEWEST <= torn <= MOST_TORN * len(outer):
        return None
    widths = inner - outer
    if widths[is_torn].max() > widest:
        return None
    torn_ends = np.sort(inner[is_torn])
    end = torn_ends[int(NEARLY_ALL * (torn - 1))]
    is_within = is_torn | (inner <= end)
    share = torn / np.count_nonzero(is_within)
    if share < TORN_AT_FOLD:
        return None
    others = outer[~is_within]
    beginning = end + (APART - 1) * height
    beyond = np.count_nonzero(others >= beginning)
    if beyond < NEARLY_ALL * len(others):
        return None
    lines = frozenset(np.flatnonzero(is_within).tolist())
    return _Sliver(lines, float(share))
