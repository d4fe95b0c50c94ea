"""One budget for several processes: what is spent and in flight stands in a small database.

As budget.py, where one process asks; here every reservation is made in a transaction, so that the
sum over all processes never passes a limit. What a process had in flight when it died counts as
spent: nobody knows whether the endpoint was paid.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from recto.model.page import Usage
from recto.readers.vision.call.budget import Budget, Limits, over, refused

PACE = 0.05  # seconds between two looks whether another process has settled
PATIENCE = 60.0  # seconds that SQLite waits for another process's transaction, which takes a moment
COLUMNS = "input INT, output INT, calls INT, usd REAL"
TABLES = (
    f"CREATE TABLE IF NOT EXISTS spent ({COLUMNS})",
    f"CREATE TABLE IF NOT EXISTS flight (id INTEGER PRIMARY KEY, process INT, {COLUMNS})",
)
SUM = "coalesce(sum(input), 0), coalesce(sum(output), 0), 0, coalesce(sum(calls), 0)"


@dataclass(slots=True)
class SharedBudget(Budget):
    """The budget of a run that several processes have a part in."""

    path: Path = field(default=Path(), kw_only=True)
    # of this process's reservations, each beside what it reserved
    places: list[tuple[Usage, int]] = field(default_factory=list)

    async def reserve(self, most: Usage) -> None:
        """Wait until the call fits; raise CallFailed when it never can."""
        while not self._reserved(most):
            await asyncio.sleep(PACE)

    def settle(self, most: Usage, real: Usage) -> None:
        """Turn a reservation into what was spent."""
        at = next(number for number, (usage, _) in enumerate(self.places) if usage == most)
        _, place = self.places.pop(at)
        with self._open() as database:
            database.execute("DELETE FROM flight WHERE id = ?", (place,))
            row = (real.input_tokens, real.output_tokens, real.calls, real.usd)
            database.execute("INSERT INTO spent VALUES (?, ?, ?, ?)", row)
        self.spent += real

    def fresh(self) -> Budget:
        """The database knows no event loop."""
        return self

    def _reserved(self, most: Usage) -> bool:
        with self._open() as database:
            settled = _sum(database, "spent")
            flying = _sum(database, "flight", living=True)
            lost = _sum(database, "flight", living=False)
            limit = over(self.limits, settled + lost + most)
            if limit:
                raise refused(limit)
            if over(self.limits, settled + lost + flying + most):
                return False
            row = (os.getpid(), most.input_tokens, most.output_tokens, most.calls, most.usd)
            cursor = database.execute(
                "INSERT INTO flight (process, input, output, calls, usd) VALUES (?, ?, ?, ?, ?)",
                row,
            )
            place = cursor.lastrowid or 0
            self.places.append((most, place))
        return True

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A transaction of this process alone; a connection lives no longer than that, so that none
        is carried into a forked process.
        """
        database = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
        try:
            database.execute("BEGIN IMMEDIATE")
            for table in TABLES:
                database.execute(table)
            yield database
            database.execute("COMMIT")
        finally:
            database.close()


def _sum(database: sqlite3.Connection, table: str, *, living: bool | None = None) -> Usage:
    """What the rows of a table come to; of those in flight, by whether their process lives."""
    columns = f"SELECT {SUM}, coalesce(sum(usd), 0.0) FROM {table}"  # noqa: S608 - our own names
    if living is None:
        return Usage(*database.execute(columns).fetchone())
    total = Usage()
    rows = database.execute("SELECT DISTINCT process FROM flight").fetchall()
    for (process,) in rows:
        if is_alive(process) == living:
            row = database.execute(f"{columns} WHERE process = ?", (process,)).fetchone()
            total += Usage(*row)
    return total


def is_alive(process: int) -> bool:
    """Whether there is a process of this number that runs: one that has ended stays in the system's
    list until its parent asks how, which may be never.
    """
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _has_ended(process)


def _has_ended(process: int) -> bool:
    """By Linux's own word; elsewhere nothing is known."""
    try:
        told = Path(f"/proc/{process}/stat").read_bytes()
    except OSError:
        return False
    _, _, after_name = told.rpartition(b") ")
    return after_name[:1] in (b"Z", b"X")


def shared(limits: Limits, path: Path) -> SharedBudget:
    """The budget whose state is at `path`, made when it is first needed."""
    return SharedBudget(limits, path=path)
