"""Columns of prose: strips that hardly any row crosses, with enough rows of prose on both sides.

A LevelPage and indices enter, parts in reading order leave. Without the prose test a table would be
read column by column (photographed documents: alnum CER .301 -> .142 with it). Rows that cross a
gutter (titles, full-width paragraphs) part the columns into bands.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recto.reading_order.keystone import upright_edges
from recto.reading_order.prose import MIN_ROWS, LinesInRows
from recto.reading_order.rows import Boxes, Indices, LevelPage, rows

Mask = NDArray[np.bool_]

MAX_CROSSING = 0.16  # share of rows that may cross a gutter
# line heights between detected boxes, which stand out about that far beyond the ink on each side
MIN_GUTTER = 0.1
MOST_TRIED = 1000  # places where a gutter may end: no page of print has more
TRIED_AT_ONCE = 32  # gutters; the best few are mostly enough
MOST_FIGURES, FEW_FIGURES = 0.7, 0.3  # of the rows of one side
CROSSING_MARGIN = 0.1  # line heights: a line that reaches so little over a gutter does not cross it
OVERLAP = 0.15  # line heights that the boxes on the left may reach over a gutter
OUTERMOST = 0.98  # of the lines on the left end before the gutter begins
THROUGH = 0.8  # of the lines' height: a stroke of a grid runs down so much of it
LEAST_BESIDE = 2  # lines with a line beside them on a page that may have columns
LEAST_STROKES = 2  # down through a grid


def columns(page: LevelPage, indices: Indices) -> list[Indices]:
    """Left column before right column, band by band; one part without a gutter."""
    if not _any_beside(page, indices) or in_grid(page, indices):
        return [indices]
    gutter = _gutter(page, indices)
    if gutter is None:
        leant = page
        page = upright_edges(leant, indices)
        if page is leant:
            return [indices]
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
    starts = np.maximum(y0, top)
    ends = np.minimum(y1, bottom)
    shared = ends - starts
    tall = bottom - top
    runs_through = shared >= THROUGH * tall
    is_inside = middle > left + height
    is_inside &= middle < right - height
    down = page.vertical[runs_through & is_inside]
    # a row for each stroke that runs down, a column for each that runs across
    x0, y0, x1, y1 = down.T[:, :, None]
    x = (x0 + x1) / 2
    start, start_y, end, end_y = page.horizontal.T
    level = (start_y + end_y) / 2
    crossed = level > y0 + height
    crossed &= level < y1 - height
    crossed &= start < x - height
    crossed &= end > x + height
    if not crossed.size:
        return False
    is_crossed = crossed.any(axis=1)
    return int(is_crossed.sum()) >= LEAST_STROKES


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
        is_below = heights >= floor
        in_band = is_below & (heights < middle[bar])
        bands.append((rest[in_band], np.array([bar])))
        floor = middle[bar]
    no_bar = np.array([], dtype=np.int64)
    bands.append((rest[heights >= floor], no_bar))
    return bands


def _gutter(page: LevelPage, indices: Indices) -> float | None:
    """The x of the best gutter, or None: fewest crossing rows, then the widest strip."""
    if len(indices) < 2 * MIN_ROWS:
        return None
    lines = LinesInRows(page, indices)
    starts, _, ends, _ = lines.boxes.T
    x = np.unique(starts) - 1.0
    x = x[:: len(x) // MOST_TRIED + 1]
    tried = x[:, None]
    is_left = ends <= tried + OVERLAP * page.height
    is_right = starts >= tried
    crossing = (~(is_left | is_right)).sum(axis=1)
    on_left = is_left.sum(axis=1)
    on_right = is_right.sum(axis=1)
    fewest = np.minimum(on_left, on_right)
    possible = crossing <= MAX_CROSSING * max(1, lines.count)
    possible &= fewest >= MIN_ROWS
    at = np.flatnonzero(possible)
    is_left, is_right, crossing = is_left[at], is_right[at], crossing[at]
    begins = np.where(is_right, starts, np.inf).min(axis=1)
    width = begins - _outermost(is_left, ends)
    keys = (-x[at], -width, crossing)
    best_first = np.lexsort(keys)
    is_wide = width[best_first] >= MIN_GUTTER * page.height
    best_first = best_first[is_wide]
    only_right = is_right & ~is_left
    for start in range(0, len(best_first), TRIED_AT_ONCE):
        some = best_first[start : start + TRIED_AT_ONCE]
        good = some[lines.are_columns(is_left[some], only_right[some])]
        if len(good):
            best = good[0]
            return float(x[at[best]] - width[best] / 2)
    return None


def _outermost(is_left: Mask, ends: Boxes) -> Boxes:
    """Where the left side ends but for a few of its lines, px, one a gutter."""
    ordered = np.where(is_left, ends, np.inf)
    ordered.sort(axis=1)
    last = is_left.sum(axis=1) - 1
    place = OUTERMOST * last
    low = place.astype(np.int64)
    high = np.minimum(low + 1, last)
    between = np.take_along_axis(ordered, np.column_stack([low, high]), axis=1)
    share = place - low
    return np.asarray(between[:, 0] * (1 - share) + between[:, 1] * share)
