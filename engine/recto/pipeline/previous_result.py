"""An earlier JSON result as input: its pages, and the image that they were read from, found and
proved unchanged.

The path of a result enters; the head, the pages, or a page's pixels leave. Only here: where the
image of a result is looked for (as its path says, seen from here and from the result, then beside
the result), and what a page still lacks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG

from recto._version import __version__
from recto.errors import InputError, RectoError
from recto.model.page import Page
from recto.model.result import Document, PageResult
from recto.settings.groups import Settings
from recto.text.names import located
from recto.witnesses import registry
from recto.writers.base import Head
from recto.writers.page_images import reopened
from recto.writers.result_json_pages import contents, stored_page
from recto.writers.result_json_pages import head as opening

SHOW_PAGES = frozenset({"pdf", "pdfa", "html"})  # formats that hold the page's pixels
LOCAL = frozenset(witness.name for witness in registry.LOCAL)
PIECE = 2**20  # bytes read at once


def is_result(path: str) -> bool:
    """Whether the path names a JSON result, not an image."""
    return path.lower().endswith(".json")


def earlier_indices(path: str, settings: Settings) -> tuple[int, ...]:
    """0-based indices of the result's pages. Raises InputError, too where the image is wanted and
    not there.
    """
    found = contents(path).indices
    if settings.llm.mode != "off" or SHOW_PAGES & set(settings.output.formats):
        source_of(path)
    return found


def earlier_page(path: str, index: int) -> PageResult:
    """One page of the result, its source where it is now (as the result says where it is gone)."""
    page = stored_page(path, index)
    try:
        return replace(page, source=source_of(path))
    except InputError:
        return page


def wants_llm(page: PageResult) -> bool:
    """Whether the page has a local reading that no LLM has checked to its end.

    Not where people have corrected it: a new reading would be without what they said.
    """
    if any(word.origin == "human" for word in page.words):
        return False
    readers = {reading.reader for reading in page.readings}
    return bool(readers & LOCAL) and ("llm" not in readers or page.status not in {"ok", "blank"})


def pixels_of(page: PageResult) -> Page:
    """The page that the result was read from. Raises InputError."""
    return Page(page.source, page.index, reopened(page), page.dpi, dpi_down=page.dpi_down)


def head_of(path: str, settings: Settings) -> Head:
    """What a writer is told of the document that is read from `path`: of a result, what the result
    says.
    """
    chosen = settings.output
    return replace(_read_from(path, settings), deskew=chosen.deskew, optimize=chosen.optimize)


def _read_from(path: str, settings: Settings) -> Head:
    own = settings.local.calibration.digest if settings.local.calibration else ""
    if not is_result(path):
        return Head(path, settings.digest(), __version__, file_sha256(path), own)
    head = contents(path).head
    try:
        source = source_of(path)
    except InputError:
        source = head.source
    if settings.llm.mode == "off":
        return Head(
            source, head.settings_digest, head.engine_version, head.source_sha256, head.calibration
        )
    return Head(source, settings.digest(), __version__, head.source_sha256, own)


def source_of(path: str) -> str:
    """The file that the result at `path` was read from. Raises InputError where it is gone or was
    changed.
    """
    head = contents(path).head
    if head.source == "-":
        raise _lost(path, "its pages came from standard input", "read the image from a file")
    there = _image_places(path, head)
    same = [place for place in there if _is_same(place, path, head)]
    if same:
        return same[0]
    if there:
        raise _lost(
            path,
            f"{there[0]} has changed since it was read",
            f"read it again: recto read {there[0]}",
        )
    raise _lost(path, f"its image {head.source} is not there", "put it back, or beside the result")


def _image_places(path: str, head: Document) -> list[str]:
    """Files that may be the image of the result at `path`, the likeliest first."""
    beside = Path(path).parent
    places = (Path(head.source), beside / head.source, beside / Path(head.source).name)
    return [place for place in map(located, map(str, places)) if Path(place).is_file()]


def with_images(paths: Iterable[str]) -> Iterator[str]:
    """The files that are read, and what the earlier results among them were read from: all that
    must stay.
    """
    for path in paths:
        yield path
        if not is_result(path) or not Path(path).is_file():
            continue
        try:
            yield from _image_places(path, opening(path))
        except RectoError:  # reading it says what is wrong with it
            continue


def _lost(path: str, what: str, remedy: str) -> InputError:
    return InputError(what, where=path, remedy=remedy)


def _is_same(place: str, path: str, head: Document) -> bool:
    """By the bytes. Results of versions that kept no hash are believed of files beside them alone:
    a result may come from anybody, and what it names may be shown to an LLM. Page size is checked
    later.
    """
    if head.source_sha256:
        return file_sha256(place) == head.source_sha256
    return Path(place).resolve().parent == Path(path).resolve().parent


def file_sha256(path: str) -> str:
    """Of the file's bytes, in hex; empty where it cannot be read. Kept while the file is the same.

    Empty for an empty file, too, and no more is read than the size: a result may name a file of the
    system (/proc/kmsg, /proc/self/pagemap) that calls itself plain and empty, and has no end.
    """
    try:
        status = Path(path).stat()
        # opening a pipe would wait for its writer
        if not S_ISREG(status.st_mode) or not status.st_size:
            return ""
        return _sha256(path, status.st_mtime_ns, status.st_size)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return ""


@lru_cache(maxsize=8)
def _sha256(path: str, changed: int, size: int) -> str:
    found = hashlib.sha256()
    with Path(path).open("rb") as file:
        while size > 0 and (piece := file.read(min(size, PIECE))):
            found.update(piece)
            size -= len(piece)
    return found.hexdigest()
