"""How well a page reads on from one piece to the next: in its text and on its paper.

Two pieces enter that an order puts one behind the other, a Join's traits leave: hyphens whose other
half is there, sentences that go on or break off, letters that follow each other elsewhere on the
page, and the step that the eye takes. Which of these speak for an order is learned
(confidence/printing_order.py), not decided here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import log

from recto.arbitration.page.blocks import Piece
from recto.model.page import Box
from recto.readers.tesseract.lexicon import Lexicon
from recto.text.alignment import compact
from recto.witnesses.registry import readings

HYPHENS = frozenset("-¬⸗=\u00ad\u2010")
ENDS = frozenset('.!?:;。！？»”"’')
HALF = 2  # letters of either half of a divided word
NEAR = 1.5  # line heights of a step down within a column
APART = 2.0  # line heights between two pieces of one row that still read on
COMMON = 0.3  # of the narrower piece that two of one column have in common
LEVEL = 0.5  # of the lower piece that two of one row have in common
UNSEEN = 0.3  # times that letters count which were never seen
GRAM = 2  # letters on either side of a space


class Step(StrEnum):
    """Where the next piece stands, as seen from the one before."""

    BELOW = "below"  # the next line of a column
    FAR_BELOW = "far_below"
    BESIDE = "beside"  # in its row
    FAR_BESIDE = "far_beside"
    UP = "up"  # at the head of a column further along
    BACK = "back"  # above, or before it in its row
    AWAY = "away"  # below and to one side


class Seam(StrEnum):
    """What the text does between the two."""

    WHOLE = "whole"  # a divided word has its other half
    TORN = "torn"  # a divided word has not
    ON = "on"  # a sentence goes on
    OFF = "off"  # it breaks off, or another does not begin where one ends
    NEW = "new"  # one ends, another begins
    OPEN = "open"  # numbers, capitals, scripts without case: nothing is told


@dataclass(frozen=True, slots=True)
class PageText:
    """Letters of a page that stand about its spaces, and the words that it has."""

    pairs: Counter[str]
    ends: Counter[str]
    begins: Counter[str]
    words: frozenset[str]
    lexicon: Lexicon


def page_text(pieces: Iterable[Piece], lexicon: Lexicon) -> PageText:
    """Counted within pieces, which nobody can put in another order."""
    pairs: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    begins: Counter[str] = Counter()
    known: set[str] = set()
    for piece in pieces:
        words = [compact(text) for text in _texts(piece)]
        known.update(words)
        for before, behind in pairwise(words):
            end = before[-GRAM:]
            begin = behind[:GRAM]
            pairs[f"{end} {begin}"] += 1
            ends[end] += 1
            begins[begin] += 1
    return PageText(pairs, ends, begins, frozenset(known), lexicon)


def seam(text: PageText, before: Piece, behind: Piece) -> Seam:
    """What the text does where `behind` follows `before`."""
    last = _last(before)
    first = _first(behind)
    starts = next(filter(str.isalpha, first), "")
    if any(_is_divided(word) for word in last):
        return _of_divided(text, last, first)
    has_ended = any(word[-1:] in ENDS for word in last)
    if not starts or starts.islower() == starts.isupper() or not any(map(_is_worded, last)):
        return Seam.OPEN
    if starts.islower():
        return Seam.OFF if has_ended else Seam.ON
    return Seam.NEW if has_ended else Seam.OPEN


def likeness(text: PageText, before: Piece, behind: Piece) -> float:
    """Log of how much oftener the page has these letters about a space than chance would."""
    ends = [compact(word)[-GRAM:] for word in _last(before)]
    begin = compact(_first(behind))[:GRAM]
    total = max(1, text.pairs.total())
    best = 0.0
    for end in ends:
        seen = text.pairs[f"{end} {begin}"]
        expected = text.ends[end] * text.begins[begin] / total
        best = max(best, log((seen + UNSEEN) / (expected + UNSEEN)), key=abs)
    return best


def step(before: Piece, behind: Piece, height: float) -> Step:
    """The way from one box to the next; `height` of a line, px."""
    one, other = before.box, behind.box
    if _common(one.top, one.bottom, other.top, other.bottom) > LEVEL:
        gap = other.left - one.right
        if other.centre[0] < one.centre[0]:
            return Step.BACK
        return Step.BESIDE if gap < APART * height else Step.FAR_BESIDE
    if other.centre[1] < one.centre[1]:
        return Step.UP if other.left > one.left + height else Step.BACK
    if _common(one.left, one.right, other.left, other.right) <= COMMON:
        return Step.AWAY
    gap = other.top - one.bottom
    return Step.BELOW if gap < NEAR * height else Step.FAR_BELOW


def _common(low: float, high: float, other_low: float, other_high: float) -> float:
    """Share of the shorter stretch that both have."""
    shared = min(high, other_high) - max(low, other_low)
    shorter = min(high - low, other_high - other_low)
    return shared / max(1.0, shorter)


def _texts(piece: Piece) -> list[str]:
    found: list[str] = []
    for unit in piece.units:
        found += [word.text for word in unit.ppocr or unit.tesseract or unit.words]
    return found


def _last(piece: Piece) -> list[str]:
    """The last word as each reader has it."""
    return [words[-1].text for words in readings(piece.units[-1]) if words]


def _first(piece: Piece) -> str:
    return next((words[0].text for words in readings(piece.units[0]) if words), "")


def _is_divided(word: str) -> bool:
    return word[-1:] in HYPHENS and word[-2:-1].isalpha()


def _is_worded(word: str) -> bool:
    return any(map(str.isalpha, word))


def _of_divided(text: PageText, last: Sequence[str], first: str) -> Seam:
    """A word that is known, or small letters as a second half has them."""
    half = compact(first)
    for word in last:
        whole = compact(word) + half
        if len(half) >= HALF and (whole in text.words or text.lexicon.knows(whole)):
            return Seam.WHOLE
    is_small = first[:1].islower()
    return Seam.WHOLE if is_small else Seam.TORN


def line_height(boxes: Sequence[Box]) -> float:
    """Median, px."""
    heights = sorted(box.height for box in boxes)
    return heights[len(heights) // 2] if heights else 1.0
