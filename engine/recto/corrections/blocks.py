"""Blocks after words or lines were put in, taken out or moved: they hold indices, which must move
along.

Blocks of a page enter, blocks that point at the same words leave. A block without lines is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from recto.corrections.places import Run
from recto.model.result import Block, Cell

Blocks = tuple[Block, ...]
Span = tuple[int, int, int]  # line, first word, past the last word


def respanned(blocks: Blocks, run: Run, count: int) -> Blocks:
    """The run's words became `count` words: cells that name words of that line follow."""
    return tuple(_with_spans(block, run, count) for block in blocks)


def _with_spans(block: Block, run: Run, count: int) -> Block:
    cells: list[Cell] = []
    for cell in block.cells:
        spans = [_span(span, run, count) for span in cell.spans]
        cells.append(replace(cell, spans=tuple(spans)))
    return replace(block, cells=tuple(cells))


def _span(span: Span, run: Run, count: int) -> Span:
    """A cell that holds words of the run holds what came in their place; what is put in at its end
    is its own.
    """
    line, first, past = span
    if line != run.line:
        return span
    grown = count - (run.past - run.first)
    if first >= run.past:
        first += grown
    elif first > run.first:
        first = run.first
    if past >= run.past:
        past += grown
    elif past > run.first:
        past = run.first + count
    return line, first, max(first, past)


def renumbered(blocks: Blocks, numbers: Mapping[int, int]) -> Blocks:
    """Lines by their new numbers; a line that has none is gone, and what was only a break at its
    end is none any more.
    """
    made = []
    for block in blocks:
        kept = [place for place, line in enumerate(block.lines) if line in numbers]
        lines = tuple(numbers[block.lines[place]] for place in kept)
        hyphens = tuple(kept.index(place) for place in block.hyphens if place in kept)
        cells = _renumbered_cells(block.cells, numbers)
        if lines:
            made.append(
                replace(
                    block,
                    lines=lines,
                    hyphens=hyphens,
                    cells=cells,
                )
            )
    return tuple(made)


def _renumbered_cells(cells: Iterable[Cell], numbers: Mapping[int, int]) -> tuple[Cell, ...]:
    made = []
    for cell in cells:
        spans = []
        for line, first, past in cell.spans:
            if line in numbers:
                spans.append((numbers[line], first, past))
        made.append(replace(cell, spans=tuple(spans)))
    return tuple(made)


def put_into(block: Block, position: int, line: int) -> Block:
    """The block with one more line at a position among its own."""
    lines = (*block.lines[:position], line, *block.lines[position:])
    hyphens = tuple(place + (place >= position) for place in block.hyphens)
    return replace(block, lines=lines, hyphens=hyphens)


def holder_of(blocks: Blocks, line: int) -> int | None:
    """The block of running text that holds the line; None where only tables do."""
    for number, block in enumerate(blocks):
        if line in block.lines and not block.cells:
            return number
    return None
