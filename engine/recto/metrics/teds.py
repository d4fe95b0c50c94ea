"""TEDS: how like two tables are as trees.

Source: Zhong, ShafieiBavani, Jimeno Yepes, "Image-based table recognition: data, model, and evaluation" (ECCV 2020).
TEDS = 1 - tree edit distance / nodes of the larger tree; a table is table > row > cell, renaming a cell costs the
normalised Levenshtein distance of the texts, 1 when a span differs; TEDS-structure ignores the texts. The distance is
Zhang and Shasha's (1989), written here for trees of this one shape: `apted` (MIT) has not changed since 2017 and takes
the same time. Head and body are not told apart: readers mark them at will and the page does not show it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recto.metrics.markup import Table, TableCell
from recto.metrics.matching import assign


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


def page_teds(truth: Sequence[Table], output: Sequence[Table], *, structure_only: bool = False) -> float | None:
    """Mean over the tables of a page, paired for the best sum; a missing or an extra table counts 0.

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
    trees = np.zeros((len(a), len(b)))
    for i in _key_roots(a):
        for j in _key_roots(b):
            _forest(a, b, i, j, trees, structure_only)
    return float(trees[-1, -1])


def _key_roots(nodes: Sequence[Node]) -> list[int]:
    """The last node of each leftmost leaf: every other subtree is solved on the way to one of these."""
    return sorted({node.leftmost: i for i, node in enumerate(nodes)}.values())


def _forest(
    a: Sequence[Node], b: Sequence[Node], i: int, j: int, trees: NDArray[np.float64], structure_only: bool
) -> None:
    """Zhang and Shasha's inner loop: the distances of all forests that end below key roots i and j."""
    left, top = a[i].leftmost, b[j].leftmost
    costs = [[0.0] * (j - top + 2) for _ in range(i - left + 2)]
    costs[0] = [float(k) for k in range(j - top + 2)]
    for x in range(left, i + 1):
        row, above = costs[x - left + 1], costs[x - left]
        row[0] = float(x - left + 1)
        for y in range(top, j + 1):
            cheapest = min(above[y - top + 1], row[y - top]) + 1
            if a[x].leftmost == left and b[y].leftmost == top:
                row[y - top + 1] = min(cheapest, above[y - top] + _rename(a[x], b[y], structure_only))
                trees[x, y] = row[y - top + 1]
            else:
                before = costs[a[x].leftmost - left][b[y].leftmost - top]
                row[y - top + 1] = min(cheapest, before + trees[x, y])


def _rename(a: Node, b: Node, structure_only: bool) -> float:
    if a.kind != b.kind:
        return 1.0
    if a.cell is None or b.cell is None:
        return 0.0
    if (a.cell.row_span, a.cell.column_span) != (b.cell.row_span, b.cell.column_span):
        return 1.0
    return 0.0 if structure_only else _text_distance(a.cell.text, b.cell.text)


def _text_distance(a: str, b: str) -> float:
    from rapidfuzz.distance import Levenshtein

    return float(Levenshtein.normalized_distance(a, b))
