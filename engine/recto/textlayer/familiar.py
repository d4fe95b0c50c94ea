"""Which of a page's glyphs look as their characters did where a reader read them.

A page's words, the pictures of their glyphs and the document's Shapes enter; for each glyph leaves
whether its picture has been confirmed. Pictures are only ever added to Shapes, so a glyph once
known stays so, and a character is compared anew only after another picture of it was confirmed: all
glyphs of it at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from recto.text.agreement import has_figure
from recto.textlayer.looks import LayerWord
from recto.textlayer.shapes import Key, Pictures, Shapes

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(slots=True, eq=False)
class Familiar:
    """The glyphs of one page, word after word."""

    shapes: Shapes
    pictures: Pictures
    known: Flags  # of each glyph
    # of each word: the glyphs that must be known, and what each stands for
    keys: list[list[tuple[int, Key]]]
    places: dict[Key, Numbers]  # where each character's glyphs are that are not known yet
    # pictures of the character that these were compared with
    compared: dict[Key, int] = field(default_factory=dict)

    def new(self, word: int) -> frozenset[Key]:
        """Font and character of the word's glyphs whose picture nobody has confirmed; marks count
        in numbers.
        """
        return frozenset(key for k, key in self.keys[word] if not self.known[k])

    def refresh(self) -> None:
        """Compare with what has been confirmed since the last time."""
        for key, glyphs in self.places.items():
            seen = self.shapes.known.get(key, ())
            if len(seen) == self.compared.get(key, 0) or not len(glyphs):
                continue
            self.compared[key] = len(seen)
            rows, places = self.pictures.rows[glyphs], self.pictures.places[glyphs]
            like = self.shapes.like(key, rows, places)
            self.known[glyphs[like]] = True
            self.places[key] = glyphs[~like]


def familiar(words: Sequence[LayerWord], pictures: Pictures, shapes: Shapes) -> Familiar:
    """Of the words' glyphs, as `shapes` knows them so far."""
    keys: list[list[tuple[int, Key]]] = []
    places: dict[Key, list[int]] = {}
    k = 0
    for word in words:
        number = has_figure(word.word.text)
        own: list[tuple[int, Key]] = []
        for glyph in word.glyphs:
            key = (glyph.font, glyph.text)
            places.setdefault(key, []).append(k)
            if number or glyph.text.isalnum():
                own.append((k, key))
            k += 1
        keys.append(own)
    found = {key: np.array(each, dtype=np.int64) for key, each in places.items()}
    result = Familiar(shapes, pictures, np.zeros(k, dtype=np.bool_), keys, found)
    result.refresh()
    return result
