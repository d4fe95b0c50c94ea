"""A Document into a file, or into text: the writers, as a program calls them.

A document and a path or a format enter; a file that is whole or not there, or text, leaves. Only
here: which format a path means where none is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from recto.api.spoken import by_keyword
from recto.errors import BadArguments, RectoError
from recto.model.page import Pixels
from recto.model.result import Document, PageResult
from recto.sources.kept import refuse_over_sources
from recto.sources.turns import ONE_AT_A_TIME
from recto.writers import WRITERS
from recto.writers.body import shown_in
from recto.writers.page_images import reopened

if TYPE_CHECKING:
    from recto.api.given import Given

Furniture = Literal["keep", "drop"]
SHOW_PAGES = frozenset({"pdf", "pdfa", "html"})  # formats that hold the page's pixels


@dataclass(frozen=True, slots=True)
class Kept:
    """What is read still, and must not be written over."""

    given: Given | None  # in place of a file
    stored: str  # the path of the JSON result that the document came from; empty: of none


def save(
    document: Document, kept: Kept, path: Path, said: str | None, furniture: Furniture
) -> Path:
    """Write it there. Raises BadArguments, FileAccess, or what opening the source raises."""
    from recto.writers.streams import named

    kind = format_of(path, said)
    writer = WRITERS[kind]
    if writer.one_page and len(document.pages) > 1:
        remedy = "save the pages: document.pages[0].save(...)"
        raise BadArguments(f"{kind} holds one page a file", where=str(path), remedy=remedy)
    sources = [document.source]
    sources += [page.source for page in document.pages]
    if kept.stored:
        sources.append(kept.stored)
    refuse_over_sources([path], sources, remedy="save under another name")
    _refuse_over_its_bytes(document, path)
    with (
        by_keyword(),
        named(path) as out,
        ONE_AT_A_TIME,
        _at_hand(document, kept.given, kind) as ready,
    ):
        writer.write(_shown(ready, kind, furniture), out)
    return path


def _refuse_over_its_bytes(document: Document, path: Path) -> None:
    """The source may have been given as bytes, or by a name that meant it in another folder."""
    from recto.pipeline.previous_result import file_sha256

    digest = document.source_sha256
    if digest and file_sha256(str(path)) == digest:
        what = "holds what was read, and would be written over"
        raise BadArguments(what, where=str(path), remedy="save under another name")


def text(document: Document, kind: str, furniture: Furniture = "keep") -> str:
    """In a format that is text."""
    out = BytesIO()
    writer = WRITERS[kind]
    writer.write(_shown(document, kind, furniture), out)
    data = out.getvalue()
    return data.decode("utf-8")


def pixels(page: PageResult, given: Given | None) -> Pixels | None:
    """Of the page as it was found; None where it is not at hand any more."""
    try:
        with ONE_AT_A_TIME, _file_of(page.source, given) as path:
            placed = replace(page, source=path)
            return reopened(placed)
    except RectoError:
        return None


def format_of(path: Path, said: str | None) -> str:
    """What was said, else what the name ends like. Raises BadArguments."""
    if said is not None:
        kind = str(said).lower()
        if kind not in WRITERS:
            known = ", ".join(WRITERS)
            raise BadArguments(f"unknown format {said!r}", remedy=f"give one of {known}")
        return kind
    name = path.name.lower()
    fitting = [kind for kind, writer in WRITERS.items() if name.endswith(writer.suffix)]
    if not fitting:
        endings = ", ".join(writer.suffix for writer in WRITERS.values())
        what, remedy = "does not say its format", f"end it in one of {endings}, or give format="
        raise BadArguments(what, where=str(path), remedy=remedy)
    return max(fitting, key=lambda kind: len(WRITERS[kind].suffix))


def _shown(document: Document, kind: str, furniture: Furniture) -> Document:
    pages = []
    for page in document.pages:
        shown = shown_in(kind, page, furniture)
        pages.append(shown)
    return replace(document, pages=tuple(pages))


@contextmanager
def _at_hand(document: Document, given: Given | None, kind: str) -> Iterator[Document]:
    """The document with a source that can be opened, for formats that show it."""
    if given is None or kind not in SHOW_PAGES:
        yield document
        return
    with given.on_disk() as path:
        pages = tuple(replace(page, source=path) for page in document.pages)
        # A PDF is made from the source; of HTML, people see the name.
        source = document.source if kind == "html" else path
        yield replace(document, source=source, pages=pages)


@contextmanager
def _file_of(source: str, given: Given | None) -> Iterator[str]:
    if given is None:
        yield source
        return
    with given.on_disk() as path:
        yield path
