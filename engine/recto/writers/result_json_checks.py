"""What one property of a stored page says of another: named checks that its parts fit together.

A PageResult whose single values are in range enters; the first fault in words leaves, or nothing. A
result is data: an index that points nowhere, a table of 10^10 cells or a view of 10^10 px costs the
page that says so, never the run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from recto.model.result import Block, Cell, PageResult, Upright, UprightMap
from recto.model.upright import geometry_of
from recto.sources.limits import Limits
from recto_preprocessing import IDENTITY, Geometry, then

# places of one table; a page of numbers in the smallest print holds some thousands
MOST_CELLS = 1_000_000
LEAST_TURN = 1e-9  # determinant of a map between views: below it, px have no way back
MOST_NODES = 1_000_000  # numbers of one row shift; ours have 17 x 17
LEAST_NODES = 2  # of a row shift, down and across
MATRIX = (3, 3)  # rows, columns
GROWTH = 16  # times a page's px that its view may have; cleaning enlarges a page 2.25 times at most
SMALL_VIEW = 16_000_000  # px that any view may have
FARTHEST = 1e7  # px from a page; ten times the longest side that a page can have


def faults(page: PageResult) -> str:
    """What does not fit, in words; empty: everything does."""
    for check in CHECKS:
        fault = check(page)
        if fault:
            return fault
    return ""


def sizes(page: PageResult) -> str:
    """Pages and views as large as a page that can be read."""
    most = Limits().pixels
    area = page.width * page.height
    if area > most:
        return f"a page of {page.width} x {page.height} px"
    view = page.upright
    if view is None:
        return ""
    most_of_view = min(most, max(SMALL_VIEW, GROWTH * area))
    if view.width * view.height > most_of_view:
        return f"a view of {view.width} x {view.height} px"
    return ""


def maps(page: PageResult) -> str:
    """Matrices and row shifts that take the page into its view and back, at no great distance."""
    upright = page.upright
    if upright is None:
        return ""
    for number, change in enumerate(upright.maps):
        check = _is_matrix if change.kind == "matrix" else _is_row_shift
        if not check(change):
            return f"upright.maps.{number}: no map between two views"
    if not _leads_there_and_back(page, upright):
        return "upright.maps: they do not lead to a view"
    return ""


def _is_matrix(change: UprightMap) -> bool:
    rows, columns = MATRIX
    if len(change.values) != rows:
        return False
    if any(len(row) != columns for row in change.values):
        return False
    values = np.array(change.values)
    farthest = np.abs(values).max()
    if farthest > FARTHEST:
        return False
    determinant = float(np.linalg.det(values))
    return abs(determinant) > LEAST_TURN


def _leads_there_and_back(page: PageResult, upright: Upright) -> bool:
    """Corners of the page and of the view arrive within FARTHEST px of both."""
    geometry: Geometry = IDENTITY
    for change in upright.maps:
        geometry = then(geometry, geometry_of(change))
    corners_of_page = _corners(page.width, page.height)
    corners_of_view = _corners(upright.width, upright.height)
    with np.errstate(all="ignore"):
        there = geometry.from_original(corners_of_page)
        back = geometry.to_original(corners_of_view)
    ends = np.concatenate([there, back])
    if not np.isfinite(ends).all():
        return False
    farthest = np.abs(ends).max()
    return bool(farthest <= FARTHEST)


def _corners(width: int, height: int) -> NDArray[np.float64]:
    corners = [[0, 0], [width, 0], [0, height], [width, height]]
    return np.array(corners, dtype=np.float64)


def _is_row_shift(change: UprightMap) -> bool:
    """At least two nodes each way, on a page that has a size, and growing down every column."""
    widths = {len(row) for row in change.values}
    if len(widths) != 1:
        return False
    down = len(change.values)
    across = widths.pop()
    if down < LEAST_NODES or across < LEAST_NODES:
        return False
    if down * across > MOST_NODES:
        return False
    if change.width <= 0 or change.height <= 0:
        return False
    values = np.array(change.values)
    steps = np.diff(values, axis=0)
    return bool(np.all(steps > 0))


def retouches(page: PageResult) -> str:
    """Contrast is stretched by the ratio of what was measured after and before."""
    for step in page.steps:
        if step.name == "contrast" and not (step.before > 0 and step.after > 0):
            return "steps: contrast of nothing"
    return ""


def choices(page: PageResult) -> str:
    """What a reader says of single characters, it says of all or of none."""
    for reading in page.readings:
        for word in reading.words:
            allowed = {0, len(word.text)}
            counts = {len(word.choices), len(word.scores)}
            if not counts <= allowed:
                return f"readers: choices or scores of {word.text!a} that are not one a character"
    return ""


def lines(page: PageResult) -> str:
    """Only PP-OCR leaves lines unread, where Tesseract was sure of them; every other line holds
    words.
    """
    for number, line in enumerate(page.lines):
        if not line.words:
            return f"lines.{number}: no words"
    for reading in page.readings:
        has_words = all(line.words for line in reading.lines)
        if reading.reader != "ppocr" and not has_words:
            return f"readers: a line of {reading.reader!a} without words"
    return ""


def blocks(page: PageResult) -> str:
    """Blocks and cells that point at lines and words of the page."""
    word_counts = [len(line.words) for line in page.lines]
    for number, block in enumerate(page.blocks):
        fault = _pointers(block, word_counts) or _table(block.cells)
        if fault:
            return f"blocks.{number}: {fault}"
    return ""


def _pointers(block: Block, word_counts: list[int]) -> str:
    count = len(word_counts)
    if any(line >= count for line in block.lines):
        return "a line that the page does not have"
    lines_of_block = len(block.lines)
    if any(place >= lines_of_block for place in block.hyphens):
        return "a hyphen at a line that the block does not have"
    for cell in block.cells:
        for line, first, past in cell.spans:
            if line >= count or not first <= past <= word_counts[line]:
                return "a cell of words that the page does not have"
    return ""


def _table(cells: Sequence[Cell]) -> str:
    if not cells:
        return ""
    rows = 0
    columns = 0
    covered = 0
    for cell in cells:
        past_row = cell.row + cell.row_span
        past_column = cell.column + cell.column_span
        rows = max(rows, past_row)
        columns = max(columns, past_column)
        covered += cell.row_span * cell.column_span
    most = max(rows * columns, covered)
    if most > MOST_CELLS:
        return f"a table of {most:,} places"
    return ""


CHECKS: tuple[Callable[[PageResult], str], ...] = (sizes, maps, retouches, lines, choices, blocks)
