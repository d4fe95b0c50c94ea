"""Headings and their levels: short text that is larger than the rest, or in capitals and standing
alone.

A paragraph's lines with what surrounds them enter, a claim leaves; when all claims of a page are
known, their sizes rank them: the largest is level 1.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean

from recto.layout.furniture import Surroundings
from recto.layout.textlines import TextLine

LARGER = 1.2  # than the body
MOST_LINES = 3
MOST_CHARACTERS = 120
OPEN_ENDS = (",", ";")  # a text that ends so goes on
SAME_SIZE = 1.18  # levels whose mean sizes are nearer are one
FINENESS = 0.01  # of logarithms of sizes: documents have thousands of headings
DEEPEST = 6  # level
LEAST_LETTERS = 2
DEEPER = 1.2  # as if set so much smaller: what each further part of a section's number makes of it
_PARTS = re.compile(r"(?:§\s*)?\d{1,2}((?:\.\d{1,2})+)[.)]?\s+[^\W\d_]")  # "3.1 Methods"
_ITEM = re.compile(r"(?:^|\s)([A-Za-z]|\d{1,2})[.)]\s+(?![A-Za-z][.)])\S")
ROW_OF_ITEMS = 3  # in one line: answers to choose from
_NUMBER = re.compile(r"\W*(\d{1,3}|[IVXLC]{1,7})\W*")
LEAST_CAPITALS = 4  # letters of a heading that is told by its capitals
LETTERS = 0.5  # share of letters among the signs of a heading that is told by its size
CAPITALS = 0.9  # share of capitals among the letters of one told by them
FREE_ABOVE, FREE_BELOW = 1.0, 0.5  # sizes of the body around capitals that stand alone
SHORT = 0.8  # of the width of all text


def can_be_heading(lines: Sequence[TextLine]) -> bool:
    """Short, with letters, and nothing is left open at its end."""
    text = " ".join(line.text for line in lines)
    if len(lines) > MOST_LINES or len(text) > MOST_CHARACTERS:
        return False
    letters = sum(map(str.isalpha, text))
    return letters >= LEAST_LETTERS and not text.endswith(OPEN_ENDS)


def is_mostly_letters(lines: Sequence[TextLine]) -> bool:
    """No row of figures or signs."""
    text = "".join(line.text for line in lines).replace(" ", "")
    letters = sum(map(str.isalpha, text))
    return letters > LETTERS * len(text)


def is_row_of_items(lines: Sequence[TextLine]) -> bool:
    """ "A. Oak B. Elm C. Ash": a count goes through the line."""
    text = " ".join(line.text for line in lines)
    counted: list[int] = []
    for marker in _ITEM.findall(text):
        number = int(marker) if marker.isdigit() else ord(marker)
        if counted and number != counted[-1] + 1:
            return False
        counted.append(number)
    return len(counted) >= ROW_OF_ITEMS


def is_number_of_chapter(lines: Sequence[TextLine], body: float) -> bool:
    """Nothing but a number, larger than the text."""
    first = lines[0]
    if len(lines) > 1 or first.size <= LARGER * body:
        return False
    return bool(_NUMBER.fullmatch(first.text))


def is_heading(lines: Sequence[TextLine], around: Surroundings) -> bool:
    """Larger than the body, or capitals on lines of their own with space around."""
    if not can_be_heading(lines):
        return False
    text = " ".join(line.text for line in lines)
    letters = list(filter(str.isalpha, text))
    count = len(letters)
    signs = len(text.replace(" ", ""))
    size = heading_size(lines)
    is_large = size > LARGER * around.body
    if is_large and count > LETTERS * signs:
        return True
    if count < LEAST_CAPITALS:
        return False
    capitals = sum(map(str.isupper, letters))
    if capitals <= CAPITALS * count:
        return False
    return _stands_alone(lines[0], around)


def _stands_alone(line: TextLine, around: Surroundings) -> bool:
    """Free space above, below and beside it."""
    if around.above <= FREE_ABOVE * around.body:
        return False
    if around.below <= FREE_BELOW * around.body:
        return False
    return line.box.width < SHORT * around.width


def heading_size(lines: Sequence[TextLine]) -> float:
    """Px; a long line says more of it than a short one."""
    letters = [max(1, len(line.text)) for line in lines]
    sizes = [math.log(line.size) for line in lines]
    return math.exp(fmean(sizes, letters))


def ranked_size(size: float, text: str) -> float:
    """By which a heading has its level: a section 3.1 that is set as large as section 3 stands
    under it.
    """
    parts = _PARTS.match(text)
    depth = parts[1].count(".") if parts else 0
    return float(size / DEEPER**depth)


def levels(sizes: Sequence[float]) -> list[int]:
    """For each heading size its level, 1 for the largest; near sizes share one, 6 is the
    deepest.
    """
    steps = size_steps(sizes)
    return [level_of(size, steps) for size in sizes]


def size_steps(sizes: Sequence[float]) -> tuple[float, ...]:
    """The mean size of each level, from the first one: the two nearest are one, until all are
    apart. Sizes of one level scatter, the more so the shorter its headings are.
    """
    counted: Counter[int] = Counter()
    for size in sizes:
        at = round(math.log(size) / FINENESS)
        counted[at] += 1
    groups = []
    for at in sorted(counted, reverse=True):
        size = FINENESS * at
        groups.append((size, counted[at]))
    while len(groups) > 1:
        gaps = [larger - smaller for (larger, _), (smaller, _) in pairwise(groups)]
        least = min(gaps)
        if least >= math.log(SAME_SIZE):
            break
        at = gaps.index(least)
        (larger, count), (smaller, more) = groups[at : at + 2]
        both = count + more
        total = larger * count + smaller * more
        mean = total / both
        groups[at : at + 2] = [(mean, both)]
    return tuple(math.exp(size) for size, _ in groups)


def level_of(size: float, steps: Sequence[float]) -> int:
    """The level of a heading among those whose steps these are: that of the nearest."""
    if not steps:
        return 1
    distances = [abs(math.log(size / step)) for step in steps]
    nearest = distances.index(min(distances))
    return min(DEEPEST, nearest + 1)
