"""Which line of a page a reader's word stands in.

A reading's lines and the lines of the page enter, both in px; the words for each line leave, left
to right (a line of a right-to-left script as its reader has it), and the words that stand in none,
as lines of their own.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Protocol

from recto.model.page import Box, Line, ReaderWord

# line heights that a word's middle may lie before or after a line and still belong to it: dashes,
# marks
REACH = 1.2
RIGHT_TO_LEFT = frozenset({"R", "AL"})  # Unicode's classes of letters
BELOW = 0.1  # line heights that a word's middle may lie below the baseline
OUTSIDE = 0.1  # of a word's share in a line is lost for each line height that it lies outside
NEIGHBOURS = 2  # heights of a word: words of one line that stand closer stay together


class Stretch(Protocol):
    """A line of the page: where it stands, whoever found it."""

    @property
    def box(self) -> Box:
        """In px."""

    @property
    def baseline(self) -> tuple[float, float, float, float]:
        """From the first glyph's foot to the last one's, px."""


def assign(
    reading: Sequence[Line], lines: Sequence[Stretch]
) -> tuple[list[list[ReaderWord]], list[Line]]:
    """The words of a reading for each of the lines, left to right, and what is left as lines of its
    own.
    """
    homes: list[list[ReaderWord]] = [[] for _ in lines]
    homeless = []
    finder = _LineFinder.of(lines)
    for line in reading:
        left = []
        for word in line.words:
            home = finder.find(word.box)
            if home is None:
                left.append(word)
            else:
                homes[home].append(word)
        homeless += [_part(line, words) for words in _neighbours(left)]
    for words in homes:
        if not _runs_to_the_left(words):
            words.sort(key=lambda word: word.box.centre[0])
    return homes, homeless


def _runs_to_the_left(words: Sequence[ReaderWord]) -> bool:
    """Most of its words do; their reader has them in the order of reading, numbers included."""
    count = 0
    for word in words:
        if word.text.isascii():
            continue
        ways = set(map(unicodedata.bidirectional, word.text))
        count += bool(ways & RIGHT_TO_LEFT)
    return 2 * count > len(words)


def _part(line: Line, words: tuple[ReaderWord, ...]) -> Line:
    """Some of a line's words as a line, on their own stretch of its baseline."""
    box = Box.around(word.box for word in words)
    x0, y0, x1, y1 = line.baseline
    run, rise = x1 - x0, y1 - y0
    if abs(rise) > abs(run):  # it runs down the page: nobody asks for columns there
        return Line(words, box, line.baseline)
    slope = rise / run if x1 > x0 else 0.0
    foot_left = y0 + slope * (box.left - x0)
    foot_right = y0 + slope * (box.right - x0)
    return Line(words, box, (box.left, foot_left, box.right, foot_right))


def _neighbours(words: Sequence[ReaderWord]) -> list[tuple[ReaderWord, ...]]:
    """Words left over of one line, parted where others stood between them."""
    groups: list[list[ReaderWord]] = []
    reached = -inf
    for word in words:
        box = word.box
        if box.left - reached < NEIGHBOURS * box.height:
            groups[-1].append(word)
        else:
            groups.append([word])
        reached = box.right
    return [tuple(group) for group in groups]


@dataclass(frozen=True, slots=True)
class _LineFinder:
    """Finds the line that a word's box stands in; lines sorted by top so that few are looked at."""

    lines: Sequence[Stretch]
    by_top: tuple[int, ...]
    tops: tuple[float, ...]
    tallest: float

    @classmethod
    def of(cls, lines: Sequence[Stretch]) -> _LineFinder:
        boxes = [line.box for line in lines]
        by_top = sorted(range(len(boxes)), key=lambda i: boxes[i].top)
        tops = tuple(boxes[i].top for i in by_top)
        tallest = max((box.height for box in boxes), default=0.0)
        return cls(lines, tuple(by_top), tops, tallest)

    def find(self, box: Box) -> int | None:
        """Index of the line with most of the word in it, None when the word's middle is in no
        line.
        """
        highest = box.top - 2 * self.tallest
        first = bisect_left(self.tops, highest)
        past = bisect_left(self.tops, box.bottom)
        near = self.by_top[first:past]
        shares = ((_belonging(self.lines[i], box), i) for i in near)
        most, best = max(shares, default=(0.0, -1))
        return best if most > 0 else None


def _belonging(line: Stretch, box: Box) -> float:
    """Share of the word's height inside the line's slanted strip, 0 when its middle lies beyond the
    line's ends.
    """
    x, y = box.centre
    left, right = line.box.left, line.box.right
    x0, y0, x1, y1 = line.baseline
    run, rise = x1 - x0, y1 - y0
    slope = rise / run if run > 1 else 0.0
    height = max(1.0, line.box.height - abs(rise))
    reach = REACH * height
    if not left - reach <= x <= right + reach:
        return 0.0
    foot = y0 + slope * (x - x0)
    head = foot - height
    lowest = foot + BELOW * height
    if not head <= y <= lowest:
        return 0.0
    bottom = min(foot, box.bottom)
    top = max(head, box.top)
    share = (bottom - top) / max(1.0, box.height)
    outside = max(left - x, x - right, 0.0) / height
    return share - OUTSIDE * outside
