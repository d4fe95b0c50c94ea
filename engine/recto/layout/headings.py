"""Headings and their levels: short text that is larger than the rest, or in capitals and standing
alone.

A paragraph's lines with what surrounds them enter, a claim leaves; when all claims of a page are
known, their sizes rank them: the largest is level 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from recto.layout.furniture import Surroundings
from recto.layout.textlines import TextLine

LARGER = 1.2  # than the body
MOST_LINES = 3
MOST_CHARACTERS = 120
SAME_SIZE = 1.15  # sizes within this ratio share a level


def is_heading(lines: Sequence[TextLine], around: Surroundings) -> bool:
    """Larger than the body, or capitals on lines of their own with space around."""
    text = " ".join(line.text for line in lines)
    letters = [character for character in text if character.isalpha()]
    if (
        len(lines) > MOST_LINES
        or len(text) > MOST_CHARACTERS
        or len(letters) < 2
        or text.endswith((",", ";"))
    ):
        return False
    if heading_size(lines) > LARGER * around.body and len(letters) > 0.5 * len(
        text.replace(" ", "")
    ):
        return True
    capitals = sum(map(str.isupper, letters)) > 0.9 * len(letters) and len(letters) > 3
    alone = around.above > around.body and around.below > 0.5 * around.body
    return capitals and alone and lines[0].box.width < 0.8 * around.width


def heading_size(lines: Sequence[TextLine]) -> float:
    """Px."""
    return median(line.size for line in lines)


def levels(sizes: Sequence[float]) -> list[int]:
    """For each heading size its level, 1 for the largest; near sizes share one, 6 is the
    deepest.
    """
    steps: list[float] = []
    for size in sorted(sizes, reverse=True):
        if not steps or steps[-1] > SAME_SIZE * size:
            steps.append(size)
    return [min(6, sum(step > SAME_SIZE * size for step in steps) + 1) for size in sizes]
