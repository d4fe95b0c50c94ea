"""What readers take letters for: V for B, r for x, f for long s.

Counts learned for each reader (benchmarks/learn/misreadings.py) and what they have at one place
enter; for each of its texts leaves how much likelier than by any other text it is that all of them
would have read what they read, if it were printed there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import log
from typing import Any

from rapidfuzz.distance import Levenshtein

Stretch = tuple[str, str]  # what is printed, what was read instead; letters, either may be empty

LONGEST = 3  # letters of a stretch that is counted; more are no misreading of letters
STRENGTH = 4.0  # how many letters seen what nothing is known of counts for
LEAST_RATE = 0.005  # of a reader that was never seen to misread
INSTEAD = 30  # letters that one letter may be taken for
LONGER = 0.3  # a stretch of one letter more, or of none, is so much rarer
MOST = 12.0  # natural logarithm of odds; more say no more
ALIKE = 0.5  # similarity from which a text is a misreading of another, and no guess
SCALE = 4.0  # of the column: that of the others


@dataclass(frozen=True, slots=True)
class Misreadings:
    """Of one reader."""

    rate: float = 0.0  # stretches read otherwise, for each letter printed
    printed: Mapping[str, int] = field(default_factory=dict)  # times that a stretch was there
    read: Mapping[Stretch, int] = field(default_factory=dict)  # times that it was read so

    def chance(self, stretch: Stretch) -> float:
        """P(what is printed there is read so), above 0."""
        letters, instead = stretch
        longer = abs(len(letters) - 1)
        longer += abs(len(instead) - 1)
        rate = max(self.rate, LEAST_RATE)
        one_letter = rate / INSTEAD
        expected = one_letter * LONGER**longer
        times = self.read.get(stretch, 0)
        seen = self.printed.get(letters, 0)
        times_expected = STRENGTH * expected
        return (times + times_expected) / (seen + STRENGTH)


Counted = Mapping[str, Misreadings]  # by the reader's name


def differing(printed: str, read: str) -> list[Stretch]:
    """Where the two differ, in order; what touches is one stretch."""
    found: list[Stretch] = []
    touches = False
    for step in Levenshtein.opcodes(printed, read):
        if step.tag == "equal":
            touches = False
            continue
        letters = printed[step.src_start : step.src_end]
        instead = read[step.dest_start : step.dest_end]
        if touches:
            before, before_instead = found.pop()
            letters = before + letters
            instead = before_instead + instead
        found.append((letters, instead))
        touches = True
    return found


def told(counted: Counted, texts: Sequence[str], readings: Mapping[str, str]) -> list[float]:
    """For each text: above 0 where it explains the readings best. Nothing where a text has a
    figure, since letters say little of those, where one is no misreading of another, or where
    nothing was counted.
    """
    nothing = [0.0] * len(texts)
    if not counted or not _are_alike(texts):
        return nothing
    if any(map(str.isdigit, "".join(texts))):
        return nothing
    found = [_explains(counted, text, readings) for text in texts]
    column = []
    for at, own in enumerate(found):
        others = found[:at] + found[at + 1 :]
        best = max(others)
        at_most = min(MOST, own - best)
        ahead = max(-MOST, at_most)
        column.append(ahead / SCALE)
    return column


def _are_alike(texts: Sequence[str]) -> bool:
    """Two or more, and each pair."""
    for first, second in combinations(texts, 2):
        likeness = Levenshtein.normalized_similarity(first, second)
        if likeness < ALIKE:
            return False
    return len(texts) > 1


def _explains(counted: Counted, text: str, readings: Mapping[str, str]) -> float:
    """The log of the chance that each reads what it reads where this is printed."""
    total = 0.0
    for reader, read in readings.items():
        known = counted.get(reader)
        if known is None or not read:
            continue
        for stretch in differing(text, read):
            total += log(known.chance(stretch))
    return total


def counted_of(data: Mapping[str, Any]) -> Counted:
    """From the JSON form."""
    found = {}
    for reader, own in data.items():
        printed = {}
        read = {}
        for letters, (times, instead) in own["printed"].items():
            printed[letters] = times
            for other, count in instead.items():
                read[letters, other] = count
        found[reader] = Misreadings(own["rate"], printed, read)
    return found
