"""Boxes as formats want them: whole px, at least one px wide and high, inside the page.

A Box in px of the original page and the page's size enter, integers leave. Estimated boxes can be
empty or hang over an edge; PAGE forbids negative numbers (PointsType) and poppler drops empty
words.
"""

from __future__ import annotations

from recto.model.page import Box
from recto.model.result import PageResult

Edges = tuple[int, int, int, int]  # left, top, right, bottom; right and bottom exclusive


def edges(box: Box, page: PageResult) -> Edges:
    """The box rounded to whole px within the page."""
    left, right = _span(box.left, box.right, page.width)
    top, bottom = _span(box.top, box.bottom, page.height)
    return left, top, right, bottom


def _span(first: float, last: float, limit: int) -> tuple[int, int]:
    low = min(max(0, round(min(first, last))), max(0, limit - 1))
    return low, max(low + 1, min(round(max(first, last)), limit))


def confidence_percent(confidence: float) -> int:
    """0..1 as a whole percentage."""
    return round(100 * min(1.0, max(0.0, confidence)))
