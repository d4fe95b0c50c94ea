"""What the model of a page's script has where Tesseract's model of its language has a word: half a
witness.

Its reading enters, boxes in px of the original page; what it says of a word leaves. Both models are
of one program and saw one picture, and the one repeats a third of the other's errors. So it is no
row of the registry: it never chooses a text, is no voice and agrees with nobody. Only P(right) of
words that Tesseract alone can write hears it, by weights of its own (confidence/unconfirmed.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Box, ReaderWord, Reading
from recto.text.alignment import compact

READER = "script-model"  # its name among the readings of a page
SHARED = 0.5  # of the smaller of two boxes that both cover
NO_AREA = 1e-9  # px x px: a box without area shares nothing


@dataclass(frozen=True, slots=True, eq=False)
class ScriptModel:
    """All words of one page."""

    words: tuple[ReaderWord, ...]
    sides: NDArray[np.float64]  # (N, 4): left, top, right, bottom

    @classmethod
    def of(cls, reading: Reading) -> ScriptModel:
        """Of its reading."""
        words = reading.words
        edges = [word.box.edges for word in words]
        sides = np.array(edges, dtype=np.float64)
        return cls(words, sides.reshape(-1, 4))

    def letters_at(self, words: Sequence[ReaderWord]) -> str:
        """What it has where these words stand, letters, marks and digits; empty: nothing."""
        box = Box.around(word.box for word in words)
        found = ""
        for at in self._within(box):
            found += compact(self.words[at].text)
        return found

    def _within(self, box: Box) -> list[int]:
        """Indices of its words that stand in the box, or hold it."""
        own_low, own_high = np.hsplit(self.sides, 2)
        own_sides = own_high - own_low
        areas = own_sides.prod(axis=1)
        smaller = np.minimum(areas, box.area)
        needed = SHARED * np.maximum(smaller, NO_AREA)

        low = np.maximum(own_low, (box.left, box.top))
        high = np.minimum(own_high, (box.right, box.bottom))
        common = np.clip(high - low, 0, None)
        shared = common.prod(axis=1)
        indices: list[int] = np.flatnonzero(shared > needed).tolist()
        return indices


def script_model_of(readings: Sequence[Reading]) -> ScriptModel | None:
    """None where no such model read the page."""
    for reading in readings:
        if reading.reader == READER:
            return ScriptModel.of(reading)
    return None
