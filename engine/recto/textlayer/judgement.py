"""Whether a page's own text can be trusted: it must be text, stand on ink, and leave little ink without text.

A Reading of the layer, its glyphs and the page's pixels enter, a Judgement leaves. A broken font mapping gives garbage
that looks fine to a program; a stamp or a page number alone does not make a page readable; words on blank paper are
somebody's hidden message, or belong to another page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

import numpy as np

from recto.ink import covered_share
from recto.model import Box, Pixels, Reading

Quality = Literal["good", "garbage", "partial"]
MOST_STRANGE = 0.05  # share of characters without meaning
LEAST_KNOWN = 0.25  # share of words of four letters or more that a lexicon knows
LEAST_WORDS = 20  # fewer tell nothing about a language
LEAST_COVERED = 0.8  # share of the text-like ink inside the layer's boxes
MOST_UNSEEN = 0.1  # share of words on blank paper
FLAT = 32  # grey levels: paper's own grain spans less, the palest print more


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character; `box` in px of the page."""

    text: str
    box: Box
    mapped: bool = True  # False: the font does not say what it means
    printed: bool = True  # False: it is there to be found, not to be seen


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a layer is worth."""

    quality: Quality
    fault: str  # why it is not good, in words that are the same for every such page; empty when it is
    measured: str  # the numbers behind it, in words
    known: float | None = None  # share of its longer words that the lexicon knows; None: too few to tell
    unseen: frozenset[int] = frozenset()  # words, counted through the reading, that stand on blank paper


def judged(reading: Reading, glyphs: Sequence[Glyph], pixels: Pixels, known: Callable[[str], bool] | None) -> Judgement:
    """Judge the layer; `pixels` are the page's, `known` tells whether a word is in a lexicon."""
    words = reading.words
    shown = [glyph for glyph in glyphs if not glyph.text.isspace()]
    strange = sum(not glyph.mapped or not glyph.text.isprintable() or glyph.text == "\ufffd" for glyph in shown)
    if strange > MOST_STRANGE * len(shown):
        return Judgement("garbage", "characters without meaning", f"{strange} of {len(shown)} have no meaning")
    long = [word.text for word in words if len(word.text) > 3 and word.text.isalpha()]
    told = known is not None and len(long) >= LEAST_WORDS
    listed = sum(map(known, long)) if known and told else len(long)
    if listed < LEAST_KNOWN * len(long):
        return Judgement("garbage", "words that no lexicon knows", f"{listed} of {len(long)} words are known")
    unseen = _unseen(pixels, [word.box for word in words])
    if len(unseen) > MOST_UNSEEN * len(words):
        return Judgement("garbage", "words on blank paper", f"{len(unseen)} of {len(words)} words have no ink")
    share = covered_share(pixels, [word.box for word in words], median(word.box.height for word in words))
    measured = f"{share:.0%} of the text-like ink is covered"
    if share < LEAST_COVERED:
        return Judgement("partial", "it leaves much of the ink uncovered", measured)
    return Judgement("good", "", measured, listed / max(1, len(long)) if told else None, unseen)


def _unseen(pixels: Pixels, boxes: Sequence[Box]) -> frozenset[int]:
    return frozenset(i for i, box in enumerate(boxes) if _is_flat(pixels, box))


def _is_flat(pixels: Pixels, box: Box) -> bool:
    """All of one shade: nothing is printed there."""
    top, left = max(0, int(box.top)), max(0, int(box.left))
    part = pixels[top : int(box.bottom) + 1, left : int(box.right) + 1]
    return part.size == 0 or int(np.ptp(part, axis=(0, 1)).max()) < FLAT
