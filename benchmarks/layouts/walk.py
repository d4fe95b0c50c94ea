"""Walks down a composed page: at every node all ways to part it, which of them are right, and the
one that somebody takes.

A SeenPage and a chooser enter, the order of its pieces leaves; what was met on the way is kept as
examples to learn from. The teachers are the truth (any way that puts no pair wrong,
or as few as can be), the rules, and
what was learned so far, whose own mistakes lead to nodes that the truth never comes to (DAgger,
Ross, Gordon, Bagnell 2011).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from benchmarks.layouts.cost import TrueOrder
from benchmarks.layouts.order import OrderScore, score
from benchmarks.layouts.seen import SeenPage
from recto.reading_order.candidates import Node, is_single_file, node_of
from recto.reading_order.choice import COLUMNS, Ways, ways_of
from recto.reading_order.cuts import fold
from recto.reading_order.pieces import pieces_of
from recto.reading_order.rows import Boxes, Indices


@dataclass(frozen=True, slots=True, eq=False)
class Met:
    """A node that was met, its ways and the share of pairs that each puts wrong."""

    node: Node
    ways: Ways
    wrong: NDArray[np.float64]  # (ways,) 0..1
    pairs: int  # that have a right way round and are parted by some way

    @property
    def is_right(self) -> NDArray[np.bool_]:
        """The ways that put no more wrong than the least wrong one: where readers found lines of
        two columns as one every way puts something wrong, and one is still the best.
        """
        return self.wrong <= self.wrong.min() + AS_GOOD


Chooser = Callable[[Met], int]
AS_GOOD = 0.002  # of the pairs more that a way may put wrong than the best one
STRIP = 0.5  # line heights: as the rules have it, rows of one paragraph stand closer


@dataclass(slots=True, eq=False)
class Walker:
    """One page, and the nodes of it that were met."""

    seen: SeenPage
    met: dict[bytes, Met | Node] = field(default_factory=dict)

    def order(self, choose: Chooser) -> list[int]:
        """The pieces as the chooser has them."""
        pieces = pieces_of(self.seen.page)
        truth = TrueOrder(self.seen)
        found: list[int] = []
        sides = fold(self.seen.page, np.arange(len(self.seen.flow)))
        waiting = [(side, len(sides) - 1) for side in reversed(sides)]
        while waiting:
            part, depth = waiting.pop()
            key = np.sort(part).tobytes()
            if key not in self.met:
                node = node_of(self.seen.page, part)
                self.met[key] = node
                if not is_single_file(pieces, node):
                    ways = ways_of(self.seen.page, pieces, node, depth)
                    self.met[key] = _judged(truth, node, ways)
            here = self.met[key]
            if isinstance(here, Node):
                found += here.order.tolist()
                continue
            parts = here.ways.parts[choose(here)]
            if not parts:
                found += here.node.order.tolist()
            waiting += [(each, depth + 1) for each in reversed(parts)]
        return found

    def score(self, choose: Chooser) -> OrderScore:
        """How right that is."""
        boxes = [self.seen.boxes[i] for i in self.order(choose)]
        return score(self.seen.layout, [box for box in boxes if box is not None])

    @property
    def examples(self) -> Iterator[Met]:
        """The nodes where something can be learned."""
        for each in self.met.values():
            if isinstance(each, Met) and each.pairs:
                yield each


def _judged(truth: TrueOrder, node: Node, ways: Ways) -> Met:
    one_by_one: list[Indices] = [np.array([i]) for i in node.order]
    costs = [truth.cost(parts or one_by_one) for parts in ways.parts]
    wrong = np.array([bad / max(1, pairs) for bad, pairs in costs])
    return Met(node, ways, wrong, max(pairs for _, pairs in costs))


def by_truth(dice: random.Random) -> Chooser:
    """Any of the right ways."""

    def choose(met: Met) -> int:
        right = np.flatnonzero(met.is_right)
        return dice.choice(right.tolist())

    return choose


def by_rules(met: Met) -> int:
    """The rules' way."""
    return met.ways.ruled


def by_xy_cut(met: Met) -> int:
    """XY-cut as it is (Nagy and Seth 1984): the widest blank strip, down or across, that nothing
    crosses; where there is none as wide as `STRIP`, row by row.
    """
    table = met.ways.figures
    gap = table[:, COLUMNS.index("cut_gap")]
    is_blank = table[:, COLUMNS.index("cut_crossing")] == 0
    widths = np.where(is_blank & (gap >= STRIP), gap, -np.inf)
    widest = int(np.argmax(widths))
    return widest if np.isfinite(widths[widest]) else len(gap) - 1


def by_odds(odds: Callable[[Boxes], Boxes], choice: Callable[[Boxes, Ways], int]) -> Chooser:
    """As learned: `choice` takes a way by its odds, beside the rules' way."""

    def choose(met: Met) -> int:
        return choice(odds(met.ways.figures), met.ways)

    return choose
