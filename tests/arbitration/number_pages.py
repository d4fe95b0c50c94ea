"""Pages of numbers, typed as a typewriter would: columns of the text are columns of the page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from recto.model.page import Box, Origin
from recto.model.result import ResultLine, Word
from recto.reasons import Reason

WIDTH, HEIGHT, PITCH = 8.0, 20.0, 30.0  # px of a character, of a word, from line to line


def typed(
    rows: Sequence[str], readings: Mapping[str, Sequence[str]] | None = None
) -> tuple[ResultLine, ...]:
    """One line for each row; `readings`: what else was read of a word, which leaves it open."""
    others = readings or {}
    return tuple(_line(i, row, others) for i, row in enumerate(rows))


def _line(i: int, row: str, readings: Mapping[str, Sequence[str]]) -> ResultLine:
    top = PITCH * i
    words = []
    for found in re.finditer(r"\S+", row):
        box = Box(WIDTH * found.start(), top, WIDTH * found.end(), top + HEIGHT)
        words.append(_word(found.group(), box, tuple(readings.get(found.group(), ()))))
    around = Box.around(word.box for word in words)
    return ResultLine(tuple(words), around, (around.left, top, around.right, top))


def _word(text: str, box: Box, others: tuple[str, ...]) -> Word:
    origin: Origin = "ppocr" if others else "agreed"
    reason = Reason.PPOCR_WEIGHS_MORE if others else Reason.READERS_AGREE
    agreement = 0.8 if others else 1.0
    return Word(text, box, 0.95, origin, reason, agreement, others)
