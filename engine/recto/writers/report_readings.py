"""What each reader read where a final word stands: for people who want to see every reading.

A PageResult enters; for each final word, (reader, text) pairs leave. A reader's word belongs to the
final word whose box holds most of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Box, Reading
from recto.model.result import PageResult, Word

Named = tuple[str, str]  # reader, text
HALF = 0.5  # share of the reader's word that must lie in the final word's box


def readings_of(page: PageResult) -> list[list[Named]]:
    """For each word of `page.words`, what each reader has there; the alternatives where no reader's
    boxes tell.
    """
    found: list[list[Named]] = [[] for _ in page.words]
    for reading in page.readings:
        for place, text in _placed(page.words, reading).items():
            found[place].append((reading.reader, text))
    for pairs, word in zip(found, page.words, strict=True):
        known = {text for _, text in pairs}
        pairs += [("other reading", text) for text in word.alternatives if text not in known]
    return found


def _placed(words: Sequence[Word], reading: Reading) -> dict[int, str]:
    theirs = reading.words
    if not words or not theirs:
        return {}
    shared = _shared(_array([word.box for word in theirs]), _array([word.box for word in words]))
    texts: dict[int, list[str]] = {}
    for row, word in zip(shared, theirs, strict=True):
        best = int(row.argmax())
        if row[best] >= HALF:
            texts.setdefault(best, []).append(word.text)
    return {place: " ".join(parts) for place, parts in texts.items()}


def _array(boxes: Sequence[Box]) -> NDArray[np.float64]:
    return np.array([(box.left, box.top, box.right, box.bottom) for box in boxes], dtype=np.float64)


def _shared(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, M): the share of each first box that lies in each second one, 0..1."""
    low = np.maximum(first[:, None, :2], second[None, :, :2])
    high = np.minimum(first[:, None, 2:], second[None, :, 2:])
    common = np.clip(high - low, 0, None).prod(axis=2)
    areas = np.clip(first[:, 2:] - first[:, :2], 0, None).prod(axis=1)
    return np.asarray(common / np.maximum(areas, 1e-9)[:, None])
