"""The page without its running heads, footers and page numbers, for those who want only the text.

A PageResult enters, one with those blocks gone and their lines empty leaves; indices of lines stay,
so all writers take it as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from recto.layout import blocks_with_words
from recto.model.result import Block, PageResult

FURNITURE = frozenset({"header", "footer", "page-number"})
WHOLE = frozenset({"json", "pdf", "pdfa"})  # formats that keep the page as it was


def shown_in(kind: str, page: PageResult, furniture: Literal["keep", "drop"]) -> PageResult:
    """What of the page goes into a format, by the user's choice."""
    if furniture == "keep" or kind in WHOLE:
        return page
    return body_only(page)


def body_only(page: PageResult) -> PageResult:
    """`page` without furniture: its words are in no line and its blocks are gone."""
    kept = []
    furniture = []
    for block, held in blocks_with_words(page):
        if block.kind in FURNITURE:
            furniture += held
        else:
            kept.append(block)
    shared = _lines_of_cells(kept)
    dropped: dict[int, set[int]] = {}
    for number, positions in furniture:
        if number not in shared:
            gone = dropped.setdefault(number, set())
            gone.update(positions)
    lines = list(page.lines)
    for number, gone in dropped.items():
        line = lines[number]
        words = tuple(word for i, word in enumerate(line.words) if i not in gone)
        lines[number] = replace(line, words=words)
    return replace(page, lines=tuple(lines), blocks=tuple(kept))


def _lines_of_cells(blocks: Sequence[Block]) -> set[int]:
    """Lines that a table shares; cells name words by position, so they keep all of their words."""
    numbers: set[int] = set()
    for block in blocks:
        for cell in block.cells:
            numbers.update(line for line, _, _ in cell.spans)
    return numbers
