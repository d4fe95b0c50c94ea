"""The one thread that uses the ledger, and what it gives to all requests.

A folder enters; functions of a Desk enter one by one, and what they return leaves. SQLite's
connection stays in its thread, every correction is stored in its turn, and the browser's requests
never wait for each other's pictures: those are drawn in other threads.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from recto.batch.ledger import ledger_path, open_ledger
from recto.batch.ledger_check import refuse_wrong_values
from recto.review.desk import Desk
from recto.review.index import refresh

Result = TypeVar("Result")


@dataclass(slots=True, eq=False)
class Worker:
    """A Desk in a thread of its own."""

    out: Path
    thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    stack: ExitStack = field(default_factory=ExitStack)
    desk: Desk | None = None

    def open(self) -> None:
        """Open the ledger and bring its index up to date. Raises FileAccess."""
        self.thread.submit(self._open).result()

    def _open(self) -> None:
        ledger = self.stack.enter_context(open_ledger(self.out))
        refuse_wrong_values(ledger.database, str(ledger_path(self.out)))
        refresh(ledger)
        self.desk = Desk(ledger, self.out)

    async def do(self, job: Callable[[Desk], Result]) -> Result:
        """Its result; its error is raised here."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.thread, self._done, job)

    def _done(self, job: Callable[[Desk], Result]) -> Result:
        if self.desk is None:
            raise RuntimeError("the ledger is not open")
        return job(self.desk)

    def close(self) -> None:
        """Close the ledger; what was stored is on the disk already."""
        self.thread.submit(self.stack.close).result()
        self.thread.shutdown()
