"""Signs that readers take for others, told apart by their shape: a plus from plus-minus, an S from
a section sign.

Glyphs with their pictures enter; for those that look like another sign than their font says, that
sign leaves. They are compared with signs drawn by OpenCV's own font, only in pairs that fonts draw
alike, each with the margin that keeps honest fonts out of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np

from recto.textlayer.drawn import alphabet
from recto.textlayer.glyphs import Glyph
from recto.textlayer.shapes import Pictures, Rows

# What a font says -> (what it may show instead, by how much its picture must be more like that). Of
# twelve fonts at 8 and 12 points the honest sign comes up to .20 (±), .07 (÷), .29 (≠), .17 (£, ®)
# short of the other, all else is nearer to itself by .2 and more.
PAIRS: Mapping[str, tuple[tuple[str, float], ...]] = {
    "+": (("±", 0.12), ("×", 0.15)),
    "±": (("+", 0.25),),
    "×": (("+", 0.15),),
    "÷": (("+", 0.12),),
    "<": (("≤", 0.2),),
    "≤": (("<", 0.2),),
    ">": (("≥", 0.2),),
    "≥": ((">", 0.2),),
    "=": (("≠", 0.15),),
    "≠": (("=", 0.35),),
    "S": (("§", 0.2),),
    "§": (("S", 0.2),),
    "L": (("£", 0.25),),
    "R": (("®", 0.2),),
    "®": (("R", 0.25),),
    "*": (("†", 0.3), ("‡", 0.3)),
    "†": (("*", 0.3),),
    "‡": (("*", 0.3),),
}
SIGNS = "".join(dict.fromkeys([*PAIRS, *(other for pairs in PAIRS.values() for other, _ in pairs)]))
LIKE = 0.4  # least likeness to the other sign
# Logarithms of width over height. A star is as wide as high, daggers half as wide: pictures, drawn
# to one size, do not show it.
STAR, DAGGER = -0.25, -0.4


def other_signs(glyphs: Sequence[Glyph], seen: Pictures) -> dict[int, str]:
    """By the glyph's place: what it shows instead of what its font says."""
    found = {}
    for k in _compared(glyphs):
        other = _other(glyphs[k], seen.rows[k])
        if other:
            found[k] = other
    return found


def _compared(glyphs: Sequence[Glyph]) -> Iterator[int]:
    for k, glyph in enumerate(glyphs):
        drawn = glyph.printed and glyph.ink is not None and not glyph.slanted
        if drawn and glyph.text in PAIRS:
            yield k


def _other(glyph: Glyph, row: Rows) -> str:
    if not row.any():
        return ""
    likeness = dict(zip(SIGNS, np.abs(_drawn_signs().rows @ row).tolist(), strict=True))
    own = likeness[glyph.text]
    nearer = [
        (likeness[other], other)
        for other, margin in PAIRS[glyph.text]
        if likeness[other] >= max(LIKE, own + margin) and _is_as_wide(glyph, other)
    ]
    return max(nearer, default=(0.0, ""))[1]


def _is_as_wide(glyph: Glyph, other: str) -> bool:
    """Stars and daggers are told apart by their width alone."""
    ink = glyph.ink or glyph.box
    slender = float(np.log(max(ink.width, 1e-6) / max(ink.height, 1e-6)))
    if other in "†‡":
        return slender < DAGGER
    return slender > STAR if glyph.text in "†‡" else True


@lru_cache(maxsize=1)
def _drawn_signs() -> Pictures:
    return alphabet(SIGNS)
