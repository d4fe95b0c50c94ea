"""TEDS: how like two tables are as trees.

Two Tables enter, a number 0..1 leaves. Source: Zhong, ShafieiBavani, Jimeno Yepes, "Image-based
table recognition: data, model, and evaluation" (ECCV 2020). TEDS = 1 - tree edit distance / nodes
of the larger tree; a table is table > row > cell, renaming a cell costs the normalised Levenshtein
distance of the texts, 1 when a span differs; TEDS-structure ignores the texts. The distance is
Zhang and Shasha's (1989), written here for trees of this one shape: `apted` (MIT) has not changed
since 2017 and takes the same time. Head and body are not told apart: readers mark them at will and
the page does not show it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np
from numpy.typing import NDArray

from benchmarks.metrics.markup import Table, TableCell
from benchmarks.metrics.matching import mean_of_pairs

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
    distance = _distance(a, b, structure_only)
    return 1.0 - distance / max(len(a), len(b))


def page_teds(
    truth: Sequence[Table], output: Sequence[Table], *, structure_only: bool = False
) -> float | None:
    """Mean over the tables of a page, paired for the best sum; a missing or an extra table counts
    0.

    None when neither has a table.
    """
    score = partial(teds, structure_only=structure_only)
    return mean_of_pairs(truth, output, score)


def _tree(table: Table) -> list[Node]:
    """Nodes in postorder."""
    nodes: list[Node] = []
    for row in range(table.shape[0]):
        first = len(nodes)
        for cell in table.cells:
            if cell.row == row:
                nodes.append(Node(len(nodes), "cell", cell))
        nodes.append(Node(first, "row"))
    return [*nodes, Node(0, "table")]


def _distance(a: Sequence[Node], b: Sequence[Node], structure_only: bool) -> float:
    renaming = _renaming(a, b, structure_only)
    a_starts = [node.leftmost for node in a]
    b_starts = [node.leftmost for node in b]
    by_leaf_of_a = _from_leaves(renaming, b_starts)
    by_leaf_of_b = _from_leaves(renaming.T, a_starts)
    trees = by_leaf_of_b.T
    leaves = [place for place, start in enumerate(a_starts) if start == place]
    trees[leaves] = by_leaf_of_a[leaves]
    known = trees.tolist()
    costs = renaming.tolist()
    for i, j in product(_key_roots(a_starts), _key_roots(b_starts)):
        if a_starts[i] < i and b_starts[j] < j:
            _forest((a_starts, b_starts), (i, j), costs, known)
    return float(known[-1][-1])


def _from_leaves(renaming: NDArray[np.float64], starts: Sequence[int]) -> NDArray[np.float64]:
    """(leaves, nodes) -> distance of each leaf from the tree below each node: one node of it
    answers, all else goes.

    Rows of nodes that are no leaves mean nothing. This spares Zhang and Shasha's loop most of its
    forests.
    """
    columns = []
    for last, start in enumerate(starts):
        below = last - start
        cheapest = renaming[:, start : last + 1].min(axis=1)
        columns.append(cheapest + below)
    return np.stack(columns, axis=1)


def _key_roots(starts: Sequence[int]) -> list[int]:
    """The last node of each leftmost leaf: every other subtree is solved on the way to one of
    these.
    """
    last_of = {start: place for place, start in enumerate(starts)}
    return sorted(last_of.values())


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
    a_starts, b_starts = starts
    a_root, b_root = roots
    left, top = a_starts[a_root], b_starts[b_root]
    below = b_starts[top : b_root + 1]
    costs = [[float(count) for count in range(len(below) + 1)]]
    for x in range(left, a_root + 1):
        start = a_starts[x]
        above = costs[-1]
        before = costs[start - left]
        known, rename = trees[x], renaming[x]
        row = [above[0] + 1]
        for k, first in enumerate(below):
            y = top + k
            cheapest = min(above[k + 1], row[k]) + 1
            if start == left and first == top:
                cheapest = min(cheapest, above[k] + rename[y])
                known[y] = cheapest
            else:
                cheapest = min(cheapest, before[first - top] + known[y])
            row.append(cheapest)
        costs.append(row)


def _renaming(a: Sequence[Node], b: Sequence[Node], structure_only: bool) -> NDArray[np.float64]:
    """(len(a), len(b)): what it costs to turn one node into the other, children apart."""
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import cdist

    a_kinds = np.array([node.kind for node in a])
    b_kinds = np.array([node.kind for node in b])
    other_kind = a_kinds[:, None] != b_kinds[None, :]
    other_span = (_spans(a)[:, None] != _spans(b)[None, :]).any(axis=-1)
    other = other_kind | other_span
    if structure_only:
        return np.where(other, 1.0, 0.0)
    scorer = Levenshtein.normalized_distance
    texts = cdist(_texts(a), _texts(b), scorer=scorer, dtype=np.float64)
    return np.where(other, 1.0, texts)


def _texts(nodes: Sequence[Node]) -> list[str]:
    return [node.cell.text if node.cell else "" for node in nodes]


def _spans(nodes: Sequence[Node]) -> NDArray[np.int64]:
    spans = []
    for node in nodes:
        cell = node.cell
        spans.append((cell.row_span, cell.column_span) if cell else (0, 0))
    return np.array(spans)
