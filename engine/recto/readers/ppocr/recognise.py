"""What a cut-out line says: PP-OCR's recogniser (SVTR/CTC), with a score and a place for every character.

Crops enter, one Recognised a crop leaves, in the same order. Crops are batched with others of nearly their own width:
padding every crop to 320 px, as is usual, costs time and reads worse.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from recto.model import Pixels
from recto.readers.ppocr.session import Floats, Model

HEIGHT = 48  # px, what the network was trained on
STEP = 8  # px: widths are padded to a multiple of it
ALIKE = 1.05  # widths in one batch differ by no more
BATCH_WIDTH = 4800  # px of all crops in one batch; the output holds 18 000 classes for every 8 px
MIN_WIDTH, MAX_WIDTH = 16, 6400  # px


@dataclass(frozen=True, slots=True)
class Recognised:
    """One line as the recogniser reads it."""

    text: str
    scores: tuple[float, ...]  # 0..1, one a character of `text`
    columns: tuple[float, ...]  # 0..1 across the crop, the middle of each character

    @property
    def score(self) -> float:
        """Mean score; 0 for no text."""
        return sum(self.scores) / len(self.scores) if self.scores else 0.0


def recognise(crops: Sequence[Pixels], model: Model) -> list[Recognised]:
    """Read every crop; an empty crop reads as no text."""
    results = [Recognised("", (), ())] * len(crops)
    for batch in _batches([_width(crop) for crop in crops]):
        images, widths = _images([crops[i] for i in batch])
        classes, scores = _best(model.run(images))
        for row, i in enumerate(batch):
            results[i] = _decode(classes[row], scores[row], widths[row] / images.shape[3], model.characters)
    return results


def _width(crop: Pixels) -> int:
    """Px at the network's height; 0 for an empty crop."""
    height, width = crop.shape[:2]
    return min(MAX_WIDTH, max(MIN_WIDTH, round(width * HEIGHT / height))) if height and width else 0


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for i in sorted((i for i, width in enumerate(widths) if width), key=lambda i: widths[i]):
        if batch and (widths[i] > ALIKE * widths[batch[0]] + STEP or (len(batch) + 1) * widths[i] > BATCH_WIDTH):
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _images(crops: Sequence[Pixels]) -> tuple[Floats, list[int]]:
    """(N, 3, 48, padded width) BGR in -1..1, grey padding, and the width of each crop within it."""
    widths = [_width(crop) for crop in crops]
    padded = -(-max(widths) // STEP) * STEP
    images = np.zeros((len(crops), 3, HEIGHT, padded), dtype=np.float32)
    for image, crop, width in zip(images, crops, widths, strict=True):
        small = cv2.resize(crop, (width, HEIGHT)).astype(np.float32) / 127.5 - 1.0
        image[:, :, :width] = small if small.ndim == 2 else small[:, :, ::-1].transpose(2, 0, 1)
    return images, widths


def _best(output: Floats) -> tuple[NDArray[np.int64], Floats]:
    """(N, steps, classes) -> the best class of every step and its probability."""
    classes = output.argmax(axis=2)
    return classes, np.take_along_axis(output, classes[:, :, None], axis=2)[:, :, 0]


def _decode(classes: NDArray[np.int64], scores: Floats, share: float, characters: Sequence[str]) -> Recognised:
    """CTC: repeats and blanks fall away; a character stands in the middle of its run and scores its best step."""
    starts = np.flatnonzero(np.r_[True, classes[1:] != classes[:-1]])
    ends = np.r_[starts[1:], len(classes)]
    runs = [(s, e) for s, e in zip(starts.tolist(), ends.tolist(), strict=True) if classes[s] != 0]
    text = "".join(characters[classes[s]] for s, _ in runs)
    if len(text) != len(runs):
        runs = [run for run in runs for _ in characters[classes[run[0]]]]
    best = tuple(float(scores[s:e].max()) for s, e in runs)
    middles = tuple(min(1.0, (s + e) / 2 / len(classes) / share) for s, e in runs)
    return Recognised(text, best, middles)
