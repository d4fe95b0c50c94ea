"""The words of a chosen reading: a reader's own where it is theirs, else made of the look that
first read it.

A WordEvidence and a compact text enter, Words with their reader leave. Nothing is made up: letters
and digits are those of the look, marks around them those of the reading that stood there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from recto.confidence.reread import squeezed
from recto.model.page import Box, Origin, ReaderWord
from recto.witnesses.local import WordEvidence


def words_of(
    case: WordEvidence, text: str, standing: Sequence[ReaderWord]
) -> tuple[tuple[ReaderWord, ...], Origin]:
    """The words to print for `text` (compact, one of the case's candidates), and whose they are."""
    if text == squeezed(case.tesseract):
        return case.unit.tesseract, "tesseract"
    if text == squeezed(case.ppocr):
        return case.unit.ppocr, "ppocr"
    look = next(look for look in case.unit.looks if squeezed(look.text) == text)
    before, after = _marks(" ".join(word.text for word in standing))
    parts = f"{before}{_core(look.text)}{after}".split()
    sure = max(case.tesseract_confidence, case.ppocr_confidence)
    return tuple(
        ReaderWord(part, box, sure)
        for part, box in zip(parts, _shares(case.unit.box, parts), strict=True)
    ), look.reader


def _core(text: str) -> str:
    """From the first letter or digit to the last: marks at the ends of a crop are often bits of its
    neighbours.
    """
    before, after = _marks(text)
    return text[len(before) : len(text) - len(after)]


def _marks(text: str) -> tuple[str, str]:
    """What stands before the first letter or digit and after the last, spaces left out at the inner
    side.
    """
    alnum = [k for k, char in enumerate(text) if char.isalnum()]
    return (text[: alnum[0]], text[alnum[-1] + 1 :]) if alnum else ("", "")


def _shares(whole: Box, parts: Sequence[str]) -> list[Box]:
    """The place shared out by length."""
    total, at, boxes = max(1, sum(map(len, parts))), 0, []
    for part in parts:
        left = whole.left + whole.width * at / total
        at += len(part)
        boxes.append(replace(whole, left=left, right=whole.left + whole.width * at / total))
    return boxes
