"""Lines that come, or go elsewhere, in the reading order; and blocks that are of another kind.

A page and what is said of it enter; the page with it, or None where it does not fit, leaves. A line
is in a block of running text: into tables none is put, and out of tables none is moved.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast, get_args

from recto.corrections.blocks import Blocks, holder_of, put_into, renumbered
from recto.corrections.correction import Correction
from recto.corrections.places import block_at, line_at
from recto.layout.content import blocks_of
from recto.model.page import Box
from recto.model.result import Block, BlockKind, PageResult, ResultLine

NEAR = 1.5  # heights of a line: the gap up to which a new line goes on with a block


def with_line(page: PageResult, line: ResultLine) -> PageResult:
    """The page with a new line behind the one that stands over it."""
    above = _above(page, line.box)
    place = 0 if above is None else above + 1
    numbers = {number: number + (number >= place) for number in range(len(page.lines))}
    lines = (*page.lines[:place], line, *page.lines[place:])
    blocks = renumbered(blocks_of(page), numbers)
    alone = Block("paragraph", line.box, (place,))
    if above is None:
        return replace(page, lines=lines, blocks=(alone, *blocks))

    holder = holder_of(blocks, above)
    gap = line.box.top - page.lines[above].box.bottom
    if holder is None or gap > NEAR * line.box.height:
        after = 1 + max((n for n, block in enumerate(blocks) if above in block.lines), default=-1)
        return replace(
            page,
            lines=lines,
            blocks=(*blocks[:after], alone, *blocks[after:]),
        )
    block = blocks[holder]
    longer = put_into(block, block.lines.index(above) + 1, place)
    longer = replace(longer, box=Box.around([block.box, line.box]))
    return replace(page, lines=lines, blocks=_with(blocks, holder, longer))


def _above(page: PageResult, box: Box) -> int | None:
    """The line next over the box, in its column where one is; None where none is."""
    over = []
    in_column = []
    for number, line in enumerate(page.lines):
        if line.box.centre[1] > box.centre[1]:
            continue
        over.append(number)
        if line.box.left < box.right and line.box.right > box.left:
            in_column.append(number)
    near = in_column or over
    return max(
        near,
        key=lambda number: page.lines[number].box.bottom,
        default=None,
    )


def _with(blocks: Blocks, place: int, block: Block) -> Blocks:
    return (*blocks[:place], block, *blocks[place + 1 :])


def moved(page: PageResult, correction: Correction) -> PageResult | None:
    """The page with a line before another one, or at the end."""
    line = line_at(page, correction.box)
    if line is None or page.lines[line].text != correction.before:
        return None
    blocks = blocks_of(page)
    home = holder_of(blocks, line)
    target: int | None = None
    if correction.target is not None:
        target = line_at(page, correction.target)
        if target is None or target == line:
            return None
        if holder_of(blocks, target) is None:
            return None
    if home is None:
        return None
    return _reordered(page, blocks, line, target)


def _reordered(page: PageResult, blocks: Blocks, line: int, target: int | None) -> PageResult:
    """Lines in their new order, and blocks that hold them so."""
    order = [number for number in range(len(page.lines)) if number != line]
    order.insert(len(order) if target is None else order.index(target), line)
    numbers = {old: new for new, old in enumerate(order)}
    lines = tuple(page.lines[old] for old in order)

    here = numbers[line]
    others = {old: new for old, new in numbers.items() if old != line}
    rest = renumbered(blocks, others)
    if target is None:
        alone = Block("paragraph", page.lines[line].box, (here,))
        return replace(page, lines=lines, blocks=(*rest, alone))
    holder = holder_of(rest, numbers[target])
    if holder is None:  # refused before
        return page
    block = rest[holder]
    position = block.lines.index(numbers[target])
    longer = put_into(block, position, here)
    return replace(page, lines=lines, blocks=_with(rest, holder, longer))


def of_kind(page: PageResult, correction: Correction) -> PageResult | None:
    """The page with a block of another kind."""
    blocks = blocks_of(page)
    place = block_at(blocks, correction.box)
    if place is None or correction.after not in get_args(BlockKind):
        return None
    block = blocks[place]
    if block.kind not in (correction.before, correction.after):
        return None
    kind = cast("BlockKind", correction.after)
    level = max(1, block.level) if kind == "heading" else 0
    cells = block.cells if kind == "table" else ()
    made = replace(block, kind=kind, level=level, marker="", cells=cells)
    return replace(page, blocks=_with(blocks, place, made))
