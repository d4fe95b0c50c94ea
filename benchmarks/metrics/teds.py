"""TEDS: how like two tables are as trees.

Source: Zhong, ShafieiBavani, Jimeno Yepes, "Image-based table recognition: data, model, and
evaluation" (ECCV 2020). TEDS = 1 - tree edit distance / nodes of the larger tree; a table is table
> row > cell, renaming a cell costs the normalised Levenshtein distance of the texts, 1 when a span
differs; TEDS-structure ignores the texts. The distance is Zhang and Shasha's (1989), written here
for trees of this one shape: `apted` (MIT) has not changed since 2017 and takes the same time. Head
and body are not told apart: readers mark them at will and the page does not show it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.metrics.markup import Table, TableCell
from benchmarks.metrics.matching import assign

Costs = list[float]


@dataclass(frozen=True, slots=True)
class Node:
    """A node in postorder: its leftmost leaf, and its cell when it is one."""

    leftmost: int  # index in postorder
    kind: str  # "cell", "row", "table"
    cell: TableCell | None = None


def teds(truth: Table, output: Table, *, structure_only: bool = False) -> float:
    """0..1, 1 for equal tables."""
    a, b = _tree(truth), _tree(output)
    return 1.0 - _distance(a, b, structure_only) / max(len(a), len(b))


def page_teds(
    truth: Sequence[Table], output: Sequence[Table], *, structure_only: bool = False
) -> float | None:
    """Mean over the tables of a page, paired for the best sum; a missing or an extra table counts
    0.

    None when neither has a table.
    """
    if not truth and not output:
        return None
    scores = [[teds(t, o, structure_only=structure_only) for o in output] for t in truth]
    return sum(scores[i][j] for i, j in assign(scores)) / max(len(truth), len(output))


def _tree(table: Table) -> list[Node]:
    """Nodes in postorder."""
    nodes: list[Node] = []
    for row in range(table.shape[0]):
        first = len(nodes)
        nodes += [Node(len(nodes) + k, "cell", cell) for k, cell in enumerate(_row(table, row))]
        nodes.append(Node(min(first, len(nodes)), "row"))
    return [*nodes, Node(0, "table")]


def _row(table: Table, row: int) -> list[TableCell]:
    return [cell for cell in table.cells if cell.row == row]


def _distance(a: Sequence[Node], b: Sequence[Node], structure_only: bool) -> float:
    renaming = _renaming(a, b, structure_only)
    starts = [node.leftmost for node in a], [node.leftmost for node in b]
    trees = _from_leaves(renaming.T, starts[0]).T
    leaves = [i for i, start in enumerate(starts[0]) if start == i]
    trees[leaves] = _from_leaves(renaming, starts[1])[leaves]
    known, costs = trees.tolist(), renaming.tolist()
    for i in _key_roots(starts[0]):
        for j in _key_roots(starts[1]):
            if starts[0][i] < i and starts[1][j] < j:
                _forest(starts, (i, j), costs, known)
    return float(known[-1][-1])


def _from_leaves(renaming: NDArray[np.float64], starts: Sequence[int]) -> NDArray[np.float64]:
    """(leaves, nodes) -> distance of each leaf from the tree below each node: one node of it
    answers, all else goes.

    Rows of nodes that are no leaves mean nothing. This spares Zhang and Shasha's loop most of its
    forests.
    """
    cheapest = [renaming[:, start : j + 1].min(axis=1) for j, start in enumerate(starts)]
    return np.stack(cheapest, axis=1) + [j - start for j, start in enumerate(starts)]


def _key_roots(starts: Sequence[int]) -> list[int]:
    """The last node of each leftmost leaf: every other subtree is solved on the way to one of
    these.
    """
    return sorted({start: i for i, start in enumerate(starts)}.values())


def _forest(
    starts: tuple[Sequence[int], Sequence[int]],
    roots: tuple[int, int],
    renaming: list[Costs],
    trees: list[Costs],
) -> None:
    """Zhang and Shasha's inner loop: the distances of all forests that end below the two key roots.

    `starts`: the leftmost leaf of every node of either tree. Plain lists: numpy's single elements
    cost five times more.
    """
    left, top = starts[0][roots[0]], starts[1][roots[1]]
    below = starts[1][top : roots[1] + 1]
    costs = [[float(k) for k in range(len(below) + 1)]]
    for x in range(left, roots[0] + 1):
        start, above, known = starts[0][x], costs[-1], trees[x]
        before, whole = costs[start - left], start == left
        row = [above[0] + 1]
        for k, first in enumerate(below):
            cheapest = min(above[k + 1], row[k]) + 1
            if whole and first == top:
                cheapest = known[top + k] = min(cheapest, above[k] + renaming[x][top + k])
            else:
                cheapest = min(cheapest, before[first - top] + known[top + k])
            row.append(cheapest)
        costs.append(row)


def _renaming(a: Sequence[Node], b: Sequence[Node], structure_only: bool) -> NDArray[np.float64]:
    """(len(a), len(b)): what it costs to turn one node into the other, children apart."""
    kinds = (
        np.array([node.kind for node in a])[:, None] != np.array([node.kind for node in b])[None, :]
    )
    spans = (_spans(a)[:, None] != _spans(b)[None, :]).any(axis=-1)
    texts = 0.0 if structure_only else _text_distances(a, b)
    return np.where(kinds | spans, 1.0, texts)


def _spans(nodes: Sequence[Node]) -> NDArray[np.int64]:
    return np.array([(n.cell.row_span, n.cell.column_span) if n.cell else (0, 0) for n in nodes])


def _text_distances(a: Sequence[Node], b: Sequence[Node]) -> NDArray[np.float64]:
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import cdist

    said = [[node.cell.text if node.cell else "" for node in nodes] for nodes in (a, b)]
    return cdist(*said, scorer=Levenshtein.normalized_distance, dtype=np.float64)
