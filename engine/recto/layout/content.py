"""What is in a block: its lines with exactly the words that are its own, and its text as a person
would type it.

A PageResult enters; blocks with their lines, or strings, leave. Every word of the page is in
exactly one block: a line may be shared (two tables side by side), then a table has the words that
its cells name, and words that no table names go to the block of other text that holds the line,
else to the table of their neighbour. The lines themselves keep their hyphens: only the text made
here is joined, so the hyphenation stays reversible.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from recto.layout.arrange import arrange
from recto.layout.places import WordPlace, named_words
from recto.model.page import Box
from recto.model.result import Block, Cell, PageResult, ResultLine
from recto.text.spacing import joined

Held = tuple[int, list[int]]  # a line, and which of its words
LINE_HYPHENS = "-\N{HYPHEN}\N{SOFT HYPHEN}\N{NOT SIGN}\N{DOUBLE OBLIQUE HYPHEN}="


def blocks_of(page: PageResult) -> tuple[Block, ...]:
    """The page's own blocks, or the blocks that its lines arrange into when the pipeline made
    none.
    """
    if page.blocks:
        return page.blocks
    return arrange(page.lines, page.width, page.height)


def blocks_with_words(page: PageResult) -> list[tuple[Block, list[Held]]]:
    """Each block with its lines; of a line that several blocks share, each has its own words
    only.
    """
    blocks = blocks_of(page)
    holders: dict[int, list[int]] = {}
    for number, block in enumerate(blocks):
        for line in dict.fromkeys(block.lines):
            numbers = holders.setdefault(line, [])
            numbers.append(number)
    owners = {}
    for line, numbers in holders.items():
        owners[line] = _owners(blocks, numbers, line, page)
    blocks_and_words = []
    for number, block in enumerate(blocks):
        held = []
        for line in block.lines:
            words = [word for word, owner in enumerate(owners[line]) if owner == number]
            held.append((line, words))
        blocks_and_words.append((block, held))
    return blocks_and_words


def blocks_with_lines(page: PageResult) -> list[tuple[Block, list[ResultLine]]]:
    """`blocks_with_words` as lines: a shared line is there with a block's own words and their
    box.
    """
    blocks_and_lines = []
    for block, held in blocks_with_words(page):
        parts = []
        for index, words in held:
            line = page.lines[index]
            if len(words) == len(line.words):
                parts.append(line)
                continue
            kept = tuple(line.words[i] for i in words)
            box = line.box
            if kept:
                box = Box.around(word.box for word in kept)
            part = replace(line, words=kept, box=box)
            parts.append(part)
        blocks_and_lines.append((block, parts))
    return blocks_and_lines


def outside_cells(block: Block, held: Sequence[Held]) -> list[Held]:
    """The words of a table that are in no cell: leaders, and rules that were read as letters."""
    inside: set[WordPlace] = set()
    for cell in block.cells:
        inside.update(named_words(cell))
    outside = []
    for line, words in held:
        rest = [word for word in words if (line, word) not in inside]
        if rest:
            outside.append((line, rest))
    return outside


def _owners(
    blocks: Sequence[Block], numbers: Sequence[int], line: int, page: PageResult
) -> list[int]:
    """For each word of a line, the block that it is in."""
    count = len(page.lines[line].words)
    first = numbers[0]
    if len(numbers) == 1:
        return [first] * count
    named = _named_by_cells(blocks, numbers, line)
    other_text = [number for number in numbers if not blocks[number].cells]
    if other_text:
        return [named.get(word, other_text[0]) for word in range(count)]
    neighbour = next(iter(named.values()), first)
    owners = []
    for word in range(count):
        neighbour = named.get(word, neighbour)
        owners.append(neighbour)
    return owners


def _named_by_cells(blocks: Sequence[Block], numbers: Sequence[int], line: int) -> dict[int, int]:
    """Word of the line -> the table whose cells name it."""
    named: dict[int, int] = {}
    for number in numbers:
        for cell in blocks[number].cells:
            for cell_line, word in named_words(cell):
                if cell_line == line:
                    named[word] = number
    return named


def flowing_text(block: Block, lines: Sequence[ResultLine]) -> str:
    """The block's lines as one line of text; a word that was only broken at a line end is whole
    again.
    """
    pieces = []
    text = ""
    for position, line in enumerate(lines):
        shown = line.text
        if position == 0 and block.marker:
            unmarked = shown.removeprefix(block.marker)
            shown = unmarked.lstrip()
        is_broken = position in block.hyphens
        if is_broken and shown[-1:] in LINE_HYPHENS:
            text += shown[:-1]
        else:
            pieces.append(text + shown)
            text = ""
    pieces.append(text)
    return joined(list(filter(None, pieces))).rstrip()


def cell_text(page: PageResult, cell: Cell) -> str:
    """The words of one table cell, joined in reading order."""
    texts = []
    for line, first, past in cell.spans:
        words = page.lines[line].words[first:past]
        texts += [word.text for word in words]
    return joined(texts)
