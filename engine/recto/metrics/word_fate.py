"""What became of each word: right, misread or lost; and which words of an output nothing on the
page asked for.

Truth and output enter, a Fate for each truth word and a label for each output word leave. Words are
compared by letters and digits alone; of scripts that part no words each character is one
(text/spacing.py), and the output must be parted so, too. The output's order does not matter: the
lines of the truth are placed in the output first, as the engine itself places readings, because a
page aligned as one list of words pairs wrong words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from recto.text.alignment import compact
from recto.text.placement import Matched, align_lines
from recto.text.spacing import words_of


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
    """Place the truth's lines in the output's words (`spacing.words_of` of a text) and compare.

    A word that found no counterpart is looked for among the output's words that found none: a table
    read row by row where the truth goes column by column has its words, in another place.
    """
    lines = [words_of(line) for line in truth.splitlines() if line.strip()]
    fates: dict[tuple[int, int], Fate] = {}
    labels: list[bool | None] = [None] * len(output)
    spare = _Spare(output)
    for group in align_lines(lines, output):
        fate = _fate(group, lines, output)
        for line, word in group.page:
            if compact(lines[line][word]):
                fates[line, word] = fate
        for place in group.text:
            if compact(output[place]):
                labels[place] = fate.right
                if not fate.wanted:
                    spare.add(place)
    final = [spare.settled(fates[place], labels) for place in sorted(fates)]
    return Judged(tuple(final), tuple(labels), spare.left)


class _Spare:
    """Output words that answer nothing, by what they say."""

    def __init__(self, output: Sequence[str]) -> None:
        self.output = output
        self.places: dict[str, list[int]] = defaultdict(list)

    def add(self, place: int) -> None:
        """One more."""
        said = compact(self.output[place])
        self.places[said].append(place)

    @property
    def left(self) -> int:
        """How many are still without a counterpart."""
        counts = map(len, self.places.values())
        return sum(counts)

    def settled(self, fate: Fate, labels: list[bool | None]) -> Fate:
        """Right where a word that found no counterpart is one of them, which is then used, and
        labelled right.
        """
        places = self.places.get(fate.wanted)
        if fate.read is not None or not places:
            return fate
        labels[places.pop()] = True
        return Fate(fate.wanted, fate.wanted)


def _fate(group: Matched, lines: Sequence[Sequence[str]], output: Sequence[str]) -> Fate:
    wanted = ""
    for line, word in group.page:
        wanted += compact(lines[line][word])
    read = ""
    for place in group.text:
        read += compact(output[place])
    return Fate(wanted, read or None)
