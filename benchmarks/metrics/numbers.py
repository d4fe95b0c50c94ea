"""Numbers of an output that the truth lacks, and how many of them nobody is told to look at.

The words of an output and a truth enter, NumberFlags leave. A number is a run of digits with the
marks `. , : / -` that stand between them ("12:31:00", "80.91"); it is wrong where the page's truth
has no such number anywhere, mark for mark. Where the truth spaces a number's marks ("13 : 58") it
has both forms: of the unflagged "wrong" numbers of receipts every fourth was only that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from recto.metrics.markers import strip_markers
from recto.witnesses.numbers.kinds import numbers_in

_SPACED_MARK = re.compile(r"(?<=\d) ?([.,:/-]) ?(?=\d)")


@dataclass(frozen=True, slots=True)
class NumberFlags:
    """Counts of numbers."""

    numbers: int = 0
    flagged: int = 0
    wrong: int = 0  # the truth lacks them
    missed: int = 0  # of these, not flagged

    def __add__(self, other: NumberFlags) -> NumberFlags:
        """Of two pages."""
        return NumberFlags(
            self.numbers + other.numbers,
            self.flagged + other.flagged,
            self.wrong + other.wrong,
            self.missed + other.missed,
        )

    @property
    def share_flagged(self) -> float:
        """Of all numbers, 0..1."""
        return self.flagged / max(1, self.numbers)

    @property
    def share_missed(self) -> float:
        """Of the wrong ones, 0..1."""
        return self.missed / max(1, self.wrong)


def numbers_of_truth(truth: str) -> frozenset[str]:
    """Every number that a transcription has, its markers removed, its marks spaced or not."""
    written = strip_markers(truth)
    closed_up = _SPACED_MARK.sub(r"\1", written)
    return frozenset([*numbers_in(written), *numbers_in(closed_up)])


def number_flags(truth: str, words: Sequence[tuple[str, bool]]) -> NumberFlags:
    """Of an output's words, each with whether it is flagged."""
    known = numbers_of_truth(truth)
    total = NumberFlags()
    for text, flagged in words:
        for number in numbers_in(text):
            is_wrong = number not in known
            is_missed = is_wrong and not flagged
            total += NumberFlags(1, int(flagged), int(is_wrong), int(is_missed))
    return total
