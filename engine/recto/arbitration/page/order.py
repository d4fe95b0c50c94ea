"""In which order the words of a page are printed: the LLM's, unless it departs from the page's own
by far.

Entries in the LLM's order enter, entries in the order of printing leave. Where both orders differ a
little, a row or a heading was placed wrongly here, and the LLM's is the better one (77 of 96
readings). Where they differ in more than a tenth of the words, the LLM mixed up columns or panels:
18 of 22 readings come out better in the page's order (CER down by .03 to .71), four worse (by .06
at most).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from recto.arbitration.entries import PrintedWords
from recto.witnesses.local import UnitAt

# Share of words in one order with the page, below which the LLM's order does not stand (.85-.97
# alike); the second where the local readers are unsure of the page: handwriting is found in pieces,
# in an order no better than they are.
SAME_ORDER, SAME_ORDER_UNSURE = 0.9, 0.67
SURE = 0.7  # mean P(right) of the local words
FEW = 8  # words on which no share is built


def in_printing_order(
    entries: Sequence[PrintedWords], local_sure: float
) -> tuple[list[PrintedWords], bool]:
    """The entries, and whether they were put into the page's own order; `local_sure`: mean P(right)
    of its words.
    """
    places: list[UnitAt] = []
    for entry in entries:
        places += entry.places
    least = SAME_ORDER if local_sure >= SURE else SAME_ORDER_UNSURE
    if len(places) <= FEW or in_order(places) >= least:
        return list(entries), False
    return _in_page_order(entries), True


def in_order(places: Sequence[UnitAt]) -> float:
    """Share of the places in the longest run, gaps allowed, that only goes forward on the page."""
    ends: list[UnitAt] = []  # the smallest place on which a run of each length ends
    for place in places:
        at = bisect_right(ends, place)
        ends[at : at + 1] = [place]
    return len(ends) / max(1, len(places))


def _in_page_order(entries: Sequence[PrintedWords]) -> list[PrintedWords]:
    """By place; words that no local reader has stay behind the words that they followed."""
    keyed: list[tuple[UnitAt, PrintedWords]] = []
    place: UnitAt = (-1, -1)
    for entry in entries:
        if entry.places:
            place = min(entry.places)
        keyed.append((place, entry))
    keyed.sort(key=lambda pair: pair[0])
    return [entry for _, entry in keyed]
