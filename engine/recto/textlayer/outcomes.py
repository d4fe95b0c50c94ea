"""What became of each word of a layer when it was compared with the pixels.

check.py fills these values, worth.py and kept.py read them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# agreed: read so, or printed with pictures that were read so. drawn: its letters look as they
# should, nobody can read them. differs: both readers read the same other word. opposed: neither
# reads it, and they are nearer to each other. doubtful: read otherwise by one. covered: something
# else is printed where it stands. unspelled: nobody can read it. unlike: nor do its letters look as
# they should. misstated: its ink has the shape of another sign, of a letter without its mark, of a
# plain width; or there is a mark beside a number that the layer lacks.
Outcome = Literal[
    "agreed",
    "drawn",
    "differs",
    "opposed",
    "doubtful",
    "covered",
    "unspelled",
    "unlike",
    "misstated",
    "unread",
]
LOOKED: frozenset[Outcome] = frozenset(
    {"agreed", "drawn", "differs", "opposed", "doubtful", "covered", "unlike", "misstated"}
)


@dataclass(frozen=True, slots=True)
class WordCheck:
    """What became of one word."""

    outcome: Outcome = "unread"
    read: str = ""  # what was read instead


UNREAD = WordCheck()
AGREED = WordCheck("agreed")


@dataclass(frozen=True, slots=True)
class LayerCheck:
    """What became of every word, counted through the layer's reading."""

    words: tuple[WordCheck, ...]

    @property
    def checked(self) -> int:
        """Words that were compared with the pixels."""
        return self.count(*LOOKED)

    def count(self, *outcomes: Outcome) -> int:
        """Words with one of these outcomes."""
        found = [word.outcome in outcomes for word in self.words]
        return sum(found)
