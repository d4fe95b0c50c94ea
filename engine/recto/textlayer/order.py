"""The order of a layer's lines: the file's own, unless that jumps about the page.

Lines in the file's order enter, lines in reading order leave. A program writes a page in the order
in which it is read, or drops its lines on it as they come; the second shows in lines that follow
one below them in the same column.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from recto.ink.strokes import Strokes
from recto.model.page import Line, ReaderWord
from recto.model.result import ResultLine
from recto.reading_order.order import reading_rows

FEWEST = 5  # lines that have an order worth doubting
MOST_JUMPS = 0.2  # share of the steps that may lead upwards within a column
COLUMN = 0.5  # of the narrower line's width that both share


def in_reading_order(lines: Sequence[ResultLine], ruling: Strokes) -> list[ResultLine]:
    """The lines as they are, or as their places on the page say; `ruling` in px of the page."""
    jumps = sum(_jumps(above, below) for above, below in pairwise(lines))
    if len(lines) < FEWEST or jumps <= MOST_JUMPS * (len(lines) - 1):
        return list(lines)
    rows = reading_rows([_as_line(line) for line in lines], ruling)
    return [lines[i] for row in rows for i in row]


def _jumps(line: ResultLine, following: ResultLine) -> bool:
    """The line that follows stands above, in the same column."""
    shared = min(line.box.right, following.box.right) - max(line.box.left, following.box.left)
    narrower = min(line.box.width, following.box.width)
    return shared > COLUMN * narrower and following.box.centre[1] < line.box.top


def _as_line(line: ResultLine) -> Line:
    words = tuple(ReaderWord(word.text, word.box, word.confidence) for word in line.words)
    return Line(words, line.box, line.baseline)
