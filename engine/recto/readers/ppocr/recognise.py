"""What a cut-out line says: PP-OCR's recogniser (SVTR/CTC), with a score and a place for every
character.

Crops enter, one Recognised a crop leaves, in the same order. Crops are batched with others of
nearly their own width: padding every crop to 320 px, as is usual, costs time and reads worse.
Besides the best class of every step, the space's own probability is kept: a space that no single
step is sure of is still read when the steps together are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from recto.model.page import Pixels
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


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """What the network says about one crop (and its padding), step by step from left to right."""

    classes: NDArray[np.int64]  # the best class; 0 is the CTC blank
    scores: Floats  # its probability
    spaces: Floats  # the probability of the space
    share: float  # of the steps that the crop itself takes, 0..1; the rest is padding


def recognise(crops: Sequence[Pixels], model: Model) -> list[Recognised]:
    """Read every crop; an empty crop reads as no text."""
    results = [Recognised("", (), ())] * len(crops)
    for batch in _batches([_width(crop) for crop in crops]):
        images, widths = _images([crops[i] for i in batch])
        for row, width, i in zip(model.run(images), widths, batch, strict=True):
            results[i] = _decode(_steps(row, width / images.shape[3]), model.characters)
    return results


def _width(crop: Pixels) -> int:
    """Px at the network's height; 0 for an empty crop."""
    height, width = crop.shape[:2]
    return min(MAX_WIDTH, max(MIN_WIDTH, round(width * HEIGHT / height))) if height and width else 0


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for i in sorted((i for i, width in enumerate(widths) if width), key=lambda i: widths[i]):
        if batch and (
            widths[i] > ALIKE * widths[batch[0]] + STEP
            or (len(batch) + 1) * widths[i] > BATCH_WIDTH
        ):
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


def _steps(output: Floats, share: float) -> Steps:
    """(steps, classes) -> what decoding needs of it; the last class is the space."""
    classes = output.argmax(axis=1)
    return Steps(
        classes,
        np.take_along_axis(output, classes[:, None], axis=1)[:, 0],
        output[:, -1].copy(),
        share,
    )


def _decode(steps: Steps, characters: Sequence[str]) -> Recognised:
    """CTC: repeats and blanks fall away; a character stands in the middle of its run and scores its
    best step.
    """
    glyphs: list[_Glyph] = []
    before = 0
    for start, end in _runs(steps.classes):
        character = characters[steps.classes[start]]
        if glyphs and glyphs[-1].text != " " != character:
            glyphs += _unsure_space(steps.spaces, before, end)
        glyphs.append(
            _Glyph(character, min(1.0, float(steps.scores[start:end].max())), (start + end) / 2)
        )
        before = start
    across = len(steps.classes) * steps.share
    columns = tuple(min(1.0, glyph.middle / across) for glyph in glyphs)
    return Recognised(
        "".join(glyph.text for glyph in glyphs), tuple(glyph.score for glyph in glyphs), columns
    )


class _Glyph(NamedTuple):
    text: str
    score: float  # 0..1
    middle: float  # steps from the left


def _runs(classes: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """(first step, past the last) of every stretch of one class that is not the blank."""
    edges = np.flatnonzero(np.diff(classes)) + 1
    for start, end in pairwise([0, *edges.tolist(), len(classes)]):
        if classes[start]:
            yield start, end


def _unsure_space(spaces: Floats, start: int, end: int) -> Iterator[_Glyph]:
    """The space between two characters whose steps span start..end, when it is likelier than not.

    The best path reads a space only where one step prefers it to the blank, and a wide gap spreads
    the space over many steps. Some step holds it with probability 1 - prod(1 - p): above one half,
    on 22 pages of seven kinds, that was a space of the truth 10 times of 11.
    """
    gap = spaces[start:end]
    likely = 1.0 - float(np.prod(1.0 - gap))
    if likely > 0.5:
        yield _Glyph(" ", likely, start + int(gap.argmax()) + 0.5)
