"""Small raised marks beside lines of text: footnote numbers above all, that no word covers or that
were misread.

A page's ink and its lines as they are to be printed enter, boxes of marks leave (px of the page). A
mark is one to four components of a superscript's size, standing clear of the baseline, next to a
word of the line. On a dirty page, where specks of that size lie about, nothing is said of free
ones: a speck beside a line is no footnote. A word that begins or ends in a quotation mark or a star
has one misread where the ink there is larger than such a sign is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from recto.ink.components import Boxes, Ink, Mask, around, chained, left_to_right
from recto.model.page import Box
from recto.model.result import ResultLine
from recto.text.agreement import is_figure

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
# What Tesseract makes of a raised figure, dagger or letter: signs that stand high, and such as
# stand on the line.
QUOTES, STARS, GROUNDED = frozenset("'’‘`´′\"”“″^"), frozenset("*"), frozenset("!?$&§#")
# Of the line's capitals. Quotation marks of twelve fonts are .25 to .41 high, raised figures .44 to
# .58, raised daggers .6 and more; stars are .3 to .58 high and as wide as that, daggers half as
# wide.
QUOTE_HIGH, STAR_HIGH, STAR_SLIM = 0.43, 0.5, 0.72
# px of a capital: below, figures fall apart, and their upper half stands clear of the line
LEGIBLE = 14


def small_marks(ink: Ink, lines: Sequence[ResultLine]) -> tuple[Box, ...]:
    """Marks that no word of the lines covers, top to bottom; none on a dirty page."""
    boxes = [word.box for line in lines for word in line.words]
    if not boxes:
        return ()
    capital = CAPITAL * float(np.median([box.height for box in boxes]))
    free = _sized(ink, capital) & ~_covered(ink, boxes, 0.15 * capital)
    groups = [row for row in chained(left_to_right(ink.boxes[free]), capital) if len(row) <= GROUP]
    beside = []
    for row in groups:
        box = around(row)
        if any(_is_beside(box, line) for line in lines):
            beside.append(row)
    if int(np.count_nonzero(free)) - sum(map(len, beside)) > DIRT:
        return ()
    return tuple(sorted(map(around, beside), key=lambda box: (box.top, box.left)))


def misread_marks(ink: Ink, lines: Sequence[ResultLine]) -> tuple[Box, ...]:
    """Raised marks that their words have as quotation marks, stars, or signs and figures that stand
    on the line.
    """
    return tuple(mark for line in lines for mark in _misread(ink, line))


def is_misread(text: str) -> bool:
    """Whether the word may have a raised mark as such a sign."""
    return bool(text) and (
        text[0] in QUOTES | STARS or text[-1] in QUOTES | STARS | GROUNDED or _has_power(text)
    )


def _has_power(text: str) -> bool:
    """Two figures at the end, of which the last may be raised."""
    return len(text) > 1 and is_figure(text[-1]) and is_figure(text[-2])


def _misread(ink: Ink, line: ResultLine) -> Iterator[Box]:
    doubted = [word for word in line.words if is_misread(word.text)]
    x0, y0, x1, y1 = line.baseline
    if not doubted or abs(y1 - y0) > abs(x1 - x0):
        return
    own = ink.boxes[_covered(ink, [word.box for word in line.words], 0.0)]
    if not len(own):
        return
    # Most letters stand on the line: their feet say where it runs, closer than a detector's box.
    level = (y1 - y0) / max(x1 - x0, 1.0) * own[:, [0, 2]].mean(axis=1)
    capital = float(np.percentile(np.median(own[:, 3] - level) - (own[:, 1] - level), 90))
    for word in doubted:
        inside = _inside(own, word.box)
        for last, sign in ((False, word.text[0]), (True, word.text[-1])):
            mark, others = _parted(inside, last=last)
            if mark is not None and _is_no(sign, mark, others, capital):
                yield mark


def _inside(boxes: Boxes, word: Box) -> Boxes:
    x, y = boxes[:, [0, 2]].mean(axis=1), boxes[:, [1, 3]].mean(axis=1)
    inside = (x > word.left) & (x < word.right) & (y > word.top) & (y < word.bottom)
    return np.asarray(boxes[inside], np.int32)


def _parted(boxes: Boxes, *, last: bool) -> tuple[Box | None, Boxes]:
    """The word's first or last sign, with the dot above or below it, and what else it has."""
    if len(boxes) < 2:
        return None, boxes
    left, _, right, _ = boxes[int(np.argmax(boxes[:, 2]) if last else np.argmin(boxes[:, 0]))]
    same = (boxes[:, 0] < right) & (boxes[:, 2] > left)
    return around(boxes[same]), boxes[~same]


def _is_no(sign: str, mark: Box, others: Boxes, capital: float) -> bool:
    """Whether the ink stands clear of the foot of the word's other letters, and is too large for
    the sign.
    """
    if not len(others) or mark.height > capital or capital < LEGIBLE:
        return False
    raised = float(np.median(others[:, 3])) - mark.bottom
    if raised < RAISED * capital:
        return False
    if sign in STARS:
        return mark.height >= STAR_HIGH * capital and mark.width <= STAR_SLIM * mark.height
    large = mark.height >= QUOTE_HIGH * capital
    return large and (sign in QUOTES | GROUNDED or is_figure(sign))


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
