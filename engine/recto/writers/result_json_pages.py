"""One page at a time out of an earlier JSON result, so that a result of any length is read with the memory of a page.

A path enters; the head and single PageResults leave. Recto writes one page a line, which is found by its place; a file
that another program has written anew (jq, an editor) is read whole. Damage is the InputError of result_json_read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from recto.result import Document, PageResult
from recto.writers.result_json_read import checked, damage_told, page_from_json, read_json

_PAGE = re.compile(rb'\{"index":(\d+),')


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a result: its head, and where its pages are."""

    head: Document  # without pages
    places: Mapping[int, tuple[int, int]]  # page index -> (offset, length) in bytes
    whole: Document | None = None  # where pages are not lines

    @property
    def indices(self) -> tuple[int, ...]:
        """0-based, of the pages that the result has."""
        return tuple(page.index for page in self.whole.pages) if self.whole else tuple(self.places)


def contents(path: str) -> Contents:
    """Raises FileAccess, or InputError for what is not a result."""
    try:
        changed = Path(path).stat().st_mtime_ns
    except OSError:
        changed = 0  # opening it says what is wrong
    return _contents(path, changed)


@lru_cache(maxsize=2)
def _contents(path: str, changed: int) -> Contents:
    try:
        with Path(path).open("rb") as file:
            opening = file.readline()
            head = checked(json.loads(opening.rstrip() + b"]}"), path)
            places, at = {}, len(opening)
            for line in file:
                if found := _PAGE.match(line):
                    places[int(found[1])] = (at, len(line))
                at += len(line)
            return Contents(head, places)
    except (OSError, ValueError):
        whole = read_json(path)
        return Contents(replace(whole, pages=()), {}, whole)


def stored_page(path: str, index: int) -> PageResult:
    """The page that has this index. Raises FileAccess, or InputError for damage or a page that is not there."""
    found = contents(path)
    if found.whole:
        return next(page for page in found.whole.pages if page.index == index)
    with damage_told(f"{path} page {index + 1}"):
        offset, length = found.places[index]
        with Path(path).open("rb") as file:
            file.seek(offset)
            return page_from_json(json.loads(file.read(length).rstrip().removesuffix(b",")))
