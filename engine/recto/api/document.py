"""What `read` gives: a Document of Pages that show, save and load themselves.

Both are the results of model/result.py, equal field by field to what a writer or a later run has;
here they get what a program at a prompt wants of them. What was given in place of a file stays with
them, so that they can be saved as PDF or HTML, after pickling, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from os import PathLike
from pathlib import Path
from typing import Any

from recto.api import saving
from recto.api.frames import Library, frame
from recto.api.given import Given
from recto.api.saving import Furniture
from recto.errors import RectoError
from recto.model import result
from recto.model.result import PageResult, Word
from recto.text.messages import one_line

Table = tuple[tuple[str, ...], ...]  # rows of cells
LONGEST_NAME = 60  # characters, the last ones
SHOWN = 3  # pages of a document in a notebook: each has a picture of some 60 kB


@dataclass(frozen=True, slots=True, repr=False)
class Page(PageResult):
    """One page read: its lines of words in reading order, and all that was done.

    Boxes are in px of the page as it was found, origin top left.
    """

    given: Given | None = field(default=None, compare=False)
    stored: str = field(default="", compare=False)  # the JSON result that it came from, absolute

    @property
    def markdown(self) -> str:
        """Headings, paragraphs, lists and tables as Markdown."""
        return _alone(self).markdown

    @property
    def tables(self) -> tuple[Table, ...]:
        """Each table as rows of texts; places that a merged cell covers are empty."""
        from recto.writers.tables_csv import grid

        tables = []
        for block in self.blocks:
            if block.cells:
                rows = grid(self, block)
                table = tuple(map(tuple, rows))
                tables.append(table)
        return tuple(tables)

    def to_json(self) -> str:
        """The page as in the JSON result, one line (recto/schema/result-1.json)."""
        from recto.writers.result_json import page_bytes

        return page_bytes(self).decode("utf-8")

    def to_dataframe(self, library: Library | None = None) -> Any:
        """One row a word, by pandas or polars. Raises MissingDependency."""
        return frame([self], library)

    def save(
        self,
        path: str | PathLike[str],
        format: str | None = None,  # noqa: A002 - what callers guess
        *,
        furniture: Furniture = "keep",
    ) -> Path:
        """This page alone, as Document.save does; the PDF of a PDF keeps its other pages."""
        document = _alone(self)
        return document.save(path, format, furniture=furniture)

    def __repr__(self) -> str:
        number = self.index + 1
        name = shown_name(self.source)
        counts = counted([self])
        return f"<Page {number} of {name}: {counts}, {self.status}>"

    def _repr_html_(self) -> str:
        """For notebooks: the picture, small, with its words coloured by confidence."""
        from recto.writers.notebook import page_html

        pixels = saving.pixels(self, self.given)
        caption = repr(self).strip("<>")
        return page_html(self, pixels, caption)


@dataclass(frozen=True, slots=True, repr=False)
class Document(result.Document):
    """The result of one source: its pages in order, and what made them."""

    pages: tuple[Page, ...]
    given: Given | None = field(default=None, compare=False)
    stored: str = field(default="", compare=False)  # the JSON result that it came from, absolute

    @property
    def words(self) -> tuple[Word, ...]:
        """All words of all pages, in reading order."""
        words: list[Word] = []
        for page in self.pages:
            words += page.words
        return tuple(words)

    @property
    def markdown(self) -> str:
        """Headings, paragraphs, lists and tables as Markdown; pages parted by a rule."""
        return saving.text(self, "md")

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of all pages, each as rows of texts."""
        tables: list[Table] = []
        for page in self.pages:
            tables += page.tables
        return tuple(tables)

    def to_json(self) -> str:
        """The JSON result (recto/schema/result-1.json), which `load` takes back."""
        return saving.text(self, "json")

    def to_dataframe(self, library: Library | None = None) -> Any:
        """One row a word, by pandas or polars. Raises MissingDependency."""
        return frame(self.pages, library)

    def save(
        self,
        path: str | PathLike[str],
        format: str | None = None,  # noqa: A002 - what callers guess
        *,
        furniture: Furniture = "keep",
    ) -> Path:
        """Write a file, whole or not at all, and give its path.

        The ending says the format (.txt .md .json .hocr .alto.xml .page.xml .pdf .pdfa.pdf .html
        .csv), or `format` does, by the command's names. `furniture="drop"` leaves running heads,
        footers and page numbers out, but of JSON and PDF. PDF and HTML show the source, which must
        still be there. What the document was read from, an earlier JSON result too, is not
        written over. Raises BadArguments, FileAccess or InputError.
        """
        place = Path(path)
        kept = saving.Kept(self.given, self.stored)
        return saving.save(self, kept, place, format, furniture)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Document:
        """The Document in a JSON result. Raises FileAccess, or InputError for what is none."""
        from recto.pipeline.previous_result import source_of
        from recto.sources.pipes import is_pipe, pipe_name
        from recto.writers import read_json

        found = read_json(Path(path))
        try:
            source = source_of(str(path))  # where its picture is seen from here
        except RectoError:
            source = found.source
            if is_pipe(source):  # nothing comes through it a second time: it would be waited for
                source = pipe_name(source)
        pages = [replace(page, source=source) for page in found.pages]
        head = replace(found, source=source)
        return document_of(head, pages, None, str(Path(path).absolute()))

    def __repr__(self) -> str:
        name = shown_name(self.source)
        pages = _many(len(self.pages), "page")
        counts = counted(self.pages)
        return f"<Document {name}: {pages}, {counts}>"

    def _repr_html_(self) -> str:
        """For notebooks: the first pages, as Page shows them."""
        first = self.pages[:SHOWN]
        parts = [page._repr_html_() for page in first]
        left = len(self.pages) - SHOWN
        if left > 0:
            parts.append(f"<p>and {left:,} more</p>")
        return "".join(parts)


def document_of(
    found: result.Document, pages: Sequence[PageResult], given: Given | None, stored: str = ""
) -> Document:
    """The same document for programs, with these pages; `stored`: the path of the JSON result that
    it came from.
    """
    own = []
    for page in pages:
        values = _values(page, PageResult)
        own.append(Page(**values, given=given, stored=stored))
    head = _values(found, result.Document)
    head["pages"] = tuple(own)
    return Document(**head, given=given, stored=stored)


def _values(part: PageResult | result.Document, kind: type) -> dict[str, Any]:
    """Its fields that a part of this kind has."""
    values = {}
    for each in fields(kind):
        values[each.name] = getattr(part, each.name)
    return values


def _alone(page: Page) -> Document:
    """A document of this page."""
    from recto._version import __version__

    own = (page,)
    return Document(page.source, own, "", __version__, given=page.given, stored=page.stored)


def counted(pages: Sequence[PageResult]) -> str:
    """How many words, and how many of them a person should look at."""
    total = 0
    flagged = 0
    for page in pages:
        words = page.words
        total += len(words)
        flagged += sum(word.flagged for word in words)
    words_told = _many(total, "word")
    return f"{words_told}, {flagged:,} flagged"


def _many(count: int, thing: str) -> str:
    if count == 1:
        return f"1 {thing}"
    return f"{count:,} {thing}s"


def shown_name(source: str) -> str:
    """As it was given, in one line of no great length."""
    line = one_line(source)
    return line[-LONGEST_NAME:]
