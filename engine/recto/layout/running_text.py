"""Whether what stands between strokes is running text: the columns of a newspaper are ruled as a
table's are.

Pieces in reading order enter, an answer leaves. Running text is read down a column, line under
line, and most of its lines are as long as the column is wide; a table's cells end early, or are
read across. A line of a narrow column that was spread from margin to margin has wide gaps, all of
one width: its pieces are one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, groupby, pairwise
from operator import attrgetter
from statistics import median

from recto.layout.frame import Piece
from recto.model.page import Box

LEAST_LINES = 4  # read one under the other
LONG = 8  # lines of a column: cells of tables have fewer
LEAST_SIGNS = 15  # of the median line: columns of numbers are as wide as they are long, too
NEAREST, FURTHEST = 0.3, 3.0  # line heights from the middle of one line to that of the next
SHARED = 0.5  # of the narrower line's width
USUAL = 0.8  # of a column's lines are no wider than it is
FULL = 0.8  # of the column's width: a line that runs from margin to margin
HALF = 0.5  # share of the pieces that are such lines
IN_LONG = 0.2  # share of the pieces in long columns
LEAST_GAPS = 2  # of a line that may be spread: one gap is as even in a row of two cells
EVEN = 2.0  # ratio of the widest gap to the middle one, and of that to the narrowest
MOST_DIGITS = 0.2  # of a spread line's signs: columns of figures stand at even distances, too


def is_running_text(pieces: Sequence[Piece], height: float) -> bool:
    """Most of them are lines of columns, and some of these are long."""
    full = 0
    in_long = 0
    lines = _whole_lines(pieces)
    for column in _columns(lines, height):
        filled = _full_lines(column)
        full += filled
        length = len(column)
        if filled and length >= LONG:
            in_long += length
    count = len(lines)
    least = HALF * count
    least_in_long = IN_LONG * count
    return full > least and in_long > least_in_long


def _whole_lines(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, those of a spread line as one."""
    whole: list[Piece] = []
    for line, found in groupby(pieces, key=attrgetter("line")):
        parts = list(found)
        words = [part.words for part in parts]
        boxes = tuple(chain.from_iterable(words))
        first = parts[0].first
        past = parts[-1].past
        texts = [part.text for part in parts]
        text = " ".join(texts)
        is_whole = past - first == len(boxes)
        if len(parts) > 1 and is_whole and _is_spread(text, boxes):
            box = Box.around(boxes)
            whole.append(Piece(line, first, past, box, text, boxes))
        else:
            whole += parts
    return whole


def _is_spread(text: str, boxes: Sequence[Box]) -> bool:
    """Words, not figures, and about as far from one another everywhere in the line."""
    gaps = []
    for before, after in pairwise(boxes):
        gap = after.left - before.right
        gaps.append(gap)
    if len(gaps) < LEAST_GAPS:
        return False
    usual = median(gaps)
    if max(gaps) > EVEN * usual or usual > EVEN * min(gaps):
        return False
    digits = sum(map(str.isdigit, text))
    return digits < MOST_DIGITS * len(text)


def _columns(pieces: Sequence[Piece], height: float) -> list[list[Piece]]:
    """Pieces that are read line under line."""
    nearest = NEAREST * height
    furthest = FURTHEST * height
    columns: list[list[Piece]] = []
    before: Piece | None = None
    for piece in pieces:
        is_under = False
        if before is not None:
            step = piece.y - before.y
            is_under = nearest < step < furthest and _is_over(before.box, piece.box)
        if is_under:
            columns[-1].append(piece)
        else:
            columns.append([piece])
        before = piece
    return columns


def _is_over(box: Box, other: Box) -> bool:
    """They share most of the narrower one's width."""
    left = max(box.left, other.left)
    right = min(box.right, other.right)
    shared = right - left
    narrower = min(box.width, other.width)
    return shared > SHARED * narrower


def _full_lines(column: Sequence[Piece]) -> int:
    """How many fill its width; none of what is no text."""
    if len(column) < LEAST_LINES:
        return 0
    widths = []
    signs = []
    for piece in column:
        widths.append(piece.box.width)
        signs.append(len(piece.text))
    if median(signs) < LEAST_SIGNS:
        return 0
    widths.sort()
    place = int(USUAL * len(widths))
    least = FULL * widths[place]
    return sum(width > least for width in widths)
