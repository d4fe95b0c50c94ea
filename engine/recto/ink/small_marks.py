"""Small raised marks beside lines of text: footnote numbers above all, that no word covers or that
were misread.

A page's ink and its lines as they are to be printed enter, boxes of marks leave (px of the page). A
mark is one to four components of a superscript's size, standing clear of the baseline, next to a
word of the line. On a dirty page, where specks of that size lie about, nothing is said of free
ones: a speck beside a line is no footnote. A word that begins or ends in a quotation mark or a star
has one misread where the ink there is larger than such a sign is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from recto.ink.components import Boxes, Ink, Mask, around, from_top, rows_of
from recto.model.page import Box
from recto.model.result import ResultLine, Word
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
INTO = -0.2  # capitals' heights that a mark may reach into that word's box
AROUND = 0.15  # capitals' heights around a word: ink there is the word's
TALLEST = 90  # percentile of the letters' heights over the baseline that is the capitals' height
GROUP = 4  # components at most
DIRT = 2  # free components of such a size that a clean page may have elsewhere
CAPITAL = 0.72  # height of capitals over that of the words' boxes (with descenders)
# What Tesseract makes of a raised figure, dagger or letter: signs that stand high, and such as
# stand on the line.
QUOTES = frozenset("'’‘`´′\"”“″^")
STARS = frozenset("*")
HIGH_SIGNS = QUOTES | STARS
GROUNDED = frozenset("!?$&§#")
# Of the line's capitals. Quotation marks of twelve fonts are .25 to .41 high, raised figures .44 to
# .58, raised daggers .6 and more; stars are .3 to .58 high and as wide as that, daggers half as
# wide.
QUOTE_HIGH, STAR_HIGH, STAR_SLIM = 0.43, 0.5, 0.72
# px of a capital: below, figures fall apart, and their upper half stands clear of the line
LEGIBLE = 14


def small_marks(ink: Ink, lines: Sequence[ResultLine]) -> tuple[Box, ...]:
    """Marks that no word of the lines covers, top to bottom; none on a dirty page."""
    words = [word for line in lines for word in line.words]
    if not words:
        return ()
    capital = _capital(words)
    margin = AROUND * capital
    free = _sized(ink, capital) & ~_covered(ink, words, margin)
    dirt = int(np.count_nonzero(free))
    level = _across(lines)
    capitals = [_capital(line.words) for line in level]
    marks = []
    for row in rows_of(ink, free, capital):
        if len(row) > GROUP:
            continue
        mark = around(row)
        if any(map(partial(_is_beside, mark), level, capitals)):
            marks.append(mark)
            dirt -= len(row)
    if dirt > DIRT:
        return ()
    marks.sort(key=from_top)
    return tuple(marks)


def _capital(words: Sequence[Word]) -> float:
    """Height of the words' capitals, px."""
    heights = [word.box.height for word in words]
    return CAPITAL * float(np.median(heights))


def _across(lines: Sequence[ResultLine]) -> list[ResultLine]:
    """Those that have words and run across."""
    found = []
    for line in lines:
        if not line.words:
            continue
        if not _runs_down(line):
            found.append(line)
    return found


def _runs_down(line: ResultLine) -> bool:
    x0, y0, x1, y1 = line.baseline
    return abs(y1 - y0) > abs(x1 - x0)


def misread_marks(ink: Ink, lines: Sequence[ResultLine]) -> tuple[Box, ...]:
    """Raised marks that their words have as quotation marks, stars, or signs and figures that stand
    on the line.
    """
    marks: list[Box] = []
    for line in lines:
        marks += _misread(ink, line)
    return tuple(marks)


def is_misread(text: str) -> bool:
    """Whether the word may have a raised mark as such a sign."""
    if not text:
        return False
    if text[0] in HIGH_SIGNS or text[-1] in HIGH_SIGNS | GROUNDED:
        return True
    # two figures at the end, of which the last may be raised
    last_two = text[-2:]
    return len(last_two) == 2 and all(map(is_figure, last_two))


def _misread(ink: Ink, line: ResultLine) -> list[Box]:
    """As `misread_marks`, of one line."""
    doubted = [word for word in line.words if is_misread(word.text)]
    if not doubted or _runs_down(line):
        return []
    letters = ink.boxes[_covered(ink, line.words, 0.0)]
    if not len(letters):
        return []
    x = letters[:, [0, 2]].mean(axis=1)
    y = letters[:, [1, 3]].mean(axis=1)
    # Most letters stand on the line: their feet say where it runs, closer than a detector's box.
    x0, y0, x1, y1 = line.baseline
    rise = (y1 - y0) / max(x1 - x0, 1.0) * x
    foot = np.median(letters[:, 3] - rise)
    heights = foot - (letters[:, 1] - rise)
    capital = float(np.percentile(heights, TALLEST))
    marks = []
    for word in doubted:
        box = word.box
        inside = (x > box.left) & (x < box.right)
        inside &= (y > box.top) & (y < box.bottom)
        for last, sign in ((False, word.text[0]), (True, word.text[-1])):
            mark, others = _parted(letters[inside], last=last)
            if mark is not None and _is_no(sign, mark, others, capital):
                marks.append(mark)
    return marks


def _parted(boxes: Boxes, *, last: bool) -> tuple[Box | None, Boxes]:
    """The word's first or last sign, with the dot above or below it, and what else it has."""
    if len(boxes) < 2:
        return None, boxes
    lefts, _, rights, _ = boxes.T
    sign = int(np.argmax(rights)) if last else int(np.argmin(lefts))
    above_it = (lefts < rights[sign]) & (rights > lefts[sign])
    return around(boxes[above_it]), boxes[~above_it]


def _is_no(sign: str, mark: Box, others: Boxes, capital: float) -> bool:
    """Whether the ink stands clear of the foot of the word's other letters, and is too large for
    the sign.
    """
    if not len(others) or mark.height > capital or capital < LEGIBLE:
        return False
    foot = float(np.median(others[:, 3]))
    if foot - mark.bottom < RAISED * capital:
        return False
    if sign in STARS:
        is_high = mark.height >= STAR_HIGH * capital
        return is_high and mark.width <= STAR_SLIM * mark.height
    if mark.height < QUOTE_HIGH * capital:
        return False
    return sign in QUOTES | GROUNDED or is_figure(sign)


def _sized(ink: Ink, capital: float) -> Mask:
    """(N,) which components have a superscript's size and ink."""
    _, _, width, height, area = ink.stats.T
    is_tall = (height >= LOW * capital) & (height <= HIGH * capital)
    is_shaped = (width <= WIDE * height) & (width >= SLIM * height)
    is_inked = area >= SOLID * width * height
    return np.asarray(is_tall & is_shaped & is_inked)


def _covered(ink: Ink, words: Sequence[Word], margin: float) -> Mask:
    """(N,) which components touch a word's box, grown by `margin` px."""
    left, top, right, bottom = ink.boxes.T
    touched = np.zeros(len(ink.stats), dtype=bool)
    for word in words:
        box = word.box
        touches = right > box.left - margin
        touches &= left < box.right + margin
        touches &= bottom > box.top - margin
        touches &= top < box.bottom + margin
        touched |= touches
    return touched


def _is_beside(mark: Box, line: ResultLine, capital: float) -> bool:
    """Raised over the line's baseline, within its height, next to one of its words."""
    x, _ = mark.centre
    x0, y0, x1, y1 = line.baseline
    slope = (y1 - y0) / (x1 - x0)
    foot = y0 + slope * (x - x0)
    if foot - mark.bottom < RAISED * capital or mark.top < foot - (1 + ABOVE) * capital:
        return False
    if not LOW * capital <= mark.height <= HIGH * capital:
        return False
    gaps = []
    for word in line.words:
        to_right = word.box.left - mark.right
        to_left = mark.left - word.box.right
        gaps.append(max(to_right, to_left))
    nearest = min(gaps, key=abs)
    return INTO * capital <= nearest <= NEAR * capital
