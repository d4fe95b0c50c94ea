"""Whether a page's own text can be trusted by its looks: it must be text, stand on ink, and leave
little ink without.

A Reading of the layer, its glyphs and the page's pixels enter, a Judgement leaves. A stamp or a
page number alone does not make a page readable; words on blank paper are somebody's hidden message,
or belong to another page. Whether the words are those that the pixels show is check.py's question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

import numpy as np

from recto.ink.covered import covered_share
from recto.model.page import Box, Pixels, Reading
from recto.textlayer.glyphs import Glyph
from recto.textlayer.ground import pixels_in

Quality = Literal["good", "garbage", "partial"]
MOST_STRANGE = 0.05  # share of characters without meaning
LEAST_COVERED = 0.8  # share of the text-like ink inside the layer's boxes
MOST_UNSEEN = 0.1  # share of words on blank paper
ON_BLANK_PAPER = "words on blank paper"
STEP = 3  # px: most words differ already in every third px of every third row
FLAT = 32  # grey levels: paper's own grain spans less, the palest print more


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a layer is worth."""

    quality: Quality
    # why it is not good, in words that are the same for every such page; empty when it is
    fault: str
    measured: str  # the numbers behind it, in words
    # words, counted through the reading, that stand on blank paper
    unseen: frozenset[int] = frozenset()


def judged(reading: Reading, glyphs: Sequence[Glyph], pixels: Pixels) -> Judgement:
    """Judge the layer; `pixels` are the page's."""
    boxes = [word.box for word in reading.words]
    has_meaning = [glyph.mapped for glyph in glyphs if not glyph.is_space]
    strange = has_meaning.count(False)
    flat = [i for i, box in enumerate(boxes) if _is_flat(pixels, box)]
    unseen = frozenset(flat)
    if strange > MOST_STRANGE * len(has_meaning):
        measured = f"{strange} of {len(has_meaning)} have no meaning"
        return Judgement(
            "garbage",
            "characters without meaning",
            measured,
            unseen,
        )

    if len(unseen) > MOST_UNSEEN * len(boxes):
        measured = f"{len(unseen)} of {len(boxes)} words have no ink"
        return Judgement("garbage", ON_BLANK_PAPER, measured, unseen)

    height = median(box.height for box in boxes)
    share = covered_share(pixels, boxes, height)
    measured = f"{share:.0%} of the text-like ink is covered"
    if share < LEAST_COVERED:
        return Judgement(
            "partial",
            "it leaves much of the ink uncovered",
            measured,
            unseen,
        )
    return Judgement("good", "", measured, unseen)


def _is_flat(pixels: Pixels, box: Box) -> bool:
    """All of one shade: nothing is printed there."""
    part = pixels_in(pixels, box)
    if part.size == 0:
        return True
    sample = part[::STEP, ::STEP]
    if _spread(sample) >= FLAT:
        return False
    return _spread(part) < FLAT


def _spread(part: Pixels) -> int:
    """Grey levels from the darkest px to the brightest, in the channel where they are most."""
    spreads = np.ptp(part, axis=(0, 1))
    return int(spreads.max())
