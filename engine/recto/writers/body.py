"""The page without its running heads, footers and page numbers, for those who want only the text.

A PageResult enters, one with those blocks gone and their lines empty leaves; indices of lines stay,
so all writers take it as it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from recto.layout import blocks_with_words
from recto.model.result import PageResult

FURNITURE = frozenset({"header", "footer", "page-number"})
WHOLE = frozenset({"json", "pdf", "pdfa"})  # formats that keep the page as it was


def shown_in(kind: str, page: PageResult, furniture: Literal["keep", "drop"]) -> PageResult:
    """What of the page goes into a format, by the user's choice."""
    return body_only(page) if furniture == "drop" and kind not in WHOLE else page


def body_only(page: PageResult) -> PageResult:
    """`page` without furniture: its words are in no line and its blocks are gone."""
    found = blocks_with_words(page)
    kept = tuple(block for block, _ in found if block.kind not in FURNITURE)
    # Cells name words by position: a line that a table shares keeps all of its words.
    fixed = {line for block in kept for cell in block.cells for line, _, _ in cell.spans}
    dropped: dict[int, set[int]] = {}
    for block, held in found:
        for line, words in held:
            if block.kind in FURNITURE and line not in fixed:
                dropped.setdefault(line, set()).update(words)
    lines = tuple(
        replace(line, words=tuple(word for j, word in enumerate(line.words) if j not in dropped[i]))
        if i in dropped
        else line
        for i, line in enumerate(page.lines)
    )
    return replace(page, lines=lines, blocks=kept)
