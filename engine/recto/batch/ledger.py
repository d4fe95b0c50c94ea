"""The memory of a run: every file and page with its state, in one SQLite file that survives kill -9
and power loss.

Facts about files and pages enter, and come back as frozen rows. A page is done when its row holds
the hash of the file and the digest of the settings that are asked for now; so a changed input or
setting redoes only what it touches. One process writes (it holds the lock on the folder); any
number may read. No key and no password ever comes here.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from time import time
from typing import Any

from recto.batch.answers import Fault, PageRead
from recto.batch.doubts import PageIndex, put_index
from recto.batch.facts import PageCounts
from recto.batch.ledger_check import MOST_BYTES, is_of_before, refuse_odd_files, refuse_other_tables
from recto.batch.survey import Surveyed
from recto.errors import FileAccess, RectoError
from recto.files.written_text import plain

FOLDER = ".recto"  # inside the output folder
VERSION = "1"


@dataclass(frozen=True, slots=True)
class FileRow:
    """One input file as the ledger knows it."""

    id: int
    relative: str  # below the input root; names the outputs
    path: str  # as given
    size: int  # bytes, when it was surveyed
    mtime_ns: int
    sha256: str  # empty: not surveyed
    wanted: str  # the --pages that it was surveyed with
    indices: tuple[int, ...]  # the pages to read, 0-based
    written: str  # a stamp of the page states and outputs that were written; empty: nothing is


@dataclass(frozen=True, slots=True)
class PageRow:
    """One page's state, without its result."""

    index: int  # 0-based
    outcome: str
    kind: str  # of the fault; empty when there is none
    sha256: str
    settings: str  # digest
    revision: int  # how often it was read


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger."""

    database: sqlite3.Connection

    def fact(self, key: str, default: str = "") -> str:
        """A value that concerns the whole folder."""
        rows = self.select("SELECT value FROM fact WHERE key = ?", key)
        return str(rows[0][0]) if rows else default

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else writes from the first look to the last row that is put in; the first `with
        database` inside that ends stores all.
        """
        with self.database as database:
            database.execute("BEGIN IMMEDIATE")
            yield

    def set_fact(self, key: str, value: str) -> None:
        """Keep a value that concerns the whole folder."""
        with self.database:
            self.database.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (key, value))

    def list_files(self, files: Iterable[tuple[str, str]], *, add: bool = False) -> None:
        """From now on the folder is about these files: (relative, path). Others are kept, but not
        counted; `add`: those of before are counted, too.
        """
        with self.database:
            if not add:
                self.database.execute("UPDATE file SET listed = 0")
            self.database.executemany(
                "INSERT INTO file (relative, path) VALUES (?, ?) "
                "ON CONFLICT (relative) DO UPDATE SET listed = 1, path = excluded.path",
                files,
            )

    def unlist(self, path: str) -> None:
        """The folder is not about this file any more."""
        with self.database:
            self.database.execute("UPDATE file SET listed = 0 WHERE path = ?", (path,))

    def file(self, relative: str) -> FileRow:
        """The row of a file that was listed."""
        row = self.database.execute(
            "SELECT id, relative, path, size, mtime_ns, sha256, wanted, indices, written FROM file"
            " WHERE relative = ?",
            (relative,),
        ).fetchone()
        number, name, path, size, mtime_ns, sha256, wanted, text, written = row
        indices = tuple(json.loads(text))
        return FileRow(number, name, path, size, mtime_ns, sha256, wanted, indices, written)

    def surveyed(self, file: FileRow, found: Surveyed, wanted: str) -> None:
        """Keep what is in a file; what was known to be wrong with it is forgotten."""
        with self.database:
            self.database.execute(
                "UPDATE file SET sha256 = ?, indices = ?, size = ?, mtime_ns = ?, wanted = ?, "
                "kind = '', error = '', exit_code = 0 WHERE id = ?",
                (
                    found.sha256,
                    json.dumps(found.indices),
                    found.size,
                    found.mtime_ns,
                    wanted,
                    file.id,
                ),
            )
            self.database.execute("UPDATE page SET listed = 0 WHERE file = ?", (file.id,))
            self.database.executemany(
                "INSERT INTO page (file, number) VALUES (?, ?) ON CONFLICT (file, number) DO UPDATE"
                " SET listed = 1",
                [(file.id, index) for index in found.indices],
            )

    def unreadable(self, file: FileRow, fault: Fault) -> None:
        """Keep why a file has no pages."""
        values = (fault.kind, str(fault.error), fault.error.exit_code, file.id)
        with self.database:
            self.database.execute(
                "UPDATE file SET sha256 = '', indices = '[]', kind = ?, error = ?, exit_code = ?"
                " WHERE id = ?",
                values,
            )
            self.database.execute("UPDATE page SET listed = 0 WHERE file = ?", (file.id,))

    def pages(self, file: FileRow) -> dict[int, PageRow]:
        """All page states of a file, by index."""
        rows = self.database.execute(
            "SELECT number, outcome, kind, sha256, settings, revision FROM page WHERE file = ? AND"
            " revision > 0",
            (file.id,),
        )
        return {row[0]: PageRow(*row) for row in rows}

    def notes(self, file: FileRow, beginning: str) -> dict[int, tuple[str, ...]]:
        """Of the file's pages that have a note with such a beginning, all notes, by index."""
        rows = self.select(
            "SELECT number, notes FROM page WHERE file = ? AND instr(notes, ?)",
            file.id,
            beginning,
        )
        found = {}
        for number, notes in rows:
            found[number] = tuple(json.loads(notes))
        return found

    def page_read(self, file: FileRow, index: int, digest: str, read: PageRead) -> None:
        """Keep a page's result; from now on it is done."""
        self._put(file, index, digest, read.facts, None, read.packed, read.index)

    def page_failed(self, file: FileRow, index: int, digest: str, fault: Fault) -> None:
        """Keep why a page has no result."""
        self._put(file, index, digest, PageCounts("failed"), fault, None)

    def _put(
        self,
        file: FileRow,
        index: int,
        digest: str,
        facts: PageCounts,
        fault: Fault | None,
        packed: bytes | None,
        found: PageIndex = PageIndex(),  # noqa: B008 - frozen
    ) -> None:
        usage, error = facts.usage, fault.error if fault else None
        values = (
            facts.outcome, fault.kind if fault else "", str(error) if error else "",
            error.exit_code if error else 0,
            file.sha256, digest, facts.words, facts.flagged, facts.confidence, facts.seconds,
            usage.calls, usage.input_tokens, usage.output_tokens, usage.cached_tokens, usage.usd,
            json.dumps(facts.notes), json.dumps(dict(facts.guards)), time(), packed, file.id, index,
        )  # fmt: skip
        with self.database:
            self.database.execute(
                "UPDATE page SET revision = revision + 1, outcome = ?, kind = ?, error = ?,"
                " exit_code = ?, sha256 = ?, settings = ?, words = ?, flagged = ?, confidence = ?,"
                " seconds = ?, calls = ?, input_tokens = ?, output_tokens = ?, cached_tokens = ?,"
                " usd = ?, notes = ?, guards = ?, finished = ?, result = ? WHERE file = ? AND"
                " number = ?",
                values,
            )
            put_index(self.database, file.id, index, found)

    def written(self, file: FileRow, stamp: str) -> None:
        """Keep that the outputs of a file hold these page states."""
        with self.database:
            self.database.execute(
                "UPDATE file SET written = ?, kind = '', error = '', exit_code = 0 WHERE id = ?",
                (stamp, file.id),
            )

    def not_written(self, file: FileRow, fault: Fault) -> None:
        """Keep why the outputs are not there; the pages stay done."""
        values = (fault.kind, str(fault.error), fault.error.exit_code, file.id)
        with self.database:
            self.database.execute(
                "UPDATE file SET written = '', kind = ?, error = ?, exit_code = ? WHERE id = ?",
                values,
            )

    def results(self, file_id: int, indices: Sequence[int]) -> Iterator[bytes]:
        """The packed results of pages that have one, one at a time, in the order asked for."""
        for index in indices:
            row = self.database.execute(
                "SELECT result FROM page WHERE file = ? AND number = ? AND result IS NOT NULL",
                (file_id, index),
            ).fetchone()
            if row:
                yield row[0]

    def select(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """For the reports: rows of a query."""
        return self.database.execute(query, values).fetchall()


def ledger_path(out: Path) -> Path:
    """Where the ledger of an output folder lies."""
    return out / FOLDER / "ledger.sqlite"


@contextmanager
def open_ledger(out: Path, *, read_only: bool = False) -> Iterator[Ledger]:
    """The ledger of an output folder. Raises FileAccess: absent (when only read), damaged, newer,
    or disk full.
    """
    path = ledger_path(out)
    refuse_odd_files(path.parent)
    try:
        database = _connect(out, read_only)
        try:
            yield _proved(database, path, read_only)
        finally:
            database.close()
    except sqlite3.Error as error:
        raise _refused(path, error) from error


def _proved(database: sqlite3.Connection, path: Path, read_only: bool) -> Ledger:
    """The ledger, when it is one; a new one where there is nothing. Raises FileAccess or
    sqlite3.Error.
    """
    ledger = Ledger(database)
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
    database.execute("PRAGMA trusted_schema = OFF")
    try:
        if not (read_only or ledger.select("SELECT 1 FROM sqlite_master")):
            database.executescript(f"BEGIN; {_script()} COMMIT;")

        version = ledger.fact("version")
        if version and version != VERSION:
            made_by = f"ledger {plain(version)}, this one writes {VERSION}"
            what = f"made by another version of Recto ({made_by})"
            raise FileAccess(what, where=str(path), remedy="choose another folder with -o")

        refuse_other_tables(database, _script(), str(path))
        if not read_only and is_of_before(database):
            database.executescript(f"BEGIN; {_script()} COMMIT;")
    # of SQLite's message, which quotes the damaged name of a table
    except UnicodeDecodeError as error:
        raise sqlite3.DatabaseError("malformed names") from error

    if not read_only:
        database.execute("PRAGMA journal_mode = WAL")
        # a page that was reported done stays done, power loss included
        database.execute("PRAGMA synchronous = FULL")
    return ledger


def _connect(out: Path, read_only: bool) -> sqlite3.Connection:
    path = ledger_path(out)
    if not read_only:
        path.parent.mkdir(parents=True, exist_ok=True)
        return sqlite3.connect(path, timeout=30)

    # On a file system without writing SQLite cannot lock, and need not: nobody else can change
    # the file.
    is_still = (
        path.exists() and not os.access(path, os.W_OK) and not os.access(path.parent, os.W_OK)
    )
    place = path.resolve().as_uri()
    options = "mode=ro&immutable=1" if is_still else "mode=ro"
    return sqlite3.connect(f"{place}?{options}", uri=True, timeout=30)


@lru_cache(maxsize=1)
def _script() -> str:
    return files("recto.batch").joinpath("ledger.sql").read_text(encoding="utf-8")


def _refused(path: Path, error: sqlite3.Error) -> RectoError:
    text = plain(str(error))
    what, remedy = f"the ledger cannot be used ({text})", "move it away and run again"
    if "full" in text:
        what, remedy = "the disk is full", "free some space; the same command goes on"
    elif "unable to open" in text or "readonly" in text:
        what, remedy = "cannot be opened", "is this the -o folder of a run, and writable?"
    return FileAccess(what, where=str(path), remedy=remedy)
