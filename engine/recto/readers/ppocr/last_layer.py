"""The recogniser's last layer: features of a step in, the class that it writes and its score out.

PP-OCR has 18 710 classes, 16 000 of them Chinese characters, and the layer with its softmax is an
eighth of what recognition costs. A step is asked of the few classes that print in Latin and Greek
letters can use, and where these leave a doubt, of all. A line in which one of the others is written
is asked of all at every step.

25 000 steps of 9 unlike pages: no step is written otherwise than by all classes, scores are .00001
higher in the mean and .003 at most, and 11 % of the steps (blackletter: 32 %) are asked of all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recto.readers.network import Floats, open_network
from recto.readers.ppocr.parting import Parted, layer_file

# Probability among the few from which a step is not asked of all: at .9 scores move by up to .17.
SETTLED = 0.98
BLANK = 0
# Code points, first and last: Latin, Greek, Latin with marks, punctuation, super- and subscripts,
# currency and letter-like signs, mathematical signs, geometric shapes, and what stands for Latin
# signs in Chinese print.
FEW = (
    (0x20, 0x24F),
    (0x370, 0x3FF),
    (0x1E00, 0x1EFF),
    (0x2010, 0x203F),
    (0x2070, 0x20FF),
    (0x2103, 0x2103),
    (0x2116, 0x2116),
    (0x2122, 0x2122),
    (0x2200, 0x22FF),
    (0x25A0, 0x25FF),
    (0x3000, 0x301F),
    (0xFF00, 0xFFEF),
)


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """What is written at each step of some lines, (lines, steps) each."""

    classes: NDArray[np.int64]  # the best class; 0 is the CTC blank
    scores: Floats  # its probability
    spaces: Floats  # the probability of the space

    def lines(self, count: int) -> Written:
        """The same steps as those of so many lines."""
        shape = (count, -1)
        classes = self.classes.reshape(shape)
        scores = self.scores.reshape(shape)
        return Written(classes, scores, self.spaces.reshape(shape))


@dataclass(frozen=True, slots=True, eq=False)
class LastLayer:
    """(rows, features) -> (rows, classes), of a few and of all."""

    few: Callable[[Floats], Floats]
    every: Callable[[Floats], Floats]
    classes: NDArray[np.int64]  # of the few; the space is the last

    def written(self, features: Floats) -> Written:
        """(lines, steps, features) of one batch."""
        lines, width, size = features.shape
        rows = features.reshape(-1, size)
        found = _best(self.few(rows))
        found.classes[:] = self.classes[found.classes]
        unsettled = found.scores < SETTLED
        self._ask_all(rows, found, unsettled)

        # lines in other letters
        is_few = np.isin(found.classes, self.classes)
        in_few = is_few.reshape(lines, width).all(axis=1)
        of_others = ~np.repeat(in_few, width)
        self._ask_all(rows, found, of_others & ~unsettled)
        return found.lines(lines)

    def _ask_all(self, rows: Floats, found: Written, asked: NDArray[np.bool_]) -> None:
        """Put what all classes say into these rows."""
        if not asked.any():
            return
        best = _best(self.every(rows[asked]))
        found.classes[asked] = best.classes
        found.scores[asked] = best.scores
        found.spaces[asked] = best.spaces


def last_layer(parts: Parted, characters: Sequence[str], threads: int) -> LastLayer:
    """`characters`: by class, the blank first and the space last."""
    chosen = [BLANK]
    for place, text in enumerate(characters):
        code = ord(text[0]) if text else 0
        if any(first <= code <= last for first, last in FEW):
            chosen.append(place)
    classes = np.array(chosen, dtype=np.int64)
    weights = parts.weights[:, classes]
    few = layer_file(weights, parts.biases[classes])
    every = layer_file(parts.weights, parts.biases)
    of_few = open_network(few, threads)
    of_every = open_network(every, threads)
    return LastLayer(of_few.run, of_every.run, classes)


def _best(probabilities: Floats) -> Written:
    """Of (rows, classes), by place in the row; the space is the last."""
    classes = probabilities.argmax(axis=1)
    best = np.take_along_axis(probabilities, classes[:, None], axis=1)
    spaces = probabilities[:, -1].copy()
    return Written(classes, best[:, 0], spaces)
