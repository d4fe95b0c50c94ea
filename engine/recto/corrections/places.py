"""Where on a page a correction belongs: the words, the line or the block in a box.

A page and a box in px of the original page enter; a Run of words, the index of a line or of a block
leave, or None where nothing of the page fits. Readings of other settings have other boxes: what
shares half of its area with the box is meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recto.model.page import Box
from recto.model.result import Block, PageResult, ResultLine

HALF = 0.5  # share of a word's area, or of two boxes' union, from which they are the same place


@dataclass(frozen=True, slots=True)
class Run:
    """Words that follow each other in one line: `first` to before `past`."""

    line: int
    first: int
    past: int


def run_at(page: PageResult, box: Box) -> Run | None:
    """The words of one line that lie in the box; of several lines the one with most in it.

    None where there are none, or where words between them lie elsewhere.
    """
    best: Run | None = None
    most = 0.0
    for number, line in enumerate(page.lines):
        if not _touches(line, box):
            continue
        inside = [place for place, word in enumerate(line.words) if lies_in(word.box, box)]
        shared = sum(line.words[place].box.intersection(box) for place in inside)
        if inside and (best is None or shared > most):
            best = Run(number, inside[0], inside[-1] + 1)
            most = shared
            if len(inside) != best.past - best.first:
                return None
    return best


def _touches(line: ResultLine, box: Box) -> bool:
    """Cheap, and true for every line that has a word in the box."""
    tops = [word.box.top for word in line.words]
    bottoms = [word.box.bottom for word in line.words]
    return min(tops) <= box.bottom and max(bottoms) >= box.top


def lies_in(word: Box, box: Box) -> bool:
    """Whether half of a word, or its middle where it has no area, is in the box."""
    if word.area > 0:
        return word.intersection(box) >= HALF * word.area
    x, y = word.centre
    return box.left <= x <= box.right and box.top <= y <= box.bottom


def line_at(page: PageResult, box: Box) -> int | None:
    """The line whose box is most like this one."""
    boxes = [line.box for line in page.lines]
    return _likest(boxes, box)


def block_at(blocks: Sequence[Block], box: Box) -> int | None:
    """The block whose box is most like this one."""
    boxes = [block.box for block in blocks]
    return _likest(boxes, box)


def _likest(boxes: Sequence[Box], wanted: Box) -> int | None:
    shares = [box.iou(wanted) for box in boxes]
    most = max(shares, default=0.0)
    return shares.index(most) if most >= HALF else None
