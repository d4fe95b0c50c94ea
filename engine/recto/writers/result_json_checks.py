"""What one property of a stored page says of another: named checks that its parts fit together.

A PageResult whose single values are in range enters; the first fault in words leaves, or nothing. A
result is data: an index that points nowhere, a table of 10^10 cells or a view of 10^10 px costs the
page that says so, never the run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

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
MATRIX = (3, 3)
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
    upright = page.upright
    if page.width * page.height > most:
        return f"a page of {page.width} x {page.height} px"
    largest = max(SMALL_VIEW, GROWTH * page.width * page.height)
    if upright is not None and upright.width * upright.height > min(most, largest):
        return f"a view of {upright.width} x {upright.height} px"
    return ""


def maps(page: PageResult) -> str:
    """Matrices and row shifts that take the page into its view and back, at no great distance."""
    if page.upright is None:
        return ""
    for i, each in enumerate(page.upright.maps):
        good = _is_matrix(each) if each.kind == "matrix" else _is_row_shift(each)
        if not good:
            return f"upright.maps.{i}: no map between two views"
    return (
        ""
        if _leads_there_and_back(page, page.upright)
        else "upright.maps: they do not lead to a view"
    )


def _is_matrix(each: UprightMap) -> bool:
    if len(each.values) != MATRIX[0] or any(len(row) != MATRIX[1] for row in each.values):
        return False
    values = np.array(each.values)
    if np.abs(values).max() > FARTHEST:
        return False
    return abs(float(np.linalg.det(values))) > LEAST_TURN


def _leads_there_and_back(page: PageResult, upright: Upright) -> bool:
    """Corners of the page and of the view arrive within FARTHEST px of both."""
    geometry: Geometry = IDENTITY
    for each in upright.maps:
        geometry = then(geometry, geometry_of(each))
    with np.errstate(all="ignore"):
        there = geometry.from_original(_corners(page.width, page.height))
        back = geometry.to_original(_corners(upright.width, upright.height))
    ends = np.concatenate([there, back])
    return bool(np.isfinite(ends).all() and np.abs(ends).max() <= FARTHEST)


def _corners(width: int, height: int) -> NDArray[np.float64]:
    return np.array([[0, 0], [width, 0], [0, height], [width, height]], dtype=np.float64)


def _is_row_shift(each: UprightMap) -> bool:
    """At least two nodes each way, on a page that has a size, and growing down every column."""
    across = {len(row) for row in each.values}
    down = len(each.values)
    if down < 2 or len(across) != 1 or min(across) < 2 or down * min(across) > MOST_NODES:
        return False
    nodes = np.array(each.values)
    grows = bool(np.all(np.diff(nodes, axis=0) > 0))
    return grows and each.width > 0 and each.height > 0


def retouches(page: PageResult) -> str:
    """Contrast is stretched by the ratio of what was measured after and before."""
    ratios = [step for step in page.steps if step.name == "contrast"]
    return (
        ""
        if all(step.before > 0 and step.after > 0 for step in ratios)
        else "steps: contrast of nothing"
    )


def choices(page: PageResult) -> str:
    """What a reader says of single characters, it says of all or of none."""
    for reading in page.readings:
        for word in reading.words:
            counts = {len(word.choices), len(word.scores)} - {0, len(word.text)}
            if counts:
                return f"readers: choices or scores of {word.text!a} that are not one a character"
    return ""


def lines(page: PageResult) -> str:
    """Only PP-OCR leaves lines unread, where Tesseract was sure of them; every other line holds
    words.
    """
    for i, line in enumerate(page.lines):
        if not line.words:
            return f"lines.{i}: no words"
    for reading in page.readings:
        if reading.reader != "ppocr" and not all(line.words for line in reading.lines):
            return f"readers: a line of {reading.reader!a} without words"
    return ""


def blocks(page: PageResult) -> str:
    """Blocks and cells that point at lines and words of the page."""
    words = [len(line.words) for line in page.lines]
    for i, block in enumerate(page.blocks):
        fault = _pointers(block, words) or _table(block.cells)
        if fault:
            return f"blocks.{i}: {fault}"
    return ""


def _pointers(block: Block, words: list[int]) -> str:
    if any(line >= len(words) for line in block.lines):
        return "a line that the page does not have"
    if any(place >= len(block.lines) for place in block.hyphens):
        return "a hyphen at a line that the block does not have"
    for cell in block.cells:
        for line, first, past in cell.spans:
            if line >= len(words) or not first <= past <= words[line]:
                return "a cell of words that the page does not have"
    return ""


def _table(cells: Iterable[Cell]) -> str:
    cells = tuple(cells)
    if not cells:
        return ""
    rows = max(cell.row + cell.row_span for cell in cells)
    columns = max(cell.column + cell.column_span for cell in cells)
    covered = sum(cell.row_span * cell.column_span for cell in cells)
    most = max(rows * columns, covered)
    return f"a table of {most:,} places" if most > MOST_CELLS else ""


CHECKS: tuple[Callable[[PageResult], str], ...] = (sizes, maps, retouches, lines, choices, blocks)
