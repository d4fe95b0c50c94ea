"""Signs that readers take for others, told apart by their shape: a plus from plus-minus, an S from
a section sign.

Glyphs with their pictures enter; for those that look like another sign than their font says, that
sign leaves. They are compared with signs drawn by OpenCV's own font, only in pairs that fonts draw
alike, each with the margin that keeps honest fonts out of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
OTHERS = [other for pairs in PAIRS.values() for other, _ in pairs]
SIGNS = "".join(dict.fromkeys([*PAIRS, *OTHERS]))
LIKE = 0.4  # least likeness to the other sign
# Logarithms of width over height. A star is as wide as high, daggers half as wide: pictures, drawn
# to one size, do not show it.
STAR, DAGGER = -0.25, -0.4
DAGGERS = "†‡"
TINY = 1e-6  # px: what is no wider, or no higher, has a ratio all the same


def other_signs(glyphs: Sequence[Glyph], seen: Pictures) -> dict[int, str]:
    """By the glyph's place: what it shows instead of what its font says."""
    found = {}
    for k, glyph in enumerate(glyphs):
        if glyph.text not in PAIRS:
            continue
        is_drawn = glyph.printed and glyph.ink is not None
        if is_drawn and not glyph.slanted:
            other = _other(glyph, seen.rows[k])
            if other:
                found[k] = other
    return found


def _other(glyph: Glyph, row: Rows) -> str:
    """What the picture shows instead; empty where it shows what the font says."""
    if not row.any():
        return ""
    products = alphabet(SIGNS).rows @ row
    likenesses = np.abs(products).tolist()
    likeness = dict(zip(SIGNS, likenesses, strict=True))
    ink = glyph.ink or glyph.box
    width = max(ink.width, TINY)
    height = max(ink.height, TINY)
    slender = float(np.log(width / height))

    nearer = [(0.0, "")]
    for other, margin in PAIRS[glyph.text]:
        # Stars and daggers are told apart by their width alone.
        is_as_wide = True
        if other in DAGGERS:
            is_as_wide = slender < DAGGER
        elif glyph.text in DAGGERS:
            is_as_wide = slender > STAR

        needed = max(LIKE, likeness[glyph.text] + margin)
        if is_as_wide and likeness[other] >= needed:
            nearer.append((likeness[other], other))

    _, nearest = max(nearer)
    return nearest
