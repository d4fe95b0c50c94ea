"""How well a system's order of words agrees with the orders that are right for a page.

A Layout and the boxes of the words that a system read, in its order, enter; an OrderScore leaves.
Blocks of one flow have one order; flows are free unless the page relates them. Beside the pairs of
blocks that stand the wrong way round, the distance to the nearest right order is taken in lines:
flows of their own (articles) are read through, one after the other; captions, quotes, notes and
boxes may stand anywhere, in one piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from rapidfuzz.distance import Levenshtein

from benchmarks.layouts.truth import Box, Layout

# flows that a reader may take up wherever they stand
FLOATING = ("caption", "quote", "note", "box", "head", "advertisement", "thing", "side")


@dataclass(frozen=True, slots=True)
class OrderScore:
    """One page."""

    pairs: int  # of blocks of which one must come before the other
    violated: int  # of them
    distance: float  # 0..1 of the lines that were read
    read: float  # share of the lines of which any word was read

    @property
    def is_right(self) -> bool:
        """No pair of blocks stands the wrong way round."""
        return self.violated == 0


def score(layout: Layout, words: Sequence[Box]) -> OrderScore:
    """Measure the order in which these words were read."""
    ranks = _line_ranks(layout, words)
    blocks = _block_ranks(ranks)
    pairs = [pair for pair in _ordered_pairs(layout) if pair[0] in blocks and pair[1] in blocks]
    violated = sum(blocks[first] > blocks[then] for first, then in pairs)
    total = sum(len(block.lines) for block in layout.blocks)
    return OrderScore(
        len(pairs), violated, _distance(layout, ranks, blocks), len(ranks) / max(1, total)
    )


Line = tuple[int, int]  # block, line in it


def _line_ranks(layout: Layout, words: Sequence[Box]) -> dict[Line, float]:
    """Where each line stands in the order: the median of the words whose middle lies in it."""
    if not words:
        return {}
    boxes = np.asarray(words, dtype=np.float64)
    middle_x = (boxes[:, 0] + boxes[:, 2]) / 2
    middle_y = (boxes[:, 1] + boxes[:, 3]) / 2
    found: dict[Line, float] = {}
    for at, block in enumerate(layout.blocks):
        for number, line in enumerate(block.lines):
            left, top, right, bottom = line.box
            inside = (middle_x >= left) & (middle_x <= right)
            inside &= (middle_y >= top) & (middle_y <= bottom)
            places = np.flatnonzero(inside)
            if len(places):
                found[at, number] = float(np.median(places))
    return found


def _block_ranks(ranks: dict[Line, float]) -> dict[int, float]:
    lines: dict[int, list[float]] = {}
    for (block, _), rank in ranks.items():
        lines.setdefault(block, []).append(rank)
    return {block: float(np.median(found)) for block, found in lines.items()}


def _ordered_pairs(layout: Layout) -> list[tuple[int, int]]:
    """Pairs of blocks of which the first must be read before the second."""
    flows = layout.flows
    found: list[tuple[int, int]] = []
    for blocks in flows.values():
        for at, first in enumerate(blocks):
            found += [(first, then) for then in blocks[at + 1 :]]
    for before, after in layout.relations:
        for first in flows.get(before, ()):
            found += [(first, then) for then in flows.get(after, ())]
    return found


def _distance(layout: Layout, ranks: dict[Line, float], blocks: dict[int, float]) -> float:
    """Lines to be moved, over the lines that were read."""
    if not ranks:
        return 0.0
    as_read = sorted(ranks, key=lambda line: ranks[line])
    flow_of = {at: block.flow for at, block in enumerate(layout.blocks)}
    running = [line for line in as_read if not _floats(flow_of[line[0]])]
    right = [line for flow in _flow_order(layout, blocks) for line in _lines_of(layout, flow)]
    wanted = [line for line in right if line in ranks and not _floats(flow_of[line[0]])]
    cost = Levenshtein.distance(running, wanted)
    for flow in layout.flows:
        if _floats(flow):
            own = [line for line in as_read if flow_of[line[0]] == flow]
            order = [line for line in _lines_of(layout, flow) if line in ranks]
            cost += Levenshtein.distance(own, order)
            runs = [key for key, _ in groupby(as_read, key=lambda line: flow_of[line[0]])]
            cost += max(0, runs.count(flow) - 1)
    return min(1.0, cost / len(ranks))


def _floats(flow: str) -> bool:
    return flow.rpartition("-")[0] in FLOATING


def _lines_of(layout: Layout, flow: str) -> list[Line]:
    return [(at, i) for at in layout.flows[flow] for i in range(len(layout.blocks[at].lines))]


def _flow_order(layout: Layout, blocks: dict[int, float]) -> list[str]:
    """The flows as the system has them, as far as the page allows: a topological order, the flow
    whose blocks were read earliest in the mean first.
    """
    flows = layout.flows
    mean = {}
    for flow, members in flows.items():
        places = [blocks[at] for at in members if at in blocks]
        mean[flow] = float(np.mean(places)) if places else 0.0
    waiting = set(flows)
    found: list[str] = []
    while waiting:
        held = {after for before, after in layout.relations if before in waiting}
        free = waiting - held or waiting
        first = min(free, key=lambda flow: (mean[flow], flow))
        found.append(first)
        waiting.remove(first)
    return found
