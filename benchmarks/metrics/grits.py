"""GriTS: how like two tables are as grids, for their contents and for their topology.

Source: Smock, Pesala, Abraham, "GriTS: Grid table similarity metric for table structure
recognition" (ICDAR 2023). The most similar substructures of both grids are found with the paper's
factored 2-D alignment (rows, then columns, each by dynamic programming); the score is an F-score, 2
x similarity / (cells of the truth + cells of the output). Content: similarity of two cells is 2 x
longest common subsequence / characters; topology: intersection over union of the cells' spans
around the grid position. A cell that spans several positions stands in each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.metrics.markup import Table
from benchmarks.metrics.matching import assign

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
    if not truth and not output:
        return None
    scores = [[score(t, o) for o in output] for t in truth]
    return sum(scores[i][j] for i, j in assign(scores)) / max(len(truth), len(output))


def _grits(
    truth: list[list[T]], output: list[list[T]], alike: Callable[[Sequence[T], Sequence[T]], Floats]
) -> float:
    shapes = [(len(grid), len(grid[0])) for grid in (truth, output)]
    flat = [[cell for row in grid for cell in row] for grid in (truth, output)]
    cells = sum(map(len, flat))
    rewards = alike(*flat).reshape(*shapes[0], *shapes[1]).transpose(0, 2, 1, 3)
    rows = _align(_best_sums(rewards))
    columns = _align(_best_sums(rewards.transpose(2, 3, 0, 1)))
    common = sum(rewards[i, k, j, m] for i, k in rows for j, m in columns)
    return float(2 * common / cells)


def _best_sums(rewards: Floats) -> Floats:
    """(R, R', C, C') -> (R, R'): what two rows (or columns) can share when their cells are aligned
    in order.
    """
    best = np.zeros((*rewards.shape[:2], rewards.shape[2] + 1, rewards.shape[3] + 1))
    for i in range(rewards.shape[2]):
        for j in range(rewards.shape[3]):
            skipped = np.maximum(best[:, :, i, j + 1], best[:, :, i + 1, j])
            best[:, :, i + 1, j + 1] = np.maximum(skipped, best[:, :, i, j] + rewards[:, :, i, j])
    return np.asarray(best[:, :, -1, -1], dtype=np.float64)


def _align(scores: Floats) -> list[tuple[int, int]]:
    """The pairs, in order on both sides, whose scores sum highest."""
    best = np.zeros((scores.shape[0] + 1, scores.shape[1] + 1))
    for i in range(scores.shape[0]):
        for j in range(scores.shape[1]):
            best[i + 1, j + 1] = max(best[i, j + 1], best[i + 1, j], best[i, j] + scores[i, j])
    i, j, pairs = scores.shape[0], scores.shape[1], []
    while i and j:
        if best[i, j] == best[i - 1, j]:
            i -= 1
        elif best[i, j] == best[i, j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    return pairs


def _texts(table: Table) -> list[list[str]]:
    rows, columns = table.shape
    grid = [[""] * columns for _ in range(rows)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            grid[row][cell.column : cell.column + cell.column_span] = [cell.text] * cell.column_span
    return grid


def _spans(table: Table) -> list[list[Span]]:
    rows, columns = table.shape
    grid: list[list[Span]] = [[(0, 0, 1, 1)] * columns for _ in range(rows)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                left, top = cell.column - column, cell.row - row
                grid[row][column] = (left, top, left + cell.column_span, top + cell.row_span)
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
    left, top, right, bottom = np.array(a, dtype=np.float64).T[:, :, None]
    other = np.array(b, dtype=np.float64).T[:, None, :]
    width = np.minimum(right, other[2]) - np.maximum(left, other[0])
    height = np.minimum(bottom, other[3]) - np.maximum(top, other[1])
    shared = np.maximum(0, width) * np.maximum(0, height)
    union = (right - left) * (bottom - top) + (other[2] - other[0]) * (other[3] - other[1]) - shared
    return np.asarray(shared / union, dtype=np.float64)
