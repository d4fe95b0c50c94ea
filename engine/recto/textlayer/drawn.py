"""Letters that no reader here can spell, compared with the same letters drawn by OpenCV's own font.

Glyphs with their pictures enter; whether their font tells the truth of them leaves, None where that
cannot be seen: too few letters, or a script whose letters join or stack, or that the font does not
have. A truthful serif's letters are among the NEAREST three of their alphabet in three cases of
four, letters exchanged at random in one of ten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

import numpy as np

from recto.local.spelling import script_of
from recto.model.page import Box
from recto.textlayer.glyphs import Glyph, Key
from recto.textlayer.shapes import Pictures, Rows, pictures

NEAREST = 3  # places from the best in which the claimed letter counts as found
FOUND = 0.5  # share of the letters that must be found
FEWEST = 6  # different letters that tell something
TWIN = 0.93  # letters of one alphabet that are drawn alike: small and capital
# difference of the logarithms of width over height that no two fonts make of one letter
SLENDER = 0.5
SIZE, CANVAS = 64, 160  # px of a drawn letter and of what it is drawn on
WEIGHT = 500  # of the font that letters are drawn in: between regular and bold
DARK = 128  # grey level below which a px of a drawn letter is ink
WHITE = 255
ALPHABETS: Mapping[str, str] = {
    "CYRILLIC": "".join(map(chr, range(0x410, 0x450))) + "ЁёЄєІіЇїҐґЎўЂђЈјЉљЊњЋћЏџ",
    "GREEK": "".join(map(chr, [*range(0x391, 0x3A2), *range(0x3A3, 0x3AA), *range(0x3B1, 0x3CA)])),
    "HEBREW": "".join(map(chr, range(0x5D0, 0x5EB))),
}


def looks_as_said(glyphs: Iterable[tuple[Glyph, Rows]]) -> bool | None:
    """Whether letters look like those that their font says they are; (glyph, its picture), one a
    letter is enough.
    """
    claims: dict[Key, tuple[Glyph, Rows]] = {}
    for glyph, row in glyphs:
        claims.setdefault(glyph.key, (glyph, row))

    verdicts = []
    for glyph, row in claims.values():
        verdict = _is_near(glyph, row)
        if verdict is not None:
            verdicts.append(verdict)

    if len(verdicts) < FEWEST:
        return None
    return sum(verdicts) >= FOUND * len(verdicts)


def _is_near(glyph: Glyph, row: Rows) -> bool | None:
    """None for a letter that is in no alphabet here."""
    letters = ALPHABETS.get(script_of(glyph.text), "")
    at = letters.find(glyph.text)
    ink = glyph.ink or glyph.box
    if at < 0 or ink.area <= 0:
        return None
    if not row.any():
        return None

    drawn = alphabet(letters)
    _, heights, widths = drawn.places.T
    slender = np.log(widths / heights)
    claimed = np.log(ink.width / ink.height)
    is_apart = np.abs(slender - claimed) > SLENDER
    likeness = np.abs(drawn.rows @ row)
    likeness = likeness - is_apart

    alike = drawn.rows @ drawn.rows[at]
    is_twin = alike >= TWIN
    best = float(likeness[is_twin].max())
    is_nearer = likeness[~is_twin] > best
    return int(is_nearer.sum()) < NEAREST


@lru_cache(maxsize=4)
def alphabet(letters: str) -> Pictures:
    """Of these letters, each drawn by OpenCV's own font."""
    import cv2

    rows = []
    places = []
    foot = (CANVAS // 4, 3 * CANVAS // 4)
    font = cv2.FontFace("sans")
    for letter in letters:
        canvas = np.full((CANVAS, CANVAS), WHITE, np.uint8)
        cv2.putText(canvas, letter, foot, (0,), font, SIZE, WEIGHT)
        inked_rows, inked_columns = np.nonzero(canvas < DARK)
        ink = Box(0, 0, 1, 1)
        if len(inked_rows):
            ink = Box(
                left=float(inked_columns.min()),
                top=float(inked_rows.min()),
                right=float(inked_columns.max() + 1),
                bottom=float(inked_rows.max() + 1),
            )
        box = Box(0, 0, CANVAS, CANVAS)
        glyph = Glyph(letter, box, ink=ink)
        picture = pictures([glyph], canvas)
        rows.append(picture.rows)
        places.append(picture.places)

    return Pictures(np.vstack(rows), np.vstack(places))
