"""What a cut costs: the pairs of pieces that it puts the wrong way round for good.

The true flows and places of pieces enter with parts in an order; (wrong pairs, all pairs that have
a right way round) leave. Of two flows that no relation orders either may come first, but not in
pieces: the cheaper way counts. Flows that a reader may take up anywhere (captions, boxes) only must
not fall apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.layouts.order import FLOATING
from benchmarks.layouts.seen import NOWHERE, SeenPage
from recto.reading_order.candidates import Mask
from recto.reading_order.rows import Indices


class TrueOrder:
    """Of one page's pieces."""

    def __init__(self, page: SeenPage) -> None:
        names = list(dict.fromkeys(page.flow))
        at = {name: i for i, name in enumerate(names)}
        self._flow = np.array([at[name] for name in page.flow])
        self._nowhere = np.array([name == NOWHERE for name in page.flow])
        self._rank = page.rank
        self._floats = np.array([name.rpartition("-")[0] in FLOATING for name in names])
        self._related = np.zeros((len(names), len(names)), dtype=int)
        for first, then in page.layout.relations:
            if first in at and then in at:
                self._related[at[first], at[then]] = 1
                self._related[at[then], at[first]] = -1

    def cost(self, parts: Sequence[Indices]) -> tuple[int, int]:
        """Pairs of pieces of different parts: wrong ones, and all that have a right way round."""
        pieces = np.concatenate(parts)
        part = np.repeat(np.arange(len(parts)), [len(each) for each in parts])
        has_place = ~self._nowhere[pieces]
        pieces, part = pieces[has_place], part[has_place]
        if len(pieces) < 2:
            return 0, 0
        before = part[:, None] < part[None]
        flow, rank = self._flow[pieces], self._rank[pieces]
        same = flow[:, None] == flow[None]
        related = self._related[flow[:, None], flow[None]]
        turned = same & (rank[:, None] > rank[None])
        turned |= ~same & (related == -1)
        wrong = int((before & turned).sum())
        total = int((before & (same | (related != 0))).sum())
        free_wrong, free_total = self._free(flow, part, before)
        return wrong + free_wrong, total + free_total

    def _free(self, flow: Indices, part: Indices, before: Mask) -> tuple[int, int]:
        """Of flows that nothing relates."""
        present = np.unique(flow)
        if len(present) < 2:
            return 0, 0
        is_of = flow[None] == present[:, None]
        is_whole = np.array([len(np.unique(part[row])) == 1 for row in is_of])
        may_stand_anywhere = is_whole & self._floats[present]
        member = is_of.astype(float)
        pairs = member @ before @ member.T
        wrong = total = 0
        for a, one in enumerate(present):
            for b in range(a + 1, len(present)):
                other = present[b]
                if self._related[one, other] or may_stand_anywhere[[a, b]].any():
                    continue
                wrong += int(min(pairs[a, b], pairs[b, a]))
                total += int(pairs[a, b] + pairs[b, a])
        return wrong, total
