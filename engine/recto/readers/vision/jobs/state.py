"""What a folder's batch jobs are waiting for: parts and requests, in one SQLite file below OUT.

Rows enter before anything is sent, and change as jobs do; so that whatever is killed, it is known
what may be paid for already. One process writes (it holds the lock on the folder). It is data: what
is read of it here is checked, it names no place and no key, and no text of a page or a reply stands
in it.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from recto.errors import FileAccess
from recto.files.own_files import check_own, check_way
from recto.model.page import Usage
from recto.readers.vision.jobs.names import NAME, is_remote

FILE = ".recto/jobs.sqlite"  # below the output folder
RUN_BYTES = 8  # of a run's random name
PATIENCE = 30.0  # seconds for another process that looks
TABLES = (
    "CREATE TABLE IF NOT EXISTS fact (key TEXT PRIMARY KEY, value TEXT)",
    """CREATE TABLE IF NOT EXISTS part (
        number INTEGER PRIMARY KEY, place TEXT, state TEXT, job TEXT, requests INT,
        answered INT DEFAULT 0, detail TEXT DEFAULT '')""",
    """CREATE TABLE IF NOT EXISTS request (
        name TEXT PRIMARY KEY, part INT, page TEXT, state TEXT, tries INT,
        input INT, output INT, expected REAL, usd REAL)""",
)
# queued: written, and no job yet; sent: a job has it; ended: collected; gone: came to nothing.
PartState = Literal["queued", "sent", "ended", "gone"]
# open: waits for an answer; done: has one; again: to be asked once more; lost: is not answered
RequestState = Literal["open", "done", "again", "lost"]
AGAIN = "start anew: move the file away; jobs that run are then not looked for any more"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of requests, and its job."""

    number: int
    place: str  # base URL and model that it was written for
    state: PartState
    job: str  # as the provider calls it; empty: none yet
    requests: int
    answered: int = 0
    detail: str = ""  # for people


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that a part holds."""

    name: str
    page: str
    most: Usage  # reserved
    expected: float  # US dollars


class State:
    """The open file."""

    def __init__(self, out: Path, *, read_only: bool = False) -> None:
        """Raises FileAccess where it is no file of ours, or cannot be opened."""
        self.path = out / FILE
        try:
            check_way(out, self.path)
            check_own(self.path)
            if read_only:
                where = f"file:{self.path}?mode=ro"
                self.database = sqlite3.connect(where, uri=True, timeout=PATIENCE)
                return
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.database = sqlite3.connect(
                self.path, timeout=PATIENCE, check_same_thread=False, isolation_level=None
            )
            with self.whole():
                for table in TABLES:
                    self.database.execute(table)
        except (sqlite3.Error, OSError) as error:
            raise FileAccess(str(error), where=str(self.path), remedy=AGAIN) from error

    @contextmanager
    def whole(self) -> Iterator[None]:
        """All of it, or nothing. Raises FileAccess."""
        try:
            self.database.execute("BEGIN IMMEDIATE")
            yield
            self.database.execute("COMMIT")
        except sqlite3.Error as error:
            raise FileAccess(str(error), where=str(self.path), remedy=AGAIN) from error
        finally:
            if self.database.in_transaction:
                self.database.execute("ROLLBACK")

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def run(self) -> str:
        """The random name by which jobs of this folder are known at the provider."""
        rows = self.select("SELECT value FROM fact WHERE key = 'run'")
        if rows and isinstance(rows[0][0], str) and rows[0][0].isalnum():
            return str(rows[0][0])
        name = secrets.token_hex(RUN_BYTES)
        with self.whole():
            self.database.execute("INSERT OR REPLACE INTO fact VALUES ('run', ?)", (name,))
        return name

    def select(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Rows. Raises FileAccess."""
        try:
            return self.database.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise FileAccess(str(error), where=str(self.path), remedy=AGAIN) from error

    def parts(self, *states: PartState) -> list[Part]:
        """Those in one of the states, all where none is named, in order."""
        rows = self.select(
            "SELECT number, place, state, job, requests, answered, detail FROM part ORDER BY number"
        )
        parts = [Part(*map(_plain, row)) for row in rows]  # type: ignore[arg-type]
        for part in parts:
            if part.job and not is_remote(part.job):
                what = f"part {part.number} names a job as no provider does"
                raise FileAccess(what, where=str(self.path), remedy=AGAIN)
        return [part for part in parts if not states or part.state in states]

    def next_number(self) -> int:
        """Of a part that is still to be written."""
        ((number,),) = self.select("SELECT coalesce(max(number), 0) + 1 FROM part")
        return int(str(number))

    def put_part(self, number: int, place: str, asked: Sequence[Asked]) -> None:
        """A part that is written, before anything of it is sent."""
        rows = []
        for each in asked:
            most = each.most
            row = (number, most.input_tokens, most.output_tokens, each.expected, most.usd)
            rows.append((each.name, each.page, each.name, *row))
        with self.whole():
            self.database.execute(
                "INSERT INTO part (number, place, state, job, requests) VALUES (?, ?, ?, ?, ?)",
                (number, place, "queued", "", len(asked)),
            )
            self.database.executemany(
                "INSERT OR REPLACE INTO request (name, page, state, tries, part, input, output,"
                " expected, usd) VALUES (?, ?, 'open',"
                " 1 + coalesce((SELECT tries FROM request WHERE name = ?), 0), ?, ?, ?, ?, ?)",
                rows,
            )

    def set_part(self, number: int, state: PartState, **more: object) -> None:
        """Change a part's state, and its job, its count of answers or its detail."""
        with self.whole():
            self.database.execute("UPDATE part SET state = ? WHERE number = ?", (state, number))
            for column in ("job", "answered", "detail"):
                if column in more:
                    command = f"UPDATE part SET {column} = ? WHERE number = ?"  # noqa: S608 - ours
                    self.database.execute(command, (more[column], number))

    def drop_part(self, number: int) -> None:
        """A part of which nothing was sent: its requests were never asked."""
        with self.whole():
            self.database.execute("DELETE FROM part WHERE number = ?", (number,))
            self.database.execute(
                "UPDATE request SET state = 'again', tries = tries - 1 WHERE part = ?", (number,)
            )

    def names(self, part: int, *states: RequestState) -> set[str]:
        """Of the part's requests in one of the states."""
        rows = self.select("SELECT name, state FROM request WHERE part = ?", part)
        return {str(name) for name, state in rows if state in states and _is_name(name)}

    def set_requests(self, names: Iterable[str], state: RequestState) -> None:
        """Change the state of requests."""
        rows = [(state, name) for name in names]
        with self.whole():
            self.database.executemany("UPDATE request SET state = ? WHERE name = ?", rows)

    def request(self, name: str) -> tuple[str, int]:
        """State and tries of a request; ("", 0) for one that was never asked."""
        rows = self.select("SELECT state, tries FROM request WHERE name = ?", name)
        if not rows:
            return "", 0
        state, tries = rows[0]
        return str(state), int(str(tries))

    def reserved(self) -> tuple[Usage, float]:
        """What open requests may cost at most, and are expected to (US dollars)."""
        ((given, written, calls, usd, expected),) = self.select(
            "SELECT coalesce(sum(input), 0), coalesce(sum(output), 0), count(*),"
            " coalesce(sum(usd), 0.0), coalesce(sum(expected), 0.0)"
            " FROM request WHERE state = 'open'"
        )
        numbers = [int(str(each)) for each in (given, written, calls)]
        most = Usage(numbers[0], numbers[1], 0, numbers[2], float(str(usd)))
        return most, float(str(expected))

    def waiting_pages(self) -> frozenset[str]:
        """Pages with a request that is not answered yet: to read them again now would be in
        vain.
        """
        rows = self.select("SELECT DISTINCT page FROM request WHERE state = 'open'")
        return frozenset(str(page) for (page,) in rows)

    def forget(self) -> None:
        """All is answered and used: what came to nothing may be asked again by another run."""
        with self.whole():
            self.database.execute("DELETE FROM request")
            self.database.execute("DELETE FROM fact WHERE key = 'run'")


def _plain(value: object) -> object:
    return value if isinstance(value, str | int) else str(value)


def _is_name(name: object) -> bool:
    return isinstance(name, str) and NAME.fullmatch(name) is not None
