"""From the order in which a line is written to the order in which it stands on paper, and back.

The recogniser reads a line from left to right, whatever its script. So what it is taught of a line
from the right is the text as it stands there: the whole reversed, numbers and words from the left
the other way round again, brackets mirrored. The change is its own inverse for lines of this kind.
"""

from __future__ import annotations

import re

MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
# What runs from the left within a line from the right: numbers and Latin words, signs within them
FROM_LEFT = re.compile(r"[0-9A-Za-z\u00c0-\u024f]+(?:[.,:/%–-][0-9A-Za-z\u00c0-\u024f]+)*")
MARKS = re.compile(r"[\s\S][\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]*")


def as_it_stands(text: str) -> str:
    """A line from the right, by places on paper from the left; letters keep their marks."""
    pieces: list[str] = []
    at = 0
    for run in FROM_LEFT.finditer(text):
        pieces += _letters(text[at : run.start()])
        pieces.append(run.group())
        at = run.end()
    pieces += _letters(text[at:])
    return "".join(reversed(pieces))


def _letters(text: str) -> list[str]:
    mirrored = text.translate(MIRRORED)
    return MARKS.findall(mirrored)
