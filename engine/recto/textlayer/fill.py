"""Characters without a meaning, read from the pixels: what stands between those that have one.

Words of a layer with unmapped glyphs, the page's pixels and readers enter; a Filling a word leaves.
The characters that are mapped must be in the reading where they stand in the word; what is left is
what the others mean.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from recto.local.fusion import ALIKE
from recto.model.page import Pixels
from recto.textlayer.looks import LayerWord, Readers, crops

LONGEST = 3  # characters that one glyph may stand for: a ligature
GAP = f"(.{{1,{LONGEST}}}?)"  # what was read where a character has no meaning
MOST_GAPS = 4  # of one word: with more, any reading would fit
ONE, BOTH, NOBODY = 0.6, 0.9, 0.3  # P(right) by how many readers fill it in alike


@dataclass(frozen=True, slots=True)
class Filling:
    """What a word with unmapped glyphs says."""

    text: str  # U+FFFD where nobody could tell
    confidence: float  # 0..1
    read: str = ""  # what a reader made of the whole word

    @property
    def is_filled(self) -> bool:
        """Whether every character has a meaning now."""
        return self.confidence > NOBODY


def fillings(
    words: Sequence[LayerWord], unseen: Container[int], pixels: Pixels, readers: Readers
) -> dict[int, Filling]:
    """By number: one for each word with unmapped glyphs that is not `unseen`."""
    unmapped: dict[int, LayerWord] = {}
    for i, word in enumerate(words):
        is_whole = all(glyph.mapped for glyph in word.glyphs)
        if not is_whole and i not in unseen:
            unmapped[i] = word

    if not unmapped:
        return {}
    cut = crops(list(unmapped.values()), pixels)
    first = readers.first(cut)
    second = [""] * len(cut)
    if readers.ppocr:
        second = readers.second(cut)
    found = {}
    for i, *looks in zip(unmapped, first, second, strict=True):
        found[i] = _filling(unmapped[i], looks)
    return found


def _filling(word: LayerWord, looks: Sequence[str]) -> Filling:
    said = word.word.text
    gaps = sum(not glyph.mapped for glyph in word.glyphs)
    if gaps > MOST_GAPS:
        return Filling(said, NOBODY, looks[0])

    # What a reading must be: the word's characters, and something in each gap.
    parts = []
    for glyph in word.glyphs:
        folded = glyph.text.translate(ALIKE)
        parts.append(re.escape(folded) if glyph.mapped else GAP)

    pattern = re.compile("".join(parts), re.IGNORECASE)
    filled = []
    for look in looks:
        plain = "".join(look.split()).translate(ALIKE)
        matched = pattern.fullmatch(plain)
        if matched is not None:
            filled.append(_put(word, matched.groups()))

    if not filled:
        readings = filter(None, looks)
        return Filling(said, NOBODY, next(readings, ""))
    best = filled[0]
    if filled.count(best) == len(looks) > 1:
        return Filling(best, BOTH, looks[0])
    return Filling(best, ONE, looks[0])


def _put(word: LayerWord, gaps: Sequence[str]) -> str:
    """The layer's own characters, and in each gap what was read there."""
    waiting = iter(gaps)
    return "".join(glyph.text if glyph.mapped else next(waiting) for glyph in word.glyphs)
