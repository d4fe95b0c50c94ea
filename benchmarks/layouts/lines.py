"""A composed page as the engine has it once it is read: lines with words, in reading order, and
what each of them is.

A Layout enters, a ReadSheet leaves: ResultLines whose boxes are as loose as readers draw them, for
each line its block and kind, and the page's strokes, which bend and lean as the lines do. What
stands in one row of a list or a form is one line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.layouts.truth import Box as TrueBox
from benchmarks.layouts.truth import Layout, TrueLine, TrueWord
from recto.ink.strokes import NO_STROKES, Segments, Strokes
from recto.model.page import Box
from recto.model.result import ResultLine, Word
from recto.reasons import Reason

# Kinds that stand side by side in one row
ROWS = frozenset({"entry", "label", "value", "header", "page-number"})
CELL = "cell"
LOOSE = 0.05  # line heights, standard deviation of each edge of a word
ASCENDING = set("bdfhklt!?()[]/|\"'’‘“”") | set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
DESCENDING = set("gjpqy,;()[]Q/|")
TIGHT = 0.5  # share of pages whose readers draw boxes around the ink
X_HEIGHT, BASELINE = 0.42, 0.78  # of the height of a line's box, from its top
CURL, SKEW = 0.35, 0.004  # standard deviations: line heights; rise a run
SCALE = 0.06  # standard deviation of the ratio of the sizes of a line's box and its print

LOST = 0.08  # share of the long lines of which a word is not read, so that a wide gap stays
LONG = 5  # words
# Share of the pages whose wording says nothing: scripts without capitals, poor readings
MUTE = 0.3

Dice = np.random.Generator


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """Lines in reading order."""

    layout: Layout
    lines: tuple[ResultLine, ...]
    blocks: tuple[int, ...]  # of each line
    kinds: tuple[str, ...]  # of each line
    ruling: Strokes = NO_STROKES


def read_sheet(layout: Layout, found: Strokes | None = None) -> ReadSheet:
    """The page without its tables. The same page is always read the same way. `found`: the strokes
    of its picture; those that are drawn on it where it has none.
    """
    digest = hashlib.sha256(f"{layout.id} lines".encode()).digest()
    dice = np.random.default_rng(int.from_bytes(digest[:4], "big"))
    draw = _Drawn(dice, layout)
    lines: list[ResultLine] = []
    blocks: list[int] = []
    kinds: list[str] = []
    for words, block, kind in _rows(layout):
        lines.append(draw.line(words))
        blocks.append(block)
        kinds.append(kind)
    ruling = draw.strokes(drawn_strokes(layout) if found is None else found)
    return ReadSheet(layout, tuple(lines), tuple(blocks), tuple(kinds), ruling)


def drawn_strokes(layout: Layout) -> Strokes:
    """Those of the truth, by direction."""
    lines = np.array(layout.strokes, dtype=np.float64).reshape(-1, 4)
    x0, y0, x1, y1 = lines.T
    is_level = np.abs(y1 - y0) < np.abs(x1 - x0)
    return Strokes(lines[is_level], lines[~is_level])


def _rows(layout: Layout) -> list[tuple[list[TrueWord], int, str]]:
    """Words of each line with its block and kind; neighbours in a row are one."""
    rows: list[tuple[list[TrueWord], int, str]] = []
    before: TrueLine | None = None
    for block in layout.blocks:
        if block.kind == CELL or block.vertical:
            continue
        for line in block.lines:
            words = list(line.words)
            in_row = block.kind in ROWS and rows and rows[-1][2] in ROWS
            if in_row and before is not None and _is_level(before.box, line.box):
                rows[-1][0].extend(words)
            else:
                rows.append((words, block.block, block.kind))
            before = line
    return rows


def _is_level(one: TrueBox, other: TrueBox) -> bool:
    """They overlap in height, and the other begins to the right."""
    shared = min(one[3], other[3]) - max(one[1], other[1])
    smaller = min(one[3] - one[1], other[3] - other[1])
    return shared > smaller / 2 and other[0] >= one[2] - 1


class _Drawn:
    """Boxes as the readers of one page draw them."""

    def __init__(self, dice: Dice, layout: Layout) -> None:
        self._dice = dice
        self._tight = dice.random() < TIGHT
        self._mute = dice.random() < MUTE
        self._curl = dice.normal(0, CURL)
        self._skew = dice.normal(0, SKEW)
        self._phase = dice.uniform(0, np.pi)
        self._scale = 1 + abs(dice.normal(0, SCALE))
        self._width = max(1, layout.width)
        words = [word for block in layout.blocks for line in block.lines for word in line.words]
        heights = [word.box[3] - word.box[1] for word in words]
        self._height = float(np.median(heights)) if heights else 1.0

    def line(self, words: Sequence[TrueWord]) -> ResultLine:
        """One line with its words."""
        drawn = [self._word(word) for word in words]
        if len(drawn) >= LONG and self._dice.random() < LOST:
            del drawn[int(self._dice.integers(1, len(drawn) - 1))]
        box = Box.around(word.box for word in drawn)
        foot = float(np.median([word.box.bottom for word in drawn]))
        return ResultLine(tuple(drawn), box, (box.left, foot, box.right, foot))

    def strokes(self, strokes: Strokes) -> Strokes:
        """Where the bend and the lean of the lines take them."""
        level = self._moved(strokes.horizontal)
        plumb = self._moved(strokes.vertical)
        return Strokes(level, plumb, strokes.pen)

    def _moved(self, segments: Segments) -> Segments:
        moved = np.array(segments, dtype=np.float64).reshape(-1, 4)
        for end in (0, 2):
            moved[:, end + 1] += self._shift(moved[:, end], self._height)
        return moved

    def _shift(self, x: Any, height: float) -> Any:
        """Px that a place is moved down."""
        wave = self._curl * height * np.sin(np.pi * x / self._width + self._phase)
        return wave + self._skew * x

    def _word(self, word: TrueWord) -> Word:
        left, top, right, bottom = word.box
        height = bottom - top
        if self._tight:
            top, bottom = _inked(word.text, top, bottom)
        x = (left + right) / 2
        shift = self._shift(x, height)
        grown = (self._scale - 1) * height / 2
        edges = np.array([left, top - grown + shift, right, bottom + grown + shift])
        edges += self._dice.normal(0, LOOSE * height, 4)
        edges[2:] = np.maximum(edges[2:], edges[:2] + 1)
        box = Box(*edges.tolist())
        text = _muted(word.text) if self._mute else word.text
        return Word(text, box, 1.0, "agreed", Reason.READERS_AGREE)


def _inked(text: str, top: float, bottom: float) -> tuple[float, float]:
    """The height of what is printed, inside that of the line."""
    height = bottom - top
    signs = set(text)
    low = bottom if signs & DESCENDING else top + BASELINE * height
    high = top + 0.1 * height if signs & ASCENDING else top + X_HEIGHT * height
    return high, low


def _muted(text: str) -> str:
    """Without capitals and signs."""
    letters = "".join(filter(str.isalnum, text.lower()))
    return letters or text
