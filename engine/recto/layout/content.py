"""The text of a block: lines joined as a person would type them, hyphens of line ends resolved where layout said so.

A PageResult and one of its Blocks enter, a string leaves. The lines themselves keep their hyphens: only the text made
here is joined, so the hyphenation stays reversible.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.layout.arrange import arrange
from recto.model import Block, Cell, PageResult, Verdict

LINE_HYPHENS = "-\N{HYPHEN}\N{SOFT HYPHEN}\N{NOT SIGN}\N{DOUBLE OBLIQUE HYPHEN}="


def blocks_of(page: PageResult) -> tuple[Block, ...]:
    """The page's own blocks, or the blocks that its lines arrange into when the pipeline made none."""
    return page.blocks or arrange(page.lines, page.width, page.height)


def flowing_text(page: PageResult, block: Block) -> str:
    """The block's lines as one line of text; a word that was only broken at a line end is whole again."""
    words = [page.lines[line].words for line in block.lines]
    return _joined(words, block.hyphens, skip=block.marker)


def cell_text(page: PageResult, cell: Cell) -> str:
    """The words of one table cell, joined by spaces in reading order."""
    return " ".join(word.text for line, first, past in cell.spans for word in page.lines[line].words[first:past])


def _joined(lines: Sequence[Sequence[Verdict]], hyphens: Sequence[int], skip: str) -> str:
    text = ""
    for position, words in enumerate(lines):
        line = " ".join(word.text for word in words)
        if position == 0 and skip:
            line = line.removeprefix(skip).lstrip()
        text += line[:-1] if position in hyphens and line[-1:] in LINE_HYPHENS else line + " "
    return text.rstrip()
