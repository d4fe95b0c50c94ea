"""The lines outside tables as flowing text is judged by: where they stand, how large they are, in
what column.

ResultLines enter, TextLines in the upright frame and runs of them leave: a run is a stretch of one
column, line below line, so that margins and the usual distance of lines mean something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from recto.layout.frame import Frame, Piece
from recto.model.page import Box

FEW = 4  # steps between lines: fewer tell nothing of what is usual


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line outside tables; px of the upright frame."""

    index: int  # into the page's lines
    box: Box
    text: str
    size: float  # median height of its words
    first_width: float  # of its first word
    pieces: int  # more than one: it has wide gaps


def text_lines(page: Frame, taken: set[Piece]) -> list[TextLine]:
    """Lines in reading order, each with the pieces that no table holds."""
    pieces: dict[int, list[Piece]] = {}
    for piece in page.pieces:
        if piece not in taken:
            pieces.setdefault(piece.line, []).append(piece)
    return [_text_line(index, held) for index, held in pieces.items()]


def _text_line(index: int, pieces: Sequence[Piece]) -> TextLine:
    words = [word for piece in pieces for word in piece.words]
    text = " ".join(piece.text for piece in pieces)
    size = max(1.0, median(word.height for word in words))
    return TextLine(index, Box.around(words), text, size, words[0].width, len(pieces))


def column_runs(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Stretches of lines that stand below each other and share most of the narrower one's width."""
    runs: list[list[TextLine]] = []
    for line in lines:
        if runs and is_below(runs[-1][-1], line):
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def is_below(above: TextLine, line: TextLine) -> bool:
    """`line` comes next in the column of `above`."""
    step = line.box.centre[1] - above.box.centre[1]
    shared = min(above.box.right, line.box.right) - max(above.box.left, line.box.left)
    narrower = min(above.box.width, line.box.width)
    return 0.3 * line.size < step < 6 * max(above.size, line.size) and shared > 0.3 * narrower


def usual_pitch(run: Sequence[TextLine], spread: float) -> float:
    """Median distance between a run's lines, px; `spread` times the text's size where lines are
    few.
    """
    steps = [b.box.centre[1] - a.box.centre[1] for a, b in pairwise(run)]
    return median(steps) if len(steps) >= FEW else spread * median(line.size for line in run)


def usual_spread(runs: Sequence[Sequence[TextLine]]) -> float:
    """The page's median distance between lines, in sizes of the text."""
    steps = [(b.box.centre[1] - a.box.centre[1]) / a.size for run in runs for a, b in pairwise(run)]
    return median(steps) if len(steps) >= FEW else 1.25


def body_size(lines: Sequence[TextLine]) -> float:
    """The height of most of the page's text, px: the median line, weighted by its length."""
    weighted = sorted((line.size, len(line.text)) for line in lines)
    half = sum(length for _, length in weighted) / 2
    for size, length in weighted:
        half -= length
        if half <= 0:
            return size
    return 1.0
