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
    return [_filling(word, *looks) for word, *looks in zip(words, first, second, strict=True)]


def _filling(word: LayerWord, *looks: str) -> Filling:
    if sum(not glyph.mapped for glyph in word.glyphs) > MOST_GAPS:
        return Filling(word.word.text, NOBODY, looks[0])
    pattern = _pattern(word)
    matched = (pattern.fullmatch(_plain(look)) for look in looks)
    filled = [_put(word, found.groups()) for found in matched if found is not None]
    if not filled:
        return Filling(word.word.text, NOBODY, next(filter(None, looks), ""))
    alike = filled.count(filled[0]) == len(looks) > 1
    return Filling(filled[0], BOTH if alike else ONE, looks[0])


def _plain(text: str) -> str:
    return "".join(text.split()).translate(ALIKE)


def _pattern(word: LayerWord) -> re.Pattern[str]:
    parts = (
        re.escape(glyph.text.translate(ALIKE)) if glyph.mapped else GAP for glyph in word.glyphs
    )
    return re.compile("".join(parts), re.IGNORECASE)


GAP = f"(.{{1,{LONGEST}}}?)"


def _put(word: LayerWord, gaps: Sequence[str]) -> str:
    """The layer's own characters, and in each gap what was read there."""
    waiting = iter(gaps)
    return "".join(glyph.text if glyph.mapped else next(waiting) for glyph in word.glyphs)
