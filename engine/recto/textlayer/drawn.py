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
from recto.textlayer.glyphs import Glyph
from recto.textlayer.shapes import Pictures, Rows, pictures

NEAREST = 3  # places from the best in which the claimed letter counts as found
FOUND = 0.5  # share of the letters that must be found
FEWEST = 6  # different letters that tell something
TWIN = 0.93  # letters of one alphabet that are drawn alike: small and capital
# difference of the logarithms of width over height that no two fonts make of one letter
SLENDER = 0.5
SIZE, CANVAS = 64, 160  # px of a drawn letter and of what it is drawn on
ALPHABETS: Mapping[str, str] = {
    "CYRILLIC": "".join(map(chr, range(0x410, 0x450))) + "ЁёЄєІіЇїҐґЎўЂђЈјЉљЊњЋћЏџ",
    "GREEK": "".join(map(chr, [*range(0x391, 0x3A2), *range(0x3A3, 0x3AA), *range(0x3B1, 0x3CA)])),
    "HEBREW": "".join(map(chr, range(0x5D0, 0x5EB))),
}


def looks_as_said(glyphs: Iterable[tuple[Glyph, Rows]]) -> bool | None:
    """Whether letters look like those that their font says they are; (glyph, its picture), one a
    letter is enough.
    """
    claims: dict[tuple[str, str], tuple[Glyph, Rows]] = {}
    for glyph, row in glyphs:
        claims.setdefault((glyph.font, glyph.text), (glyph, row))
    verdicts = [_is_near(glyph, row) for glyph, row in claims.values()]
    told = [verdict for verdict in verdicts if verdict is not None]
    if len(told) < FEWEST:
        return None
    return sum(told) >= FOUND * len(told)


def _is_near(glyph: Glyph, row: Rows) -> bool | None:
    """None for a letter that is in no alphabet here."""
    letters = ALPHABETS.get(script_of(glyph.text), "")
    at = letters.find(glyph.text)
    ink = glyph.ink or glyph.box
    if at < 0 or not row.any() or ink.area <= 0:
        return None
    drawn = alphabet(letters)
    slender = np.log(drawn.places[:, 2] / drawn.places[:, 1])
    apart = np.abs(slender - np.log(ink.width / ink.height)) > SLENDER
    likeness = np.abs(drawn.rows @ row) - apart
    twins = drawn.rows @ drawn.rows[at] >= TWIN
    best = float(likeness[twins].max())
    return int((likeness[~twins] > best).sum()) < NEAREST


@lru_cache(maxsize=4)
def alphabet(letters: str) -> Pictures:
    """Of these letters, each drawn by OpenCV's own font."""
    drawn = [_drawn(letter) for letter in letters]
    parts = [pictures([glyph], canvas) for glyph, canvas in drawn]
    return Pictures(
        np.vstack([part.rows for part in parts]), np.vstack([part.places for part in parts])
    )


def _drawn(letter: str) -> tuple[Glyph, np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    import cv2

    canvas = np.full((CANVAS, CANVAS), 255, np.uint8)
    at = (CANVAS // 4, 3 * CANVAS // 4)
    cv2.putText(canvas, letter, at, (0,), cv2.FontFace("sans"), SIZE, 500)
    rows, columns = np.nonzero(canvas < 128)
    if not len(rows):
        return Glyph(letter, Box(0, 0, CANVAS, CANVAS), ink=Box(0, 0, 1, 1)), canvas
    left, top, right, bottom = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
    ink = Box(float(left), float(top), float(right), float(bottom))
    return Glyph(letter, Box(0, 0, CANVAS, CANVAS), ink=ink), canvas
