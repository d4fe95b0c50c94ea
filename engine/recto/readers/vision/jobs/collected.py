"""What came back from batch jobs, kept in the user's own cache until the pages are finished.

An answer or a failure enters under the run's name and the request's, and comes back as it was: the
reply cache proper holds good answers alone, and a page's guards judge them later. It lies beside
the reply cache, not below the output folder, whose files may come from anybody.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from recto.errors import FileAccess
from recto.model.page import Usage
from recto.readers.vision.call import json_in
from recto.readers.vision.call.completion import Completion, as_mapping, number
from recto.readers.vision.call.failures import Failure, Remedy
from recto.readers.vision.jobs.lines import Told

PATIENCE = 30.0  # seconds for another process
OLD = "-60 days"  # providers keep a job's files for 30
TABLE = """CREATE TABLE IF NOT EXISTS collected (
    run TEXT, name TEXT, page TEXT NOT NULL DEFAULT '',
    created TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, body TEXT NOT NULL,
    PRIMARY KEY (run, name)) WITHOUT ROWID"""
REMEDY = "mend it, or clear it with `recto cache clear`: jobs that have ended are fetched again"


@dataclass(slots=True)
class Collected:
    """Replies of one run's jobs."""

    path: Path
    run: str
    _open: sqlite3.Connection | None = field(default=None, repr=False)

    def put(self, told: Iterable[Told]) -> None:
        """Keep what was told, for good before this returns; of two answers to a request the first.

        An answer takes the place of a failure. Raises FileAccess.
        """
        rows = [(self.run, each.name, _text(each.outcome)) for each in told]
        command = (
            "INSERT INTO collected (run, name, body) VALUES (?, ?, ?) ON CONFLICT (run, name)"
            " DO UPDATE SET body = excluded.body WHERE collected.body LIKE '{\"code\"%'"
        )
        try:
            database = self._database()
            database.execute("BEGIN IMMEDIATE")
            database.executemany(command, rows)
            database.execute("COMMIT")
        except sqlite3.Error as error:
            raise FileAccess(str(error), where=str(self.path), remedy=REMEDY) from error

    def get(self, name: str, page: str) -> tuple[Completion | Failure, bool] | None:
        """What was told of a request, and whether this page is the first to use it (and counts its
        cost). None for what was never collected.
        """
        query = "SELECT body, page FROM collected WHERE run = ? AND name = ?"
        rows = self._rows(query, name)
        if not rows:
            return None
        body, user = rows[0]
        outcome = _outcome(body)
        if outcome is None:
            return None
        if not user:
            command = "UPDATE collected SET page = ? WHERE run = ? AND name = ?"
            self._change(command, page, self.run, name)
        return outcome, user in ("", page)

    def names(self) -> set[str]:
        """Of all requests that something was told of."""
        rows = self._rows("SELECT name FROM collected WHERE run = ?")
        return {str(name) for (name,) in rows}

    def spent(self) -> Usage:
        """Tokens of all answers; no dollars."""
        total = Usage()
        for (body,) in self._rows("SELECT body FROM collected WHERE run = ?"):
            outcome = _outcome(body)
            if isinstance(outcome, Completion):
                total += outcome.usage
        return total

    def forget(self) -> None:
        """All of it is used; and what is left of runs that nobody went on with."""
        self._change("DELETE FROM collected WHERE run = ?", self.run)
        self._change("DELETE FROM collected WHERE created < datetime('now', ?)", OLD)

    def close(self) -> None:
        """Close the file."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _rows(self, query: str, *values: str) -> list[tuple[str, ...]]:
        try:
            return self._database().execute(query, (self.run, *values)).fetchall()
        except sqlite3.Error as error:
            raise FileAccess(str(error), where=str(self.path), remedy=REMEDY) from error

    def _change(self, command: str, *values: str) -> None:
        try:
            self._database().execute(command, values)
        except sqlite3.Error as error:
            raise FileAccess(str(error), where=str(self.path), remedy=REMEDY) from error

    def _database(self) -> sqlite3.Connection:
        if self._open is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600)  # it holds what pages say
            self._open = sqlite3.connect(
                self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
            )
            self._open.execute("PRAGMA journal_mode=WAL")
            self._open.execute(TABLE)
        return self._open


def _text(outcome: Completion | Failure) -> str:
    if isinstance(outcome, Failure):
        return json.dumps({
            "code": outcome.code, "remedy": outcome.remedy.value, "detail": outcome.detail,
        })  # fmt: skip
    usage = outcome.usage
    tokens = (usage.input_tokens, usage.output_tokens, usage.cached_tokens)
    return json.dumps({
        "text": outcome.text, "finish": outcome.finish, "refusal": outcome.refusal,
        "reasoning": outcome.reasoning, "tokens": tokens,
    })  # fmt: skip


def _outcome(text: object) -> Completion | Failure | None:
    """None for an entry that is damaged: it was never there."""
    try:
        body = as_mapping(json_in.decode(str(text)))
    except (ValueError, RecursionError):
        return None
    if "code" in body:
        try:
            remedy = Remedy(body.get("remedy"))
        except ValueError:
            return None
        return Failure(str(body["code"]), remedy, str(body.get("detail", "")))
    said = body.get("text")
    tokens = body.get("tokens")
    counts = [number(each) for each in tokens] if isinstance(tokens, list) else []
    if not (said is None or isinstance(said, str)) or len(counts) != 3:
        return None
    return Completion(
        text=said,
        finish=str(body.get("finish", "")),
        refusal=str(body.get("refusal", "")),
        reasoning=body.get("reasoning") is True,
        usage=Usage(counts[0], counts[1], counts[2], 1),
    )
