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
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from recto.model.page import Pixels
from recto.textlayer.glyphs import Glyph
from recto.textlayer.looks import OPEN, LayerWord, Readers, crops
from recto.textlayer.outcomes import WordCheck
from recto.textlayer.shapes import Pictures, Rows
from recto.textlayer.signs import other_signs
from recto.textlayer.strays import beside_numbers

PASSED = frozenset({"agreed", "unread", "drawn", "unspelled"})
# of the font's height: a full-width character's advance is .7 to 1, a digit's .35 to .6
WIDE = 0.62
FULL_WIDTH = (0xFF01, 0xFF5E)
BARE = {"small": "acemnorsuvwxz", "capital": "ABCDEFGHIKLMNOPRSTUVXYZ"}
FEWEST = 3  # different bare letters of a font, which say how high they are
# heights of a bare letter that one with a mark above it has at least (printed: 1.2 to 1.5)
ROOM = 1.08
ABOVE = 230  # canonical combining class of marks above a letter

# font and kind of letter: height of the bare ones, in heights of the font
Bare = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class _Glyphs:
    """Upright printed glyphs of words that passed, with the word that each is in."""

    glyphs: list[Glyph]
    seen: Pictures
    words: list[int]
    starts: dict[int, int]  # of each word's first glyph


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
    own = _passed(words, found, seen)
    outcomes = list(found)
    for k, text in (*_wide(own).items(), *other_signs(own.glyphs, own.seen).items()):
        i = own.words[k]
        outcomes[i] = WordCheck("misstated", _with(words[i], k - own.starts[i], text))
    bare = sorted(
        {own.words[k] for k in _without_room(own)}
        - {i for i, each in enumerate(outcomes) if each.read}
    )
    for i, read in zip(bare, _confirmed([words[i] for i in bare], pixels, readers), strict=True):
        outcomes[i] = WordCheck("misstated", read) if read else outcomes[i]
    for i, read in beside_numbers(words, outcomes, pixels, readers).items():
        outcomes[i] = WordCheck("misstated", read)
    return outcomes


def _passed(words: Sequence[LayerWord], found: Sequence[WordCheck], seen: Pictures) -> _Glyphs:
    glyphs: list[Glyph] = []
    numbers: list[int] = []
    places: list[int] = []
    starts: dict[int, int] = {}
    start = 0
    for i, (word, outcome) in enumerate(zip(words, found, strict=True)):
        if (
            outcome.outcome in PASSED
            and word.quadrant == 0
            and all(glyph.printed for glyph in word.glyphs)
        ):
            starts[i] = len(glyphs)
            glyphs += word.glyphs
            numbers += [i] * len(word.glyphs)
            places += range(start, start + len(word.glyphs))
        start += len(word.glyphs)
    return _Glyphs(glyphs, Pictures(seen.rows[places], seen.places[places]), numbers, starts)


def _with(word: LayerWord, at: int, text: str) -> str:
    parts = [glyph.text for glyph in word.glyphs]
    parts[at] = text
    return "".join(parts)


def _wide(own: _Glyphs) -> dict[int, str]:
    """Full-width forms that are no wider than plain ones: the plain one of each."""
    return {
        k: unicodedata.normalize("NFKC", glyph.text)
        for k, glyph in enumerate(own.glyphs)
        if FULL_WIDTH[0] <= ord(glyph.text[0]) <= FULL_WIDTH[1]
        and glyph.box.width < WIDE * glyph.box.height
    }


def _without_room(own: _Glyphs) -> list[int]:
    """Letters with a mark above them, in print no higher than letters without."""
    marked = {
        k: _bare_kind(glyph.text) for k, glyph in enumerate(own.glyphs) if not glyph.text.isascii()
    }
    marked = {k: kind for k, kind in marked.items() if kind}
    if not marked:
        return []
    bare = _bare_heights(own.glyphs, own.seen.places)
    return [
        k
        for k, kind in marked.items()
        if 0 < own.seen.places[k][1] < ROOM * bare.get((own.glyphs[k].font, kind), 0.0)
    ]


def _bare_kind(char: str) -> str:
    """Of which kind the letter below the mark is; empty where none is, or nothing says how high it
    would be.
    """
    letter, *marks = list(unicodedata.normalize("NFD", char))
    if not any(unicodedata.combining(mark) == ABOVE for mark in marks):
        return ""
    return next((kind for kind, letters in BARE.items() if letter in letters), "")


def _bare_heights(glyphs: Sequence[Glyph], places: Rows) -> Bare:
    """The middle one of each letter's usual height."""
    heights: dict[tuple[str, str], dict[str, list[float]]] = {}
    for glyph, place in zip(glyphs, places, strict=True):
        kind = next((kind for kind, letters in BARE.items() if glyph.text in letters), "")
        if kind and place[1] > 0:
            heights.setdefault((glyph.font, kind), {}).setdefault(glyph.text, []).append(
                float(place[1])
            )
    found = {}
    for key, letters in heights.items():
        if len(letters) >= FEWEST:
            usual = [np.median(own) for own in letters.values()]
            found[key] = float(np.median(usual))
    return found


def _confirmed(words: Sequence[LayerWord], pixels: Pixels, readers: Readers) -> list[str]:
    """What a reader reads on words whose letters seem to lack their marks; empty where it sees the
    marks.
    """
    looks: list[Callable[[], list[str]]] = [
        lambda: readers.first(crops(words, pixels)),
        lambda: readers.first(crops(words, pixels, OPEN)),
    ]
    read = [look() for look in looks] if words else [[], []]
    pairs = zip(words, *read, strict=True)
    return ["" if _is_marked(word, (one, two)) else one or two for word, one, two in pairs]


def _is_marked(word: LayerWord, looks: Sequence[str]) -> bool:
    """Whether a look has as many letters with marks as the word, or none has anything."""
    said = _marks(word.word.text)
    return not any(looks) or any(_marks(look) >= said for look in looks)


def _marks(text: str) -> int:
    return sum(unicodedata.combining(char) == ABOVE for char in unicodedata.normalize("NFD", text))
