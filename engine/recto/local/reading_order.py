"""The order in which a person would read the lines of a page.

Lines (boxes, baselines, texts) enter, rows of indices leave: pieces that stand side by side with no gutter between
them, like the columns of a bill, are one row. The page is straightened by the median line angle, then cut along gutters
(XY-cut): a gutter is a strip that hardly any row crosses, with enough rows of prose on both sides.
Without the prose test a table would be read column by column (photographed documents: alnum CER .301 -> .142 with it).
Rows that cross a gutter (titles, full-width paragraphs) part the columns into bands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from recto.model import Line

MAX_CROSSING = 0.16  # share of rows that may cross a gutter
MIN_GUTTER = 0.1  # line heights between detected boxes, which stand out about that far beyond the ink on each side
BLANK_STRIP = 0.5  # line heights: rows of one paragraph stand closer
MIN_ROWS = 4  # on each side of a gutter
MIN_ROW_LENGTH = 5.0  # line heights: shorter rows are labels or figures, not columns
MIN_ROW_CHARACTERS = 12
MIN_LETTERS = 0.6

Boxes = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """The straightened page: one row of left, top, right, bottom a line, px, and the texts."""

    boxes: Boxes
    texts: Sequence[str]
    height: float  # median line height, px


def reading_rows(lines: Sequence[Line]) -> list[list[int]]:
    """Indices of `lines` in reading order, a row each."""
    if not lines:
        return []
    boxes = straightened(lines)
    height = float(median(boxes[:, 3] - boxes[:, 1])) or 1.0
    page = _Lines(boxes, [line.text for line in lines], height)
    return _cut(page, np.arange(len(lines)))


def page_angle(lines: Sequence[Line]) -> float:
    """Median slope of the baselines, weighted by their length: dy per dx."""
    slopes = np.array([_slope(line) for line in lines])
    weights = np.array([max(0.0, line.box.width) for line in lines])
    order = np.argsort(slopes)
    reached = np.cumsum(weights[order])
    return float(slopes[order][np.searchsorted(reached, reached[-1] / 2)]) if reached[-1] > 0 else 0.0


def _slope(line: Line) -> float:
    x0, y0, x1, y1 = line.baseline
    return (y1 - y0) / (x1 - x0) if x1 - x0 > 1 else 0.0


def straightened(lines: Sequence[Line]) -> Boxes:
    """(N, 4) boxes after turning the page by its median line angle about the origin, px."""
    angle = float(np.arctan(page_angle(lines)))
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    rows = np.empty((len(lines), 4))
    for row, line in zip(rows, lines, strict=True):
        x0, y0, x1, y1 = line.baseline
        rise = abs(y1 - y0)
        height = max(4.0, line.box.height - rise) if line.box.height > rise else line.box.height
        bottom = max(y0 * cos - x0 * sin, y1 * cos - x1 * sin)
        row[:] = (x0 * cos + y0 * sin, bottom - height, x1 * cos + y1 * sin, bottom)
    return rows


def _cut(page: _Lines, indices: NDArray[np.int64]) -> list[list[int]]:
    gutter = _gutter(page, indices)
    if gutter is None:
        return _parted(page, indices)
    left, right = page.boxes[indices, 0], page.boxes[indices, 2]
    margin = 0.1 * page.height
    crossing = indices[(left < gutter - margin) & (right > gutter + margin)]
    ordered: list[list[int]] = []
    for band, bar in _bands(page, indices, crossing):
        centre = (page.boxes[band, 0] + page.boxes[band, 2]) / 2
        for side in (band[centre < gutter], band[centre >= gutter]):
            ordered += _cut(page, side) if len(side) else []
        ordered += _rows(page, bar) if len(bar) else []
    return ordered


def _parted(page: _Lines, indices: NDArray[np.int64]) -> list[list[int]]:
    """No gutter runs through all of it: part it at its widest blank strip and look again, or read it row by row."""
    rows = _rows(page, indices)
    if len(rows) < 2 * MIN_ROWS:
        return rows
    bottoms = np.maximum.accumulate([page.boxes[row, 3].max() for row in rows])[:-1]
    tops = np.minimum.accumulate([page.boxes[row, 1].min() for row in rows[::-1]])[::-1][1:]
    at = int(np.argmax(tops - bottoms))
    if tops[at] - bottoms[at] < BLANK_STRIP * page.height:
        return rows
    parts = (rows[: at + 1], rows[at + 1 :])
    return [row for part in parts for row in _cut(page, np.array([i for row in part for i in row]))]


def _bands(
    page: _Lines, indices: NDArray[np.int64], crossing: NDArray[np.int64]
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
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


def _gutter(page: _Lines, indices: NDArray[np.int64]) -> float | None:
    """The x of the best gutter, or None: fewest crossing rows, then the widest strip."""
    if len(indices) < 2 * MIN_ROWS:
        return None
    boxes = page.boxes[indices]
    rows = max(1, len(_rows(page, indices)))
    best: tuple[float, float, float] | None = None
    for x in np.unique(boxes[:, 0]) - 1.0:
        lefts, rights = boxes[:, 2] <= x + 0.15 * page.height, boxes[:, 0] >= x
        crossing = len(boxes) - int(lefts.sum()) - int((rights & ~lefts).sum())
        if crossing > MAX_CROSSING * rows or lefts.sum() < MIN_ROWS or rights.sum() < MIN_ROWS:
            continue
        width = float(boxes[rights, 0].min() - np.quantile(boxes[lefts, 2], 0.98))
        if width < MIN_GUTTER * page.height:
            continue
        if not all(_is_prose_column(page, indices[side]) for side in (lefts, rights & ~lefts)):
            continue
        if not _side_by_side(boxes[lefts], boxes[rights & ~lefts]):
            continue
        score = (-crossing, width, x - width / 2)
        best = max(best, score) if best else score
    return best[2] if best else None


def _side_by_side(left: Boxes, right: Boxes) -> bool:
    """Columns share most of the shorter one's height; one below the other is not a pair of columns."""
    shared = min(left[:, 3].max(), right[:, 3].max()) - max(left[:, 1].min(), right[:, 1].min())
    shorter = min(np.ptp(left[:, [1, 3]]), np.ptp(right[:, [1, 3]]))
    return bool(shared >= 0.5 * shorter)


def _is_prose_column(page: _Lines, indices: NDArray[np.int64]) -> bool:
    rows = _rows(page, indices)
    if len(rows) < MIN_ROWS:
        return False
    spans = [page.boxes[row, 2].max() - page.boxes[row, 0].min() for row in rows]
    texts = ["".join(page.texts[i] for i in row) for row in rows]
    solid = "".join(texts).replace(" ", "")
    letters = sum(map(str.isalpha, solid)) / max(1, len(solid))
    return (
        median(spans) >= MIN_ROW_LENGTH * page.height
        and median(map(len, texts)) >= MIN_ROW_CHARACTERS
        and letters >= MIN_LETTERS
    )


def _rows(page: _Lines, indices: NDArray[np.int64]) -> list[list[int]]:
    """Lines that stand side by side, top to bottom, each row left to right."""
    middle = (page.boxes[:, 1] + page.boxes[:, 3]) / 2
    rows: list[list[int]] = []
    for i in indices[np.argsort(middle[indices], kind="stable")]:
        if rows and _same_row(page, middle, rows[-1], i):
            rows[-1].append(int(i))
        else:
            rows.append([int(i)])
    return [sorted(row, key=lambda i: page.boxes[i, 0]) for row in rows]


def _same_row(page: _Lines, middle: NDArray[np.float64], row: list[int], i: int) -> bool:
    """The line's middle lies near the middle of the row's last line and they do not stand above each other."""
    heights = page.boxes[:, 3] - page.boxes[:, 1]
    near = abs(middle[i] - middle[row[-1]]) < 0.5 * min(heights[i], heights[row[-1]])
    apart = all(
        page.boxes[i, 0] >= page.boxes[j, 2] - 0.5 * page.height
        or page.boxes[i, 2] <= page.boxes[j, 0] + 0.5 * page.height
        for j in row
    )
    return bool(near and apart)
