"""Bullets and numbers before list items: which lines begin an item, with what marker, how deep.

TextLines of a run enter, the items' starts leave. A bullet speaks for itself; a number or letter
needs a neighbour in the count at the same indent, or "12. March" would be an item.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from recto.layout.textlines import TextLine

_BULLET = re.compile(r"([•‣◦▪▫■□●○◆➢➤✓✔∙·*–—-])\s+\S")
_NUMBER = re.compile(r"(\(?(\d{1,3}|[a-zA-Z]|[ivxlc]{1,6}|[IVXLC]{1,6})[.)])\s+\S")
_DASHES = "–—-*·"
_ROMAN: Mapping[str, int] = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
SAME_INDENT = 1.0  # line heights
SAME_LEFT = 1  # px that an item may stand to the left of its indent


@dataclass(frozen=True, slots=True)
class Marker:
    """One item's start."""

    text: str  # as printed
    level: int  # 0 for the outermost


def item_starts(run: Sequence[TextLine]) -> dict[int, Marker]:
    """Line index -> its marker."""
    items = []
    texts = []
    for line in run:
        text = _counted(line, run) or _bullet(line, run)
        if text:
            items.append(line)
            texts.append(text)

    # The left edges in use, each at least a line height from the last.
    indents: list[float] = []
    for line in sorted(items, key=lambda line: line.box.left):
        left = line.box.left
        if not indents or left > indents[-1] + SAME_INDENT * line.size:
            indents.append(left)

    starts = {}
    for line, text in zip(items, texts, strict=True):
        reach = line.box.left + SAME_LEFT
        reached = sum(indent <= reach for indent in indents)
        level = max(0, reached - 1)
        starts[line.index] = Marker(text, level)
    return starts


def _bullet(line: TextLine, run: Sequence[TextLine]) -> str:
    """A dash or star counts only with another one in the run: alone it may open speech or a
    note.
    """
    match = _BULLET.match(line.text)
    if not match:
        return ""
    bullet = match[1]
    if bullet not in _DASHES:
        return bullet
    opening = bullet + " "
    for other in run:
        if other is not line and other.text.startswith(opening):
            return bullet
    return ""


def _counted(line: TextLine, run: Sequence[TextLine]) -> str:
    """A number or letter counts only with its neighbour in the count at the same indent."""
    match = _NUMBER.match(line.text)
    if not match:
        return ""
    marker, number = match[1], match[2]
    left = line.box.left
    furthest = SAME_INDENT * line.size
    for other in run:
        theirs = _NUMBER.match(other.text)
        if other is line or not theirs:
            continue
        offset = abs(other.box.left - left)
        if offset >= furthest:
            continue
        if _neighbours(number, theirs[2]):
            return marker
    return ""


def _neighbours(a: str, b: str) -> bool:
    """Two numbers, letters or Roman numerals of which one follows the other."""
    value: Callable[[str], int]
    if a.isdigit() and b.isdigit():
        value = int
    elif not a.isalpha() or not b.isalpha():
        return False
    elif len(a) == 1 and len(b) == 1:
        value = ord
    else:
        value = roman
    step = value(a) - value(b)
    return abs(step) == 1


def roman(text: str) -> int:
    """The value of a Roman numeral; 0 for what is none."""
    digits = [_ROMAN.get(letter, 0) for letter in text.lower()]
    if 0 in digits:
        return 0
    value = 0
    for i, digit in enumerate(digits):
        following = digits[i + 1 :]
        if any(digit < later for later in following):
            value -= digit
        else:
            value += digit
    return value
