"""Small raised marks beside lines of text that no printed word covers: footnote numbers above all.

A page's ink and its lines as they are to be printed enter, boxes of marks leave (px of the page). A
mark is one to four components of a superscript's size, standing clear of the baseline, next to a
word of the line. On a dirty page, where specks of that size lie about, nothing is said: a speck
beside a line is no footnote.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recto.ink.components import Ink, Mask, around, chained, left_to_right
from recto.model.page import Box
from recto.model.result import ResultLine

# height of a superscript over that of the line's capitals (printed: .5 to .7)
LOW, HIGH = 0.36, 0.85
# greatest width of one component over its height: digits, letters, stars, daggers; no dash
WIDE = 1.2
SLIM = 0.2  # least
SOLID = 0.22  # least share of its box that its ink fills
RAISED = 0.25  # capitals' heights from the baseline to a mark's foot
ABOVE = 0.5  # capitals' heights by which it may rise over the line
NEAR = 1.6  # capitals' heights between a mark and the word beside it
GROUP = 4  # components at most
DIRT = 2  # free components of such a size that a clean page may have elsewhere
CAPITAL = 0.72  # height of capitals over that of the words' boxes (with descenders)


def small_marks(ink: Ink, lines: Sequence[ResultLine]) -> tuple[Box, ...]:
    """Marks that no word of the lines covers, top to bottom; none on a dirty page."""
    boxes = [word.box for line in lines for word in line.words]
    if not boxes:
        return ()
    capital = CAPITAL * float(np.median([box.height for box in boxes]))
    free = _sized(ink, capital) & ~_covered(ink, boxes, 0.15 * capital)
    groups = [row for row in chained(left_to_right(ink.boxes[free]), capital) if len(row) <= GROUP]
    beside = [row for row in groups if any(_is_beside(around(row), line) for line in lines)]
    if int(np.count_nonzero(free)) - sum(map(len, beside)) > DIRT:
        return ()
    return tuple(sorted(map(around, beside), key=lambda box: (box.top, box.left)))


def _sized(ink: Ink, capital: float) -> Mask:
    _, _, width, height, area = ink.stats.T
    tall = (height >= LOW * capital) & (height <= HIGH * capital)
    shaped = (width <= WIDE * height) & (width >= SLIM * height) & (area >= SOLID * width * height)
    return np.asarray(tall & shaped)


def _covered(ink: Ink, boxes: Sequence[Box], margin: float) -> Mask:
    """(N,) which components touch a word's box, grown by `margin` px."""
    left, top, right, bottom = ink.boxes.T
    touched = np.zeros(len(ink.stats), dtype=bool)
    for box in boxes:
        across = (right > box.left - margin) & (left < box.right + margin)
        touched |= across & (bottom > box.top - margin) & (top < box.bottom + margin)
    return touched


def _is_beside(mark: Box, line: ResultLine) -> bool:
    """Raised over the line's baseline, within its height, next to one of its words."""
    x0, y0, x1, y1 = line.baseline
    if not line.words or abs(y1 - y0) > abs(x1 - x0):
        return False
    x, _ = mark.centre
    foot = y0 + (y1 - y0) / (x1 - x0) * (x - x0)
    capital = CAPITAL * float(np.median([word.box.height for word in line.words]))
    raised = foot - mark.bottom >= RAISED * capital
    within = mark.top >= foot - (1 + ABOVE) * capital
    size = LOW * capital <= mark.height <= HIGH * capital
    gaps = [max(word.box.left - mark.right, mark.left - word.box.right) for word in line.words]
    return raised and within and size and -0.2 * capital <= min(gaps, key=abs) <= NEAR * capital
