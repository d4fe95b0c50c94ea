"""What a recogniser of lines says of a crop as text, with a score and a place for every character.

The network's output for one line enters, a Recognised leaves. CTC: repeats and blanks fall away; a
character stands in the middle of its run and scores its best step.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from recto.readers.network import Floats
from recto.readers.placed import Recognised


def decoded(logits: Floats, letters: Sequence[str], share: float = 1.0) -> Recognised:
    """(steps, classes) -> text; `share` of the steps is the crop's own, the rest padding."""
    classes = logits.argmax(axis=1)
    scores = _best_probability(logits)
    differences = np.diff(classes)
    changes = np.flatnonzero(differences) + 1
    ends = [0, *changes.tolist(), len(classes)]
    across = max(1.0, len(classes) * share)
    text = ""
    found: list[float] = []
    columns: list[float] = []
    for start, end in pairwise(ends):
        written = classes[start]
        letter = letters[written]
        surest = float(scores[start:end].max())
        best = min(1.0, surest)
        place = (start + end) / 2
        middle = min(1.0, place / across)
        text += letter
        # a letter with its combining mark is one class and two characters
        found += [best] * len(letter)
        columns += [middle] * len(letter)
    return Recognised(text, tuple(found), tuple(columns))


def _best_probability(logits: Floats) -> Floats:
    """(steps,) softmax of the largest class."""
    largest = logits.max(axis=1, keepdims=True)
    powers = np.exp(logits - largest)
    best: Floats = 1.0 / powers.sum(axis=1)
    return best
