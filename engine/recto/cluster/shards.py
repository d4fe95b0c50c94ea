"""Shards: the results of one group as Parquet tables (documents, pages, words), or as JSON lines.

PageResults enter page by page; files of this machine leave, to be published. The bytes depend on
the pages alone, not on when or where they were read (times are left out of the tables). Only here:
which columns there are. Text is made legible as in the JSON result.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from recto.errors import MissingDependency
from recto.model.result import PageResult, ResultLine, Word
from recto.places.place import EXTRA
from recto.text.names import printable, shown
from recto.writers.base import Head
from recto.writers.legible_result import legible_page
from recto.writers.result_json import page_bytes

if TYPE_CHECKING:
    import pyarrow as pa

TABLES: Mapping[str, Mapping[str, str]] = {
    "documents": {
        "document": "string", "source": "string", "source_sha256": "string", "error": "string",
        "engine": "string", "settings": "string",
    },
    "pages": {
        "document": "string", "page": "int32", "outcome": "string", "width": "int32",
        "height": "int32", "dpi": "float64", "language": "string", "words": "int32",
        "flagged": "int32", "confidence": "float64", "text": "string", "notes": "list",
        "input_tokens": "int64", "output_tokens": "int64", "llm_calls": "int32", "usd": "float64",
        "error": "string",
    },
    "words": {
        "document": "string", "page": "int32", "line": "int32", "word": "int32", "text": "string",
        "left": "float64", "top": "float64", "right": "float64", "bottom": "float64",
        "confidence": "float64", "origin": "string", "reason": "string", "agreement": "float64",
        "flagged": "bool", "box_is_estimated": "bool",
    },
}  # fmt: skip
ROWS = 50_000  # of a table in memory, before they are written: about 100 pages of words


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


def begin(kind: str, number: int, folder: Path) -> Shard:
    """A shard of a group in `folder`. Raises MissingDependency."""
    if kind == "jsonl":
        return _Lines(folder, number)
    try:
        import pyarrow as pa  # noqa: F401
    except ImportError as fault:
        what = "-f parquet needs the package pyarrow"
        raise MissingDependency(what, remedy=EXTRA) from fault
    return _Tables(folder, number)


def names(kind: str, number: int) -> list[str]:
    """The names below OUT of a group's files."""
    if kind == "jsonl":
        return [f"jsonl/part-{number:08}.jsonl"]
    return [f"{table}/part-{number:08}.parquet" for table in TABLES]


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
        self.lines.append(lead[:-1] + b"," + page_bytes(page)[1:])

    def failed(self, key: str, index: int, error: str) -> None:
        """A line that says why there is no more."""
        self._add(key, {"index": index, "status": "failed", "error": error})

    def end(self) -> dict[str, Path]:
        """One file."""
        place = self.folder / "lines"
        place.write_bytes(b"".join(line + b"\n" for line in self.lines))
        return dict.fromkeys(names("jsonl", self.number), place)

    def _lead(self, key: str) -> bytes:
        lead = {"document": key, "source_sha256": self.heads[key].source_sha256}
        return json.dumps(printable(lead), separators=(",", ":")).encode()

    def _add(self, key: str, value: Mapping[str, object]) -> None:
        text = json.dumps(printable(dict(value)), separators=(",", ":")).encode()
        self.lines.append(self._lead(key)[:-1] + b"," + text[1:])


@dataclass(slots=True)
class _Tables:
    """Rows that wait, and the files that they go into."""

    folder: Path
    number: int
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {n: [] for n in TABLES})
    files: dict[str, Any] = field(default_factory=dict)

    def document(self, key: str, head: Head, error: str = "", *, is_first: bool = True) -> None:
        """A row of documents."""
        if not is_first:
            return
        row = {
            "document": key, "source": head.source, "source_sha256": head.source_sha256,
            "error": error, "engine": head.engine_version, "settings": head.settings_digest,
        }  # fmt: skip
        self._add("documents", [row])

    def page(self, key: str, page: PageResult) -> None:
        """A row of pages, and one for every word."""
        legible = legible_page(page)
        self._add("pages", [_page_row(key, legible)])
        for number, line in enumerate(legible.lines):
            self._add("words", _word_rows(key, legible.index, number, line))

    def failed(self, key: str, index: int, error: str) -> None:
        """A row of pages."""
        row = {"document": key, "page": index, "outcome": "failed", "error": error, "text": ""}
        self._add("pages", [row])

    def end(self) -> dict[str, Path]:
        """A file for every table."""
        places = {}
        for table, name in zip(TABLES, names("parquet", self.number), strict=True):
            self._write(table)
            self.files[table].close()
            places[name] = self.folder / table
        return places

    def _add(self, table: str, rows: Sequence[dict[str, Any]]) -> None:
        self.rows[table] += rows
        if len(self.rows[table]) >= ROWS:
            self._write(table)

    def _write(self, table: str) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        schema = _schema(table)
        if table not in self.files:
            place = str(self.folder / table)
            self.files[table] = pq.ParquetWriter(place, schema, compression="zstd")
        rows = [{name: _fit(row.get(name)) for name in schema.names} for row in self.rows[table]]
        self.files[table].write_table(pa.Table.from_pylist(rows, schema=schema))
        self.rows[table] = []


def _page_row(key: str, page: PageResult) -> dict[str, Any]:
    words = page.words
    usage = page.usage
    flagged = sum(word.flagged for word in words)
    mean = sum(word.confidence for word in words) / len(words) if words else None
    return {
        "document": key, "page": page.index, "outcome": page.status, "width": page.width,
        "height": page.height, "dpi": page.dpi, "language": page.language, "words": len(words),
        "flagged": flagged, "confidence": mean, "text": page.text, "notes": list(page.notes),
        "input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens,
        "llm_calls": usage.calls, "usd": usage.usd, "error": "",
    }  # fmt: skip


def _word_rows(key: str, index: int, number: int, line: ResultLine) -> list[dict[str, Any]]:
    return [_word_row(key, index, number, at, word) for at, word in enumerate(line.words)]


def _word_row(key: str, index: int, line: int, at: int, word: Word) -> dict[str, Any]:
    left, top, right, bottom = word.box.edges
    return {
        "document": key, "page": index, "line": line, "word": at, "text": word.text, "left": left,
        "top": top, "right": right, "bottom": bottom, "confidence": word.confidence,
        "origin": word.origin, "reason": str(word.reason), "agreement": word.agreement,
        "flagged": word.flagged, "box_is_estimated": word.box_is_estimated,
    }  # fmt: skip


def _fit(value: Any) -> Any:
    """Text as UTF-8 can hold it."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, list):
        return [shown(each) for each in value]
    return value


def _schema(table: str) -> pa.Schema:
    import pyarrow as pa

    made: Iterator[tuple[str, Any]] = (
        (name, pa.list_(pa.string()) if kind == "list" else pa.type_for_alias(kind))
        for name, kind in TABLES[table].items()
    )
    return pa.schema(list(made))
