"""Headings and list items: are they marked up, and as what.

Definition (ours; no public benchmark scores them apart): items of the same kind are paired one to
one by text similarity of at least .8 (normalised Levenshtein of compact texts); F1 = 2 x pairs /
(truth + output). The level of a heading counts in `levels`, the share of paired headings whose
level agrees once both texts' levels are ranked.
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


def structure(truth: Sequence[Item], output: Sequence[Item]) -> StructureScore:
    """Score what is marked up against what should be."""
    wanted, found = _of(truth, "heading"), _of(output, "heading")
    pairs = _pairs(wanted, found)
    ranks = _ranks(wanted), _ranks(found)
    right = sum(ranks[0][wanted[i].level] == ranks[1][found[j].level] for i, j in pairs)
    lists = _of(truth, "list-item"), _of(output, "list-item")
    return StructureScore(
        headings=_f1(len(pairs), len(wanted) + len(found)),
        list_items=_f1(len(_pairs(*lists)), len(lists[0]) + len(lists[1])),
        levels=right / len(pairs) if pairs else None,
    )


def _of(items: Sequence[Item], kind: str) -> list[Item]:
    return [item for item in items if item.kind == kind]


def _pairs(truth: Sequence[Item], output: Sequence[Item]) -> list[tuple[int, int]]:
    from rapidfuzz.distance import Levenshtein

    texts = [compact(item.text) for item in output]
    scores = [
        [
            Levenshtein.normalized_similarity(compact(item.text), text, score_cutoff=SAME)
            for text in texts
        ]
        for item in truth
    ]
    return assign(scores)


def _ranks(headings: Sequence[Item]) -> dict[int, int]:
    """Level -> rank: a page whose headings are all "##" is as good as one whose headings are all
    "#".
    """
    return {level: rank for rank, level in enumerate(sorted({item.level for item in headings}))}


def _f1(pairs: int, items: int) -> float | None:
    return 2 * pairs / items if items else None
