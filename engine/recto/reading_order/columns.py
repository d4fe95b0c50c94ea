"""Columns of prose: strips that hardly any row crosses, with enough rows of prose on both sides.

A LevelPage and indices enter, parts in reading order leave. Without the prose test a table would be
read column by column (photographed documents: alnum CER .301 -> .142 with it). Rows that cross a
gutter (titles, full-width paragraphs) part the columns into bands.
"""

from __future__ import annotations

from statistics import median

import numpy as np

from recto.reading_order.keystone import upright_edges
from recto.reading_order.rows import Boxes, Indices, LevelPage, rows

MAX_CROSSING = 0.16  # share of rows that may cross a gutter
# line heights between detected boxes, which stand out about that far beyond the ink on each side
MIN_GUTTER = 0.1
MIN_ROWS = 4  # on each side of a gutter
MIN_ROW_LENGTH = 5.0  # line heights: shorter rows are labels or figures, not columns
MIN_ROW_CHARACTERS = 12
MIN_LETTERS = 0.6
MOST_FIGURES, FEW_FIGURES = 0.7, 0.3  # of the rows of one side


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
    left, right = page.boxes[indices, 0], page.boxes[indices, 2]
    margin = 0.1 * page.height
    crossing = indices[(left < gutter - margin) & (right > gutter + margin)]
    parts = []
    for band, bar in _bands(page, indices, crossing):
        centre = (page.boxes[band, 0] + page.boxes[band, 2]) / 2
        sides = (band[centre < gutter], band[centre >= gutter])
        parts += [band, bar] if _is_listing(page, *sides) else [*sides, bar]
    return [part for part in parts if len(part)]


def _is_listing(page: LevelPage, left: Indices, right: Indices) -> bool:
    """A table of contents or a bill: rows end in figures on the right side and not on the left
    one.
    """
    return _figures(page, left) <= FEW_FIGURES and _figures(page, right) >= MOST_FIGURES


def _figures(page: LevelPage, indices: Indices) -> float:
    """Share of rows that end in a digit."""
    ends = [page.texts[row[-1]].rstrip(" .")[-1:] for row in rows(page, indices)]
    return sum(map(str.isdigit, ends)) / max(1, len(ends))


def _any_beside(page: LevelPage, indices: Indices) -> bool:
    """Two lines or more have a line beside them: most pages of prose have none, and are done."""
    left, top, right, bottom = page.boxes[indices].T
    middle = (top + bottom) / 2
    beside = (
        (right[:, None] <= left + page.height)
        & (top[:, None] < middle)
        & (middle < bottom[:, None])
    )
    return int(beside.any(axis=1).sum()) >= 2


def in_grid(page: LevelPage, indices: Indices) -> bool:
    """A ruled table: two strokes or more run down through the lines and cross one that runs
    across.
    """
    left, top, right, bottom = page.span(indices)
    h = page.height
    middle = (page.vertical[:, 0] + page.vertical[:, 2]) / 2
    through = (
        np.minimum(page.vertical[:, 3], bottom) - np.maximum(page.vertical[:, 1], top)
    ) >= 0.8 * (bottom - top)
    down = page.vertical[through & (middle > left + h) & (middle < right - h)]
    level = (page.horizontal[:, 1] + page.horizontal[:, 3])[None] / 2
    crossed = (level > down[:, 1:2] + h) & (level < down[:, 3:4] - h)
    x = (down[:, 0:1] + down[:, 2:3]) / 2
    crossed &= (page.horizontal[:, 0] < x - h) & (page.horizontal[:, 2] > x + h)
    return int(crossed.any(axis=1).sum()) >= 2 if crossed.size else False


def _bands(page: LevelPage, indices: Indices, crossing: Indices) -> list[tuple[Indices, Indices]]:
    """(lines of a band, the crossing line that ends it), top to bottom."""
    middle = (page.boxes[:, 1] + page.boxes[:, 3]) / 2
    rest = np.setdiff1d(indices, crossing)
    bands, floor = [], -np.inf
    for bar in crossing[np.argsort(middle[crossing], kind="stable")]:
        band = rest[(middle[rest] >= floor) & (middle[rest] < middle[bar])]
        bands.append((band, np.array([bar])))
        floor = middle[bar]
    bands.append((rest[middle[rest] >= floor], np.array([], dtype=np.int64)))
    return bands


def _gutter(page: LevelPage, indices: Indices) -> float | None:
    """The x of the best gutter, or None: fewest crossing rows, then the widest strip."""
    if len(indices) < 2 * MIN_ROWS:
        return None
    boxes = page.boxes[indices]
    count = max(1, len(rows(page, indices)))
    best: tuple[float, float, float] | None = None
    for x in np.unique(boxes[:, 0]) - 1.0:
        lefts, rights = boxes[:, 2] <= x + 0.15 * page.height, boxes[:, 0] >= x
        crossing = len(boxes) - int(lefts.sum()) - int((rights & ~lefts).sum())
        if crossing > MAX_CROSSING * count or lefts.sum() < MIN_ROWS or rights.sum() < MIN_ROWS:
            continue
        width = float(boxes[rights, 0].min() - np.quantile(boxes[lefts, 2], 0.98))
        score = (-crossing, width, x - width / 2)
        if width < MIN_GUTTER * page.height or (best and score <= best):
            continue
        if _are_columns(page, indices[lefts], indices[rights & ~lefts]):
            best = score
    return best[2] if best else None


def _are_columns(page: LevelPage, left: Indices, right: Indices) -> bool:
    beside = side_by_side(page.boxes[left], page.boxes[right])
    return beside and _is_prose_column(page, left) and _is_prose_column(page, right)


def side_by_side(left: Boxes, right: Boxes) -> bool:
    """They share most of the shorter one's height; one below the other is not beside it.

    Boxes thinner than the tolerance stand on both sides of a strip, so one side may be left with
    nothing.
    """
    if not len(left) or not len(right):
        return False
    shared = min(left[:, 3].max(), right[:, 3].max()) - max(left[:, 1].min(), right[:, 1].min())
    shorter = min(np.ptp(left[:, [1, 3]]), np.ptp(right[:, [1, 3]]))
    return bool(shared >= 0.5 * shorter)


def _is_prose_column(page: LevelPage, indices: Indices) -> bool:
    found = rows(page, indices)
    if len(found) < MIN_ROWS:
        return False
    spans = [page.boxes[row, 2].max() - page.boxes[row, 0].min() for row in found]
    texts = ["".join(page.texts[i] for i in row) for row in found]
    return (
        median(spans) >= MIN_ROW_LENGTH * page.height
        and median(map(len, texts)) >= MIN_ROW_CHARACTERS
        and page.letters(indices) >= MIN_LETTERS
    )
