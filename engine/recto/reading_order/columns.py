"""Columns of prose: strips that hardly any row crosses, with enough rows of prose on both sides.

A LevelPage and indices enter, parts in reading order leave. Without the prose test a table would be
read column by column (photographed documents: alnum CER .301 -> .142 with it). Rows that cross a
gutter (titles, full-width paragraphs) part the columns into bands.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recto.reading_order.keystone import upright_edges
from recto.reading_order.rows import Boxes, Indices, LevelPage, rows

Mask = NDArray[np.bool_]

MAX_CROSSING = 0.16  # share of rows that may cross a gutter
# line heights between detected boxes, which stand out about that far beyond the ink on each side
MIN_GUTTER = 0.1
MOST_TRIED = 1000  # places where a gutter may end: no page of print has more
MIN_ROWS = 4  # on each side of a gutter
MIN_ROW_LENGTH = 5.0  # line heights: shorter rows are labels or figures, not columns
MIN_ROW_CHARACTERS = 12
MIN_LETTERS = 0.6
MOST_FIGURES, FEW_FIGURES = 0.7, 0.3  # of the rows of one side
CROSSING_MARGIN = 0.1  # line heights: a line that reaches so little over a gutter does not cross it
OVERLAP = 0.15  # line heights that the boxes on the left may reach over a gutter
OUTERMOST = 0.98  # of the lines on the left end before the gutter begins
THROUGH = 0.8  # of the lines' height: a stroke of a grid runs down so much of it
SHARED_HEIGHT = 0.5  # of the shorter side's, for two sides to stand beside each other
LEAST_BESIDE = 2  # lines with a line beside them on a page that may have columns
LEAST_STROKES = 2  # down through a grid


def columns(page: LevelPage, indices: Indices) -> list[Indices]:
    """Left column before right column, band by band; one part without a gutter."""
    if not _any_beside(page, indices) or in_grid(page, indices):
        return [indices]
    gutter = _gutter(page, indices)
    if gutter is None:
        page = upright_edges(page, indices)
        gutter = _gutter(page, indices)
    if gutter is None:
        return [indices]
    margin = CROSSING_MARGIN * page.height
    starts, _, ends, _ = page.boxes.T
    middles = (starts + ends) / 2
    crosses = starts < gutter - margin
    crosses &= ends > gutter + margin
    crossing = indices[crosses[indices]]
    parts: list[Indices] = []
    for band, bar in _bands(page, indices, crossing):
        is_left = middles[band] < gutter
        left = band[is_left]
        right = band[~is_left]
        if _is_listing(page, left, right):
            parts += [band, bar]
        else:
            parts += [left, right, bar]
    return [part for part in parts if len(part)]


def _is_listing(page: LevelPage, left: Indices, right: Indices) -> bool:
    """A table of contents or a bill: rows end in figures on the right side and not on the left
    one.
    """
    if _figures(page, left) > FEW_FIGURES:
        return False
    return _figures(page, right) >= MOST_FIGURES


def _figures(page: LevelPage, indices: Indices) -> float:
    """Share of rows that end in a digit."""
    figures = total = 0
    for row in rows(page, indices):
        text = page.texts[row[-1]].rstrip(" .")
        total += 1
        if text[-1:].isdigit():
            figures += 1
    return figures / max(1, total)


def _any_beside(page: LevelPage, indices: Indices) -> bool:
    """Two lines or more have a line beside them: most pages of prose have none, and are done."""
    left, top, right, bottom = page.boxes[indices].T
    middle = (top + bottom) / 2
    ends_before = right[:, None] <= left + page.height
    beside = ends_before & (top[:, None] < middle)
    beside &= middle < bottom[:, None]
    count = int(beside.any(axis=1).sum())
    return count >= LEAST_BESIDE


def in_grid(page: LevelPage, indices: Indices) -> bool:
    """A ruled table: two strokes or more run down through the lines and cross one that runs
    across.
    """
    left, top, right, bottom = page.span(indices)
    height = page.height
    x0, y0, x1, y1 = page.vertical.T
    middle = (x0 + x1) / 2
    shared = np.minimum(y1, bottom) - np.maximum(y0, top)
    runs_through = shared >= THROUGH * (bottom - top)
    is_inside = middle > left + height
    is_inside &= middle < right - height
    down = page.vertical[runs_through & is_inside]
    # a row for each stroke that runs down, a column for each that runs across
    x0, y0, x1, y1 = down.T[:, :, None]
    x = (x0 + x1) / 2
    start, start_y, end, end_y = page.horizontal.T
    level = (start_y + end_y) / 2
    crossed = (level > y0 + height) & (level < y1 - height)
    crossed &= start < x - height
    crossed &= end > x + height
    if not crossed.size:
        return False
    return int(crossed.any(axis=1).sum()) >= LEAST_STROKES


def _bands(page: LevelPage, indices: Indices, crossing: Indices) -> list[tuple[Indices, Indices]]:
    """(lines of a band, the crossing line that ends it), top to bottom."""
    _, top, _, bottom = page.boxes.T
    middle = (top + bottom) / 2
    rest = np.setdiff1d(indices, crossing)
    heights = middle[rest]
    top_down = np.argsort(middle[crossing], kind="stable")
    bands = []
    floor = -np.inf
    for bar in crossing[top_down]:
        in_band = (heights >= floor) & (heights < middle[bar])
        bands.append((rest[in_band], np.array([bar])))
        floor = middle[bar]
    no_bar = np.array([], dtype=np.int64)
    bands.append((rest[heights >= floor], no_bar))
    return bands


def _gutter(page: LevelPage, indices: Indices) -> float | None:
    """The x of the best gutter, or None: fewest crossing rows, then the widest strip."""
    if len(indices) < 2 * MIN_ROWS:
        return None
    starts, _, ends, _ = page.boxes[indices].T
    lines = _LinesInRows(page, indices)
    x = np.unique(starts) - 1.0
    x = x[:: len(x) // MOST_TRIED + 1]
    tried = x[:, None]
    is_left = ends <= tried + OVERLAP * page.height
    is_right = starts >= tried
    only_right = is_right & ~is_left
    is_on_a_side = is_left | is_right
    crossing = (~is_on_a_side).sum(axis=1)
    on_left = is_left.sum(axis=1)
    on_right = is_right.sum(axis=1)
    fewest = np.minimum(on_left, on_right)
    possible = crossing <= MAX_CROSSING * max(1, lines.count)
    possible &= fewest >= MIN_ROWS
    at = np.flatnonzero(possible)
    left_ends = [np.quantile(ends[is_left[k]], OUTERMOST) for k in at]
    begins = [starts[is_right[k]].min() for k in at]
    width = np.subtract(begins, left_ends)
    refused: set[bytes] = set()
    for k in np.lexsort((-x[at], -width, crossing[at])):
        sides = is_left[at[k]], only_right[at[k]]
        key = np.packbits(sides).tobytes()
        if width[k] < MIN_GUTTER * page.height or key in refused:
            continue
        if lines.are_columns(*sides):
            return float(x[at[k]] - width[k] / 2)
        refused.add(key)
    return None


def side_by_side(left: Boxes, right: Boxes) -> bool:
    """They share most of the shorter one's height; one below the other is not beside it.

    Boxes thinner than the tolerance stand on both sides of a strip, so one side may be left with
    nothing.
    """
    if not len(left) or not len(right):
        return False
    _, left_tops, _, left_bottoms = left.T
    _, right_tops, _, right_bottoms = right.T
    bottom = min(left_bottoms.max(), right_bottoms.max())
    top = max(left_tops.min(), right_tops.min())
    left_height = np.ptp(left[:, [1, 3]])
    right_height = np.ptp(right[:, [1, 3]])
    lower = min(left_height, right_height)
    return bool(bottom - top >= SHARED_HEIGHT * lower)


class _LinesInRows:
    """Some lines and the rows that they stand in, found once for all gutters that are tried."""

    def __init__(self, page: LevelPage, indices: Indices) -> None:
        self._page = page
        self._indices = indices
        found = rows(page, indices)
        self.count = len(found)
        row_of = np.zeros(len(page.boxes), dtype=np.int64)
        for number, row in enumerate(found):
            row_of[row] = number
        self._row = row_of[indices]
        self._characters = np.array([len(page.texts[i]) for i in indices])

    def are_columns(self, left: Mask, right: Mask) -> bool:
        """Both sides are columns of prose that stand side by side."""
        boxes = self._page.boxes[self._indices]
        if not side_by_side(boxes[left], boxes[right]):
            return False
        return self._is_prose(left) and self._is_prose(right)

    def _is_prose(self, side: Mask) -> bool:
        """Rows enough, long enough, and mostly of letters."""
        row = self._row[side]
        in_rows = np.argsort(row, kind="stable")
        starts = np.flatnonzero(np.diff(row[in_rows], prepend=-1))
        if len(starts) < MIN_ROWS:
            return False
        indices = self._indices[side][in_rows]
        left, _, right, _ = self._page.boxes[indices].T
        ends = np.maximum.reduceat(right, starts)
        lengths = ends - np.minimum.reduceat(left, starts)
        if np.median(lengths) < MIN_ROW_LENGTH * self._page.height:
            return False
        characters = np.add.reduceat(self._characters[side][in_rows], starts)
        if np.median(characters) < MIN_ROW_CHARACTERS:
            return False
        return self._page.letters(indices) >= MIN_LETTERS
