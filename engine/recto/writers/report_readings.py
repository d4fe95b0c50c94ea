"""What each reader read where a final word stands: for people who want to see every reading.

A PageResult enters; for each final word, (reader, text) pairs leave. A reader's word belongs to the
final word whose box holds most of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recto.model.page import ReaderWord, Reading
from recto.model.result import PageResult, Word
from recto.text.spacing import joined

Named = tuple[str, str]  # reader, text
HALF = 0.5  # share of the reader's word that must lie in the final word's box
NO_AREA = 1e-9  # px x px: a box without area shares nothing


def readings_of(page: PageResult) -> list[list[Named]]:
    """For each word of `page.words`, what each reader has there; the alternatives where no reader's
    boxes tell.
    """
    words = page.words
    readings: list[list[Named]] = [[] for _ in words]
    for reading in page.readings:
        reader = reading.reader
        for place, parts in placed(words, reading).items():
            texts = [part.text for part in parts]
            readings[place].append((reader, joined(texts)))
    for pairs, word in zip(readings, words, strict=True):
        read = {text for _, text in pairs}
        for text in word.alternatives:
            if text not in read:
                pairs.append(("other reading", text))
    return readings


def placed(words: Sequence[Word], reading: Reading) -> dict[int, list[ReaderWord]]:
    """What of the reading stands in the box of each final word, by the word's place."""
    read = reading.words
    if not words or not read:
        return {}
    shares = _shared(_array(read), _array(words))
    places = shares.argmax(axis=1).tolist()
    most = shares.max(axis=1).tolist()
    found: dict[int, list[ReaderWord]] = {}
    for word, place, share in zip(read, places, most, strict=True):
        if share < HALF:
            continue
        parts = found.setdefault(place, [])
        parts.append(word)
    return found


def _array(words: Sequence[Word] | Sequence[ReaderWord]) -> NDArray[np.float64]:
    """(N, 4): left, top, right, bottom of each word's box, px."""
    boxes = [word.box for word in words]
    sides = [(box.left, box.top, box.right, box.bottom) for box in boxes]
    return np.array(sides, dtype=np.float64)


def _shared(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, M): the share of each first box that lies in each second one, 0..1."""
    first_low, first_high = first[:, :2], first[:, 2:]
    second_low, second_high = second[:, :2], second[:, 2:]
    low = np.maximum(first_low[:, None], second_low)
    high = np.minimum(first_high[:, None], second_high)
    sides = np.clip(high - low, 0, None)
    common = sides.prod(axis=2)
    own_sides = np.clip(first_high - first_low, 0, None)
    areas = np.maximum(own_sides.prod(axis=1), NO_AREA)
    shares = common / areas[:, None]
    return np.asarray(shares)
