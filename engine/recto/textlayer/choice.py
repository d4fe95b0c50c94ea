"""Which words a reader looks at, so that most words of a page are compared at the least cost.

Words with the characters that nobody has seen in their fonts, and what each word costs to read,
enter; the words to read leave. What a character is worth is how many words wait for it; what a look
costs is the width of its crop. On 44 pages no fewer words are compared than when those were chosen
that show most new characters each, for half of the width: an address of ninety letters is read only
where nothing shorter has what it has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush
from itertools import chain

from recto.textlayer.glyphs import Key

New = Mapping[int, frozenset[Key]]  # by word
Costs = Mapping[int, float]  # by word


def cover(
    words: Iterable[int], new: New, costs: Costs, seen: set[Key], most: float | None = None
) -> list[int]:
    """Words that together show what is new, those first that are worth most for their cost; `seen`
    grows by it.

    `most`: what all of them may cost, but that one is always read; None: as many as it takes.
    """
    waited = Counter(chain.from_iterable(new.values()))

    def worth(word: int) -> float:
        words = [waited[key] for key in new[word] - seen]
        return sum(words) / costs[word]

    # A word shows less that is new as others are chosen, never more: the first whose worth is still
    # what it was when it was put down is the best.
    waiting = [(-worth(i), i) for i in words if new[i] - seen]
    heapify(waiting)
    chosen: list[int] = []
    left = most
    while waiting:
        before, i = heappop(waiting)
        now = -worth(i)
        if now > before:
            if now < 0:
                heappush(waiting, (now, i))
            continue

        if left is not None:
            if chosen and costs[i] > left:
                continue
            left -= costs[i]
        chosen.append(i)
        seen |= new[i]
    return chosen
