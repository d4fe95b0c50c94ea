"""One page at a time out of an earlier JSON result, so that a result of any length is read with the
memory of a page.

A path enters; the head and single PageResults leave. Recto writes one page a line, which is found
by its place; a file that another program has written anew (jq, an editor) is read whole. Damage is
the InputError of result_json_contract.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from recto.errors import InputError
from recto.model.bounds import MOST_PAGES
from recto.model.result import Document, PageResult
from recto.writers.result_json_contract import MOST_BYTES, damaged, document_of, page_of
from recto.writers.result_json_read import read_json

_PAGE = re.compile(rb'\{"index":(\d{1,9}),')
# The end of the list, and the grade and the text of the whole where there are such (results of 1.0
# have none, of 1.1 the text).
_END = re.compile(
    rb'\s*\]\s*(?:,"triage":\{[^{}]*\})?(?:,"text":"[^"\\]*(?:\\.[^"\\]*)*")?\s*\}\s*'
)
MOST_HEAD = 1 << 20  # bytes of the first line


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a result: its head, and where its pages are."""

    head: Document  # without pages
    places: Mapping[int, tuple[int, int]]  # page index -> (offset, length) in bytes
    whole: Document | None = None  # where pages are not lines

    @property
    def indices(self) -> tuple[int, ...]:
        """0-based, of the pages that the result has."""
        if self.whole:
            return tuple(page.index for page in self.whole.pages)
        return tuple(self.places)


def contents(path: str) -> Contents:
    """Raises FileAccess, or InputError for what is not a result."""
    try:
        changed = Path(path).stat().st_mtime_ns
    except OSError:
        changed = 0  # opening it says what is wrong
    return _contents(path, changed)


def head(path: str) -> Document:
    """What the result says of itself, without its pages. Raises FileAccess, or InputError for what
    is not a result.
    """
    try:
        with Path(path).open("rb") as file:
            return _opening(file.readline(MOST_HEAD), path)
    except (OSError, InputError):
        return contents(path).head


def _opening(line: bytes, path: str) -> Document:
    """The first line of a result, closed."""
    closed = line.rstrip() + b"]}"
    return document_of(closed, path)


@lru_cache(maxsize=2)
def _contents(path: str, changed: int) -> Contents:
    """`changed` (ns) keeps a rewritten file from being taken for the old one."""
    try:
        with Path(path).open("rb") as file:
            opening = file.readline(MOST_HEAD)
            head = _opening(opening, path)
            places = _places(file, len(opening))
    except (OSError, InputError):
        places = None
    if places is None:
        whole = read_json(path)
        return Contents(replace(whole, pages=()), {}, whole)
    farthest = max(places, default=0)
    if farthest >= MOST_PAGES:
        raise damaged(f"page index {farthest} is not below {MOST_PAGES:,}", path)
    return Contents(head, places)


def _places(lines: Iterable[bytes], at: int) -> dict[int, tuple[int, int]] | None:
    """Where each page's line is; None where a line is neither a page that is there once nor the
    end.
    """
    places: dict[int, tuple[int, int]] = {}
    for line in lines:
        length = len(line)
        index = None
        opening = _PAGE.match(line)
        if opening is not None:
            index = int(opening[1])
        if index is not None and index not in places:
            places[index] = (at, length)
        elif not _END.fullmatch(line):
            return None
        at += length
    return places


def stored_page(path: str, index: int) -> PageResult:
    """The page that has this index. Raises FileAccess, or InputError for damage or a page that is
    not there.
    """
    found = contents(path)
    if found.whole:
        return next(page for page in found.whole.pages if page.index == index)
    where = f"{path} page {index + 1}"
    if index not in found.places:
        raise damaged("the page is gone", where)
    offset, length = found.places[index]
    if length > MOST_BYTES:
        raise damaged(f"{length:,} bytes, more than {MOST_BYTES:,}", where)
    with Path(path).open("rb") as file:
        file.seek(offset)
        line = file.read(length)
    page = page_of(line.rstrip().removesuffix(b","), where)
    if page.index != index:  # a line that gives its index twice
        raise damaged(f"the line of index {index} says {page.index}", where)
    return page
