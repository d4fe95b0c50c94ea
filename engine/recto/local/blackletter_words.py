"""Words in blackletter on a page of roman type: heads of tables, names of places.

Readers of roman type write a long s as f there and the ligature of t and z as ß. A word and a
lexicon enter, the word as it is meant leaves: only where the lexicon lacks it as it was read and
has it in one other way. A page mostly in blackletter has a reader of its own (old_print.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recto.local.old_print import SURELY_OLD
from recto.model.page import ReaderWord
from recto.readers.lines.typeface import Typeface
from recto.readers.tesseract.lexicon import Lexicon
from recto_preprocessing import Geometry

# what a letter may stand for
MEANT = {"f": ("f", "s"), "ß": ("ß", "tz")}
OLD = re.compile("[fß]")
MOST = 4  # of them in a word
MARKS = ".,;:!?)-="  # behind a word

Quads = NDArray[np.float64]  # (N, 4, 2)


def old_lines(quads: Quads, typefaces: Sequence[Typeface]) -> Quads:
    """Those in blackletter."""
    old = []
    for quad, typeface in zip(quads, typefaces, strict=True):
        if typeface in SURELY_OLD:
            old.append(quad)
    together = np.array(old, dtype=np.float64)
    return together.reshape(-1, 4, 2)


def stands_in(word: ReaderWord, quads: Quads, geometry: Geometry) -> bool:
    """Whether the middle of a word, px of the page, lies in one of these lines, px of the view."""
    middle = np.array([word.box.centre], dtype=np.float64)
    place = geometry.from_original(middle)
    first = quads.min(axis=1)
    last = quads.max(axis=1)
    is_inside = (first <= place) & (place <= last)
    in_line = is_inside.all(axis=1)
    return bool(in_line.any())


def as_meant(text: str, known: Lexicon) -> str:
    """The word with s for f and tz for ß, where that alone makes it a word."""
    misread = OLD.findall(text)
    if not 0 < len(misread) <= MOST or known.knows(text):
        return text

    # All ways to write it: a long s never ends a word
    bare = text.rstrip(MARKS)
    ways = [""]
    for char in bare[:-1]:
        letters = MEANT.get(char, char)
        ways = [way + letter for way in ways for letter in letters]

    # The one of them that is a word
    end = text[len(bare) - 1 :]
    words = [way + end for way in ways]
    listed = list(filter(known.knows, words))
    return listed[0] if len(listed) == 1 else text
