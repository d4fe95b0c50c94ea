"""Ink of a page that its words leave over: lines that nobody could read, and small marks beside
lines that were read.

Pixels and the lines as they are to be printed enter, a Leftover leaves (px of the page). A place is
text that could not be read when it has the look of a row of characters and the words printed on it
account for less than a third of them: a word counts as its letters times P(right), or times the
share on which two readers agree. So a page in a script that no reader knows is not blank, whether
the readers kept silent or took it for a few marks. A mark is ink of a superscript's size and
height, on clean paper, beside a line, that no printed word covers, or that its word has as a
quotation mark. Both are said, never read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from recto.ink.components import (
    LOW,
    Boxes,
    Ink,
    Mask,
    around,
    chained,
    covered,
    grey_of,
    is_character,
    left_to_right,
    mask,
    on_paper,
    page_ink,
)
from recto.ink.small_marks import is_misread, misread_marks, small_marks
from recto.ink.unread import is_row
from recto.model.page import Box, Pixels
from recto.model.result import ResultLine, Word

# of a place's characters: with fewer accounted for by printed words, it could not be read
READ = 0.3
# of a word's letters: two readers who share more of them have read it, however little they are
# believed
AGREED = 0.5
# of the brightness around the read lines: darker ground is a panel, a picture or what the sheet
# lies on
DIM = 0.8
FEWEST, FEWEST_SEEN = 5, 3  # characters in a row; where a reader saw something
LINKED = 6.0  # line heights: greatest width of joined characters (Arabic, Devanagari, handwriting)
PITCH = 0.6  # of their height: what one of several joined characters takes of the width
MOST_SOLID = 0.75  # share of its box that joined characters' ink fills: more is a rule or a bar
# spread of the characters' widths over their mean: dots, squares and bars are all alike
VARIED = 0.12
# of the paper's brightness: fainter ink shows through from the other side, or is grain
FAINT = 0.75
SLIM = 0.25  # median width over height: bars are slimmer
# length over breadth of three characters and more, across or down; clouds in a picture are rounder
LONG = 1.5
SPECK = 3  # px: area from which a spot is no grain of the image
LOWEST = 0.5  # of a word's usual height: what a reader saw in a flatter box is a rule or a smear
MARGIN_X, MARGIN_Y = 0.5, 0.1  # of a line's height, around a printed line


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of text-like ink that was not read."""

    box: Box  # px of the page
    characters: int  # about how many it holds


@dataclass(frozen=True, slots=True)
class Leftover:
    """What the printed words leave over."""

    places: tuple[Place, ...] = ()
    marks: tuple[Box, ...] = ()
    misread: tuple[Box, ...] = ()  # raised marks that a word has as other signs


NOTHING_LEFT = Leftover()


def leftover(
    pixels: Pixels, printed: Sequence[ResultLine], seen: Sequence[Box], beside: Sequence[Box] = ()
) -> Leftover:
    """`printed`: the lines with words; `seen`: boxes where a reader or a detector saw anything,
    printed or not; `beside`: those of a facing page, which are none of this page's.

    Nothing where nobody saw anything: then nothing says what text looks like.
    """
    grey = grey_of(pixels)
    height = _usual_height(printed, seen)
    inside = mask(grey.shape[:2], seen, 0.0, 0.0)
    if height is None or not inside.any():
        return NOTHING_LEFT
    ink = page_ink(grey, inside, height)
    if ink.shade > FAINT:
        return NOTHING_LEFT
    text = Box.around(seen)
    places = [
        place
        for place in _places(ink, grey.shape, printed, seen, height)
        if _is_own(place.box, text, beside)
    ]
    return Leftover(tuple(places), small_marks(ink, printed), misread_marks(ink, printed))


def _is_own(box: Box, text: Box, beside: Sequence[Box]) -> bool:
    """Between the page's own left and right, and on no line of a facing page."""
    return text.left <= box.centre[0] <= text.right and not any(
        box.intersection(other) for other in beside
    )


def still_left(found: Leftover, lines: Sequence[ResultLine]) -> Leftover:
    """What the final lines leave over of what was found: an LLM may have read some of it."""
    words = [word for line in lines for word in line.words]
    places = tuple(place for place in found.places if not _is_read(place, words))
    boxes = [word.box for word in words]
    marks = tuple(mark for mark in found.marks if not _is_held(mark, boxes))
    doubted = [word.box for word in words if is_misread(word.text)]
    misread = tuple(mark for mark in found.misread if _is_held(mark, doubted))
    return Leftover(places, marks, misread)


def _is_held(mark: Box, boxes: Iterable[Box]) -> bool:
    """The mark is inside one of the boxes."""
    return any(_holds(box, mark) for box in boxes)


def notes_of(found: Leftover, language: str) -> tuple[str, ...]:
    """What the page's notes must say."""
    many, marks = len(found.places), len(found.marks)
    places = f"{many} places" if many > 1 else "1 place"
    text = (f"text that could not be read at {places}; is -l {language} right?",) if many else ()
    named = f"{marks} small marks" if marks > 1 else "1 small mark"
    free = (f"{named} beside lines that no reader has (footnote marks?)",) if marks else ()
    count = len(found.misread)
    named = f"{count} raised marks" if count > 1 else "1 raised mark"
    misread = (f"{named} read as another sign, flagged (footnote marks?)",) if count else ()
    return (*text, *free, *misread)


def is_left_on(word: Word, found: Leftover) -> bool:
    """The word stands on ink of which most could not be read, or has a mark misread."""
    if not (found.places or found.misread):
        return False
    has_misread = is_misread(word.text) and any(_holds(word.box, mark) for mark in found.misread)
    return has_misread or _on(word, [place.box for place in found.places])


def _on(word: Word, boxes: Iterable[Box]) -> bool:
    return any(box.intersection(word.box) > 0.5 * word.box.area for box in boxes)


def _is_read(place: Place, words: Sequence[Word]) -> bool:
    there = [word for word in words if _on(word, [place.box])]
    return sum(len(word.text) * _share_read(word) for word in there) >= READ * place.characters


def _accounted(words: Iterable[Word]) -> float:
    """How many characters of the words are right, by their confidence."""
    return sum(len(word.text) * word.confidence for word in words)


def _share_read(word: Word) -> float:
    """Of a word that stands on a place; of a whole line agreement says nothing: ink may stand in it
    without a word.
    """
    shared = word.agreement or 0.0
    return max(word.confidence, shared if shared >= AGREED else 0.0)


def _holds(outer: Box, inner: Box) -> bool:
    return outer.intersection(inner) > 0.5 * inner.area


def _usual_height(printed: Sequence[ResultLine], seen: Sequence[Box]) -> float | None:
    """Of a word, px: of those printed, else of what was seen."""
    heights = [word.box.height for line in printed for word in line.words] or [
        box.height for box in seen
    ]
    return float(np.median(heights)) if heights else None


def _places(
    ink: Ink,
    shape: tuple[int, ...],
    printed: Sequence[ResultLine],
    seen: Sequence[Box],
    height: float,
) -> tuple[Place, ...]:
    read = [line.box for line in printed if _is_line_read(line, ink, height)]
    known = covered(ink, mask(shape[:2], read, MARGIN_X * height, MARGIN_Y * height))
    free = is_character(ink, height) & ~known
    rows = [
        row for row in chained(left_to_right(ink.boxes[free]), height) if _is_text(row, ink, height)
    ]
    found = [Place(around(row), len(row)) for row in rows]
    for box in seen:
        place = _seen_place(box, ink, known, height)
        if place is not None and not any(other.box.intersection(place.box) > 0 for other in found):
            found.append(place)
    return tuple(sorted(found, key=lambda place: (place.box.top, place.box.left)))


def _is_line_read(line: ResultLine, ink: Ink, height: float) -> bool:
    """Whether its words account for the ink in its box."""
    count = _count(
        ink, _within(ink, line.box) & is_character(ink, line.box.height, LINKED), line.box.height
    )
    return _accounted(line.words) >= READ * count


def _within(ink: Ink, box: Box) -> Mask:
    x, y = ink.centres.T
    return np.asarray((x > box.left) & (x < box.right) & (y > box.top) & (y < box.bottom))


def _count(ink: Ink, chosen: Mask, height: float) -> float:
    """About how many characters these components are: joined ones count by their width."""
    width = ink.stats[chosen, 2]
    return float(np.maximum(1, width / (PITCH * height)).sum())


def _seen_place(box: Box, ink: Ink, known: Mask, height: float) -> Place | None:
    """Unread text where a reader saw something: fewer characters do, and they may be joined."""
    longer, shorter = max(box.width, box.height), min(box.width, box.height)
    if box.height < LOWEST * height or longer < LONG * shorter:
        return None
    _, _, width, high, area = ink.stats.T
    joined = (width > high) & (area > MOST_SOLID * width * high)
    chosen = _within(ink, box) & is_character(ink, box.height, LINKED) & ~known & ~joined
    count = _count(ink, chosen, box.height)
    if count < FEWEST_SEEN or not on_paper(ink.boxes[chosen], ink):
        return None
    return Place(around(ink.boxes[chosen]), round(count))


def _is_text(row: Boxes, ink: Ink, height: float) -> bool:
    """A row of characters of more than one shape, and not of specks among specks."""
    if not is_row(row, ink, height, FEWEST) or _is_texture(row, ink, height):
        return False
    widths, heights = row[:, 2] - row[:, 0], row[:, 3] - row[:, 1]
    varied = float(np.std(widths)) > VARIED * float(np.mean(widths))
    return varied and float(np.median(widths / heights)) > SLIM


def _is_texture(row: Boxes, ink: Ink, height: float) -> bool:
    """Whether it lies on dim ground with more specks around than characters: grass, gravel, an
    engraving.
    """
    box = around(row)
    behind = ink.paper[int(box.top) : int(box.bottom), int(box.left) : int(box.right)]
    if float(np.median(behind)) >= DIM * ink.usual_paper:
        return False
    about = Box(box.left - height, box.top - height, box.right + height, box.bottom + height)
    near = _within(ink, about)
    small = ink.stats[:, 3] <= LOW * height
    specks = np.count_nonzero(near & small & (ink.stats[:, 4] >= SPECK))
    return bool(specks > np.count_nonzero(near & is_character(ink, height, LINKED)))
