"""Readings side by side, line by line of a reference: what each has there, and which words are not
the reference's.

A reference text (the truth, or one reading where there is none) and other readings enter, LineDiffs
leave. Lines are placed in each reading by content, so other orders and line breaks do not matter;
words are compared by letters and digits alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from recto.model.page import Box
from recto.text.alignment import compact
from recto.text.placement import align_lines
from recto.text.spacing import joined, words_of

LINE = 1.5  # word heights from the middle of a line within which its words lie, slant included


@dataclass(frozen=True, slots=True)
class Said:
    """One word of a reading; the box is None where the reader gives none."""

    text: str
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a reading in one line, in the reading's order."""

    text: str
    same: bool  # the reference has the same letters and digits there


@dataclass(frozen=True, slots=True)
class LineDiff:
    """One line of the reference and what each reading has in its place."""

    reference: str
    readings: Mapping[str, tuple[Piece, ...]]
    lost: Mapping[str, int]  # words of the reference that the reading does not have
    box: Box | None  # around the words found, px of the original page

    @property
    def differing(self) -> int:
        """How many words differ or are missing, over all readings."""
        wrong = map(self.wrong_in, self.readings)
        return sum(wrong)

    def wrong_in(self, reading: str) -> int:
        """Words that differ or are missing in one reading."""
        wrong = self.lost[reading]
        for piece in self.readings[reading]:
            if not piece.same:
                wrong += 1
        return wrong


@dataclass(slots=True)
class _Line:
    """What has been laid beside one line of the reference so far."""

    text: str
    pieces: dict[str, list[Piece]]
    lost: dict[str, int]
    boxes: list[Box] = field(default_factory=list)

    def diff(self) -> LineDiff:
        """All that was laid, as a value."""
        readings = {name: tuple(pieces) for name, pieces in self.pieces.items()}
        box = _around(self.boxes)
        return LineDiff(self.text, readings, self.lost, box)


def side_by_side(reference: str, readings: Mapping[str, Sequence[Said]]) -> list[LineDiff]:
    """Every line of the reference that has text, in its order."""
    texts = [line for line in reference.splitlines() if line.strip()]
    if not texts:
        return []

    lines = []
    for text in texts:
        pieces: dict[str, list[Piece]] = {name: [] for name in readings}
        lost = dict.fromkeys(readings, 0)
        lines.append(_Line(text, pieces, lost))

    words = [words_of(text) for text in texts]
    for name, said in readings.items():
        _lay(name, said, words, lines)
    return [line.diff() for line in lines]


def _lay(
    name: str, said: Sequence[Said], words: Sequence[Sequence[str]], lines: Sequence[_Line]
) -> None:
    """Put each word of one reading where it belongs; words that answer nothing go after those
    before them.
    """
    texts = [word.text for word in said]
    current = 0
    for group in align_lines(words, texts):
        if group.page:
            current, _ = group.page[0]
        line = lines[current]

        wanted = [compact(words[place][word]) for place, word in group.page]
        if not group.text:
            # Marks alone are no words.
            lost = list(filter(None, wanted))
            line.lost[name] += len(lost)
            continue

        read = [texts[place] for place in group.text]
        same = "".join(wanted) == "".join(map(compact, read))
        piece = Piece(joined(read), same)
        line.pieces[name].append(piece)

        if group.page:  # where an invented word stands says nothing of the line
            boxes = (said[place].box for place in group.text)
            line.boxes += filter(None, boxes)


def _around(boxes: Sequence[Box]) -> Box | None:
    """The boxes of one printed line: a reading that has the same words elsewhere must not stretch
    the crop.
    """
    if not boxes:
        return None

    height = median(box.height for box in boxes)
    middles = [box.centre[1] for box in boxes]
    middle = median(middles)

    near = []
    for box, its_middle in zip(boxes, middles, strict=True):
        off = abs(its_middle - middle)
        if off <= LINE * height:
            near.append(box)
    return Box.around(near or boxes[:1])


def worst(lines: Sequence[LineDiff], reading: str, count: int) -> list[LineDiff]:
    """The lines that this reading has most wrong, in page order; lines that are right are left
    out.
    """
    wrong = [line.wrong_in(reading) for line in lines]
    return _most(lines, wrong, count)


def most_differing(lines: Sequence[LineDiff], count: int) -> list[LineDiff]:
    """The lines that differ most over all readings, in page order."""
    wrong = [line.differing for line in lines]
    return _most(lines, wrong, count)


def _most(lines: Sequence[LineDiff], wrong: Sequence[int], count: int) -> list[LineDiff]:
    """Lines with the most wrong words, the earlier one where two have as many; none without."""
    unlike = [place for place, words in enumerate(wrong) if words]
    unlike.sort(key=lambda place: -wrong[place])
    most = sorted(unlike[:count])
    return [lines[place] for place in most]
