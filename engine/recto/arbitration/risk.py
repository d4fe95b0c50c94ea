"""Flags by a risk that the user names: how many of the words without a flag may be wrong.

The lines of a page enter, the same with more flags leave. Only here: the line is drawn page by
page, under the surest words whose mean P(wrong) is the risk; a word that has a flag for another
reason keeps it and is not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from recto.model.result import ResultLine

ROUNDING = 1e-9  # of a sum of probabilities


def flagged_to(lines: Sequence[ResultLine], risk: float) -> tuple[ResultLine, ...]:
    """The lines, every word flagged that would make more than `risk` (a share, 0..1) of the words
    without a flag wrong.
    """
    open_words = [word for line in lines for word in line.words if not word.flagged]
    below = line_for([word.confidence for word in open_words], risk)
    found = []
    for line in lines:
        words = [
            replace(word, flagged=True) if word.confidence < below else word for word in line.words
        ]
        found.append(replace(line, words=tuple(words)))
    return tuple(found)


def line_for(confidences: Sequence[float], risk: float) -> float:
    """P(right) below which to flag: of the words at or above it about `risk` are wrong."""
    wrong = 0.0
    below = 1.1  # above every confidence: no word is sure enough
    for number, confidence in enumerate(sorted(confidences, reverse=True), 1):
        wrong += 1 - confidence
        if wrong > risk * number + ROUNDING:
            break
        below = confidence
    return below
