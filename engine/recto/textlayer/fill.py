"""Characters without a meaning, read from the pixels: what stands between those that have one.

Words of a layer with unmapped glyphs, the page's pixels and readers enter; a Filling a word leaves.
The characters that are mapped must be in the reading where they stand in the word; what is left is
what the others mean.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from recto.local.fusion import ALIKE
from recto.model.page import Pixels
from recto.textlayer.looks import LayerWord, Readers, crops

LONGEST = 3  # characters that one glyph may stand for: a ligature
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


def fillings(words: Sequence[LayerWord], pixels: Pixels, readers: Readers) -> list[Filling]:
    """One for each word."""
    if not words:
        return []
    cut = crops(words, pixels)
    first = readers.first(cut)
    second = readers.second(cut) if readers.ppocr else [""] * len(words)
    found = []
    for word, *looks in zip(words, first, second, strict=True):
        found.append(_filling(word, looks))
    return found


def _filling(word: LayerWord, looks: Sequence[str]) -> Filling:
    said = word.word.text
    gaps = sum(not glyph.mapped for glyph in word.glyphs)
    if gaps > MOST_GAPS:
        return Filling(said, NOBODY, looks[0])

    pattern = _pattern(word)
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
    is_alike = filled.count(best) == len(looks) > 1
    confidence = BOTH if is_alike else ONE
    return Filling(best, confidence, looks[0])


GAP = f"(.{{1,{LONGEST}}}?)"


def _pattern(word: LayerWord) -> re.Pattern[str]:
    """What a reading of the word must be: its characters, and something in each gap."""
    parts = []
    for glyph in word.glyphs:
        folded = glyph.text.translate(ALIKE)
        parts.append(re.escape(folded) if glyph.mapped else GAP)
    return re.compile("".join(parts), re.IGNORECASE)


def _put(word: LayerWord, gaps: Sequence[str]) -> str:
    """The layer's own characters, and in each gap what was read there."""
    waiting = iter(gaps)
    return "".join(glyph.text if glyph.mapped else next(waiting) for glyph in word.glyphs)
