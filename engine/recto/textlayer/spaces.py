"""Characters that a font says are spaces, and that draw something: they have a meaning that nobody
was told.

Glyphs and the page's pixels enter, the glyphs leave, such a space as a character without meaning:
so "1450 25" is one word again, whose gap is read from the pixels (fill.py). A space whose outline
PDFium takes for the line it stands on draws nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Box, Pixels
from recto.textlayer.glyphs import NO_MEANING, Glyph

# Of the font's height: a dot has .1, a dash .05. PDFium gives to spaces of honest fonts outlines of
# no height, in 260 public PDFs to 3397 of 11,493.
LOWEST = 0.03
INKED = 48  # grey levels between the ink of the outline's middle and its paper
SPACE = 0.12  # of the font's height: a narrow space
INSIDE = 0.1  # of the outline's sides that are left out: what a neighbour or a rule reaches into


def with_drawn_spaces(glyphs: Sequence[Glyph], pixels: Pixels) -> list[Glyph]:
    """All glyphs in their order. PDFium keeps one of two spaces: where that is the drawn one, the
    other comes back.
    """
    found = []
    for glyph, following in zip_longest(glyphs, glyphs[1:]):
        is_blank = glyph.is_space and glyph.text not in "\r\n"
        if not is_blank or not _is_drawn(glyph, pixels):
            found.append(glyph)
            continue
        unread = replace(glyph, text=NO_MEANING, mapped=False)
        found.append(unread)
        if following is None or following.is_space:
            continue
        if _is_apart(glyph, following):
            space = replace(glyph, text=" ", ink=None)
            found.append(space)
    return found


def _is_apart(glyph: Glyph, following: Glyph) -> bool:
    """Whether there is room for a space after the glyph, on its own line."""
    _, middle = following.box.centre
    if not glyph.box.top < middle < glyph.box.bottom:
        return False
    gap = following.box.left - glyph.box.right
    return gap > SPACE * glyph.box.height


def _is_drawn(glyph: Glyph, pixels: Pixels) -> bool:
    """Its own outline is of some height, and darker or brighter there than most of its place."""
    ink = glyph.ink
    if ink is None or ink.width <= 0:
        return False
    if ink.height < LOWEST * glyph.box.height:
        return False

    x = INSIDE * ink.width
    y = INSIDE * ink.height
    middle = Box(
        ink.left + x,
        ink.top + y,
        ink.right - x,
        ink.bottom - y,
    )
    inner = _part(pixels, middle)
    around = _part(pixels, glyph.box)
    if not inner.size or not around.size:
        return False
    paper = np.median(around, axis=0)
    apart = np.abs(inner - paper)
    return bool(apart.max() >= INKED)


def _part(pixels: Pixels, box: Box) -> NDArray[np.float64]:
    """(N,) or (N, 3) the pixels in a box."""
    top = max(0, int(box.top))
    left = max(0, int(box.left))
    bottom = int(box.bottom) + 1
    right = int(box.right) + 1
    part = pixels[top:bottom, left:right]
    colours = part.reshape(-1, *part.shape[2:])
    return colours.astype(np.float64)
