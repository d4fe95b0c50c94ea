"""Places of a page with what is printed there, out of a truth or of what people said of words.

A LocalReading and a text, or a page with people's words, enter; for each place the letters and
digits that are printed there leave. What a truth joins over several places tells none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from recto.calibration.examples import Example, examples
from recto.model.page import Box
from recto.model.result import PageResult, ResultLine, Word
from recto.model.transcript import Transcript
from recto.text.agreement import letters
from recto.text.alignment import compact
from recto.text.placement import Matched, align_lines
from recto.text.spacing import words_of
from recto.witnesses.local import JudgedWords, LocalReading, UnitAt, WordEvidence

# By so much more a truth has words here that nobody read: they are of other places.
LONGER = 1.5
Truths = dict[UnitAt, str]  # compact; empty: nothing is printed there


@dataclass(frozen=True, slots=True, eq=False)
class KnownPage:
    """A page of which the text is known, or words of it."""

    name: str  # for people
    document: str  # its source: what halves keep together
    reading: LocalReading  # as shipped
    result: PageResult
    truths: Truths
    text: str  # the truth; empty: people said what single words are
    said: tuple[Word, ...] = ()  # people's words
    heard: tuple[Transcript, ...] = ()  # what LLMs wrote of it
    evidence: dict[UnitAt, WordEvidence] = field(default_factory=dict)  # of the places known

    @property
    def texts(self) -> list[str]:
        """The words that are known."""
        if self.text:
            return self.text.split()
        return [word.text for word in self.said]

    def examples(self, lines: tuple[ResultLine, ...], number: int) -> list[Example]:
        """Words of other lines of this page with what they turned out to be."""
        if self.text:
            page = replace(self.result, lines=lines)
            return examples(page, self.text, number)
        found = []
        for line in lines:
            for word in line.words:
                said = self.said_at(word.box)
                if not said:
                    continue
                right = letters(said) == letters([word.text])
                example = Example(word.confidence, right, "local", number)
                found.append(example)
        return found

    def said_at(self, box: Box) -> list[str]:
        """What people said stands in a box, word by word."""
        return [word.text for word in self.said if is_inside(word.box, box)]


def from_text(reading: LocalReading, text: str) -> Truths:
    """What a truth has at each place; empty where it has nothing on a line that it has."""
    shown = []
    for row in reading.judged:
        texts = [shown_text(judged) for judged in row]
        shown.append(texts)
    words = words_of(text)
    groups = align_lines(shown, words)
    lines = _found(groups)
    found: Truths = {}
    for group in groups:
        if len(group.page) != 1:
            continue
        (place,) = group.page
        line, at = place
        texts = [compact(words[each]) for each in group.text]
        printed = "".join(texts)
        most = LONGER * len(shown[line][at]) + 1
        if line in lines and len(printed) <= most:
            found[place] = printed
    return found


def _found(groups: Sequence[Matched]) -> set[int]:
    """Lines of which the truth has words."""
    lines: set[int] = set()
    for group in groups:
        if group.text:
            lines.update(line for line, _ in group.page)
    return lines


def shown_text(judged: JudgedWords) -> str:
    """What stands at a place, or was read there."""
    if judged.words:
        texts = [word.text for word in judged.words]
        return "".join(texts)
    unit = judged.evidence.unit
    texts = [word.text for word in unit.second or unit.tesseract]
    return "".join(texts)


def from_words(reading: LocalReading, said: tuple[Word, ...]) -> Truths:
    """What people said stands at each place; only where they spoke of all its words."""
    found: Truths = {}
    for line, row in enumerate(reading.judged):
        for at, judged in enumerate(row):
            unit = judged.evidence.unit
            if not unit.words:
                continue
            inside = [word for word in said if is_inside(word.box, unit.box)]
            if not inside or len(inside) < len(judged.words):
                continue
            texts = [compact(word.text) for word in inside]
            found[line, at] = "".join(texts)
    return found


def is_inside(box: Box, other: Box) -> bool:
    """The middle of a box lies in the other."""
    x, y = box.centre
    across = other.left <= x < other.right
    down = other.top <= y < other.bottom
    return across and down
