"""How large lines are set, whatever letters their words have.

Texts and heights of each line's words enter, a size for each line leaves. Some readers draw their
boxes around the ink, so that "sea" is half as high as "Sky", others draw them as high as the line:
which, the page itself tells, since the words of one line are set in one size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain
from statistics import fmean, median

Words = Sequence[tuple[str, float]]  # text, height in px

RISING = frozenset("bdfhijklt!?()[]{}/|\"'’‘“”0123456789&%§ABCDEFGHIJKLMNOPQRSTUVWXYZ")
FALLING = frozenset("gjpqy,;()[]{}/|Qç")
# Of print whose ink alone is boxed, by whether letters rise over the others and fall below the line
HEIGHTS = {(False, False): 0.46, (True, False): 0.7, (False, True): 0.67, (True, True): 0.91}
LOGS = {shape: math.log(height) for shape, height in HEIGHTS.items()}
PLAIN = (True, False)  # as words of scripts without such letters count
FIRM = 0.2  # squared log heights: some four words that speak against it
MOST = 1.2  # times what is usual of print: no page's letters differ more


def set_sizes(lines: Sequence[Words]) -> list[float]:
    """Px; all sizes together are as large as the words' heights are."""
    shapes = []
    heights = []
    for words in lines:
        shapes.append([_shape(text) for text, _ in words])
        heights.append([math.log(max(1.0, height)) for _, height in words])
    every = list(chain.from_iterable(shapes))
    if not every:
        return [1.0] * len(lines)
    share = _share_of_ink(shapes, heights)
    usual = share * fmean(every)
    sizes = []
    for shape, height in zip(shapes, heights, strict=True):
        true = [high - share * low for high, low in zip(height, shape, strict=True)]
        size = math.exp(median(true) + usual) if true else 1.0
        sizes.append(size)
    return sizes


def _shape(text: str) -> float:
    """Log of the height of the word's ink, in sizes of its print."""
    rises = not RISING.isdisjoint(text)
    falls = not FALLING.isdisjoint(text)
    if not rises and not falls and not text.isascii():
        rises, falls = PLAIN
    return LOGS[rises, falls]


def _share_of_ink(shapes: Sequence[Sequence[float]], heights: Sequence[Sequence[float]]) -> float:
    """0: boxes are as high as the line, 1: as the ink; by least squares within lines."""
    covered = 0.0
    spread = FIRM
    for shape, height in zip(shapes, heights, strict=True):
        if len(shape) < 2:
            continue
        usual_shape = fmean(shape)
        usual_height = median(height)
        for low, high in zip(shape, height, strict=True):
            covered += (low - usual_shape) * (high - usual_height)
            spread += (low - usual_shape) ** 2
    return min(MOST, max(0.0, covered / spread))
