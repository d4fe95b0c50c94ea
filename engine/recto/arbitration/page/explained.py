"""How well the geometry of a page explains the LLM's order where it departs from the page's own.

Pieces with both orders enter; for each block leaves by how much the learned cuts of reading order
(reading_order/choice.py) prefer the page's own way. The page is cut as reading order cuts it; where
the way that is taken puts pieces of the LLM's the other way round, it is asked how likely the best
way is that does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recto.arbitration.page.blocks import Block, Orders, Piece
from recto.ink.strokes import Strokes
from recto.learned.trees import shipped_trees
from recto.model.page import Line
from recto.reading_order.candidates import Node, is_single_file, node_of
from recto.reading_order.choice import COLUMNS, SHIPPED, Ways, preferred, ways_of
from recto.reading_order.cuts import fold
from recto.reading_order.order import level_page
from recto.reading_order.pieces import pieces_of
from recto.reading_order.rows import Boxes, Indices, LevelPage

MOST = 8.0  # log odds: a way preferred by more is preferred as much
AGREES = 0.25  # of the pairs that the way taken turns round: a way that turns fewer is the LLM's
MOST_WORK, LEAST_WORK = 30_000, 50  # as in reading_order/order.py
# pieces of a page that cannot come to MOST_WORK, however it is cut: 200 * (200 / 2 + LEAST_WORK)
FEW_PIECES = 200

Pairs = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Preference:
    """For the page's own way, over the pairs of one block that it turns round."""

    margin: float  # log odds by which it is likelier than the best way that is the LLM's; mean
    alone: float  # share of these pairs for which no way is the LLM's
    folded: float  # share of these pairs that stand on two pages of a spread


@dataclass(frozen=True, slots=True, eq=False)
class _Decided:
    """A node where something is to be decided, its ways and their log odds."""

    node: Node
    ways: Ways
    odds: Boxes

    @property
    def taken(self) -> int:
        """The way that reading order takes."""
        return preferred(self.odds, self.ways)


class _Counts:
    """Pairs that the page's own order turns round, by block."""

    def __init__(self, both: Orders, found: Sequence[Block]) -> None:
        self.ranks = np.array(both.ranks)
        self.block_of = np.full(len(both.pieces), -1)
        for k, block in enumerate(found):
            inside = slice(block.start, block.end)
            self.block_of[inside] = k
        self.pairs = np.zeros(len(found))
        self.margins = np.zeros(len(found))
        self.alone = np.zeros(len(found))
        self.folded = np.zeros(len(found))

    def fold(self, sides: Sequence[Indices]) -> None:
        """Of two pages of a spread."""
        everything = np.concatenate(sides)
        turned = self._turned(everything, sides)
        counts = self._by_block(everything, turned)
        self.pairs += counts
        self.folded += counts
        self.margins += counts * MOST

    def add(self, decided: _Decided) -> None:
        """Of one node."""
        order, ways = decided.node.order, decided.ways.parts
        taken = self._turned(order, ways[decided.taken])
        if not taken.any():
            return
        turned = [self._turned(order, parts) for parts in ways]
        counts = self._by_block(order, taken)
        margin = _margin(decided, turned)
        if margin is None:
            self.alone += counts
            margin = MOST
        self.pairs += counts
        self.margins += counts * margin

    def preferences(self) -> list[Preference]:
        """One a block."""
        total = np.maximum(1.0, self.pairs)
        figures = np.stack([self.margins, self.alone, self.folded])
        shares = figures / total
        found = []
        for margin, alone, folded in shares.T.tolist():
            found.append(Preference(margin, alone, folded))
        return found

    def _turned(self, order: Indices, parts: Sequence[Indices]) -> Pairs:
        """Which pieces of `order` stand in an earlier part than others that the LLM has before
        them; without parts each is one.
        """
        part = np.arange(len(order))
        place = np.empty(len(self.ranks), dtype=np.intp)
        place[order] = part
        for k, each in enumerate(parts):
            part[place[each]] = k
        rank = self.ranks[order]
        is_before = np.less.outer(part, part)
        is_behind = np.greater.outer(rank, rank)
        turned: Pairs = is_before & is_behind
        return turned

    def _by_block(self, order: Indices, pairs: Pairs) -> Boxes:
        """Both pieces of a pair stand in one block."""
        here = self.block_of[order]
        inside = here >= 0
        counts = pairs.sum(axis=1)
        found = np.bincount(here[inside], counts[inside], len(self.pairs))
        return found.astype(np.float64)


def _margin(decided: _Decided, turned: Sequence[Pairs]) -> float | None:
    """Log odds by which the way taken is likelier than the likeliest that is the LLM's; None where
    none is.
    """
    wrong = np.array([pairs.sum() for pairs in turned])
    most = AGREES * wrong[decided.taken]
    is_llms = wrong <= most
    if not is_llms.any():
        return None
    odds = decided.odds
    likeliest = odds[is_llms].max()
    margin = float(odds[decided.taken] - likeliest)
    return max(-MOST, min(MOST, margin))


def preferences(both: Orders, found: Sequence[Block], ruling: Strokes) -> list[Preference]:
    """One for each block; `ruling` in px of the page."""
    lines = list(map(_line, both.pieces))
    everything = range(len(lines))
    page = level_page(lines, everything, ruling)
    sides = fold(page, np.array(everything))
    counts = _Counts(both, found)
    if len(sides) > 1:
        counts.fold(sides)
    for decided in _decided(page, sides, counts.block_of):
        counts.add(decided)
    return counts.preferences()


def _decided(page: LevelPage, sides: Sequence[Indices], block_of: Indices) -> Iterator[_Decided]:
    """The nodes as reading order comes to them; where its work has no end in sight, all of them,
    else those that can turn a pair of a block round: one in eight on pages of a printed book.
    """
    pieces = pieces_of(page)
    is_asked_about = block_of >= 0
    if len(block_of) > FEW_PIECES:
        is_asked_about[:] = True
    waiting = [(side, len(sides) - 1) for side in sides]
    left = MOST_WORK
    while waiting:
        part, depth = waiting.pop()
        if is_asked_about[part].sum() < 2:
            continue
        node = node_of(page, part)
        if is_single_file(pieces, node):
            continue
        left -= max(LEAST_WORK, len(part))
        if left < 0:
            return
        ways = ways_of(page, pieces, node, depth)
        odds = shipped_trees(SHIPPED, COLUMNS).log_odds_of_some(ways.figures)
        decided = _Decided(node, ways, odds)
        yield decided
        parts = ways.parts[decided.taken]
        waiting += [(each, depth + 1) for each in parts]


def _line(piece: Piece) -> Line:
    """As reading order is shown a line."""
    words = []
    for unit in piece.units:
        last = unit.words[-1]
        words.append(last)
    box = piece.box
    x0, y0, x1, y1 = piece.baseline
    width = max(1.0, x1 - x0)
    slope = (y1 - y0) / width
    start = y0 + slope * (box.left - x0)
    end = y0 + slope * (box.right - x0)
    baseline = (box.left, start, box.right, end)
    return Line(tuple(words), box, baseline)
