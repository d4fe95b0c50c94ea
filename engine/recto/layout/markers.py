"""Bullets and numbers before list items: which lines begin an item, with what marker, how deep.

TextLines of a run enter, the items' starts leave. A bullet speaks for itself; a number or letter
needs a neighbour in the count at the same indent, or "12. March" would be an item.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recto.layout.textlines import TextLine

_BULLET = re.compile(r"([•‣◦▪▫■□●○◆➢➤✓✔∙·*–—-])\s+\S")
_NUMBER = re.compile(r"(\(?(\d{1,3}|[a-zA-Z]|[ivxlc]{1,6}|[IVXLC]{1,6})[.)])\s+\S")
_DASHES = "–—-*·"
SAME_INDENT = 1.0  # line heights


@dataclass(frozen=True, slots=True)
class Marker:
    """One item's start."""

    text: str  # as printed
    level: int  # 0 for the outermost


def item_starts(run: Sequence[TextLine]) -> dict[int, Marker]:
    """Line index -> its marker."""
    found = {line.index: text for line in run if (text := _bullet(line, run))}
    found |= {line.index: text for line in run if (text := _counted(line, run))}
    lefts = _indents([line for line in run if line.index in found])
    return {index: Marker(text, _level(run, index, lefts)) for index, text in found.items()}


def _bullet(line: TextLine, run: Sequence[TextLine]) -> str:
    """A dash or star counts only with another one in the run: alone it may open speech or a
    note.
    """
    match = _BULLET.match(line.text)
    if not match:
        return ""
    others = [other for other in run if other is not line and other.text.startswith(match[1] + " ")]
    return match[1] if match[1] not in _DASHES or others else ""


def _counted(line: TextLine, run: Sequence[TextLine]) -> str:
    match = _NUMBER.match(line.text)
    if not match:
        return ""
    for other in run:
        theirs = _NUMBER.match(other.text)
        close = abs(other.box.left - line.box.left) < SAME_INDENT * line.size
        if theirs and close and other is not line and _neighbours(match[2], theirs[2]):
            return match[1]
    return ""


def _neighbours(a: str, b: str) -> bool:
    if a.isdigit() and b.isdigit():
        return abs(int(a) - int(b)) == 1
    if len(a) == 1 and len(b) == 1 and a.isalpha() and b.isalpha():
        return abs(ord(a) - ord(b)) == 1
    return a.isalpha() and b.isalpha() and abs(roman(a) - roman(b)) == 1


def roman(text: str) -> int:
    """The value of a Roman numeral; 0 for what is none."""
    values: Mapping[str, int] = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    digits = [values.get(letter, 0) for letter in text.lower()]
    if 0 in digits:
        return 0
    return sum(
        -d if any(d < later for later in digits[i + 1 :]) else d for i, d in enumerate(digits)
    )


def _indents(items: Sequence[TextLine]) -> list[float]:
    """The left edges in use, each at least a line height from the last."""
    lefts: list[float] = []
    for line in sorted(items, key=lambda line: line.box.left):
        if not lefts or line.box.left > lefts[-1] + SAME_INDENT * line.size:
            lefts.append(line.box.left)
    return lefts


def _level(run: Sequence[TextLine], index: int, lefts: Sequence[float]) -> int:
    line = next(line for line in run if line.index == index)
    return max(0, sum(left <= line.box.left + 1 for left in lefts) - 1)
