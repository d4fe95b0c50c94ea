"""A second look at words that passed: signs, marks over letters and full-width forms that are not
the ones on the page.

Words with their outcomes, the pictures of their glyphs, pixels and readers enter; the outcomes
leave. Reading does not tell these: readers take ± for +, leave accents out, and have one code for
digits of both widths. The shape of the ink does: how high a letter is over its bare neighbours, how
wide a full-width sign is, which sign a picture is nearest to. Only what stands upright is compared,
since heights and widths are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from recto.model.page import Pixels
from recto.textlayer.glyphs import Glyph
from recto.textlayer.looks import OPEN, LayerWord, Readers, crops
from recto.textlayer.outcomes import WordCheck
from recto.textlayer.shapes import Pictures
from recto.textlayer.signs import other_signs
from recto.textlayer.strays import beside_numbers

PASSED = frozenset({"agreed", "unread", "drawn", "unspelled"})
# of the font's height: a full-width character's advance is .7 to 1, a digit's .35 to .6
WIDE = 0.62
FULL_WIDTH = (0xFF01, 0xFF5E)
BARE = {"small": "acemnorsuvwxz", "capital": "ABCDEFGHIKLMNOPRSTUVXYZ"}
KINDS = {letter: kind for kind, letters in BARE.items() for letter in letters}
FEWEST = 3  # different bare letters of a font, which say how high they are
# heights of a bare letter that one with a mark above it has at least (printed: 1.2 to 1.5)
ROOM = 1.08
ABOVE = 230  # canonical combining class of marks above a letter

Kind = tuple[str, str]  # font and kind of letter
Bare = dict[Kind, float]  # height of the bare ones, in heights of the font
Heights = dict[Kind, dict[str, list[float]]]  # the same of each glyph, by its letter


@dataclass(frozen=True, slots=True)
class _Upright:
    """Upright printed glyphs of words that passed, with the word that each is in."""

    glyphs: list[Glyph]
    seen: Pictures
    words: list[int]
    starts: dict[int, int]  # of each word's first glyph

    @classmethod
    def of(cls, words: Sequence[LayerWord], found: Sequence[WordCheck], seen: Pictures) -> Self:
        """Of these words with their outcomes; `seen`: of all their glyphs, in order."""
        glyphs: list[Glyph] = []
        numbers: list[int] = []
        places: list[int] = []
        starts: dict[int, int] = {}
        start = 0
        pairs = zip(words, found, strict=True)
        for i, (word, outcome) in enumerate(pairs):
            count = len(word.glyphs)
            is_printed = all(glyph.printed for glyph in word.glyphs)
            is_upright = is_printed and word.quadrant == 0
            if is_upright and outcome.outcome in PASSED:
                starts[i] = len(glyphs)
                glyphs += word.glyphs
                numbers += [i] * count
                places += range(start, start + count)
            start += count

        drawn = Pictures(seen.rows[places], seen.places[places])
        return cls(
            glyphs,
            drawn,
            numbers,
            starts,
        )

    def wide_forms(self) -> dict[int, str]:
        """Full-width forms that are no wider than plain ones: the plain one of each."""
        first, last = FULL_WIDTH
        plain = {}
        for k, glyph in enumerate(self.glyphs):
            code = ord(glyph.text[0])
            if not first <= code <= last:
                continue
            if glyph.box.width < WIDE * glyph.box.height:
                plain[k] = unicodedata.normalize("NFKC", glyph.text)
        return plain

    def without_room(self) -> list[int]:
        """Words with a letter with a mark above it, in print no higher than letters without."""
        marked = {}
        for k, glyph in enumerate(self.glyphs):
            if glyph.text.isascii():
                continue
            apart = unicodedata.normalize("NFD", glyph.text)
            kind = KINDS.get(apart[0], "")
            classes = map(unicodedata.combining, apart[1:])
            if kind and ABOVE in classes:
                marked[k] = kind

        if not marked:
            return []
        bare_heights = self.bare_heights()
        words = set()
        for k, kind in marked.items():
            key = (self.glyphs[k].font, kind)
            lowest = ROOM * bare_heights.get(key, 0.0)
            _, height, _ = self.seen.places[k]
            if 0 < height < lowest:
                words.add(self.words[k])
        return sorted(words)

    def bare_heights(self) -> Bare:
        """The middle one of each letter's usual height."""
        heights: Heights = {}
        pairs = zip(self.glyphs, self.seen.places, strict=True)
        for glyph, place in pairs:
            kind = KINDS.get(glyph.text, "")
            height = float(place[1])
            if kind and height > 0:
                key = (glyph.font, kind)
                letters = heights.setdefault(key, {})
                of_letter = letters.setdefault(glyph.text, [])
                of_letter.append(height)

        bare = {}
        for key, letters in heights.items():
            if len(letters) >= FEWEST:
                usual = [np.median(seen) for seen in letters.values()]
                middle = np.median(usual)
                bare[key] = float(middle)
        return bare


def looked_over(
    words: Sequence[LayerWord],
    found: Sequence[WordCheck],
    seen: Pictures,
    pixels: Pixels,
    readers: Readers,
) -> list[WordCheck]:
    """The outcomes, "misstated" where a word shows something else than it says. `seen`: of all
    glyphs, in order.
    """
    upright = _Upright.of(words, found, seen)
    outcomes = list(found)
    signs = other_signs(upright.glyphs, upright.seen)
    plain_forms = upright.wide_forms()
    shown = {**plain_forms, **signs}
    for k, text in shown.items():
        i = upright.words[k]
        characters = [glyph.text for glyph in words[i].glyphs]
        at = k - upright.starts[i]
        characters[at] = text
        outcomes[i] = WordCheck("misstated", "".join(characters))

    low = upright.without_room()
    unread = [i for i in low if not outcomes[i].read]
    chosen = [words[i] for i in unread]
    readings = _without_marks(chosen, pixels, readers)
    for i, read in zip(unread, readings, strict=True):
        if read:
            outcomes[i] = WordCheck("misstated", read)

    beside = beside_numbers(words, outcomes, pixels, readers)
    for i, read in beside.items():
        outcomes[i] = WordCheck("misstated", read)
    return outcomes


def _without_marks(words: Sequence[LayerWord], pixels: Pixels, readers: Readers) -> list[str]:
    """What a reader reads on words whose letters seem to lack their marks; empty where it sees the
    marks.
    """
    if not words:
        return []
    close = readers.first(crops(words, pixels))
    spacious = readers.first(crops(words, pixels, OPEN))
    readings = []
    for word, one, two in zip(words, close, spacious, strict=True):
        seen = max(_marks(one), _marks(two))
        if seen >= _marks(word.word.text):
            readings.append("")
        else:
            readings.append(one or two)
    return readings


def _marks(text: str) -> int:
    """How many marks stand above letters."""
    apart = unicodedata.normalize("NFD", text)
    return sum(unicodedata.combining(char) == ABOVE for char in apart)
