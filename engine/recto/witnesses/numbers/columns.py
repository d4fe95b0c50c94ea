"""Numbers that stand above each other: amounts in one column, and numbers that rise down the page.

Places of numbers enter; who stands in a column of amounts, and who breaks a rising sequence (page
numbers of a table of contents, years of a ledger), leave.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

ALIGNED = 0.6  # of a number's height: how far edges of one column may lie apart
LEAST_AMOUNTS = 3  # that make a column
LEAST_RISING = 8  # numbers of which a sequence is made
RISES = 0.85  # share of a column that must rise for the rest to be a break


@dataclass(frozen=True, slots=True)
class Place:
    """One number: px of the page, and what it says."""

    left: float
    right: float
    top: float
    height: float
    value: int


def stand_in(places: Sequence[Place], amounts: Sequence[Place]) -> list[bool]:
    """Whether each place ends where at least LEAST_AMOUNTS of the amounts end."""
    edges = sorted(amount.right for amount in amounts)
    found = []
    for place in places:
        reach = ALIGNED * place.height
        first = bisect_right(edges, place.right - reach)
        last = bisect_right(edges, place.right + reach)
        stands = last - first >= LEAST_AMOUNTS
        found.append(stands)
    return found


def breaks(places: Sequence[Place]) -> set[int]:
    """Indices of the places that break a sequence which else rises down its column."""
    found: set[int] = set()
    for column in _columns(places):
        values = [places[i].value for i in column]
        rising = _longest_rising(values)
        if not _is_sequence(values, rising):
            continue
        in_step = set(rising)
        for k, i in enumerate(column):
            if k not in in_step:
                found.add(i)
    return found


def _is_sequence(values: Sequence[int], rising: Sequence[int]) -> bool:
    """Long enough, nearly all of it rises, and it is not one number again and again."""
    if len(values) < LEAST_RISING:
        return False
    if len(rising) < RISES * len(values):
        return False
    distinct = {values[k] for k in rising}
    return len(distinct) > len(rising) / 2


def _columns(places: Sequence[Place]) -> list[list[int]]:
    """Indices of places whose right edges lie together, each column from the top down."""
    ordered = sorted(range(len(places)), key=lambda i: places[i].right)
    columns: list[list[int]] = []
    edge = float("-inf")
    for i in ordered:
        place = places[i]
        reach = ALIGNED * place.height
        if place.right - edge > reach:
            columns.append([])
        columns[-1].append(i)
        edge = place.right
    for column in columns:
        column.sort(key=lambda i: places[i].top)
    return columns


def _longest_rising(values: Sequence[int]) -> list[int]:
    """Indices of a longest subsequence that never falls."""
    tails: list[int] = []  # values with which runs of each length end
    at: list[int] = []  # where these stand
    before: list[int] = []
    for i, value in enumerate(values):
        size = bisect_right(tails, value)
        previous = at[size - 1] if size else -1
        before.append(previous)
        tails[size : size + 1] = [value]
        at[size : size + 1] = [i]
    found = []
    current = at[-1] if at else -1
    while current >= 0:
        found.append(current)
        current = before[current]
    return found[::-1]
