"""Lines to paragraphs: where one ends, seen from gaps, indents, short last lines and jumps to another column.

Indices of lines in reading order enter, runs of them leave. A paragraph ends where the next line is further away than
the lines around it, starts indented, or stands elsewhere (another column, another size).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from recto.model import ResultLine

GAP = 0.6  # of the median line height, beyond the usual distance between two lines
INDENT = 0.8  # of the median line height


def paragraphs(lines: Sequence[ResultLine], indices: Sequence[int]) -> list[list[int]]:
    """Runs of `indices`, each one paragraph."""
    if not indices:
        return []
    height = median(lines[i].box.height for i in indices) or 1.0
    pitches = [lines[b].box.top - lines[a].box.top for a, b in pairwise(indices)]
    usual = median([pitch for pitch in pitches if 0 < pitch < 3 * height] or [height])
    runs = [[indices[0]]]
    for before, after in pairwise(indices):
        if _ends(lines[before], lines[after], usual, height):
            runs.append([after])
        else:
            runs[-1].append(after)
    return runs


def _ends(before: ResultLine, after: ResultLine, usual: float, height: float) -> bool:
    pitch = after.box.top - before.box.top
    return pitch < 0 or pitch > usual + GAP * height or after.box.left > before.box.left + INDENT * height
