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
    return any(_is_recased(mine, other) for mine, other in _pairs(layer, read))


def adds_marks(layer: str, read: str) -> bool:
    """Whether a bare letter of the layer is read with a mark."""
    return any(_has_more(mine, other) for mine, other in _pairs(layer, read))


def changed(layer: str, read: str) -> Iterator[int]:
    """Where in the layer's word the letters are that are read in another form."""
    places = [at for at, char in enumerate(layer) if char.isalnum()]
    pairs = _pairs(layer, read)
    if len(places) != len(pairs):
        return
    for at, (mine, other) in zip(places, pairs, strict=True):
        if _is_recased(mine, other) or _has_more(mine, other):
            yield at


@lru_cache(maxsize=16384)
def _pairs(layer: str, read: str) -> tuple[tuple[str, str], ...]:
    """Letters that stand for each other; none where the two have not as many."""
    own, theirs = _letters(layer), _letters(read)
    return tuple(zip(own, theirs, strict=True)) if len(own) == len(theirs) else ()


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFC", text)))


def _is_recased(mine: str, other: str) -> bool:
    small = _bare(mine)
    return small == _bare(other) and small in TELLING and mine.isupper() != other.isupper()


def _has_more(mine: str, other: str) -> bool:
    small = mine.lower()
    return (
        small.isascii() and small not in UNSURE and other.lower() != small and _bare(other) == small
    )


@lru_cache(maxsize=4096)
def _bare(char: str) -> str:
    """The small letter without marks."""
    small = unicodedata.normalize("NFD", char.lower())[:1]
    return STRUCK.get(small, small)


def capital_heights(glyphs: Sequence[Glyph], places: Rows) -> dict[str, float]:
    """For each font the usual height of what it says are capitals, in heights of the font."""
    heights: dict[str, list[float]] = {}
    for glyph, place in zip(glyphs, places, strict=True):
        if glyph.text.isupper():
            heights.setdefault(glyph.font, []).append(float(place[1]))
    return {font: float(np.median(own)) for font, own in heights.items()}


def are_small_capitals(
    glyphs: Sequence[Glyph], places: Rows, read: str, capitals: Mapping[str, float]
) -> bool:
    """Whether the letters that are read as capitals are lower than those of their font."""
    text = "".join(glyph.text for glyph in glyphs)
    if adds_marks(text, read) or len(text) != len(glyphs):
        return False
    recased = list(changed(text, read))
    return bool(recased) and all(
        text[at].islower() and places[at][1] < SMALL * capitals.get(glyphs[at].font, 0.0)
        for at in recased
    )
