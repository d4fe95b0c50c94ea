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
from recto.readers.network import Floats
from recto.readers.placed import Recognised
from recto.readers.ppocr.session import Recogniser

HEIGHT = 48  # px, what the network was trained on
STEP = 8  # px: widths are padded to a multiple of it
ALIKE = 1.05  # widths in one batch differ by no more
# px of all crops in one batch. The output holds 18 000 classes for every 8 px: with 4800 px it
# leaves the processor's cache, costs a tenth more CPU and, at its highest, 100 MB more.
BATCH_WIDTH = 1440
MIN_WIDTH, MAX_WIDTH = 16, 6400  # px
# grey levels: the network wants -1..1
MIDDLE_GREY = 127.5
# probability that one of the steps between two characters is a space (measured: _unsure_space)
LIKELY_SPACE = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """What the network says about one crop (and its padding), step by step from left to right."""

    classes: NDArray[np.int64]  # the best class; 0 is the CTC blank
    scores: Floats  # its probability
    spaces: Floats  # the probability of the space
    share: float  # of the steps that the crop itself takes, 0..1; the rest is padding


def recognise(crops: Sequence[Pixels], model: Recogniser) -> list[Recognised]:
    """Read every crop; an empty crop reads as no text."""
    results = [Recognised("", (), ())] * len(crops)
    widths = [_width(crop) for crop in crops]
    for batch in _batches(widths):
        images = _images([crops[place] for place in batch])
        padded_width = images.shape[3]
        features = model.run(images)
        seen = model.last.written(features)
        for at, place in enumerate(batch):
            share = widths[place] / padded_width
            steps = Steps(seen.classes[at], seen.scores[at], seen.spaces[at], share)
            results[place] = _decode(steps, model.characters)
    return results


def _width(crop: Pixels) -> int:
    """Px at the network's height; 0 for an empty crop."""
    height, width = crop.shape[:2]
    if not height or not width:
        return 0
    scaled: int = round(width * HEIGHT / height)
    at_least = max(MIN_WIDTH, scaled)
    return min(MAX_WIDTH, at_least)


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    """Places of crops of about one width, the narrowest first; empty crops are in none."""
    places = [place for place, width in enumerate(widths) if width]
    places.sort(key=lambda place: widths[place])
    batch: list[int] = []
    narrowest = 0
    for place in places:
        width = widths[place]
        too_wide = width > ALIKE * narrowest + STEP
        area = (len(batch) + 1) * width
        if batch and (too_wide or area > BATCH_WIDTH):
            yield batch
            batch = []
        if not batch:
            narrowest = width
        batch.append(place)
    if batch:
        yield batch


def _images(crops: Sequence[Pixels]) -> Floats:
    """(N, 3, 48, padded width) BGR in -1..1, each crop at the left, the rest grey."""
    widths = [_width(crop) for crop in crops]
    strides = -(-max(widths) // STEP)  # rounded up
    size = (len(crops), 3, HEIGHT, strides * STEP)
    images = np.zeros(size, dtype=np.float32)
    for image, crop, width in zip(images, crops, widths, strict=True):
        small = cv2.resize(crop, (width, HEIGHT))
        shares = small.astype(np.float32) / MIDDLE_GREY
        scaled = shares - 1.0
        if scaled.ndim == 3:
            bgr = scaled[:, :, ::-1]
            scaled = bgr.transpose(2, 0, 1)
        image[:, :, :width] = scaled
    return images


def _decode(steps: Steps, characters: Sequence[str]) -> Recognised:
    """CTC: repeats and blanks fall away; a character stands in the middle of its run and scores its
    best step.
    """
    # The edges of stretches of one class
    changes = np.diff(steps.classes)
    edges = np.flatnonzero(changes) + 1
    ends = [0, *edges.tolist(), len(steps.classes)]

    glyphs: list[_Glyph] = []
    before = 0
    after_letter = False
    for start, end in pairwise(ends):
        best_class = steps.classes[start]
        if not best_class:  # the blank
            continue
        text = characters[best_class]
        is_letter = text != " "
        if is_letter and after_letter:
            space = _unsure_space(steps.spaces, before, end)
            if space is not None:
                glyphs.append(space)
        best = float(steps.scores[start:end].max())
        middle = (start + end) / 2
        glyphs.append(_Glyph(text, min(1.0, best), middle))
        after_letter = is_letter
        before = start

    across = len(steps.classes) * steps.share
    columns = [min(1.0, glyph.middle / across) for glyph in glyphs]
    scores = [glyph.score for glyph in glyphs]
    texts = [glyph.text for glyph in glyphs]
    return Recognised("".join(texts), tuple(scores), tuple(columns))


class _Glyph(NamedTuple):
    text: str
    score: float  # 0..1
    middle: float  # steps from the left


def _unsure_space(spaces: Floats, start: int, end: int) -> _Glyph | None:
    """The space between two characters whose steps span start..end, when it is likelier than not.

    The best path reads a space only where one step prefers it to the blank, and a wide gap spreads
    the space over many steps. Some step holds it with probability 1 - prod(1 - p): above one half,
    on 22 pages of seven kinds, that was a space of the truth 10 times of 11.
    """
    gap = spaces[start:end]
    nowhere = float(np.prod(1.0 - gap))
    likely = 1.0 - nowhere
    if likely <= LIKELY_SPACE:
        return None
    surest = start + int(gap.argmax())
    return _Glyph(" ", likely, surest + 0.5)
