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
        near = bisect_right(edges, place.right + reach) - bisect_right(edges, place.right - reach)
        found.append(near >= LEAST_AMOUNTS)
    return found


def breaks(places: Sequence[Place]) -> set[int]:
    """Indices of the places that break a sequence which else rises down its column."""
    found: set[int] = set()
    for column in _columns(places):
        rising = _longest_rising([places[i].value for i in column])
        is_sequence = len(column) >= LEAST_RISING and RISES * len(column) <= len(rising)
        distinct = {places[column[k]].value for k in rising}
        if is_sequence and len(distinct) > len(rising) / 2:
            outside = set(range(len(column))) - set(rising)
            found.update(column[k] for k in outside)
    return found


def _columns(places: Sequence[Place]) -> list[list[int]]:
    """Indices of places whose right edges lie together, each column from the top down."""
    ordered = sorted(range(len(places)), key=lambda i: places[i].right)
    columns: list[list[int]] = []
    for i in ordered:
        place = places[i]
        last = places[columns[-1][-1]] if columns else None
        if last is not None and place.right - last.right <= ALIGNED * place.height:
            columns[-1].append(i)
        else:
            columns.append([i])
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
        before.append(at[size - 1] if size else -1)
        tails[size : size + 1] = [value]
        at[size : size + 1] = [i]
    found = []
    current = at[-1] if at else -1
    while current >= 0:
        found.append(current)
        current = before[current]
    return found[::-1]
