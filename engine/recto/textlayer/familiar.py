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
from recto.textlayer.glyphs import Key
from recto.textlayer.looks import LayerWord
from recto.textlayer.shapes import Pictures, Shapes

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Keys = list[tuple[int, Key]]  # of some glyphs, each behind its number on the page


@dataclass(slots=True, eq=False)
class Familiar:
    """The glyphs of one page, word after word."""

    shapes: Shapes
    pictures: Pictures
    known: Flags  # of each glyph
    # of each word: the glyphs that must be known, and what each stands for
    keys: list[Keys]
    places: dict[Key, Numbers]  # where each character's glyphs are that are not known yet
    # pictures of the character that these were compared with
    compared: dict[Key, int] = field(default_factory=dict)

    def new(self, word: int) -> frozenset[Key]:
        """Font and character of the word's glyphs whose picture nobody has confirmed; marks count
        in numbers.
        """
        keys = self.keys[word]
        unknown = [key for k, key in keys if not self.known[k]]
        return frozenset(unknown)

    def refresh(self) -> None:
        """Compare with what has been confirmed since the last time."""
        for key, glyphs in self.places.items():
            count = len(self.shapes.known.get(key, ()))
            is_compared = count == self.compared.get(key, 0)
            if is_compared or not len(glyphs):
                continue
            self.compared[key] = count
            rows = self.pictures.rows[glyphs]
            places = self.pictures.places[glyphs]
            is_like = self.shapes.like(key, rows, places)
            self.known[glyphs[is_like]] = True
            self.places[key] = glyphs[~is_like]


def familiar(words: Sequence[LayerWord], pictures: Pictures, shapes: Shapes) -> Familiar:
    """Of the words' glyphs, as `shapes` knows them so far."""
    keys: list[Keys] = []
    places: dict[Key, list[int]] = {}
    k = 0
    for word in words:
        is_number = has_figure(word.word.text)
        telling: Keys = []
        for glyph in word.glyphs:
            key = glyph.key
            of_key = places.setdefault(key, [])
            of_key.append(k)
            if is_number or glyph.text.isalnum():
                telling.append((k, key))
            k += 1

        keys.append(telling)

    result = Familiar(
        shapes=shapes,
        pictures=pictures,
        known=np.zeros(k, dtype=np.bool_),
        keys=keys,
        places={key: np.array(numbers, dtype=np.int64) for key, numbers in places.items()},
    )
    result.refresh()
    return result
