"""Readings side by side, line by line of a reference: what each has there, and which words are not
the reference's.

A reference text (the truth, or one reading where there is none) and other readings enter, LineDiffs
leave. Lines are placed in each reading by content, so other orders and line breaks do not matter;
words are compared by letters and digits alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from recto.model.page import Box
from recto.text.alignment import compact
from recto.text.placement import Matched, align_lines

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
        wrong = sum(not piece.same for pieces in self.readings.values() for piece in pieces)
        return wrong + sum(self.lost.values())

    def wrong_in(self, reading: str) -> int:
        """Words that differ or are missing in one reading."""
        return sum(not piece.same for piece in self.readings[reading]) + self.lost[reading]


@dataclass(slots=True)
class _Line:
    pieces: dict[str, list[Piece]]
    lost: dict[str, int]
    boxes: list[Box]


def side_by_side(reference: str, readings: Mapping[str, Sequence[Said]]) -> list[LineDiff]:
    """Every line of the reference that has text, in its order."""
    texts = [line for line in reference.splitlines() if line.strip()]
    words = [line.split() for line in texts]
    lines = [_Line({name: [] for name in readings}, dict.fromkeys(readings, 0), []) for _ in texts]
    for name, said in readings.items():
        _lay(name, said, words, lines)
    return [
        LineDiff(
            text, {n: tuple(p) for n, p in line.pieces.items()}, line.lost, _around(line.boxes)
        )
        for text, line in zip(texts, lines, strict=True)
    ]


def _lay(
    name: str, said: Sequence[Said], words: Sequence[Sequence[str]], lines: Sequence[_Line]
) -> None:
    """Put each word of one reading where it belongs; words that answer nothing go after those
    before them.
    """
    current = 0
    for group in align_lines(words, [word.text for word in said]) if lines else ():
        if group.page:
            current = group.page[0][0]
        if not group.text:
            lines[current].lost[name] += sum(bool(compact(words[i][k])) for i, k in group.page)
            continue
        lines[current].pieces[name].append(_piece(group, words, said))
        if group.page:  # where an invented word stands says nothing of the line
            lines[current].boxes += [box for j in group.text if (box := said[j].box) is not None]


def _piece(group: Matched, words: Sequence[Sequence[str]], said: Sequence[Said]) -> Piece:
    wanted = "".join(compact(words[i][k]) for i, k in group.page)
    text = " ".join(said[j].text for j in group.text)
    return Piece(text, wanted == "".join(compact(said[j].text) for j in group.text))


def _around(boxes: Sequence[Box]) -> Box | None:
    """The boxes of one printed line: a reading that has the same words elsewhere must not stretch
    the crop.
    """
    if not boxes:
        return None
    height, middle = (
        median(values) for values in zip(*((b.height, b.centre[1]) for b in boxes), strict=True)
    )
    near = [box for box in boxes if abs(box.centre[1] - middle) <= LINE * height]
    return Box.around(near or boxes[:1])


def worst(lines: Sequence[LineDiff], reading: str, count: int) -> list[LineDiff]:
    """The lines that this reading has most wrong, in page order; lines that are right are left
    out.
    """
    ranked = sorted(range(len(lines)), key=lambda i: (-lines[i].wrong_in(reading), i))[:count]
    return [lines[i] for i in sorted(ranked) if lines[i].wrong_in(reading)]
