"""The register of jobs, in one SQLite file that survives kill -9 and power loss.

Rows of accepted jobs enter, and come back frozen. A job is accepted when its row is on the disk,
and ends once: the row of an ended one is changed no more but to say that its results are gone. How
far a job is stands in its own ledger (batch/ledger.py); here is only that there is one.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from time import time
from typing import Any, NamedTuple

from recto.errors import FileAccess
from recto.files.own_files import check_own
from recto.files.written_text import plain

FILE = "service.sqlite"
DAY = 86_400.0  # seconds that quotas are counted over
COLUMNS = "number, id, client, key, print, name, asked, accepted, state, pages, usd, ended, outcome"


@dataclass(frozen=True, slots=True)
class Row:
    """One job."""

    number: int
    id: str
    client: str
    key: str | None
    print: str
    name: str
    asked: Mapping[str, str]
    accepted: float
    state: str
    pages: int
    usd: float
    ended: float | None
    outcome: Mapping[str, Any]


class Used(NamedTuple):
    """What a client has had of the last day."""

    documents: int
    pages: int
    usd: float
    oldest: float  # seconds since 1970, of the first of these jobs


@dataclass(slots=True, eq=False)
class Register:
    """The open register; for every thread."""

    database: sqlite3.Connection
    lock: threading.RLock = field(default_factory=threading.RLock)

    def accept(self, new: Mapping[str, Any]) -> Row | None:
        """Keep a job: from now on it is accepted. None where its client has used its key before."""
        values = {**new, "asked": json.dumps(new["asked"]), "accepted": time(), "state": "waiting"}
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        try:
            with self.lock, self.database as database:
                query = f"INSERT INTO job ({names}) VALUES ({marks})"  # noqa: S608 - our own
                database.execute(query, values)
        except sqlite3.IntegrityError:
            return None
        return self.job(new["id"])

    def job(self, name: str) -> Row | None:
        """By its id; None where there is none, or its results are gone."""
        rows = self._rows("id = ? AND state != 'gone'", name)
        return rows[0] if rows else None

    def by_key(self, client: str, key: str) -> Row | None:
        """The job that a client has asked for with this key."""
        rows = self._rows("client = ? AND key = ?", client, key)
        return rows[0] if rows else None

    def waiting(self) -> list[Row]:
        """All that has not ended, in the order in which it came."""
        return self._rows("state = 'waiting'")

    def found(self, number: int, pages: int) -> None:
        """Keep how many pages a job has."""
        self._change("UPDATE job SET pages = ? WHERE number = ?", pages, number)

    def ended(self, number: int, state: str, outcome: Mapping[str, Any], usd: float) -> bool:
        """Keep how a job ended; False where it had ended before."""
        return self._change(
            "UPDATE job SET state = ?, outcome = ?, usd = ?, ended = ? WHERE number = ? AND"
            " state = 'waiting'",
            state,
            json.dumps(outcome),
            usd,
            time(),
            number,
        )

    def forget(self, number: int) -> bool:
        """Its results are gone, and its key is free; quotas still count it."""
        return self._change(
            "UPDATE job SET state = 'gone', key = NULL, outcome = '{}', asked = '{}', name = ''"
            " WHERE number = ? AND state != 'gone'",
            number,
        )

    def expired(self, before: float) -> list[Row]:
        """Jobs that ended before."""
        return self._rows("state IN ('done', 'failed') AND ended < ?", before)

    def sweep(self) -> None:
        """Forget for good what no quota counts any more."""
        oldest = time() - DAY
        self._change("DELETE FROM job WHERE state = 'gone' AND accepted < ?", oldest)

    def used(self, client: str) -> Used:
        """What a client has had of the last day."""
        rows = self._select(
            "SELECT count(*), total(pages), total(usd), min(accepted) FROM job WHERE client = ? AND"
            " accepted > ?",
            client,
            time() - DAY,
        )
        documents, pages, usd, oldest = rows[0]
        return Used(documents, int(pages), usd, oldest or time())

    def states(self) -> dict[str, int]:
        """How many jobs are in which state."""
        return dict(self._select("SELECT state, count(*) FROM job GROUP BY state"))

    def names(self) -> set[str]:
        """The ids whose folders are wanted."""
        return {row[0] for row in self._select("SELECT id FROM job WHERE state != 'gone'")}

    def close(self) -> None:
        """What was stored is on the disk already."""
        with self.lock:
            self.database.close()

    def _rows(self, which: str, *values: Any) -> list[Row]:
        query = f"SELECT {COLUMNS} FROM job WHERE {which} ORDER BY number"  # noqa: S608 - our own
        rows = []
        for row in self._select(query, *values):
            named = dict(zip(Row.__slots__, row, strict=True))
            named["asked"] = json.loads(named["asked"])
            named["outcome"] = json.loads(named["outcome"])
            rows.append(Row(**named))
        return rows

    def _select(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.lock:
            return self.database.execute(query, values).fetchall()

    def _change(self, query: str, *values: Any) -> bool:
        with self.lock, self.database as database:
            return database.execute(query, values).rowcount > 0


def open_register(folder: Path) -> Register:
    """The register of a service's folder; made where there is none. Raises FileAccess."""
    path = folder / FILE
    check_own(path)
    try:
        database = sqlite3.connect(path, timeout=30, check_same_thread=False)
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")  # what was accepted survives power loss
        if not database.execute("SELECT 1 FROM sqlite_master").fetchall():
            script = files("recto.serve").joinpath("register.sql").read_text(encoding="utf-8")
            database.executescript(f"BEGIN; {script} COMMIT;")
        database.execute(f"SELECT {COLUMNS} FROM job LIMIT 1")  # noqa: S608 - our own names
    except sqlite3.Error as fault:
        what = f"the register of jobs cannot be used ({plain(str(fault))})"
        remedy = "choose another folder with -o, or move this file away"
        raise FileAccess(what, where=str(path), remedy=remedy) from fault
    return Register(database)
