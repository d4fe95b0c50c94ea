"""GriTS: how like two tables are as grids, for their contents and for their topology.

Two Tables enter, a number 0..1 leaves. Source: Smock, Pesala, Abraham, "GriTS: Grid table
similarity metric for table structure recognition" (ICDAR 2023). The most similar substructures of
both grids are found with the paper's factored 2-D alignment (rows, then columns, each by dynamic
programming); the score is an F-score, 2 x similarity / (cells of the truth + cells of the output).
Content: similarity of two cells is 2 x longest common subsequence / characters; topology:
intersection over union of the cells' spans around the grid position. A cell that spans several
positions stands in each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.metrics.markup import Table
from benchmarks.metrics.matching import mean_of_pairs

Floats = NDArray[np.float64]
T = TypeVar("T")
# left, top, right, bottom of the cell relative to the position, in positions
Span = tuple[int, int, int, int]


def grits_content(truth: Table, output: Table) -> float:
    """0..1, 1 for equal texts in equal grids."""
    return _grits(_texts(truth), _texts(output), _same_texts)


def grits_topology(truth: Table, output: Table) -> float:
    """0..1, 1 for equal grids, whatever they say."""
    return _grits(_spans(truth), _spans(output), _same_spans)


def page_grits(
    truth: Sequence[Table],
    output: Sequence[Table],
    score: Callable[[Table, Table], float] = grits_content,
) -> float | None:
    """Mean over the tables of a page, paired for the best sum; a missing or an extra table counts
    0; None: no table.
    """
    return mean_of_pairs(truth, output, score)


def _grits(
    truth: list[list[T]], output: list[list[T]], alike: Callable[[Sequence[T], Sequence[T]], Floats]
) -> float:
    rows, columns = len(truth), len(truth[0])
    other_rows, other_columns = len(output), len(output[0])
    cells = list(chain.from_iterable(truth))
    other_cells = list(chain.from_iterable(output))
    by_cell = alike(cells, other_cells)
    by_place = by_cell.reshape(rows, columns, other_rows, other_columns)
    by_row = by_place.transpose(0, 2, 1, 3)
    by_column = by_place.transpose(1, 3, 0, 2)
    row_pairs = _align(_best_sums(by_row))
    column_pairs = _align(_best_sums(by_column))
    common = 0.0
    for i, k in row_pairs:
        for j, m in column_pairs:
            common += by_row[i, k, j, m]
    return float(2 * common / (len(cells) + len(other_cells)))


def _best_sums(rewards: Floats) -> Floats:
    """(R, R', C, C') -> (R, R'): what two rows (or columns) can share when their cells are aligned
    in order.
    """
    *pairs, cells, other_cells = rewards.shape
    best = np.zeros((*pairs, cells + 1, other_cells + 1))
    for i in range(cells):
        for j in range(other_cells):
            skip_one = best[:, :, i, j + 1]
            skip_other = best[:, :, i + 1, j]
            paired = best[:, :, i, j] + rewards[:, :, i, j]
            skipped = np.maximum(skip_one, skip_other)
            best[:, :, i + 1, j + 1] = np.maximum(skipped, paired)
    sums = best[:, :, -1, -1]
    return np.asarray(sums, dtype=np.float64)


def _align(scores: Floats) -> list[tuple[int, int]]:
    """The pairs, in order on both sides, whose scores sum highest."""
    rows, columns = scores.shape
    best = np.zeros((rows + 1, columns + 1))
    for i in range(rows):
        for j in range(columns):
            paired = best[i, j] + scores[i, j]
            best[i + 1, j + 1] = max(best[i, j + 1], best[i + 1, j], paired)
    pairs = []
    i, j = rows, columns
    while i and j:
        if best[i, j] == best[i - 1, j]:
            i -= 1
        elif best[i, j] == best[i, j - 1]:
            j -= 1
        else:
            i -= 1
            j -= 1
            pairs.append((i, j))
    return pairs


def _texts(table: Table) -> list[list[str]]:
    rows, columns = table.shape
    grid = [[""] * columns for _ in range(rows)]
    for cell in table.cells:
        for row, column in cell.positions():
            grid[row][column] = cell.text
    return grid


def _spans(table: Table) -> list[list[Span]]:
    rows, columns = table.shape
    grid: list[list[Span]] = [[(0, 0, 1, 1)] * columns for _ in range(rows)]
    for cell in table.cells:
        for row, column in cell.positions():
            left = cell.column - column
            top = cell.row - row
            right = left + cell.column_span
            bottom = top + cell.row_span
            grid[row][column] = (left, top, right, bottom)
    return grid


def _same_texts(a: Sequence[str], b: Sequence[str]) -> Floats:
    """2 x longest common subsequence / characters of both, of every pair; rapidfuzz calls it the
    Indel similarity.
    """
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cdist

    return cdist(a, b, scorer=Indel.normalized_similarity, dtype=np.float64)


def _same_spans(a: Sequence[Span], b: Sequence[Span]) -> Floats:
    """Intersection over union of every pair."""
    one = np.array(a, dtype=np.float64).T[:, :, None]
    other = np.array(b, dtype=np.float64).T[:, None, :]
    left = np.maximum(one[0], other[0])
    top = np.maximum(one[1], other[1])
    right = np.minimum(one[2], other[2])
    bottom = np.minimum(one[3], other[3])
    shared = np.maximum(0, right - left) * np.maximum(0, bottom - top)
    union = _area(one) + _area(other) - shared
    return np.asarray(shared / union, dtype=np.float64)


def _area(spans: Floats) -> Floats:
    """Positions that each of (4, ...) spans takes."""
    left, top, right, bottom = spans
    area: Floats = (right - left) * (bottom - top)
    return area
