"""Pairing two small sets so that the sum of their similarities is greatest.

Similarities enter and pairs leave, or two sets with a score for any two and the mean over the pairs
leaves. Only here: greedy pairing, and that what is missing or extra counts 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def assign(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """(row, column) pairs, each used once, best pairs first; pairs that score 0 are left out.

    Greedy: on the handfuls of tables and headings of a page it differs from the Hungarian method
    only in ties.
    """
    ranked = []
    for i, row in enumerate(scores):
        ranked += [(-score, i, j) for j, score in enumerate(row) if score > 0]
    pairs: list[tuple[int, int]] = []
    rows: set[int] = set()
    columns: set[int] = set()
    for _, i, j in sorted(ranked):
        if i in rows or j in columns:
            continue
        pairs.append((i, j))
        rows.add(i)
        columns.add(j)
    return pairs


def mean_of_pairs(
    truth: Sequence[T], output: Sequence[T], score: Callable[[T, T], float]
) -> float | None:
    """Mean score of what both sides have, paired for the best sum; a missing or an extra one counts
    0; None: neither has any.
    """
    if not truth and not output:
        return None
    scores = []
    for wanted in truth:
        row = [score(wanted, found) for found in output]
        scores.append(row)
    total = sum(scores[i][j] for i, j in assign(scores))
    return total / max(len(truth), len(output))
