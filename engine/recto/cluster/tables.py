"""The three tables of a Parquet shard: documents, pages, words. Which columns there are.

PageResults enter; files of this machine leave (shards.py says how they are called). Times are left
out, so that the bytes depend on the pages alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recto.model.result import PageResult, ResultLine, Word
from recto.text.names import shown
from recto.writers.base import Head
from recto.writers.legible_result import legible_page

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


@dataclass(slots=True)
class Tables:
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
            "document": key,
            "source": head.source,
            "source_sha256": head.source_sha256,
            "error": error,
            "engine": head.engine_version,
            "settings": head.settings_digest,
        }
        self._add("documents", [row])

    def page(self, key: str, page: PageResult) -> None:
        """A row of pages, and one for every word."""
        legible = legible_page(page)
        row = _page_row(key, legible)
        self._add("pages", [row])
        for number, line in enumerate(legible.lines):
            rows = _word_rows(
                key,
                legible.index,
                number,
                line,
            )
            self._add("words", rows)

    def failed(self, key: str, index: int, error: str) -> None:
        """A row of pages."""
        row = {
            "document": key,
            "page": index,
            "outcome": "failed",
            "error": error,
            "text": "",
        }
        self._add("pages", [row])

    def end(self) -> dict[str, Path]:
        """A file for every table."""
        places = {}
        for table in TABLES:
            name = f"{table}/part-{self.number:08}.parquet"
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
        rows = []
        for row in self.rows[table]:
            values = {name: _fit(row.get(name)) for name in schema.names}
            rows.append(values)
        self.rows[table] = []
        made = pa.Table.from_pylist(rows, schema=schema)
        self.files[table].write_table(made)


def _page_row(key: str, page: PageResult) -> dict[str, Any]:
    words = page.words
    usage = page.usage
    flagged = sum(word.flagged for word in words)
    mean = sum(word.confidence for word in words) / len(words) if words else None
    return {
        "document": key,
        "page": page.index,
        "outcome": page.status,
        "width": page.width,
        "height": page.height,
        "dpi": page.dpi,
        "language": page.language,
        "words": len(words),
        "flagged": flagged,
        "confidence": mean,
        "text": page.text,
        "notes": list(page.notes),
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "llm_calls": usage.calls,
        "usd": usage.usd,
        "error": "",
    }


def _word_rows(key: str, index: int, number: int, line: ResultLine) -> list[dict[str, Any]]:
    rows = []
    for at, word in enumerate(line.words):
        row = _word_row(
            key,
            index,
            number,
            at,
            word,
        )
        rows.append(row)
    return rows


def _word_row(key: str, index: int, line: int, at: int, word: Word) -> dict[str, Any]:
    left, top, right, bottom = word.box.edges
    return {
        "document": key,
        "page": index,
        "line": line,
        "word": at,
        "text": word.text,
        "left": left,
        "top": top,
        "right": right,
        "bottom": bottom,
        "confidence": word.confidence,
        "origin": word.origin,
        "reason": str(word.reason),
        "agreement": word.agreement,
        "flagged": word.flagged,
        "box_is_estimated": word.box_is_estimated,
    }


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
