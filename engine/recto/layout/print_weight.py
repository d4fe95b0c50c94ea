"""How heavy the print of paragraphs is: bold heads are set in the size of their text.

Paragraphs whose lines know the thickness of their strokes (ink/pen.py) enter; weights leave, 1 for
most text of the page, and what of them is seen of one paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

from recto.layout.textlines import TextLine

Floats = NDArray[np.float64]

PLAIN = 1.0  # weight of most text, and of all text where no pixels told any
AS_HEAVY = 0.95  # of a weight: what is as heavy; of plain lines half are within .04
NONE = -1.0  # no paragraph stands behind


def weights_of(paragraphs: Sequence[Sequence[TextLine]], signs: Floats) -> Floats:
    """Of each paragraph its median line's strokes in sizes, to those of most text."""
    found = []
    for lines in paragraphs:
        strokes = [line.stroke / line.size for line in lines]
        found.append(median(strokes))
    weights = np.array(found)
    is_known = weights > 0
    if not is_known.any():
        return np.full(len(weights), PLAIN)
    weights[~is_known] = np.median(weights[is_known])
    order = np.argsort(weights)
    reached = np.cumsum(signs[order])
    half = reached[-1] / 2
    middle = order[np.searchsorted(reached, half)]
    to_usual: Floats = weights / weights[middle]
    return to_usual


def figures_of_weight(weights: Floats, signs: Floats, at: int) -> list[float]:
    """Its weight, that to the paragraph behind, and the share of signs that are as heavy."""
    weight = float(weights[at])
    to_after = NONE
    if at + 1 < len(weights):
        after = float(weights[at + 1])
        to_after = weight / after
    least = AS_HEAVY * weight
    heavy = signs[weights >= least]
    every = max(1.0, signs.sum())
    share = float(heavy.sum() / every)
    return [weight, to_after, share]
