"""Thresholds chosen one by one, each at the value that costs least while the others stand still.

Rows of the table of thresholds and a cost enter; the values leave, and are in force. Every row
begins in the middle of its candidates, whatever is shipped. Of neighbours that cost the same the
one in their middle is taken, since the next page lies nowhere near a bound that no page has shown;
where all cost the same the pages say nothing, and the most cautious is taken: such a rule says as
little as it may.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benchmarks.thresholds import Threshold

ROUNDS = 2  # a third changed hardly anything
DIGITS = 9  # of a cost: sums of floats in another order are no difference

Cost = Callable[[], float]  # by the thresholds in force


def descend(rows: Sequence[Threshold], cost: Cost) -> dict[str, float]:
    """Choose all rows, in their order, ROUNDS times or until a round changes none."""
    for row in rows:
        row.put(row.middle)
    for _ in range(ROUNDS):
        changes = [_settled(row, cost) for row in rows]
        if not any(changes):
            break
    return {row.name: row.value for row in rows}


def _settled(row: Threshold, cost: Cost) -> bool:
    """Put the best candidate in force; whether it is another than before."""
    before = row.value
    costs = []
    for value in row.candidates:
        row.put(value)
        costs.append(round(cost(), DIGITS))
    best = row.candidates[_best(costs)]
    row.put(best)
    return best != before


def _best(costs: Sequence[float]) -> int:
    """The place of the least cost: the middle of the first run of neighbours that have it, the
    first of all where all have.
    """
    least = min(costs)
    first = costs.index(least)
    past = first
    while past < len(costs) and costs[past] == least:
        past += 1
    if past - first == len(costs):
        return 0
    return first + (past - first - 1) // 2
