"""Text that does not run the way the readers read: what the summary must say of it instead of
printing it silently.

Local lines (boxes in px of the original page) and the readers' agreement enter, notes leave. A page
that lies on its side is turned by cleaning and read; lines of both ways on one page, or vertical
script that a reader has no model for, come out wrong, and a person must know.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.local.fusion import LocalLine
from recto.model.page import ReaderWord

TALL = 1.5  # height over width from which a line runs down
SHORTEST = 3  # characters: fewer may stand in a tall box by their shape
# share of the text's length that runs the rarer way; on 201 real pages it was .011 at most
MIXED = 0.05
# agreement of the readers, or Tesseract's mean: sideways pages are read at .8 and more once turned
ALIKE = 0.5
_VERTICAL = (
    "lines run down and the readers disagree: for vertical script give its model, e.g. -l jpn_vert"
)


def running_notes(lines: Sequence[LocalLine], agreement: float) -> tuple[str, ...]:
    """`agreement` is that of the two readers, 0..1, or Tesseract's own mean confidence where it
    reads alone.
    """
    long = down = 0
    length = length_down = 0.0
    for line in lines:
        if _characters(line) < SHORTEST:
            continue
        width, height = line.box.width, line.box.height
        long += 1
        length += max(width, height)
        if height >= TALL * width:
            down += 1
            length_down += height
    share = length_down / length if length else 0.0
    if share < MIXED:
        return ()
    if share <= 1 - MIXED:
        lines_down = f"{down} of {long} lines"
        return (f"text runs both across and down ({lines_down}): check those of the rarer way",)
    return (_VERTICAL,) if agreement < ALIKE else ()


def _characters(line: LocalLine) -> int:
    """What the reader that read more of each unit read."""
    characters = 0
    for unit in line.units:
        characters += max(_length(unit.tesseract), _length(unit.ppocr))
    return characters


def _length(words: Sequence[ReaderWord]) -> int:
    return sum(len(word.text) for word in words)
