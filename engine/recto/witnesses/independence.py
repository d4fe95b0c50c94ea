"""Whether a second model of the first one's family makes errors of its own on this collection.

What both read at places where the local readers agree on something else enters, place by place; a
verdict leaves. One family is one voice (families.py) until enough places have been seen, and the
second model repeats the first one's words there no more than models of two families do: with the
upper end of a 95 % interval. What was seen belongs to one run: another collection may tell else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from recto.model.transcript import Decision, Disputed, TranscriptLine
from recto.text.alignment import compact

FEWEST = 40  # places
# Of such places, the share at which a model of another family repeats the first one's words
# (docs/decisions/vision-reader.md).
STRANGERS = 0.30
Z = 1.96  # standard errors: 95 %


@dataclass(frozen=True, slots=True)
class Common:
    """Places where the local readers agree against the first model, and what the second has."""

    asked: int = 0  # it read something there
    alike: int = 0  # of them: the first one's letters and digits

    def __add__(self, other: Common) -> Common:
        return Common(self.asked + other.asked, self.alike + other.alike)

    @property
    def most(self) -> float:
        """The upper end of the interval (Wilson 1927) of the share that is alike; 1 without any."""
        if not self.asked:
            return 1.0
        share, square = self.alike / self.asked, Z * Z / self.asked
        middle = share + square / 2
        spread = sqrt(share * (1 - share) + square / 4) * sqrt(square)
        return (middle + spread) / (1 + square)

    @property
    def is_independent(self) -> bool:
        """Enough was seen, and little of it is alike."""
        return self.asked >= FEWEST and self.most <= STRANGERS


def common(asked: Iterable[Decision], read: Iterable[TranscriptLine]) -> Common:
    """What the second model's lines say of the disputed places among those that were asked."""
    texts = {line.region: compact(line.text) for line in read if line.region is not None}
    found = Common()
    for place in asked:
        text = texts.get(place.region)
        if isinstance(place, Disputed) and text:
            found += Common(1, int(text == place.llm))
    return found
