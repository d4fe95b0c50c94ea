"""The order of a layer's lines: the file's own, unless that jumps about the page.

Lines in the file's order enter, lines in reading order leave; so they do with the lines that were
read beside them, each put where a reader of the page comes to it. A program writes a page in the
order in which it is read, or drops its lines on it as they come; the second shows in lines that
follow one below them in the same column.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from recto.ink.strokes import Strokes
from recto.model.page import Box, Line, ReaderWord
from recto.model.result import ResultLine
from recto.reading_order.order import reading_rows

FEWEST = 5  # lines that have an order worth doubting
MOST_JUMPS = 0.2  # share of the steps that may lead upwards within a column
COLUMN = 0.5  # of the narrower line's width that both share
LEVEL = 0.5  # of the lower line's height that two lines of one row share
GAP = 8.0  # usual line heights between a label and its value on one row
FIRST = -1  # the place of a line above all others


def in_reading_order(lines: Sequence[ResultLine], ruling: Strokes) -> list[ResultLine]:
    """The lines as they are, or as their places on the page say; `ruling` in px of the page."""
    jumps = 0
    for line, following in pairwise(lines):
        left = max(line.box.left, following.box.left)
        right = min(line.box.right, following.box.right)
        narrower = min(line.box.width, following.box.width)
        _, middle = following.box.centre
        is_one_column = right - left > COLUMN * narrower
        if is_one_column and middle < line.box.top:
            jumps += 1

    steps = len(lines) - 1
    most = MOST_JUMPS * steps
    if len(lines) < FEWEST or jumps <= most:
        return list(lines)
    plain = []
    for line in lines:
        words = []
        for word in line.words:
            as_read = ReaderWord(word.text, word.box, word.confidence)
            words.append(as_read)
        plain.append(Line(tuple(words), line.box, line.baseline))

    rows = reading_rows(plain, ruling)
    return [lines[i] for row in rows for i in row]


def joined(lines: Sequence[ResultLine], beside: Sequence[ResultLine]) -> list[ResultLine]:
    """The layer's lines, in its own order, with what stands beside them where a reader of the page
    comes to it.
    """
    if not lines:
        return list(beside)
    height = median(line.box.height for line in lines)
    rows = list(lines)
    after: dict[int, list[ResultLine]] = {}
    for new in beside:
        row = _same_row(new, rows, height)
        if row is None:
            place = _before(new, rows)
            after.setdefault(place, []).append(new)
            continue
        # Its words from left to right with the row's own, on the row's baseline.
        line = rows[row]
        words = [*line.words, *new.words]
        words.sort(key=lambda word: word.box.left)
        box = Box.around([line.box, new.box])
        _, first, _, last = line.baseline
        baseline = (
            box.left,
            first,
            box.right,
            last,
        )
        rows[row] = ResultLine(tuple(words), box, baseline)

    result = after.get(FIRST, [])
    for i, line in enumerate(rows):
        result.append(line)
        result += after.get(i, [])
    return result


def _same_row(new: ResultLine, lines: Sequence[ResultLine], height: float) -> int | None:
    """The line on whose height the new one stands, next to its words or between them."""
    best = None
    nearest = GAP * height
    for i, line in enumerate(lines):
        top = max(new.box.top, line.box.top)
        bottom = min(new.box.bottom, line.box.bottom)
        lower = min(new.box.height, line.box.height)
        is_level = bottom - top > LEVEL * lower
        is_turned = _is_upright(line) != _is_upright(new)
        if is_turned or not is_level:
            continue
        gaps = [_gap(new.box, word.box) for word in line.words]
        gap = min(gaps)
        if 0 <= gap < nearest:
            best = i
            nearest = gap
    return best


def _is_upright(line: ResultLine) -> bool:
    x0, y0, x1, y1 = line.baseline
    across = abs(x1 - x0)
    down = abs(y1 - y0)
    return across >= down


def _before(new: ResultLine, lines: Sequence[ResultLine]) -> int:
    """The line after which the new one is read: the lowest that stands above it, in its own column
    if there is one; else FIRST.
    """
    _, middle = new.box.centre
    above = []
    column = []
    for i, line in enumerate(lines):
        if line.box.top > middle:
            continue
        above.append(i)
        if _gap(line.box, new.box) < 0:
            column.append(i)

    if not above:
        return FIRST
    candidates = column or above
    return max(candidates, key=lambda i: lines[i].box.bottom)


def _gap(one: Box, two: Box) -> float:
    """Px between two boxes of one row; negative where they overlap."""
    left = max(one.left, two.left)
    right = min(one.right, two.right)
    return left - right
