"""Headings and list items: are they marked up, and as what.

Two lists of Items enter, a StructureScore leaves. Definition (ours; no public benchmark scores them
apart): items of the same kind are paired one to one by text similarity of at least .8 (normalised
Levenshtein of compact texts); F1 = 2 x pairs / (truth + output). The level of a heading counts in
`levels`, the share of paired headings whose level agrees once both texts' levels are ranked, and in
`levelled`, the F1 that counts these pairs alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.metrics.markup import Item
from benchmarks.metrics.matching import assign
from recto.metrics.normalise import compact

SAME = 0.8  # similarity of texts


@dataclass(frozen=True, slots=True)
class StructureScore:
    """F1 for each kind, None where neither text has any."""

    headings: float | None  # 0..1
    list_items: float | None  # 0..1
    levels: float | None  # 0..1, share of paired headings with the right rank; None: no pair
    levelled: float | None = None  # F1 of headings, right with their rank alone


def structure(truth: Sequence[Item], output: Sequence[Item]) -> StructureScore:
    """Score what is marked up against what should be."""
    wanted, found = _of(truth, "heading"), _of(output, "heading")
    pairs = _pairs(wanted, found)
    wanted_rank, found_rank = _ranks(wanted), _ranks(found)
    right = 0
    for i, j in pairs:
        wanted_level, found_level = wanted[i].level, found[j].level
        right += wanted_rank[wanted_level] == found_rank[found_level]
    wanted_items, found_items = _of(truth, "list-item"), _of(output, "list-item")
    item_pairs = _pairs(wanted_items, found_items)
    return StructureScore(
        headings=_f1(len(pairs), len(wanted) + len(found)),
        list_items=_f1(len(item_pairs), len(wanted_items) + len(found_items)),
        levels=right / len(pairs) if pairs else None,
        levelled=_f1(right, len(wanted) + len(found)),
    )


def _of(items: Sequence[Item], kind: str) -> list[Item]:
    return [item for item in items if item.kind == kind]


def _pairs(truth: Sequence[Item], output: Sequence[Item]) -> list[tuple[int, int]]:
    from rapidfuzz.distance import Levenshtein

    wanted = [compact(item.text) for item in truth]
    found = [compact(item.text) for item in output]
    scores = []
    for text in wanted:
        row = [Levenshtein.normalized_similarity(text, other, score_cutoff=SAME) for other in found]
        scores.append(row)
    return assign(scores)


def _ranks(headings: Sequence[Item]) -> dict[int, int]:
    """Level -> rank: a page whose headings are all "##" is as good as one whose headings are all
    "#".
    """
    levels = {heading.level for heading in headings}
    return {level: rank for rank, level in enumerate(sorted(levels))}


def _f1(pairs: int, items: int) -> float | None:
    if not items:
        return None
    return 2 * pairs / items
