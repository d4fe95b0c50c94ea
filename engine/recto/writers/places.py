"""Boxes, baselines and confidence as formats want them: whole px, a box at least one px wide and
high and inside the page.

A Box in px of the original page and the page's size enter, integers leave. Estimated boxes can be
empty or hang over an edge; PAGE forbids negative numbers (PointsType) and poppler drops empty
words.
"""

from __future__ import annotations

from recto.model.page import Box
from recto.model.result import Cell, PageResult, ResultLine

Edges = tuple[int, int, int, int]  # left, top, right, bottom; right and bottom exclusive


def edges(box: Box, page: PageResult) -> Edges:
    """The box rounded to whole px within the page."""
    left, right = _span(box.left, box.right, page.width)
    top, bottom = _span(box.top, box.bottom, page.height)
    return left, top, right, bottom


def cell_place(cell: Cell) -> tuple[int, int]:
    """Row and column: cells in this order stand row by row."""
    return cell.row, cell.column


def _span(first: float, last: float, limit: int) -> tuple[int, int]:
    """The two in order, inside 0..limit, the second at least 1 px behind the first."""
    lower = min(first, last)
    upper = max(first, last)
    highest = max(0, limit - 1)
    low = max(0, round(lower))
    low = min(low, highest)
    high = min(round(upper), limit)
    high = max(low + 1, high)
    return low, high


def baseline_points(line: ResultLine) -> str:
    """The baseline as "x0,y0 x1,y1", in whole px that are not negative."""
    whole = [max(0, round(value)) for value in line.baseline]
    x0, y0, x1, y1 = whole
    return f"{x0},{y0} {x1},{y1}"


def confidence_percent(confidence: float) -> int:
    """0..1 as a whole percentage."""
    not_negative = max(0.0, confidence)
    inside = min(1.0, not_negative)
    return round(100 * inside)


def confidence_share(confidence: float) -> str:
    """0..1 with three decimals."""
    not_negative = max(0.0, confidence)
    inside = min(1.0, not_negative)
    return f"{inside:.3f}"
