"""The words of a chosen reading: a reader's own where it is theirs, else made of the look that
first read it.

A WordEvidence and a compact text enter, Words with their reader leave. Nothing is made up: letters
and digits are those of the look, marks around them those of the reading that stood there.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.arbitration.word.boxes import shared_out
from recto.confidence.reread import squeezed
from recto.model.page import Origin, ReaderWord
from recto.text.spacing import joined
from recto.text.spacing import words_of as spaced_words
from recto.witnesses.local import WordEvidence


def words_of(
    case: WordEvidence, text: str, standing: Sequence[ReaderWord]
) -> tuple[tuple[ReaderWord, ...], Origin]:
    """The words to print for `text` (compact, one of the case's candidates), and whose they are."""
    for testimony in case.testimonies:
        if text == squeezed(testimony.text):
            return testimony.words, testimony.witness.name
    look = next(look for look in case.unit.looks if squeezed(look.text) == text)
    stands = joined([word.text for word in standing])
    before, after = _marks(stands)
    parts = spaced_words(f"{before}{_core(look.text)}{after}")
    confidence = max(case.tesseract_confidence, case.ppocr_confidence)
    words = []
    for part, box in zip(parts, shared_out(case.unit.box, parts), strict=True):
        words.append(ReaderWord(part, box, confidence))
    return tuple(words), look.reader


def _core(text: str) -> str:
    """From the first letter or digit to the last: marks at the ends of a crop are often bits of its
    neighbours.
    """
    before, after = _marks(text)
    end = len(text) - len(after)
    return text[len(before) : end]


def _marks(text: str) -> tuple[str, str]:
    """What stands before the first letter or digit and after the last, spaces left out at the inner
    side.
    """
    inner = [at for at, char in enumerate(text) if char.isalnum()]
    if not inner:
        return "", ""
    first, last = inner[0], inner[-1]
    return text[:first], text[last + 1 :]
