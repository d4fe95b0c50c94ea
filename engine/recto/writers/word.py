"""DOCX, for those who go on in a word processor: headings, paragraphs, lists, tables, a page break
between pages.

A page's blocks enter; the file is put together by python-docx and written at the end, so it is held
in memory whole, a few kB a page. Words that a person should look at are marked, as a reader marks
them, in yellow.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, BinaryIO

from recto.layout import blocks_with_lines, cell_text, flowing_text
from recto.model.result import Block, PageResult
from recto.text.names import shown
from recto.writers.base import Head, PageImages, Writer
from recto.writers.characters import printable

if TYPE_CHECKING:
    from docx.document import Document as Docx

DEEPEST = 9  # levels of heading that Word's own styles have
LONGEST_TITLE = 255  # characters, as the format has it
GRID = "Table Grid"


@dataclass(slots=True)
class _Sink:
    out: BinaryIO
    made: Docx
    pages: int = 0

    def page(self, page: PageResult) -> None:
        """Add one page's blocks."""
        if self.pages:
            self.made.add_page_break()  # type: ignore[no-untyped-call]
        self.pages += 1
        flagged = {word.text for word in page.words if word.flagged}
        for block, lines in blocks_with_lines(page):
            if block.cells:
                _add_table(self.made, page, block)
                continue
            text = printable(flowing_text(block, lines))
            if text:
                here = {word.text for line in lines for word in line.words if word.flagged}
                _add_text(_paragraph(self.made, block), text, here & flagged)

    def end(self) -> None:
        """Write the file."""
        data = BytesIO()  # zip files want to seek, pipes do not
        self.made.save(data)
        self.out.write(data.getvalue())


def _begin(out: BinaryIO, head: Head, images: PageImages | None) -> _Sink:
    from docx import Document

    made = Document()
    title = PurePath(shown(head.source)).name
    made.core_properties.title = printable(title)[:LONGEST_TITLE]
    made.core_properties.author = ""
    made.core_properties.comments = f"read by recto {head.engine_version}"
    return _Sink(out, made)


DOCX = Writer("docx", ".docx", _begin)


def _paragraph(made: Docx, block: Block) -> Any:
    """An empty paragraph of the block's kind."""
    if block.kind == "heading":
        level = max(1, min(DEEPEST, block.level))
        return made.add_heading("", level)
    if block.kind == "list":
        is_numbered = any(map(str.isdigit, block.marker))
        return made.add_paragraph("", "List Number" if is_numbered else "List Bullet")
    if block.kind == "caption":
        return made.add_paragraph("", "Caption")
    return made.add_paragraph("")


def _add_text(paragraph: Any, text: str, flagged: set[str]) -> None:
    """The text, the words of it that are to be looked at in yellow."""
    from docx.enum.text import WD_COLOR_INDEX

    plain: list[str] = []
    for number, word in enumerate(text.split(" ")):
        space = " " if number else ""
        if word not in flagged:
            plain.append(f"{space}{word}")
            continue
        paragraph.add_run("".join([*plain, space]))
        plain = []
        marked = paragraph.add_run(word)
        marked.font.highlight_color = WD_COLOR_INDEX.YELLOW
    if plain:
        paragraph.add_run("".join(plain))


def _add_table(made: Docx, page: PageResult, block: Block) -> None:
    bottoms = [cell.row + cell.row_span for cell in block.cells]
    rights = [cell.column + cell.column_span for cell in block.cells]
    height = max(bottoms)
    width = max(rights)
    table = made.add_table(height, width, GRID)
    grid = [row.cells for row in table.rows]  # python-docx finds each cell by looking at all
    for cell in block.cells:
        place = grid[cell.row][cell.column]
        if cell.row_span > 1 or cell.column_span > 1:
            last_row = cell.row + cell.row_span - 1
            last_column = cell.column + cell.column_span - 1
            end = grid[last_row][last_column]
            place = place.merge(end)
        text = cell_text(page, cell)
        place.text = printable(text)
