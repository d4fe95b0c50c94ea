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
from itertools import chain, pairwise
from math import log
from statistics import median

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
        words = list(map(compact, _texts(piece)))
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
    if any(map(_is_divided, last)):
        return _of_divided(text, last, first)
    if not any(map(str.isalpha, chain.from_iterable(last))):
        return Seam.OPEN
    has_ended = any(word[-1:] in ENDS for word in last)
    start = next(filter(str.isalpha, first), "")
    if start.islower():
        return Seam.OFF if has_ended else Seam.ON
    if start.isupper() and has_ended:
        return Seam.NEW
    return Seam.OPEN


def likeness(text: PageText, before: Piece, behind: Piece) -> float:
    """Log of how much oftener the page has these letters about a space than chance would."""
    first = compact(_first(behind))
    begin = first[:GRAM]
    total = max(1, text.pairs.total())
    best = 0.0
    for word in _last(before):
        last = compact(word)
        end = last[-GRAM:]
        seen = text.pairs[f"{end} {begin}"]
        expected = text.ends[end] * text.begins[begin] / total
        oftener = (seen + UNSEEN) / (expected + UNSEEN)
        best = max(best, log(oftener), key=abs)
    return best


def step(before: Piece, behind: Piece, height: float) -> Step:
    """The way from one box to the next; `height` of a line, px."""
    one = before.box
    other = behind.box
    if _common(_down(one), _down(other)) > LEVEL:
        return _step_across(one, other, height)
    _, middle = one.centre
    _, other_middle = other.centre
    if other_middle < middle:
        is_further_along = other.left > one.left + height
        return Step.UP if is_further_along else Step.BACK
    if _common(_across(one), _across(other)) <= COMMON:
        return Step.AWAY
    gap = other.top - one.bottom
    return Step.BELOW if gap < NEAR * height else Step.FAR_BELOW


def _step_across(one: Box, other: Box, height: float) -> Step:
    """In one row."""
    middle, _ = one.centre
    other_middle, _ = other.centre
    if other_middle < middle:
        return Step.BACK
    gap = other.left - one.right
    return Step.BESIDE if gap < APART * height else Step.FAR_BESIDE


def line_height(boxes: Sequence[Box]) -> float:
    """Median, px."""
    heights = [box.height for box in boxes]
    return median(heights) if heights else 1.0


Stretch = tuple[float, float]


def _down(box: Box) -> Stretch:
    return box.top, box.bottom


def _across(box: Box) -> Stretch:
    return box.left, box.right


def _common(one: Stretch, other: Stretch) -> float:
    """Share of the shorter stretch that both have."""
    low, high = one
    other_low, other_high = other
    start = max(low, other_low)
    end = min(high, other_high)
    length = high - low
    other_length = other_high - other_low
    shorter = min(length, other_length)
    return (end - start) / max(1.0, shorter)


def _texts(piece: Piece) -> list[str]:
    found: list[str] = []
    for unit in piece.units:
        words = unit.ppocr or unit.tesseract or unit.words
        found += [word.text for word in words]
    return found


def _last(piece: Piece) -> list[str]:
    """The last word as each reader has it."""
    found = []
    for words in readings(piece.units[-1]):
        if words:
            last = words[-1]
            found.append(last.text)
    return found


def _first(piece: Piece) -> str:
    """The first word as the first reader has it that has any."""
    for words in readings(piece.units[0]):
        if words:
            return words[0].text
    return ""


def _is_divided(word: str) -> bool:
    if word[-1:] not in HYPHENS:
        return False
    before = word[-2:-1]
    return before.isalpha()


def _of_divided(text: PageText, last: Sequence[str], first: str) -> Seam:
    """A word that is known, or small letters as a second half has them."""
    half = compact(first)
    if first[:1].islower():
        return Seam.WHOLE
    if len(half) < HALF:
        return Seam.TORN
    for word in last:
        whole = compact(word) + half
        if whole in text.words or text.lexicon.knows(whole):
            return Seam.WHOLE
    return Seam.TORN
