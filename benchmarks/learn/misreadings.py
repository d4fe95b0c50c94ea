"""Count what each reader takes letters for, where a third one has read, too.

Places with what is right there enter, the counts leave in the JSON form that
`recto.confidence.misreadings` reads. What learns weights on the column that the counts make needs
counts of other documents than the row's own: a document that was counted explains itself best.
Only places of FROC count: where the reader of many scripts has read, they gain nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from rapidfuzz.distance import Levenshtein

from recto.confidence.misreadings import ALIKE, LONGEST, Counted, counted_of, differing, told

COUNTED = "froc"  # places where it has read
FEWEST = 2  # times that a misreading was seen; once may be the truth's slip


class Known(Protocol):
    """What is counted of one place."""

    @property
    def truth(self) -> str:
        """Compact."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text that some reader has."""

    @property
    def readings(self) -> dict[str, str]:
        """Of each reader, by its name."""


@dataclass(slots=True)
class _Tally:
    """Of one reader."""

    letters: int = 0
    stretches: int = 0
    printed: Counter[str] = field(default_factory=Counter)
    read: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, truth: str, read: str) -> None:
        self.letters += len(truth)
        self.printed[""] += len(truth)
        for length in range(1, LONGEST + 1):
            for start in range(len(truth) - length + 1):
                self.printed[truth[start : start + length]] += 1
        for stretch in differing(truth, read):
            self.stretches += 1
            self.read[stretch] += 1

    def data(self) -> dict[str, Any]:
        often = {each: times for each, times in self.read.items() if times >= FEWEST}
        told_of = {printed for printed, _ in often if len(printed) <= LONGEST}
        told_of |= {letters for letters in self.printed if len(letters) == 1}
        rows = {}
        for letters in sorted(told_of):
            instead = {read: times for (of, read), times in sorted(often.items()) if of == letters}
            rows[letters] = [self.printed[letters], instead]
        return {"rate": round(self.stretches / max(self.letters, 1), 5), "printed": rows}


def count(places: Iterable[Known]) -> dict[str, Any]:
    """The JSON form, by reader."""
    tallies: dict[str, _Tally] = {}
    for place in places:
        if COUNTED not in place.readings:
            continue
        for reader, read in place.readings.items():
            if not place.truth or not read:
                continue
            if Levenshtein.normalized_similarity(read, place.truth) >= ALIKE:
                tallies.setdefault(reader, _Tally()).add(place.truth, read)
    return {reader: tallies[reader].data() for reader in sorted(tallies)}


def column(counted: Counted, place: Known) -> Sequence[float]:
    """Of each text of a place."""
    return told(counted, place.texts, place.readings)


def counted(places: Iterable[Known]) -> Counted:
    """As the engine loads what was counted on these."""
    return counted_of(count(places))
