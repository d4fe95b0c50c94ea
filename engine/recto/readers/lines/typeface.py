"""The typeface of a line: blackletter of several kinds, antiqua, italics, another script.

A crop of a line enters, the name of its typeface leaves; a network of 47 000 weights, learned by
FROC's authors on print of the 15th to 18th century, decides. Which recogniser reads which typeface
is decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from recto.model.page import Pixels
from recto.readers.lines.model import Name, by_lanczos, shipped

Typeface = Literal[
    "all", "antiqua", "bastarda", "fraktur", "textura", "schwabacher", "greek", "italic", "hebrew",
    "gotico-antiqua", "manuscript", "rotunda", "none",
]  # fmt: skip
TYPEFACES: tuple[Typeface, ...] = (
    "all", "antiqua", "bastarda", "fraktur", "textura", "schwabacher", "greek", "italic", "hebrew",
    "gotico-antiqua", "manuscript", "rotunda", "none",
)  # fmt: skip
# broken scripts: what is called blackletter
OLD: frozenset[Typeface] = frozenset({
    "bastarda", "fraktur", "textura", "schwabacher", "gotico-antiqua", "rotunda",
})  # fmt: skip


def classify(crops: Sequence[Pixels], threads: int = 1) -> list[Typeface]:
    """Of each crop; `none` for an empty one."""
    network = shipped("typeface", threads)
    found: list[Typeface] = []
    for crop in crops:
        if not crop.size:
            found.append("none")
            continue
        image = by_lanczos(crop)
        scores = network.run(image)
        over_the_width = scores[:, 0].mean(axis=0)
        best = int(over_the_width.argmax())
        found.append(TYPEFACES[best])
    return found


def named(typeface: Typeface) -> Name:
    """The recogniser that reads it. FROC has one for antiqua, too, which is not shipped: word F1 of
    pages of 1668 is .967 with it and .969 with the one for all typefaces.
    """
    return "fraktur" if typeface == "fraktur" else "all"
