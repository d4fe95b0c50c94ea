"""Asking for the order of a page alone: its blocks by number, and a small picture with the numbers
on it.

Lines in the order that is doubted enter; blocks (runs of lines that follow one another whoever
orders the page), what is shown of each, and the picture leave. Text is not asked for: numbers go
out and come back, a few tokens a block.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from recto.model.page import Box
from recto.model.transcript import Evidence, ShownLine
from recto.readers.vision.ask.images import Picture, resize
from recto.readers.vision.ask.regions import lines_in
from recto.text.spacing import words_of
from recto_preprocessing import View

MOST_BLOCKS = 60  # of one ask: more are no blocks but a table or a page of specks
LARGEST = 1024  # px of the picture's longer side: columns and headlines are seen, text hardly
SAID = 5  # words shown of a block's beginning, and of its end
IN_COLUMN = 0.5  # of the narrower one's width that two lines of a block have in common
IN_ROW = 0.5  # of the lower one's height that two pieces of a row have in common
LEAST_GAP, MOST_GAP = -0.7, 1.0  # line heights between two lines of a block
UNLIKE = 1.6  # times as high: a headline is a block of its own
LETTERS, STROKE = 0.6, 2  # of the numbers: OpenCV's scale, and px of their strokes
NUMBER, PAPER = (200, 0, 0), (255, 255, 255)


@dataclass(slots=True)
class _Run:
    """Lines that follow one another; `row` is the last of its rows, px of the original page."""

    lines: list[ShownLine] = field(default_factory=list)
    row: Box = field(default_factory=lambda: Box(0, 0, 0, 0))

    @property
    def box(self) -> Box:
        """Around all of its lines."""
        return Box.around(line.box for line in self.lines)

    def takes(self, box: Box) -> bool:
        """Whether a line so placed goes on where this ends."""
        row = self.row
        height = min(row.height, box.height)
        if self._is_beside(box):
            return box.left >= row.left
        if max(row.height, box.height) > UNLIKE * height:
            return False
        gap = box.top - row.bottom
        left = max(row.left, box.left)
        right = min(row.right, box.right)
        narrower = min(row.width, box.width)
        is_below = LEAST_GAP * height < gap < MOST_GAP * height
        return is_below and right - left > IN_COLUMN * narrower

    def add(self, line: ShownLine) -> None:
        """Take it in."""
        box = line.box
        in_row = bool(self.lines) and self._is_beside(box)
        self.row = Box.around((self.row, box)) if in_row else box
        self.lines.append(line)

    def _is_beside(self, box: Box) -> bool:
        """It stands at the height of the last row."""
        row = self.row
        top = max(row.top, box.top)
        bottom = min(row.bottom, box.bottom)
        lower = min(row.height, box.height)
        return bottom - top > IN_ROW * lower


def blocks_of(lines: Sequence[ShownLine]) -> tuple[Box, ...]:
    """The blocks of a page in the order of its lines, px of the original page; none where there are
    so many that no order of blocks would help, or fewer than two.
    """
    runs: list[_Run] = []
    for line in lines:
        if not runs or not runs[-1].takes(line.box):
            runs.append(_Run())
        runs[-1].add(line)
    if not 2 <= len(runs) <= MOST_BLOCKS:
        return ()
    return tuple(run.box for run in runs)


def shown_blocks(lines: Sequence[ShownLine], blocks: Sequence[Box]) -> tuple[ShownLine, ...]:
    """A line a block, under its number: how Tesseract's text of it begins and ends."""
    found = []
    for number, box in enumerate(blocks):
        texts = [line.text for line in lines_in(lines, box) if line.text]
        words = words_of(" ".join(texts))
        said = words
        if len(words) > 2 * SAID:
            said = [*words[:SAID], "…", *words[-SAID:]]
        found.append(ShownLine(number, box, " ".join(said) or None, 0.0))
    return tuple(found)


def order_picture(evidence: Evidence, blocks: Sequence[Box]) -> Picture:
    """The whole page, small, each block framed and numbered."""
    import cv2

    font = cv2.FONT_HERSHEY_SIMPLEX
    view = evidence.view
    height, width = view.pixels.shape[:2]
    scale = min(1.0, LARGEST / max(height, width))
    pixels = resize(view.pixels, scale)
    shown = cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB) if pixels.ndim == 2 else pixels.copy()
    for number, box in enumerate(blocks):
        first, last = _corners(view, box, scale)
        cv2.rectangle(shown, first, last, NUMBER, 1)
        label = str(number)
        (wide, tall), below = cv2.getTextSize(label, font, LETTERS, STROKE)
        left, top = first
        foot = top + tall
        cv2.rectangle(shown, first, (left + wide, foot + below), PAPER, cv2.FILLED)
        cv2.putText(shown, label, (left, foot), font, LETTERS, NUMBER, STROKE, cv2.LINE_AA)
    return Picture(np.asarray(shown, np.uint8), tuple(blocks))


def _corners(view: View, box: Box, scale: float) -> tuple[tuple[int, int], tuple[int, int]]:
    """Left top and right bottom of a box of the original page on the picture, px."""
    left, top, right, bottom = box.edges
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float64)
    points = view.geometry.from_original(corners) * scale
    x0, y0 = points.min(axis=0).round().astype(int).tolist()
    x1, y1 = points.max(axis=0).round().astype(int).tolist()
    return (max(0, x0), max(0, y0)), (x1, y1)
