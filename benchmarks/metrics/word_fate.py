"""What became of each word: right, misread or lost; and which words of an output nothing on the
page asked for.

Truth and output enter, a Fate for each truth word and a label for each output word leave. Words are
compared by letters and digits alone. The output's order does not matter: the lines of the truth are
placed in the output first, as the engine itself places readings, because a page aligned as one list
of words pairs wrong words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recto.text.alignment import compact
from recto.text.placement import Matched, align_lines


@dataclass(frozen=True, slots=True)
class Fate:
    """One truth word, and what the output has in its place."""

    wanted: str  # compact: letters and digits, lower case; of all the words that share the answer
    read: str | None  # compact; None: nothing stands there

    @property
    def right(self) -> bool:
        """Letter for letter."""
        return self.read == self.wanted


@dataclass(frozen=True, slots=True)
class Judged:
    """An output against its truth, word by word."""

    fates: tuple[Fate, ...]  # one for each truth word with a letter or digit, in the truth's order
    # One for each output word: right or wrong; None where the word has no letter or digit, so
    # nothing is claimed.
    labels: tuple[bool | None, ...]
    invented: int  # output words that answer no truth word


def judge(truth: str, output: Sequence[str]) -> Judged:
    """Place the truth's lines in the output's words and compare.

    A word that found no counterpart is looked for among the output's words that found none: a table
    read row by row where the truth goes column by column has its words, in another place.
    """
    lines = [line.split() for line in truth.splitlines() if line.strip()]
    fates: dict[tuple[int, int], Fate] = {}
    labels: list[bool | None] = [None] * len(output)
    spare = _Spare(output)
    for group in align_lines(lines, output):
        fate = _fate(group, lines, output)
        fates.update(dict.fromkeys(group.page, fate))
        for j in (j for j in group.text if compact(output[j])):
            labels[j] = bool(fate.wanted) and fate.right
            if not fate.wanted:
                spare.add(j)
    ordered = [
        fates[i, k] for i, line in enumerate(lines) for k, word in enumerate(line) if compact(word)
    ]
    found = tuple(
        Fate(f.wanted, f.wanted) if f.read is None and spare.take(f.wanted, labels) else f
        for f in ordered
    )
    return Judged(found, tuple(labels), spare.left)


class _Spare:
    """Output words that answer nothing, by what they say."""

    def __init__(self, output: Sequence[str]) -> None:
        self.output = output
        self.places: dict[str, list[int]] = {}

    def add(self, place: int) -> None:
        """One more."""
        self.places.setdefault(compact(self.output[place]), []).append(place)

    @property
    def left(self) -> int:
        """How many are still without a counterpart."""
        return sum(map(len, self.places.values()))

    def take(self, wanted: str, labels: list[bool | None]) -> bool:
        """Use one of them for this word, and label it right; False when there is none."""
        if not self.places.get(wanted):
            return False
        labels[self.places[wanted].pop()] = True
        return True


def _fate(group: Matched, lines: Sequence[Sequence[str]], output: Sequence[str]) -> Fate:
    wanted = "".join(compact(lines[i][k]) for i, k in group.page)
    read = "".join(compact(output[j]) for j in group.text)
    return Fate(wanted, read or None)
