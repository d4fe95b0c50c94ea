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
    from_top,
    grey_of,
    in_lines,
    is_character,
    mask,
    on_paper,
    page_ink,
    rows_of,
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
MOST_OF = 0.5  # of the area of a word or a mark, for it to stand on a place or in a word


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
    inside = mask(grey.shape, seen, 0.0, 0.0)
    if height is None or not inside.any():
        return NOTHING_LEFT
    ink = page_ink(grey, inside, height)
    if ink.shade > FAINT:
        return NOTHING_LEFT
    text = Box.around(seen)
    places = []
    for place in _places(ink, printed, seen, height):
        x, _ = place.box.centre
        is_beside = any(map(place.box.intersection, beside))
        if text.left <= x <= text.right and not is_beside:
            places.append(place)
    return Leftover(tuple(places), small_marks(ink, printed), misread_marks(ink, printed))


def still_left(found: Leftover, lines: Sequence[ResultLine]) -> Leftover:
    """What the final lines leave over of what was found: an LLM may have read some of it."""
    words: list[Word] = []
    for line in lines:
        words += line.words
    doubted = [word for word in words if is_misread(word.text)]
    places = [place for place in found.places if not _is_read(place, words)]
    marks = [mark for mark in found.marks if not _is_held(mark, words)]
    misread = [mark for mark in found.misread if _is_held(mark, doubted)]
    return Leftover(tuple(places), tuple(marks), tuple(misread))


def _is_held(mark: Box, words: Iterable[Word]) -> bool:
    """Most of the mark is inside one of the words."""
    most = MOST_OF * mark.area
    return any(word.box.intersection(mark) > most for word in words)


def notes_of(found: Leftover, language: str) -> tuple[str, ...]:
    """What the page's notes must say."""
    notes = []
    if found.places:
        places = _counted(found.places, "place")
        notes.append(f"text that could not be read at {places}; is -l {language} right?")
    if found.marks:
        marks = _counted(found.marks, "small mark")
        notes.append(f"{marks} beside lines that no reader has (footnote marks?)")
    if found.misread:
        misread = _counted(found.misread, "raised mark")
        notes.append(f"{misread} read as another sign, flagged (footnote marks?)")
    return tuple(notes)


def _counted(items: Sequence[object], name: str) -> str:
    """How many there are: "1 place", "2 places"."""
    count = len(items)
    return f"{count} {name}s" if count > 1 else f"{count} {name}"


def is_left_on(word: Word, found: Leftover) -> bool:
    """The word stands on ink of which most could not be read, or has a mark misread."""
    if not (found.places or found.misread):
        return False
    if is_misread(word.text) and any(_is_held(mark, (word,)) for mark in found.misread):
        return True
    return _on(word, [place.box for place in found.places])


def _on(word: Word, boxes: Iterable[Box]) -> bool:
    """Most of the word stands on one of the boxes."""
    most = MOST_OF * word.box.area
    return any(box.intersection(word.box) > most for box in boxes)


def _is_read(place: Place, words: Sequence[Word]) -> bool:
    """Whether the words on the place account for its characters."""
    letters_read = []
    for word in words:
        if not _on(word, (place.box,)):
            continue
        share = word.confidence
        # of a whole line agreement says nothing: ink may stand in it without a word
        agreement = word.agreement or 0.0
        if agreement >= AGREED:
            share = max(share, agreement)
        letters_read.append(len(word.text) * share)
    return sum(letters_read) >= READ * place.characters


def _usual_height(printed: Sequence[ResultLine], seen: Sequence[Box]) -> float | None:
    """Of a word, px: of those printed, else of what was seen."""
    heights = [word.box.height for line in printed for word in line.words]
    if not heights:
        heights = [box.height for box in seen]
    return float(np.median(heights)) if heights else None


def _places(
    ink: Ink, printed: Sequence[ResultLine], seen: Sequence[Box], height: float
) -> list[Place]:
    """Rows of characters that no line read has, then what a reader saw elsewhere, from the top."""
    read = [line.box for line in printed if _is_line_read(line, ink)]
    known = in_lines(ink, read, height)
    free = is_character(ink, height) & ~known
    rows = [row for row in rows_of(ink, free, height) if _is_text(row, ink, height)]
    places = [Place(around(row), len(row)) for row in rows]
    for box in seen:
        place = _seen_place(box, ink, known, height)
        if place is None:
            continue
        if not any(place.box.intersection(other.box) > 0 for other in places):
            places.append(place)
    return sorted(places, key=lambda place: from_top(place.box))


def _is_line_read(line: ResultLine, ink: Ink) -> bool:
    """Whether its words account for the ink in its box."""
    height = line.box.height
    characters = _within(ink, line.box) & is_character(ink, height, LINKED)
    read = sum(len(word.text) * word.confidence for word in line.words)
    return read >= READ * _count(ink, characters, height)


def _within(ink: Ink, box: Box) -> Mask:
    """(N,) which components have their centre in the box."""
    x, y = ink.centres.T
    is_across = (x > box.left) & (x < box.right)
    is_down = (y > box.top) & (y < box.bottom)
    return np.asarray(is_across & is_down)


def _count(ink: Ink, chosen: Mask, height: float) -> float:
    """About how many characters these components are: joined ones count by their width."""
    width = ink.stats[chosen, 2]
    pitch = PITCH * height
    characters = np.maximum(1, width / pitch)
    return float(characters.sum())


def _seen_place(box: Box, ink: Ink, known: Mask, height: float) -> Place | None:
    """Unread text where a reader saw something: fewer characters do, and they may be joined."""
    longer = max(box.width, box.height)
    shorter = min(box.width, box.height)
    if box.height < LOWEST * height or longer < LONG * shorter:
        return None
    _, _, width, high, area = ink.stats.T
    is_bar = (width > high) & (area > MOST_SOLID * width * high)
    characters = _within(ink, box) & is_character(ink, box.height, LINKED)
    chosen = characters & ~known & ~is_bar
    count = _count(ink, chosen, box.height)
    if count < FEWEST_SEEN:
        return None
    row = ink.boxes[chosen]
    return Place(around(row), round(count)) if on_paper(row, ink) else None


def _is_text(row: Boxes, ink: Ink, height: float) -> bool:
    """A row of characters of more than one shape, and not of specks among specks."""
    if not is_row(row, ink, height, FEWEST) or _is_texture(row, ink, height):
        return False
    left, top, right, bottom = row.T
    widths = right - left
    heights = bottom - top
    if float(np.std(widths)) <= VARIED * float(np.mean(widths)):
        return False
    return float(np.median(widths / heights)) > SLIM


def _is_texture(row: Boxes, ink: Ink, height: float) -> bool:
    """Whether it lies on dim ground with more specks around than characters: grass, gravel, an
    engraving.
    """
    if on_paper(row, ink, DIM):
        return False
    box = around(row)
    about = Box(
        box.left - height,
        box.top - height,
        box.right + height,
        box.bottom + height,
    )
    near = _within(ink, about)
    _, _, _, high, area = ink.stats.T
    is_speck = (high <= LOW * height) & (area >= SPECK)
    specks = np.count_nonzero(near & is_speck)
    characters = np.count_nonzero(near & is_character(ink, height, LINKED))
    return bool(specks > characters)
