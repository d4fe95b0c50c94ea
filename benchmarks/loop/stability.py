"""What the folds chose for each threshold, beside what is shipped: how far a choice is to be
believed.

Choices by fold enter, rows leave. A threshold on which folds differ is told by their pages, not by
the kind of page; one that all folds put elsewhere than the shipped value was shipped for pages in
sight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.thresholds import THRESHOLDS

HEADINGS = ("threshold", "shipped", "chosen, folds", "least - most")


@dataclass(frozen=True, slots=True)
class Chosen:
    """One threshold in all folds."""

    name: str
    shipped: float
    folds: Mapping[str, float]  # by fold


def chosen(choices: Mapping[str, Mapping[str, float]]) -> list[Chosen]:
    """By fold and threshold's name; folds that are not done are left out."""
    found = []
    for row in THRESHOLDS:
        values = {fold: each[row.name] for fold, each in choices.items() if row.name in each}
        if values:
            found.append(Chosen(row.name, row.value, values))
    return found


def lines(found: Iterable[Chosen]) -> list[tuple[str, ...]]:
    """As printed: how many folds chose which value."""
    return [
        (each.name, f"{each.shipped:g}", _counts(list(each.folds.values())), _range(each))
        for each in found
    ]


def _counts(values: Sequence[float]) -> str:
    counts = Counter(values)
    return ", ".join(f"{value:g}: {counts[value]}" for value in sorted(counts))


def _range(each: Chosen) -> str:
    return f"{min(each.folds.values()):g} - {max(each.folds.values()):g}"
