"""One pool of workers for all jobs: the batch's own, given out task by task, in turn.

Tasks of many runs enter, each with its own job's Settings; their answers go back to the run that
asked. A thread owns the pool; a run has a Share of it, which looks to the run like a pool of its
own. Only here: that jobs take turns, so that a book of a thousand pages delays a letter by one page
a worker, and that a job which nobody wants any more leaves its workers at once.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait

from recto.batch.answers import Fault
from recto.batch.pool import Pool
from recto.batch.runs import Ended
from recto.batch.stopping import Stop
from recto.batch.tasks import Answer, Task
from recto.errors import FileAccess
from recto.settings.groups import Settings

PATIENCE = 10.0  # seconds that the thread gets to end the workers


@dataclass(frozen=True, slots=True, eq=False)
class Ordered:
    """A task with the settings of its own job, whatever those of its worker are."""

    task: Task
    settings: Settings
    indices: tuple[int, ...] = ()  # of its pages: the pool is as patient as they are many

    @property
    def path(self) -> str:
        """The file that it is about."""
        return self.task.path

    @property
    def name(self) -> str:
        """File and page, for people."""
        return self.task.name

    def run(self, settings: Settings) -> Answer:
        """Do it. Raises RectoError."""
        return self.task.run(self.settings)


@dataclass(slots=True, eq=False)
class _Bell:
    """Wakes whoever waits for it, from any thread."""

    ends: tuple[Connection, Connection] = field(default_factory=lambda: Pipe(duplex=False))
    lock: threading.Lock = field(default_factory=threading.Lock)
    rung: bool = False

    @property
    def wake(self) -> Connection:
        return self.ends[0]

    def ring(self) -> None:
        """Once, however often it is rung before somebody comes."""
        with self.lock, suppress(OSError):
            if not self.rung:
                self.ends[1].send_bytes(b".")
                self.rung = True

    def hush(self) -> None:
        with self.lock, suppress(OSError, EOFError):
            if self.rung:
                self.wake.recv_bytes()
                self.rung = False

    def close(self) -> None:
        with self.lock:
            for end in self.ends:
                end.close()


@dataclass(slots=True, eq=False)
class Share:
    """What one run has of the pool: tasks in, answers out (`batch.runs.Workers`)."""

    pool: SharedPool
    settings: Settings
    stop: Stop
    wake: Connection | None = None
    waiting: deque[Ordered] = field(default_factory=deque)
    at_work: set[Ordered] = field(default_factory=set)
    answers: deque[Ended] = field(default_factory=deque)
    bell: _Bell = field(default_factory=_Bell)

    @property
    def busy(self) -> int:
        """Tasks that have no answer yet, or whose answer nobody has taken."""
        return len(self.waiting) + len(self.at_work) + len(self.answers)

    @property
    def has_room(self) -> bool:
        """As many as there are workers."""
        return self.busy < self.pool.jobs

    def start(self, task: Task) -> None:
        """In its turn."""
        indices = tuple(getattr(task, "indices", ()))
        self.pool.order(self, Ordered(task, self.settings, indices))

    def finished(self) -> list[Ended]:
        """What ended since the last call; waits for something to happen. Raises Stopped."""
        bells = [self.bell.wake, self.stop.bell]
        if self.wake is not None:
            bells.append(self.wake)
        if not self.answers:
            wait(bells)
        self.stop.heed()
        self.bell.hush()
        ended = []
        while self.answers:
            ended.append(self.answers.popleft())
        return ended


@dataclass(slots=True, eq=False)
class SharedPool:
    """The workers, and the thread that gives them tasks."""

    settings: Settings
    jobs: int
    shares: deque[Share] = field(default_factory=deque)  # the next one in turn first
    unwanted: list[Ordered] = field(default_factory=list)  # whose workers are to end
    lock: threading.Lock = field(default_factory=threading.Lock)
    bell: _Bell = field(default_factory=_Bell)
    closing: bool = False
    thread: threading.Thread | None = None
    pool: Pool | None = None

    @property
    def is_alive(self) -> bool:
        """Whether tasks are given out."""
        return self.thread is not None and self.thread.is_alive()

    @property
    def busy(self) -> int:
        """Workers that have a task."""
        return self.pool.busy if self.pool else 0

    def open(self) -> None:
        """Start the thread; workers start with the first tasks."""
        self.thread = threading.Thread(target=self._run, name="workers", daemon=True)
        self.thread.start()

    def close(self) -> None:
        """End all workers."""
        self.closing = True
        self.bell.ring()
        if self.thread is not None:
            self.thread.join(PATIENCE)

    @contextmanager
    def share(self, settings: Settings, stop: Stop) -> Iterator[Share]:
        """For one run; leaving gives up what of it is under way."""
        share = Share(self, settings, stop)
        with self.lock:
            self.shares.append(share)
        try:
            yield share
        finally:
            with self.lock:
                self.shares.remove(share)
                self.unwanted += share.at_work
            self.bell.ring()
            share.bell.close()

    def order(self, share: Share, ordered: Ordered) -> None:
        """Do this for a run, in its turn."""
        with self.lock:
            share.waiting.append(ordered)
        self.bell.ring()

    def _run(self) -> None:
        limit = self.settings.batch.timeout_per_page
        with Pool(self.settings, self.jobs, limit, wake=self.bell.wake) as pool:
            self.pool = pool
            while not self.closing:
                self.bell.hush()
                self._give_up(pool)
                self._give_out(pool)
                for task, answer in pool.finished():
                    self._give_back(task, answer)

    def _give_up(self, pool: Pool) -> None:
        with self.lock:
            unwanted, self.unwanted = self.unwanted, []
        for ordered in unwanted:
            pool.give_up(ordered)

    def _give_out(self, pool: Pool) -> None:
        while pool.has_room:
            ordered = self._next()
            if ordered is None:
                return
            try:
                pool.start(ordered)
            except OSError as fault:  # no process, or no handle, to be had
                what = fault.strerror or str(fault)
                refusal = FileAccess(what, where=ordered.name, remedy="use fewer jobs (-j)")
                self._give_back(ordered, Fault(refusal, "FileAccess"))

    def _next(self) -> Ordered | None:
        """Of the share whose turn it is, among those that want something."""
        with self.lock:
            for share in list(self.shares):
                self.shares.rotate(-1)
                if share.waiting:
                    ordered = share.waiting.popleft()
                    share.at_work.add(ordered)
                    return ordered
        return None

    def _give_back(self, task: Task, answer: Answer) -> None:
        """To the run that asked, if it is still there."""
        with self.lock:
            for share in self.shares:
                if isinstance(task, Ordered) and task in share.at_work:
                    share.at_work.discard(task)
                    share.answers.append((task.task, answer))
                    share.bell.ring()
                    return
