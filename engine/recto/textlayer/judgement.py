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

Quality = Literal["good", "garbage", "partial"]
MOST_STRANGE = 0.05  # share of characters without meaning
LEAST_COVERED = 0.8  # share of the text-like ink inside the layer's boxes
MOST_UNSEEN = 0.1  # share of words on blank paper
ON_BLANK_PAPER = "words on blank paper"
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
    words = reading.words
    shown = [glyph for glyph in glyphs if not glyph.is_space]
    strange = sum(not glyph.mapped for glyph in shown)
    unseen = _unseen(pixels, [word.box for word in words])
    if strange > MOST_STRANGE * len(shown):
        measured = f"{strange} of {len(shown)} have no meaning"
        return Judgement("garbage", "characters without meaning", measured, unseen)
    if len(unseen) > MOST_UNSEEN * len(words):
        measured = f"{len(unseen)} of {len(words)} words have no ink"
        return Judgement("garbage", ON_BLANK_PAPER, measured, unseen)
    height = median(word.box.height for word in words)
    share = covered_share(pixels, [word.box for word in words], height)
    measured = f"{share:.0%} of the text-like ink is covered"
    if share < LEAST_COVERED:
        return Judgement("partial", "it leaves much of the ink uncovered", measured, unseen)
    return Judgement("good", "", measured, unseen)


def _unseen(pixels: Pixels, boxes: Sequence[Box]) -> frozenset[int]:
    return frozenset(i for i, box in enumerate(boxes) if _is_flat(pixels, box))


def _is_flat(pixels: Pixels, box: Box) -> bool:
    """All of one shade: nothing is printed there."""
    top, left = max(0, int(box.top)), max(0, int(box.left))
    part = pixels[top : int(box.bottom) + 1, left : int(box.right) + 1]
    # Most words differ already in every third px of every third row.
    return part.size == 0 or (_spread(part[::3, ::3]) < FLAT and _spread(part) < FLAT)


def _spread(part: Pixels) -> int:
    """Grey levels from the darkest px to the brightest, in the channel where they are most."""
    return int(np.ptp(part, axis=(0, 1)).max())
