"""Which way some pieces are parted: the likeliest to be right, as learned, or the rules' own.

A Node enters, a Choice leaves. Every way that candidates.py finds, and the one that the rules of
cuts.py would take, is described (figures.py) and judged by boosted trees, learned on composed pages
with exact truth (benchmarks/layouts/learn.py). The rules' way is taken unless another is likelier
by `MARGIN`: on print of which nothing like was learned they are the safer guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from math import exp
from typing import NamedTuple

import numpy as np

from recto.learned.trees import shipped_trees
from recto.reading_order.candidates import Candidate, Kind, Node, candidates, parts, same_parts
from recto.reading_order.cuts import Ruled, by_rule
from recto.reading_order.figures import NAMES, figures
from recto.reading_order.pieces import Pieces
from recto.reading_order.rows import Boxes, Indices, LevelPage

COLUMNS = (*NAMES, "by_rule")
IN_GRID = COLUMNS.index("node_in_grid")
SHIPPED: Traversable = resources.files("recto.reading_order") / "weights" / "order.json"
# of log odds by which a way must be likelier than the rules' way; chosen with the real pages in
# sight: at 2.5 newspapers are worse, at 1 photographed documents
MARGIN = 1.5

UNKNOWN = 0.5  # the probability of a way that nobody judged


class Ways(NamedTuple):
    """All ways for a node, what parts each leaves (none where it is read row by row), which of them
    is the rules' way, and their figures: (ways, COLUMNS).
    """

    parts: list[list[Indices]]
    ruled: int
    figures: Boxes
    is_wall: bool = False  # the rules' way goes along a stroke down between texts


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The parts in reading order, none where the node is read row by row."""

    parts: Sequence[Indices]
    probability: float  # that no other cut puts fewer pieces the wrong way round, 0..1


def ways_of(page: LevelPage, pieces: Pieces, node: Node, depth: int) -> Ways:
    """Everything that can be done with a node `depth` cuts down from the page."""
    found = candidates(page, pieces, node)
    left = [parts(pieces, node, way) for way in found[:-1]]
    rule = by_rule(page, node.order)
    at = len(left)
    if rule is not None:
        same = (k for k, each in enumerate(left) if same_parts(each, rule.parts))
        at = next(same, len(left))
        if at == len(left):
            found.insert(at, _as_candidate(pieces, node, rule))
            left.append(list(rule.parts))
    left.append([])
    is_ruled = np.zeros((len(found), 1))
    is_ruled[at] = 1.0
    described = figures(page, pieces, node, found, depth)
    is_wall = rule is not None and rule.is_wall
    return Ways(left, at, np.hstack([described, is_ruled]), is_wall)


def preferred(odds: Boxes, ways: Ways) -> int:
    """The way to take by log odds (ways,): the likeliest, unless the rules' way is not much less
    likely. Strokes stand: in a ruled grid they say that it is a table, whatever its cells hold, and
    a wall between texts says that they are two. So does the edge that a text is set to.
    """
    if ways.is_wall or ways.figures[0, IN_GRID]:
        return ways.ruled
    best = int(np.argmax(odds))
    is_likelier = odds[best] > odds[ways.ruled] + MARGIN
    return best if is_likelier else ways.ruled


def choose(page: LevelPage, pieces: Pieces, node: Node, depth: int) -> Choice:
    """The way to take."""
    ways = ways_of(page, pieces, node, depth)
    odds = shipped_trees(SHIPPED, COLUMNS).log_odds_of_some(ways.figures)
    way = preferred(odds, ways)
    probability = 1.0 / (1.0 + exp(-odds[way]))
    return Choice(ways.parts[way], probability)


def ruled(page: LevelPage, indices: Indices) -> Choice:
    """The rules' way alone, of which nothing is known."""
    found = by_rule(page, indices)
    return Choice(found.parts if found is not None else (), UNKNOWN)


def _as_candidate(pieces: Pieces, node: Node, ruled: Ruled) -> Candidate:
    """The rules' way as one of the candidates: its first part against all others."""
    is_first = np.isin(node.order, ruled.parts[0])
    first = node.order[is_first]
    rest = node.order[~is_first]
    if ruled.is_down:
        ends, begins = pieces.right[first].max(), pieces.left[rest].min()
        kind = Kind.DOWN
    else:
        ends, begins = pieces.bottom[first].max(), pieces.top[rest].min()
        kind = Kind.ACROSS
    middle = float(ends + begins) / 2
    return Candidate(kind, is_first, ~is_first, middle, float(begins - ends))
