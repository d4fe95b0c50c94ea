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
from recto.model.page import Box
from recto.model.result import Block, Cell, PageResult, ResultLine, Word

Held = tuple[int, list[int]]  # a line, and which of its words
LINE_HYPHENS = "-\N{HYPHEN}\N{SOFT HYPHEN}\N{NOT SIGN}\N{DOUBLE OBLIQUE HYPHEN}="


def blocks_of(page: PageResult) -> tuple[Block, ...]:
    """The page's own blocks, or the blocks that its lines arrange into when the pipeline made
    none.
    """
    return page.blocks or arrange(page.lines, page.width, page.height)


def blocks_with_words(page: PageResult) -> list[tuple[Block, list[Held]]]:
    """Each block with its lines; of a line that several blocks share, each has its own words
    only.
    """
    blocks = blocks_of(page)
    holders: dict[int, list[int]] = {}
    for number, block in enumerate(blocks):
        for line in dict.fromkeys(block.lines):
            holders.setdefault(line, []).append(number)
    owners = {line: _owners(blocks, numbers, line, page) for line, numbers in holders.items()}
    return [
        (
            block,
            [
                (line, [i for i, owner in enumerate(owners[line]) if owner == number])
                for line in block.lines
            ],
        )
        for number, block in enumerate(blocks)
    ]


def blocks_with_lines(page: PageResult) -> list[tuple[Block, list[ResultLine]]]:
    """`blocks_with_words` as lines: a shared line is there with a block's own words and their
    box.
    """
    return [
        (block, [_part(page.lines[line], words) for line, words in held])
        for block, held in blocks_with_words(page)
    ]


def outside_cells(block: Block, held: Sequence[Held]) -> list[Held]:
    """The words of a table that are in no cell: leaders, and rules that were read as letters."""
    inside = {
        (line, i)
        for cell in block.cells
        for line, first, past in cell.spans
        for i in range(first, past)
    }
    rest = [(line, [i for i in words if (line, i) not in inside]) for line, words in held]
    return [(line, words) for line, words in rest if words]


def _owners(
    blocks: Sequence[Block], numbers: Sequence[int], line: int, page: PageResult
) -> list[int]:
    """For each word of a line, the block that it is in."""
    count = len(page.lines[line].words)
    if len(numbers) == 1:
        return [numbers[0]] * count
    named: dict[int, int] = {}
    for number in numbers:
        spans = [span for cell in blocks[number].cells for span in cell.spans if span[0] == line]
        named.update({i: number for _, first, past in spans for i in range(first, past)})
    free = next((number for number in numbers if not blocks[number].cells), None)
    result: list[int] = []
    for i in range(count):
        neighbour = result[-1] if result else next(iter(named.values()), numbers[0])
        result.append(named.get(i, neighbour if free is None else free))
    return result


def _part(line: ResultLine, words: Sequence[int]) -> ResultLine:
    if len(words) == len(line.words):
        return line
    kept = tuple(line.words[i] for i in words)
    return replace(
        line, words=kept, box=Box.around(word.box for word in kept) if kept else line.box
    )


def flowing_text(block: Block, lines: Sequence[ResultLine]) -> str:
    """The block's lines as one line of text; a word that was only broken at a line end is whole
    again.
    """
    return _joined([line.words for line in lines], block.hyphens, skip=block.marker)


def cell_text(page: PageResult, cell: Cell) -> str:
    """The words of one table cell, joined by spaces in reading order."""
    return " ".join(
        word.text for line, first, past in cell.spans for word in page.lines[line].words[first:past]
    )


def _joined(lines: Sequence[Sequence[Word]], hyphens: Sequence[int], skip: str) -> str:
    text = ""
    for position, words in enumerate(lines):
        line = " ".join(word.text for word in words)
        if position == 0 and skip:
            line = line.removeprefix(skip).lstrip()
        text += line[:-1] if position in hyphens and line[-1:] in LINE_HYPHENS else line + " "
    return text.rstrip()
