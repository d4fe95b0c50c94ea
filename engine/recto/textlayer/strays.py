"""Marks beside numbers that the layer lacks: a minus, a currency, a point between two halves of one
number.

Words with their outcomes, pixels and readers enter; what is read on numbers together with such a
mark leaves. The mark is ink on the number's height that no word covers and that is no rule. It
counts where a reader sees the same digits with another mark; ink that adds no mark (a tick, a
bullet) says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Box, Pixels
from recto.text.agreement import figures, has_figure, is_figure
from recto.textlayer.agreement import SEPARATORS
from recto.textlayer.ground import ground_of
from recto.textlayer.looks import LayerWord, Readers, crops
from recto.textlayer.outcomes import WordCheck

PASSED = frozenset({"agreed", "unread"})
REACH = 0.8  # of the number's height beside it: a currency sign with a thin space
LEAST = 2  # px of a gap that can hold a mark
CONTRAST = 64  # grey levels between a mark and the paper
BEYOND = 0.35  # of the number's height above and below it: ink that goes on there is a rule
MOST = 40  # numbers of a page that are looked at: where more have ink beside them, it is no mark
TOLD = frozenset("+-$£€¥%‰") | SEPARATORS


@dataclass(frozen=True, slots=True)
class _Stray:
    """A number, or two, with ink that belongs to no word."""

    numbers: tuple[int, ...]
    word: LayerWord  # as it would be read: both numbers, or one, with the ink


def beside_numbers(
    words: Sequence[LayerWord], found: Sequence[WordCheck], pixels: Pixels, readers: Readers
) -> dict[int, str]:
    """By the word's number: what is read there, with a mark that the layer lacks."""
    strays = _strays(words, found, pixels)[:MOST]
    if not strays:
        return {}
    cut = crops([stray.word for stray in strays], pixels)
    looks = [readers.first(cut)]
    if readers.ppocr:
        looks.append(readers.second(cut))

    read: dict[int, str] = {}
    for stray, *texts in zip(strays, *looks, strict=True):
        said = stray.word.word.text
        marked = [text for text in texts if _adds_mark(said, text)]
        for number in stray.numbers:
            if marked:
                read[number] = marked[0]
    return read


def _adds_mark(layer: str, read: str) -> bool:
    """The same digits with a mark between or before them, or behind, that the layer lacks."""
    digits = _digits(layer)
    if not digits or digits != _digits(read):
        return False
    return _marks(read) > _marks(layer)


def _digits(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _marks(text: str) -> int:
    """How many marks the text's numbers have."""
    numbers = "".join(figures([text]))
    return sum(char in TOLD for char in numbers)


def _strays(words: Sequence[LayerWord], found: Sequence[WordCheck], pixels: Pixels) -> list[_Stray]:
    sides = []
    for word in words:
        place = word.place
        corners = (
            place.left,
            place.top,
            place.right,
            place.bottom,
        )
        sides.append(corners)

    edges = np.array(sides, dtype=np.float64).reshape(-1, 4)
    strays = []
    for i, word in enumerate(words):
        if word.quadrant != 0 or found[i].outcome not in PASSED:
            continue
        if has_figure(word.word.text):
            stray = _stray(i, words, edges, pixels)
            if stray is not None:
                strays.append(stray)
    return strays


def _stray(
    i: int, words: Sequence[LayerWord], edges: NDArray[np.float64], pixels: Pixels
) -> _Stray | None:
    """A number together with the next one where ink stands between two halves of one, else with the
    ink beside it; None where there is none.
    """
    word = words[i]
    place = word.place
    before, behind = _gaps(i, edges)
    ink_before = _inked(before, place, pixels)
    ink_behind = _inked(behind, place, pixels)

    following = next(iter(words[i + 1 : i + 2]), None)
    reach = behind.width + 1
    if ink_behind and following and _are_halves(word, following, reach):
        both = Box.around([place, following.place])
        text = f"{word.word.text} {following.word.text}"
        number = replace(word.word, text=text, box=both)
        whole = replace(word, word=number, place=both)
        return _Stray((i, i + 1), whole)

    if not ink_before and not ink_behind:
        return None
    boxes = filter(None, [ink_before, place, ink_behind])
    wide = replace(word, place=Box.around(boxes))
    return _Stray((i,), wide)


def _are_halves(one: LayerWord, two: LayerWord, most: float) -> bool:
    """Whether both may be of one number, with a gap of `most` px at most."""
    gap = two.place.left - one.place.right
    is_next = 0 <= gap <= most
    if two.quadrant != 0 or not is_next:
        return False
    last = one.word.text[-1]
    first = two.word.text[0]
    return is_figure(last) and is_figure(first)


def _gaps(i: int, edges: NDArray[np.float64]) -> tuple[Box, Box]:
    """Before and behind word `i`, as far as a sign stands from a number, and no further than the
    next word.
    """
    lefts, tops, rights, bottoms = edges.T
    left, top, right, bottom = edges[i]
    is_level = (tops < bottom) & (bottoms > top)
    is_level[i] = False
    ends = rights[is_level & (rights <= left + 1)]
    starts = lefts[is_level & (lefts >= right - 1)]

    reach = REACH * (bottom - top)
    end = ends.max() if ends.size else 0.0
    start = starts.min() if starts.size else np.inf
    before = Box(
        max(left - reach, end),
        top,
        left,
        bottom,
    )
    behind = Box(
        right,
        top,
        min(right + reach, start),
        bottom,
    )
    return before, behind


def _inked(gap: Box, place: Box, pixels: Pixels) -> Box | None:
    """The gap from or up to the ink in it; None where there is none, or a rule."""
    import cv2

    beyond = BEYOND * place.height
    first_row = max(0, int(gap.top - beyond))
    last_row = int(gap.bottom + beyond)
    first_column = max(0, round(gap.left) + 1)
    end_column = round(gap.right) - 1
    part = pixels[first_row : last_row + 1, first_column:end_column]
    if not part.size or end_column - first_column < LEAST:
        return None

    paper = ground_of(part)
    apart = np.abs(part - paper)
    if apart.ndim > 2:
        apart = apart.max(axis=2)
    dark = (apart > CONTRAST).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    x, y, width, height, area = stats[1:].T

    # Ink that reaches the part's edge goes on there.
    high, wide = dark.shape
    right = x + width
    bottom = y + height
    is_within_rows = (y > 0) & (bottom < high)
    is_within_columns = (x > 0) & (right < wide)
    is_whole = is_within_rows & is_within_columns
    is_below_top = bottom > gap.top - first_row
    is_above_foot = y < gap.bottom - first_row
    is_mark = is_whole & is_below_top & is_above_foot & (area >= LEAST)
    if not is_mark.any():
        return None
    start = first_column + x[is_mark].min() - 1
    end = first_column + right[is_mark].max() + 1
    return Box(float(start), gap.top, float(end), gap.bottom)
