"""What a reading says of its own language: how sure its reader is, and how many of its words a word
list knows.

Words enter, shares and means (0..1) leave.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from recto.model.page import Reading
from recto.readers.tesseract.lexicon import Lexicon
from recto.text.alignment import compact

WORD = 4  # letters of a word that a list should know
FEWEST = 6  # such words that say anything


@dataclass(frozen=True, slots=True)
class Look:
    """A reading in numbers."""

    text: str
    words: int  # that a list should know
    known: float  # share of these that the list knows, 0..1; 0 without any
    confidence: float  # mean over all words, 0..1


def look_at(reading: Reading, lexicon: Lexicon) -> Look:
    """Of a Tesseract reading, by the list of the language that it was read with."""
    text = reading.text
    words = listable(text.split())
    known = known_share(words, lexicon)
    confidence = mean_confidence(reading)
    return Look(text, len(words), known, confidence)


def mean_confidence(reading: Reading) -> float:
    """Over all words, 0..1; 0 without any."""
    words = reading.words
    total = sum(word.raw_confidence for word in words)
    return total / len(words) if words else 0.0


def listable(texts: Iterable[str]) -> tuple[str, ...]:
    """Those of the words that are long enough, and letters only."""
    found = []
    for text in texts:
        key = compact(text)
        if len(key) >= WORD and key.isalpha():
            found.append(text)
    return tuple(found)


def known_share(listed: Iterable[str], lexicon: Lexicon) -> float:
    """Of `listable` words, 0..1; 0 without any."""
    size = known = 0
    for word in listed:
        size += 1
        known += lexicon.knows(word)
    return known / size if size else 0.0
