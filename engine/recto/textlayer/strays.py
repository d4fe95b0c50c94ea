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
    strays = list(_strays(words, found, pixels))[:MOST]
    if not strays:
        return {}
    cut = crops([stray.word for stray in strays], pixels)
    looks = [readers.first(cut), readers.second(cut)] if readers.ppocr else [readers.first(cut)]
    read: dict[int, str] = {}
    for stray, *texts in zip(strays, *looks, strict=True):
        told = [text for text in texts if _tells(stray.word.word.text, text)]
        if told:
            read.update(dict.fromkeys(stray.numbers, told[0]))
    return read


def _tells(layer: str, read: str) -> bool:
    """The same digits with a mark between or before them, or behind, that the layer lacks."""
    own, seen = "".join(figures([layer])), "".join(figures([read]))
    if _digits(layer) != _digits(read) or not _digits(layer):
        return False
    return len(_told(seen)) > len(_told(own))


def _digits(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _told(text: str) -> str:
    return "".join(filter(TOLD.__contains__, text))


def _strays(words: Sequence[LayerWord], found: Sequence[WordCheck], pixels: Pixels) -> list[_Stray]:
    upright = [word.quadrant == 0 for word in words]
    edges = np.array([_edges(word.place) for word in words], dtype=np.float64).reshape(-1, 4)
    strays = []
    for i, word in enumerate(words):
        if not upright[i] or found[i].outcome not in PASSED or not has_figure(word.word.text):
            continue
        left, right = _gaps(i, edges)
        place = word.place
        before, behind = _inked(left, place, pixels), _inked(right, place, pixels)
        next_to = (
            i + 1 < len(words) and 0 <= words[i + 1].place.left - place.right <= right.width + 1
        )
        if behind and next_to and _halves(word, words[i + 1]):
            both = Box.around([place, words[i + 1].place])
            strays.append(_Stray((i, i + 1), _joined(word, words[i + 1], both)))
        elif before or behind:
            wide = Box.around(box for box in (before, place, behind) if box)
            strays.append(_Stray((i,), replace(word, place=wide)))
    return strays


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


def _gaps(i: int, edges: NDArray[np.float64]) -> tuple[Box, Box]:
    """Before and behind word `i`, as far as a sign stands from a number, and no further than the
    next word.
    """
    left, top, right, bottom = edges[i]
    reach = REACH * (bottom - top)
    level = (edges[:, 1] < bottom) & (edges[:, 3] > top)
    level[i] = False
    ends = edges[level & (edges[:, 2] <= left + 1), 2]
    starts = edges[level & (edges[:, 0] >= right - 1), 0]
    first = max(left - reach, ends.max() if ends.size else 0.0)
    last = min(right + reach, starts.min() if starts.size else np.inf)
    return Box(first, top, left, bottom), Box(right, top, last, bottom)


def _inked(gap: Box, place: Box, pixels: Pixels) -> Box | None:
    """The gap from or up to the ink in it; None where there is none, or a rule."""
    import cv2

    beyond = BEYOND * place.height
    top, bottom = max(0, int(gap.top - beyond)), int(gap.bottom + beyond) + 1
    left, right = max(0, round(gap.left) + 1), round(gap.right) - 1
    part = pixels[top:bottom, left:right]
    if right - left < LEAST or not part.size:
        return None
    paper = np.median(part.reshape(-1, *part.shape[2:]), axis=0)
    apart = np.abs(part.astype(np.float64) - paper)
    dark = (apart if apart.ndim == 2 else apart.max(axis=2)) > CONTRAST
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark.astype(np.uint8), connectivity=8)
    x, y, width, height, area = stats[1:].T
    high, wide = dark.shape
    whole = (y > 0) & (y + height < high) & (x > 0) & (x + width < wide) & (area >= LEAST)
    level = (y + height > gap.top - top) & (y < gap.bottom - top)
    if not (whole & level).any():
        return None
    own = stats[1:][whole & level]
    return Box(
        float(left + own[:, 0].min() - 1),
        gap.top,
        float(left + (own[:, 0] + own[:, 2]).max() + 1),
        gap.bottom,
    )


def _halves(one: LayerWord, two: LayerWord) -> bool:
    """Whether both may be of one number."""
    return is_figure(one.word.text[-1]) and is_figure(two.word.text[0]) and two.quadrant == 0


def _joined(one: LayerWord, two: LayerWord, place: Box) -> LayerWord:
    text = f"{one.word.text} {two.word.text}"
    return replace(one, word=replace(one.word, text=text, box=place), place=place)
