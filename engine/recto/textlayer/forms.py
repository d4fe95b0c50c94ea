"""The form of letters that two texts have in common: capital or small, bare or with a mark.

A layer's word and a reading of it that has the same letters enter; whether, and where, they differ
in case or marks leaves. Only letters whose two cases are different shapes tell the case (h and H,
not s and S); only a mark that is seen and not said tells a lie, since readers leave marks out and
do not make them up. Letters drawn as small capitals are small letters that a reader reads as
capitals; how high they stand tells them from capitals.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np

from recto.textlayer.glyphs import Glyph
from recto.textlayer.shapes import Rows

# the others look alike, or nearly, in both cases, and some readers mix i, j, l
TELLING = frozenset("abdefghlmnqrt")
STRUCK = {"ø": "o", "ł": "l", "đ": "d"}  # marks that Unicode does not take off
UNSURE = frozenset("ij")  # their dot is taken for an accent
SMALL = 0.93  # of a capital's height: small capitals are lower (printed: .7 to .85)


def is_recased(layer: str, read: str) -> bool:
    """Whether a letter is read in the other case."""
    pairs = _pairs(layer, read)
    return any(_is_recased(mine, other) for mine, other in pairs)


def adds_marks(layer: str, read: str) -> bool:
    """Whether a bare letter of the layer is read with a mark."""
    pairs = _pairs(layer, read)
    return any(_has_more(mine, other) for mine, other in pairs)


def changed(layer: str, read: str) -> Iterator[int]:
    """Where in the layer's word the letters are that are read in another form."""
    places = [at for at, char in enumerate(layer) if char.isalnum()]
    pairs = _pairs(layer, read)
    if len(places) != len(pairs):
        return
    for at, (mine, other) in zip(places, pairs, strict=True):
        is_another = _is_recased(mine, other) or _has_more(mine, other)
        if is_another:
            yield at


@lru_cache(maxsize=16384)
def _pairs(layer: str, read: str) -> tuple[tuple[str, str], ...]:
    """Letters that stand for each other; none where the two have not as many."""
    mine = _letters(layer)
    others = _letters(read)
    if len(mine) != len(others):
        return ()
    pairs = zip(mine, others, strict=True)
    return tuple(pairs)


def _letters(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    letters = filter(str.isalnum, composed)
    return "".join(letters)


def _is_recased(mine: str, other: str) -> bool:
    small = _bare(mine)
    if small not in TELLING or small != _bare(other):
        return False
    return mine.isupper() != other.isupper()


def _has_more(mine: str, other: str) -> bool:
    """Whether the other is the letter with a mark, and the letter has none."""
    small = mine.lower()
    if not small.isascii() or small in UNSURE:
        return False
    if other.lower() == small:
        return False
    return _bare(other) == small


@lru_cache(maxsize=4096)
def _bare(char: str) -> str:
    """The small letter without marks."""
    apart = unicodedata.normalize("NFD", char.lower())
    small = apart[:1]
    return STRUCK.get(small, small)


def capital_heights(glyphs: Sequence[Glyph], places: Rows) -> dict[str, float]:
    """For each font the usual height of what it says are capitals, in heights of the font."""
    heights: dict[str, list[float]] = {}
    for glyph, place in zip(glyphs, places, strict=True):
        if glyph.text.isupper():
            _, height, _ = place.tolist()
            heights.setdefault(glyph.font, []).append(height)

    usual = {}
    for font, capitals in heights.items():
        middle = np.median(capitals)
        usual[font] = float(middle)
    return usual


def are_small_capitals(
    glyphs: Sequence[Glyph], places: Rows, read: str, capitals: Mapping[str, float]
) -> bool:
    """Whether the letters that are read as capitals are lower than those of their font."""
    text = "".join(glyph.text for glyph in glyphs)
    if len(text) != len(glyphs):
        return False
    if adds_marks(text, read):
        return False

    recased = list(changed(text, read))
    for at in recased:
        font = glyphs[at].font
        highest = SMALL * capitals.get(font, 0.0)
        _, height, _ = places[at]
        if height >= highest or not text[at].islower():
            return False
    return bool(recased)
