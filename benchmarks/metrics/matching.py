"""Pairing two small sets so that the sum of their similarities is greatest."""

from __future__ import annotations

from collections.abc import Sequence


def assign(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """(row, column) pairs, each used once, best pairs first; pairs that score 0 are left out.

    Greedy: on the handfuls of tables and headings of a page it differs from the Hungarian method
    only in ties.
    """
    ranked = sorted(
        ((score, -i, -j) for i, row in enumerate(scores) for j, score in enumerate(row)),
        reverse=True,
    )
    pairs: list[tuple[int, int]] = []
    rows: set[int] = set()
    columns: set[int] = set()
    for score, i, j in ((score, -i, -j) for score, i, j in ranked):
        if score > 0 and i not in rows and j not in columns:
            pairs.append((i, j))
            rows.add(i)
            columns.add(j)
    return pairs
