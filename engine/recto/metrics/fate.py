"""What became of each word: right, misread or lost; and which words of an output nothing on the page asked for.

Truth and output enter, a Fate for each truth word and a label for each output word leave. Words are compared by letters
and digits alone. The output's order does not matter: the lines of the truth are placed in the output first, as the
engine itself places readings, because a page aligned as one list of words pairs wrong words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recto.alignment import compact
from recto.placement import Matched, align_lines


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
    # One for each output word: right or wrong; None where the word has no letter or digit, so nothing is claimed.
    labels: tuple[bool | None, ...]
    invented: int  # output words that answer no truth word


def judge(truth: str, output: Sequence[str]) -> Judged:
    """Place the truth's lines in the output's words and compare."""
    lines = [line.split() for line in truth.splitlines() if line.strip()]
    fates: dict[tuple[int, int], Fate] = {}
    labels: list[bool | None] = [None] * len(output)
    invented = 0
    for group in align_lines(lines, output):
        fate = _fate(group, lines, output)
        fates.update(dict.fromkeys(group.page, fate))
        said = [j for j in group.text if compact(output[j])]
        labels = _labelled(labels, said, right=bool(fate.wanted) and fate.right)
        invented += 0 if fate.wanted else len(said)
    ordered = (fates[i, k] for i, line in enumerate(lines) for k, word in enumerate(line) if compact(word))
    return Judged(tuple(ordered), tuple(labels), invented)


def _fate(group: Matched, lines: Sequence[Sequence[str]], output: Sequence[str]) -> Fate:
    wanted = "".join(compact(lines[i][k]) for i, k in group.page)
    read = "".join(compact(output[j]) for j in group.text)
    return Fate(wanted, read or None)


def _labelled(labels: list[bool | None], places: Sequence[int], *, right: bool) -> list[bool | None]:
    for place in places:
        labels[place] = right
    return labels
