"""Lines to blocks: ResultLines in reading order enter; paragraphs, headings, lists, tables and page
furniture leave.

Everything is judged from geometry, ruling lines and text; what the vision LLM said about structure
(by line id) may refine a judgement that geometry does not contradict. Blocks hold indices into the
page's lines, never text.
"""

from __future__ import annotations

from recto.layout.llm_structure import structures

from .arrange import arrange
from .believed import with_marked
from .content import (
    blocks_of,
    blocks_with_lines,
    blocks_with_words,
    cell_text,
    flowing_text,
    outside_cells,
)
from .page_numbers import numbers_apart
from .same_tables import same_tables

__all__ = [
    "arrange",
    "blocks_of",
    "blocks_with_lines",
    "blocks_with_words",
    "cell_text",
    "flowing_text",
    "numbers_apart",
    "outside_cells",
    "same_tables",
    "structures",
    "with_marked",
]
