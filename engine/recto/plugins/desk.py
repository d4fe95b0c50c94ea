"""Workers for the threads of another program: one page in, its result out, many at once.

Settings and the path of a page's picture enter, a PageResult leaves, or a RectoError. OCRmyPDF
reads pages in threads of one process, or in processes of its own: a thread takes a worker that is
free, or starts one; one event loop in the process asks the vision LLM, so that its limits hold for
all threads. Only here: that a process never uses what it inherited by a fork.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from recto.batch.answers import Fault, PageRead
from recto.batch.pool import Worker, killed, start_worker
from recto.batch.tasks import Answer, FinishPage, ReadPage, Task
from recto.batch.turns import Pending
from recto.errors import ReaderFailed
from recto.model.result import PageResult
from recto.model.transcript import Transcript
from recto.pipeline.vision import Vision, sent_by_programs, vision_for
from recto.settings.groups import Settings

Value = TypeVar("Value")


@dataclass(slots=True, eq=False)
class Desk:
    """The workers of one process that read with the same settings."""

    settings: Settings
    idle: deque[Worker] = field(default_factory=deque)

    def read(self, path: str, vision: Vision | None) -> PageResult:
        """The first page of a file. Raises RectoError."""
        begun = ReadPage(path, 0)
        found = self._done(begun)
        while isinstance(found, Pending):
            transcript = asked(vision, found)
            finishing = FinishPage(begun, found, transcript)
            found = self._done(finishing)
        if isinstance(found, Fault):
            raise found.error
        assert isinstance(found, PageRead)  # noqa: S101 - no other task was given
        return found.result

    def _done(self, task: Task) -> Answer:
        """By a worker that is free; one that dies or takes too long is not used again."""
        worker = self._worker()
        limit = self.settings.batch.timeout_per_page
        try:
            worker.pipe.send(task)
            if not worker.pipe.poll(limit):
                worker.end()
                what = f"gave up after {limit:g} s"
                return Fault(ReaderFailed(what, where=task.name), "timeout")
            found: Answer = worker.pipe.recv()
        except (EOFError, OSError):
            worker.end()
            return killed(task, worker.process.returncode)
        self.idle.append(worker)
        return found

    def _worker(self) -> Worker:
        try:
            return self.idle.pop()  # the one that was used last: its pages are in memory
        except IndexError:
            return start_worker(self.settings)

    def close(self) -> None:
        """End the workers that are free."""
        while self.idle:
            self.idle.pop().end()


@dataclass(slots=True, eq=False)
class Office:
    """What one process has: desks by their settings, readers of an LLM by their budget."""

    process: int = field(default_factory=os.getpid)
    lock: threading.Lock = field(default_factory=threading.Lock)
    desks: dict[Settings, Desk] = field(default_factory=dict)
    readers: dict[Path | Settings, Vision | None] = field(default_factory=dict)
    loop: asyncio.AbstractEventLoop | None = None

    def desk(self, settings: Settings) -> Desk:
        """The desk for these settings."""
        with self.lock:
            return self.desks.setdefault(settings, Desk(settings))

    def vision(self, settings: Settings, budget: Path | None = None) -> Vision | None:
        """Who asks the LLM, None when it is off: one for all of a run that has this budget, else
        one for all that this process reads with these settings.
        """
        key = budget or settings
        with self.lock:
            if key not in self.readers:
                self.readers[key] = vision_for(
                    settings.llm, sent_by_programs(), settings.spelled, budget_path=budget
                )
            return self.readers[key]

    def run(self, work: Coroutine[None, None, Value]) -> Value:
        """In the event loop of this process, which all its threads share."""
        with self.lock:
            if self.loop is None:
                self.loop = asyncio.new_event_loop()
                thread = threading.Thread(target=self.loop.run_forever, name="vision", daemon=True)
                thread.start()
            loop = self.loop
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    def close(self) -> None:
        """At the end of the process that made it."""
        if self.process != os.getpid():
            return
        for desk in self.desks.values():
            desk.close()


_offices: dict[int, Office] = {}  # by process


def office() -> Office:
    """This process's own: a forked one leaves its parent's pipes and loops alone. One for all of
    its threads, so that they have one budget.
    """
    here = os.getpid()
    found = _offices.get(here)
    if found is None:
        made = Office()
        found = _offices.setdefault(here, made)  # another thread may have been faster
        if found is made:
            atexit.register(made.close)
    return found


def asked(vision: Vision | None, page: Pending) -> Transcript | None:
    """What the LLM reads. Raises RectoError."""
    if vision is None:
        return None
    reading = vision.read(page.evidence, page.decisions)
    return office().run(reading)
