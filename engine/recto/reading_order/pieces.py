"""What is known of each piece of a page before its order is looked for.

A LevelPage enters; a Pieces leaves, an array a trait, all indexed like the page's lines. Lengths
are px of the levelled page. A piece is a detected line, or the part of one that was found alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recto.reading_order.rows import Boxes, LevelPage, letters_of

HYPHENS = frozenset("-¬⸗=\u00ad\u2010")
ENDS = frozenset('.!?:;。！？»”"’')
MOSTLY = 0.5  # of the characters of a piece of figures are digits


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """One row a piece in every array; booleans are 0 or 1."""

    left: Boxes
    top: Boxes
    right: Boxes
    bottom: Boxes
    characters: Boxes
    letters: Boxes
    digits: Boxes
    is_hyphened: Boxes  # ends in a hyphen
    is_ended: Boxes  # ends as a sentence does
    ends_in_digit: Boxes
    is_figures: Boxes
    is_lower: Boxes  # begins with a small letter
    is_upper: Boxes

    @property
    def middle(self) -> Boxes:
        """Height at which it stands."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> Boxes:
        """Its middle across."""
        return (self.left + self.right) / 2


def pieces_of(page: LevelPage) -> Pieces:
    """The traits of all of its lines."""
    left, top, right, bottom = page.boxes.T
    texts = [text.strip() for text in page.texts]
    characters = _each(len(text) for text in texts)
    digits = _each(sum(map(str.isdigit, text)) for text in texts)
    last = [text[-1:] for text in texts]
    before_stops = [text.rstrip(" .")[-1:] for text in texts]
    first = [text[:1] for text in texts]
    return Pieces(
        left,
        top,
        right,
        bottom,
        characters,
        _each(map(letters_of, texts)),
        digits,
        _each(each in HYPHENS for each in last),
        _each(each in ENDS for each in last),
        _each(each.isdigit() for each in before_stops),
        (digits > MOSTLY * np.maximum(1.0, characters)).astype(np.float64),
        _each(each.islower() for each in first),
        _each(each.isupper() for each in first),
    )


def _each(values: object) -> Boxes:
    return np.array(list(values), dtype=np.float64)  # type: ignore[call-overload]
