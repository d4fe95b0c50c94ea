"""How much text a piece of a page can hold, so that a reply of any length is told from a reading.

The lines found and the region asked about enter, a number of characters leaves. It is generous on
purpose: it is there for replies that never end, and what is merely wrong is for the guards and for
arbitration.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.model.page import Box
from recto.model.transcript import ShownLine

# characters that fit into a square of the line's height, generously: narrow type has ~3
CHARS_A_SQUARE = 4.0
SMALLEST = 8.0  # px; letters of lower lines cannot be told apart
LOW = 4  # the line that a quarter of the lines are lower than stands for small print
# Lines, one below the other, that a page may hold whatever was found on it. With 150, the densest
# of 1,339 truths and recorded readings of our corpora (newspapers of 1895) fill a third of the
# room; only one that loops fills half of it.
FEWEST, MOST = 150.0, 300.0
LEAST = 2_000.0  # characters allowed on the smallest label


def room(lines: Sequence[ShownLine], region: Box) -> float:
    """Characters that the region can hold, by its size and by the lower lines found on it.

    A title may be all that was found above small print, so FEWEST lines are always allowed for; and
    specks taken for lines do not make room for more than MOST.
    """
    tallest = region.height / FEWEST
    lowest = region.height / MOST
    heights: list[float] = []
    for line in lines:
        height = min(line.box.width, line.box.height)  # a sideways line stands on end
        heights.append(height)
    heights.sort()
    if heights:
        small_print = heights[len(heights) // LOW]
        tallest = min(small_print, tallest)
    line_height = max(SMALLEST, lowest, tallest)
    characters = CHARS_A_SQUARE * region.area / line_height**2
    return max(LEAST, characters)
