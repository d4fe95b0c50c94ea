"""The service itself: a queue of accepted jobs, threads that have them read, and its end.

Uploads enter, rows of the register leave. Only here: when a job is taken, by whom it is read, what
refuses it, and that it ends once. All jobs that were accepted and have not ended are in the queue
when the service starts.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from time import monotonic, time
from typing import Any

from recto.batch.stopping import Stopped
from recto.serve.limits import Limits
from recto.serve.live import Live
from recto.serve.metrics import Metrics
from recto.serve.outcome import Outcome
from recto.serve.refusals import Refused, busy, unavailable
from recto.serve.register import DAY, Register, Row
from recto.serve.shared import SharedPool
from recto.serve.store import JOBS, Store
from recto.serve.tokens import Token, Tokens
from recto.serve.uploads import Upload
from recto.serve.work import Desk
from recto.settings.groups import Settings

BETWEEN = 1  # jobs under way beside one a worker: while one is opened or written, others are read
SWEEP = 30.0  # seconds between two looks for what has expired
USUAL_PACE = 5.0  # seconds a job, while nothing is known
SHARE_OF_PACE = 0.2  # of the last job in the mean
LONGEST_RETRY = 600.0  # seconds


@dataclass(slots=True, eq=False)
class Service:
    """Everything that one service holds."""

    settings: Settings
    limits: Limits
    tokens: Tokens
    register: Register
    store: Store
    pool: SharedPool
    metrics: Metrics = field(default_factory=Metrics)
    live: dict[str, Live] = field(default_factory=dict)  # jobs that have not ended, by id
    arriving: int = 0  # requests whose body is on its way
    stopping: bool = False
    ended: threading.Event = field(default_factory=threading.Event)
    change: threading.Condition = field(default_factory=threading.Condition)
    threads: list[threading.Thread] = field(default_factory=list)
    pace: float = USUAL_PACE  # seconds from one job's end to the next, while jobs wait
    last_end: float = 0.0

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """Go on with what was accepted."""
        self.store.remove_others(self.register.names())
        self.metrics.watch(self)
        for row in self.register.expired(time()):
            self.store.tidy(row.id, row.name)
        for row in self.register.waiting():
            self.live[row.id] = Live(row, loop)
        self.pool.open()
        for number in range(self.pool.jobs + BETWEEN):
            self._begin(self._work, f"job-{number}")
        self._begin(self._sweep, "sweep")

    def _begin(self, target: Any, name: str) -> None:
        thread = threading.Thread(target=target, name=name, daemon=True)
        thread.start()
        self.threads.append(thread)

    def fault(self) -> str:
        """Why nothing is taken now; empty: it is."""
        if self.stopping:
            return "the service is ending"
        if not self.pool.is_alive:
            return "the workers have ended"
        if self.store.is_full(self.limits.body):
            return "the disk is full"
        return ""

    def refuse(self, token: Token) -> None:
        """Raise Refused where no job of this client can be taken now."""
        fault = self.fault()
        if fault:
            raise unavailable(fault, self.retry_after())
        if len(self.live) + self.arriving >= self.limits.queue:
            raise busy("the queue is full", self.retry_after())
        used = self.register.used(token.name)
        again = used.oldest + DAY - time()
        quotas = (
            (used.documents, token.documents_per_day, "documents"),
            (used.pages, token.pages_per_day, "pages"),
            (used.usd, token.usd_per_day, "US dollars"),
        )
        for had, most, what in quotas:
            if most is not None and had >= most:
                raise busy(f"the quota of {most:,g} {what} a day is used up", again)

    def retry_after(self) -> float:
        """Seconds until there may be room."""
        return min(LONGEST_RETRY, max(1.0, self.pace))

    def accept(self, token: Token, upload: Upload, asked: Mapping[str, str], key: str) -> Row:
        """Keep the upload as a job, or find the one that its key means. Raises Refused."""
        parts = (upload.sha256, repr(sorted(asked.items())))
        print_of = sha256("\n".join(parts).encode()).hexdigest()
        before = self.register.by_key(token.name, key) if key else None
        if before is None:
            name = self.store.new_id()
            self.store.put(name, upload)
            new = {
                "id": name,
                "client": token.name,
                "key": key or None,
                "print": print_of,
                "name": upload.name,
                "asked": dict(asked),
            }
            row = self.register.accept(new)
            if row is not None:
                self.metrics.accepted(upload.size)
                return row
            self.store.remove(name)  # another request with this key was quicker
            before = self.register.by_key(token.name, key)
        upload.path.unlink(missing_ok=True)
        if before is None or before.print != print_of:
            raise Refused(422, "this Idempotency-Key was used for another document or choice")
        return before

    def enqueue(self, row: Row, loop: asyncio.AbstractEventLoop) -> Live | None:
        """The job as it is under way; None where it has ended."""
        with self.change:
            live = self.live.get(row.id)
            if live is None and row.state == "waiting":
                current = self.register.job(row.id)
                if current is None or current.state != "waiting":
                    return None
                live = self.live[row.id] = Live(row, loop)
                self.change.notify()
            return live

    def delete(self, row: Row) -> None:
        """End the job if it has not ended, and remove all of it."""
        with self.change:
            live = self.live.get(row.id)
            if live is not None:
                live.deleted = True
                live.ask_to_stop()
            is_read = live is not None and live.state == "running"
            self.register.forget(row.number)
            if not is_read:  # else its thread removes it
                self.live.pop(row.id, None)
                self.store.remove(row.id)
        if live is not None and not is_read:
            live.end("gone")

    def _work(self) -> None:
        """A thread: one job after the other."""
        desk = Desk(JOBS, self.settings, self.pool, self._too_many_pages)
        while True:
            live = self._next()
            if live is None:
                return
            try:
                outcome = desk.read(live)
            except Stopped:
                self._handed_back(live)
            else:
                self._end(live, outcome)

    def _next(self) -> Live | None:
        """The job whose turn it is: of the client that has the fewest under way, the oldest."""
        with self.change:
            while not self.stopping:
                running = Counter(
                    live.row.client for live in self.live.values() if live.state == "running"
                )
                waiting = [live for live in self.live.values() if live.state == "waiting"]
                if waiting:
                    live = min(
                        waiting, key=lambda each: (running[each.row.client], each.row.number)
                    )
                    live.begin()
                    return live
                self.change.wait()
        return None

    def _too_many_pages(self, live: Live, pages: int) -> str:
        """Why a document of so many pages is not read."""
        row = live.row
        if pages > self.limits.pages:
            return f"{pages:,} pages are more than the {self.limits.pages:,} of this service"
        most = self._quota_of(row.client)
        left = None if most is None else most - self.register.used(row.client).pages + row.pages
        if left is not None and pages > left:
            return f"{pages:,} pages are more than the {max(0, left):,} that are left of the quota"
        self.register.found(row.number, pages)
        return ""

    def _quota_of(self, client: str) -> int | None:
        for token in self.tokens.known:
            if token.name == client:
                return token.pages_per_day
        return None

    def _handed_back(self, live: Live) -> None:
        """It was stopped: nobody wants it any more, or the next start goes on with it."""
        if live.deleted:
            self._gone(live)
        else:
            live.end("waiting")

    def _end(self, live: Live, outcome: Outcome) -> None:
        row = live.row
        is_first = self.register.ended(row.number, outcome.state, outcome.told, outcome.usd)
        if not is_first:  # deleted meanwhile
            self._gone(live)
            return
        self.store.tidy(row.id, row.name)
        self.metrics.ended(outcome, time() - row.accepted)
        with self.change:
            now = monotonic()
            if self.last_end and len(self.live) > self.pool.jobs:
                took = min(LONGEST_RETRY, now - self.last_end)
                self.pace += SHARE_OF_PACE * (took - self.pace)
            self.last_end = now
            self.live.pop(row.id, None)
        if live.deleted:  # between its end and here
            self._gone(live)
        else:
            live.end(outcome.state)

    def _gone(self, live: Live) -> None:
        with self.change:
            self.live.pop(live.row.id, None)
        self.store.remove(live.row.id)
        live.end("gone")

    def _sweep(self) -> None:
        """A thread: what has expired goes."""
        while not self.ended.wait(SWEEP):
            for row in self.register.expired(time() - self.limits.keep):
                self.register.forget(row.number)
                self.store.remove(row.id)
            self.register.sweep()

    def stop(self) -> None:
        """Take nothing more: jobs under way have a while, then they are handed back."""
        with self.change:
            self.stopping = True
            self.change.notify_all()
        end = monotonic() + self.limits.grace
        workers = self.threads[:-1]
        for thread in workers:
            thread.join(max(0.0, end - monotonic()))
        for live in list(self.live.values()):
            live.ask_to_stop()
        for thread in workers:
            thread.join(self.limits.grace)
        for live in list(self.live.values()):
            live.ring()

    def close(self) -> None:
        """After the last request."""
        self.ended.set()
        self.pool.close()
        self.register.close()
