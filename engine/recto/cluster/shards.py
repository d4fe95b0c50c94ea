"""Shards: the results of one group as Parquet tables (documents, pages, words), or as JSON lines.

PageResults enter page by page; files of this machine leave, to be published. The bytes depend on
the pages alone, not on when or where they were read, but for the times in JSON lines. Text is made
legible as in the JSON result; which columns there are says tables.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from recto.errors import MissingDependency
from recto.model.result import PageResult
from recto.places.place import EXTRA
from recto.text.names import printable
from recto.writers.base import Head
from recto.writers.result_json import page_bytes


class Shard(Protocol):
    """One group's results being written."""

    def document(self, key: str, head: Head, error: str = "", *, is_first: bool = True) -> None:
        """Begin a document; `error`: why it has no page; not `is_first`: another shard names it."""
        ...

    def page(self, key: str, page: PageResult) -> None:
        """Write a page."""
        ...

    def failed(self, key: str, index: int, error: str) -> None:
        """Write a page that has no result."""
        ...

    def end(self) -> dict[str, Path]:
        """Close the files: name below OUT -> file."""
        ...


def check(formats: Iterable[str]) -> None:
    """Raise MissingDependency now for what every group would raise."""
    if "parquet" in formats and find_spec("pyarrow") is None:
        what = "-f parquet needs the package pyarrow"
        raise MissingDependency(what, remedy=EXTRA)


def begin(kind: str, number: int, folder: Path) -> Shard:
    """A shard of a group in `folder`."""
    if kind == "jsonl":
        return _Lines(folder, number)
    from recto.cluster.tables import Tables

    return Tables(folder, number)


@dataclass(slots=True)
class _Lines:
    """A page a line, as in the JSON result, with its document's name before it."""

    folder: Path
    number: int
    lines: list[bytes] = field(default_factory=list)
    heads: dict[str, Head] = field(default_factory=dict)

    def document(self, key: str, head: Head, error: str = "", *, is_first: bool = True) -> None:
        """Begin a document."""
        self.heads[key] = head
        if error:
            self._add(key, {"status": "failed", "error": error})

    def page(self, key: str, page: PageResult) -> None:
        """A line."""
        lead = self._lead(key)
        text = page_bytes(page)
        line = _within(lead, text)
        self.lines.append(line)

    def failed(self, key: str, index: int, error: str) -> None:
        """A line that says why there is no more."""
        self._add(key, {"index": index, "status": "failed", "error": error})

    def end(self) -> dict[str, Path]:
        """One file."""
        place = self.folder / "lines"
        place.write_bytes(b"".join(line + b"\n" for line in self.lines))
        return {f"jsonl/part-{self.number:08}.jsonl": place}

    def _lead(self, key: str) -> bytes:
        head = self.heads[key]
        return _compact({"document": key, "source_sha256": head.source_sha256})

    def _add(self, key: str, value: Mapping[str, object]) -> None:
        lead = self._lead(key)
        text = _compact(value)
        line = _within(lead, text)
        self.lines.append(line)


def _compact(value: Mapping[str, object]) -> bytes:
    """JSON without spaces."""
    shown_value = printable(dict(value))
    text = json.dumps(shown_value, separators=(",", ":"))
    return text.encode()


def _within(first: bytes, second: bytes) -> bytes:
    """The properties of two JSON objects in one."""
    opened = first[:-1]
    closed = second[1:]
    return opened + b"," + closed
