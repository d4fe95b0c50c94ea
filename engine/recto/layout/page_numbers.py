"""A page number in the line of a running head, apart from it.

Lines and blocks of one page enter; both leave, with a line and a block more where a head or a
footer ends or begins with a number behind a wide gap. Words, their order and all other blocks stay;
places of lines behind it move by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from recto.layout.furniture import is_number
from recto.model.page import Box
from recto.model.result import Block, BlockKind, Cell, ResultLine, Word

WIDE = 1.0  # heights of the line: heads stand further from their number than words from words
EDGES = frozenset({"header", "footer"})
Parted = tuple[tuple[ResultLine, ...], tuple[Block, ...]]


def numbers_apart(lines: Sequence[ResultLine], blocks: Sequence[Block]) -> Parted:
    """The page with its number's own line and block."""
    found = (tuple(lines), tuple(blocks))
    edges = [block for block in blocks if block.kind in EDGES and len(block.lines) == 1]
    edges.sort(key=_first_line, reverse=True)
    for edge in edges:
        found = _parted(*found, edge)
    return found


def _first_line(block: Block) -> int:
    return block.lines[0]


def _parted(lines: tuple[ResultLine, ...], blocks: tuple[Block, ...], edge: Block) -> Parted:
    at = _first_line(edge)
    line = lines[at]
    cut = _cut(line)
    holders = [block for block in blocks if at in block.lines]
    if not cut or len(holders) > 1:
        return lines, blocks
    first = _part(line, line.words[:cut])
    second = _part(line, line.words[cut:])
    moved: list[Block] = []
    for block in blocks:
        if block is edge:
            moved.append(_block_of(first, edge, at))
            moved.append(_block_of(second, edge, at + 1))
        else:
            moved.append(_moved(block, at))
    before = lines[:at]
    behind = lines[at + 1 :]
    return (*before, first, second, *behind), tuple(moved)


def _block_of(half: ResultLine, edge: Block, place: int) -> Block:
    kind: BlockKind = edge.kind
    if is_number(half.text):
        kind = "page-number"
    return replace(edge, kind=kind, box=half.box, lines=(place,))


def _cut(line: ResultLine) -> int:
    """Before which word the line is parted; 0: nowhere."""
    words = line.words
    widest = WIDE * line.box.height
    cuts = []
    for place, (before, after) in enumerate(pairwise(words), 1):
        if after.box.left - before.box.right > widest:
            cuts.append(place)
    if cuts and cuts[-1] == len(words) - 1 and is_number(words[-1].text):
        return cuts[-1]
    if cuts and cuts[0] == 1 and is_number(words[0].text):
        return 1
    return 0


def _part(line: ResultLine, words: tuple[Word, ...]) -> ResultLine:
    """Some words of the line, on its own baseline."""
    box = Box.around(word.box for word in words)
    x0, y0, x1, y1 = line.baseline
    down = y1 - y0
    across = max(1.0, x1 - x0)
    rise = down / across
    left = y0 + rise * (box.left - x0)
    right = y0 + rise * (box.right - x0)
    baseline = (box.left, left, box.right, right)
    return ResultLine(words, box, baseline)


def _moved(block: Block, at: int) -> Block:
    """With the places of lines as they are once line `at` has become two."""
    places = [_place(place, at) for place in block.lines]
    cells = [_moved_cell(cell, at) for cell in block.cells]
    return replace(block, lines=tuple(places), cells=tuple(cells))


def _moved_cell(cell: Cell, at: int) -> Cell:
    spans = []
    for line, first, past in cell.spans:
        place = _place(line, at)
        spans.append((place, first, past))
    return replace(cell, spans=tuple(spans))


def _place(line: int, at: int) -> int:
    if line > at:
        return line + 1
    return line
