"""Answers kept between runs, so that a page is paid for once: SQLite, one row an answer.

A request and its endpoint make the key (host, model, parameters, prompt version, hashes of pictures
and text), the answer's text is the value, as it came: parsing, guards and arbitration can change
without asking again. Keys to the endpoint are never part of it. A cache that cannot be opened or
read is a slower run, not a failed one; an entry is data, and one that is not an answer was never
there.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from recto.model.page import Usage
from recto.readers.vision.ask.asks import Request
from recto.readers.vision.ask.prompt import VERSION
from recto.readers.vision.call import json_in
from recto.readers.vision.call.completion import Completion, as_mapping
from recto.readers.vision.call.providers import Endpoint
from recto.readers.vision.call.wire import Learned

_TABLE = """CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY, host TEXT NOT NULL, model TEXT NOT NULL,
    created TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    answer TEXT NOT NULL) WITHOUT ROWID"""
# What an endpoint turned out not to take; forgotten after a week, since servers are upgraded.
_LEARNED = """CREATE TABLE IF NOT EXISTS learned (
    endpoint TEXT PRIMARY KEY, created TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    body TEXT NOT NULL) WITHOUT ROWID"""
_ANSWER = "SELECT answer FROM replies WHERE key = ? AND length(CAST(answer AS BLOB)) <= ?"
_FRESH = (
    "SELECT body FROM learned WHERE endpoint = ? AND created > datetime('now', '-7 days') AND"
    " length(body) <= ?"
)
LARGEST = 4_000_000  # bytes of an entry; a reply has at most 2 million, which JSON may double


def key(request: Request, endpoint: Endpoint) -> str:
    """Hash of everything that can change the answer."""
    text = request.prompt.text
    parameters = {"temperature": endpoint.temperature, **endpoint.extra}
    parts = {
        "host": endpoint.host,
        "path": endpoint.base_url,
        "model": endpoint.model,
        "parameters": parameters,
        "prompt": VERSION,
        "style": request.style,
        "schema": request.schema,
        "text": hashlib.sha256(text.encode()).hexdigest(),
        "labels": request.labels,
        "pictures": [picture.sha256 for picture in request.pictures],
    }
    written = json.dumps(parts, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


@dataclass(slots=True)
class Cache:
    """Answers in one SQLite file, shared by processes; a fault of the file switches it off and is
    named in `fault`.
    """

    path: Path | None  # None: off
    fault: str = ""
    damaged: int = 0  # entries that were no answers
    _open: sqlite3.Connection | None = field(default=None, repr=False)

    def get(self, name: str) -> Completion | None:
        """The answer stored under the key, marked as cached and free; None without one."""
        row = self._row(_ANSWER, name)
        if not row:
            return None
        try:
            body = json_in.decode(row)
        except (ValueError, RecursionError):
            body = None
        members = as_mapping(body)
        text = members.get("text")
        finish = members.get("finish")
        if not isinstance(text, str) or not isinstance(finish, str):
            self.damaged += 1
            return None
        return Completion(
            text=text,
            finish=finish,
            usage=Usage(),
            cached=True,
            worth=_worth(members),
        )

    def has(self, name: Callable[[], str]) -> bool:
        """Whether an answer is stored; `name` is worked out only where there is a cache."""
        if self.path is None or self.fault:
            return False
        return self.get(name()) is not None

    def put(self, name: str, endpoint: Endpoint, answer: Completion) -> None:
        """Store an answer that was good; the same key is overwritten."""
        usage = (answer.usage.input_tokens, answer.usage.output_tokens)
        body = json.dumps({"text": answer.text, "finish": answer.finish, "tokens": usage})
        command = "INSERT OR REPLACE INTO replies (key, host, model, answer) VALUES (?, ?, ?, ?)"
        values = (name, endpoint.host, endpoint.model, body)
        self._write(command, values)

    def recall(self, endpoint: Endpoint) -> Learned:
        """What this base URL and model turned out not to take in an earlier run."""
        name = _place_of(endpoint)
        row = self._row(_FRESH, name)
        if not row:
            return Learned()
        try:
            return Learned.from_json(json_in.decode(row))
        except (ValueError, RecursionError):
            return Learned()

    def remember(self, endpoint: Endpoint, learned: Learned) -> None:
        """Keep it for the next run."""
        name = _place_of(endpoint)
        body = json.dumps(learned.as_json())
        command = "INSERT OR REPLACE INTO learned (endpoint, body) VALUES (?, ?)"
        self._write(command, (name, body))

    @property
    def note(self) -> str:
        """What the summary must say of it; empty when nothing."""
        if self.fault:
            return self.fault
        if not self.damaged:
            return ""
        return f"{self.damaged:,} damaged entries of the reply cache {self.path} were passed over"

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _row(self, query: str, name: str) -> str | None:
        """The first column of the first row; None without one, or when the file is at fault."""
        try:
            connection = self._connection()
            if connection is None:
                return None
            found = connection.execute(query, (name, LARGEST))
            row = found.fetchone()
        except (sqlite3.Error, OSError) as error:
            self._switch_off(error)
            return None
        if not row:
            return None
        (stored,) = row
        if not isinstance(stored, str):
            return None
        return stored

    def _write(self, command: str, values: tuple[str, ...]) -> None:
        """Run the command, where there is a file."""
        try:
            connection = self._connection()
            if connection:
                connection.execute(command, values)
        except (sqlite3.Error, OSError) as error:
            self._switch_off(error)

    def _connection(self) -> sqlite3.Connection | None:
        """The file, opened by the first use; None without one. Raises sqlite3.Error and OSError."""
        if self.path is None or self.fault:
            return None
        if self._open is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600)  # it holds what pages say
            self._open = sqlite3.connect(
                self.path, timeout=10, isolation_level=None, check_same_thread=False
            )
            # SQLite's texts need not be UTF-8.
            self._open.text_factory = lambda stored: stored.decode("utf-8", "replace")
            self._open.execute("PRAGMA journal_mode=WAL")
            self._open.execute(_TABLE)
            self._open.execute(_LEARNED)
        return self._open

    def _switch_off(self, error: Exception) -> None:
        """For the rest of the run."""
        self.fault = f"reply cache {self.path} is off: {error}"
        self.close()


def _place_of(endpoint: Endpoint) -> str:
    """Under which name it is kept what an endpoint does not take."""
    return f"{endpoint.base_url} {endpoint.model}"


def clear(path: Path) -> int:
    """Forget every answer; returns how many there were."""
    with closing(sqlite3.connect(path)) as connection, connection:
        deleted = connection.execute("DELETE FROM replies")
        return deleted.rowcount


def _worth(members: Mapping[str, object]) -> Usage:
    """Tokens that the answer took; zeros in an entry of before, or where they are no numbers."""
    tokens = members.get("tokens")
    if not isinstance(tokens, list) or len(tokens) != 2:
        return Usage()
    given, written = tokens
    if type(given) is not int or type(written) is not int or min(given, written) < 0:
        return Usage()
    return Usage(min(given, LARGEST), min(written, LARGEST), 0, 1)
