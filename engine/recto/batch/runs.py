"""What tasks are given to: this process, a pool of workers, or a pool with a vision LLM beside it.

Settings enter; something that starts tasks and answers them leaves. With an LLM a page takes three
turns (a worker reads it locally, the endpoint is asked, a worker finishes it); to its caller it is
one task with one answer. No more pages wait for the endpoint than `most`, so a slow one slows the
run down and never fills the memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Protocol

from recto.batch.answers import Fault, Waits
from recto.batch.pool import Pool
from recto.batch.stopping import Stop
from recto.batch.tasks import Answer, FinishPage, Task
from recto.batch.turns import Pending
from recto.batch.worker import answer
from recto.errors import RectoError
from recto.settings.groups import Settings
from recto.sources.turns import ONE_AT_A_TIME

if TYPE_CHECKING:
    from recto.batch.asker import Asker
    from recto.pipeline.vision import Vision

Ended = tuple[Task, Answer]


class Runs(Protocol):
    """Starts tasks and answers them."""

    @property
    def busy(self) -> int:
        """Tasks that have no answer yet."""
        ...

    @property
    def has_room(self) -> bool:
        """Whether another task can start at once."""
        ...

    def start(self, task: Task) -> None:
        """Begin a task; only when there is room."""
        ...

    def finished(self) -> list[Ended]:
        """What ended since the last call; waits for something to happen."""
        ...


class Workers(Runs, Protocol):
    """Runs in other processes."""

    wake: Connection | None  # `finished` returns as soon as something can be read here


@dataclass(slots=True, eq=False)
class Here:
    """Runs a task in this process, when its answer is asked for."""

    settings: Settings
    asker: Asker | None = None
    stop: Stop | None = None
    task: Task | None = None

    @property
    def busy(self) -> int:
        """At most one."""
        return int(self.task is not None)

    @property
    def has_room(self) -> bool:
        """One at a time."""
        return self.task is None

    def start(self, task: Task) -> None:
        """Keep it for `finished`."""
        self.task = task

    def finished(self) -> list[Ended]:
        """Do it now, with every ask of the LLM on the way."""
        task, self.task = self.task, None
        if task is None:
            return []

        found = self._answer(task)
        while isinstance(found, Pending) and self.asker is not None:
            self.asker.ask(task, found)
            self._wait(self.asker)
            ((_, _, outcome),) = self.asker.back()
            if isinstance(outcome, RectoError):
                found = Fault(outcome, type(outcome).__name__)
            elif outcome is not None and outcome.waits:
                found = Waits()
            else:
                finishing = FinishPage(task, found, outcome)
                found = self._answer(finishing)
        return [(task, found)]

    def _answer(self, task: Task) -> Answer:
        """Of the task, unless nobody wants it any more once it is this thread's turn."""
        with ONE_AT_A_TIME:
            if self.stop is not None:
                self.stop.heed()
            return answer(task, self.settings)

    def _wait(self, asker: Asker) -> None:
        """Until the endpoint has answered. Raises Stopped."""
        if self.stop is None:
            asker.wake.poll(None)
            return
        wait([asker.wake, self.stop.bell])
        self.stop.heed()


@dataclass(slots=True, eq=False)
class Hybrid:
    """A pool, and pages that are out at the endpoint."""

    pool: Runs
    asker: Asker
    most: int  # pages that may wait for the endpoint
    back: deque[FinishPage] = field(default_factory=deque)
    # tasks whose worker was killed while it finished the page
    died: set[Task] = field(default_factory=set)

    @property
    def busy(self) -> int:
        """In a worker, at the endpoint, or on the way to be finished."""
        asked, back = len(self.asker.out), len(self.back)
        return self.pool.busy + asked + back

    @property
    def has_room(self) -> bool:
        """Pages that are back come first; new ones wait while the endpoint is full."""
        if self.back or not self.pool.has_room:
            return False
        return len(self.asker.out) + self.pool.busy < self.most

    def start(self, task: Task) -> None:
        """To the workers."""
        self.pool.start(task)

    def finished(self) -> list[Ended]:
        """Move every page one turn on; the answers of those that are through."""
        while self.back and self.pool.has_room:
            self.pool.start(self.back.popleft())

        ended: list[Ended] = []
        for task, found in self.pool.finished():
            through = self._turn(task, found)
            if through is not None:
                ended.append(through)

        for task, page, outcome in self.asker.back():
            if isinstance(outcome, RectoError):
                fault = Fault(outcome, type(outcome).__name__)
                ended.append((task, fault))
            elif outcome is not None and outcome.waits:
                ended.append((task, Waits()))
            else:
                self.back.append(FinishPage(task, page, outcome))
        return ended

    def _turn(self, task: Task, found: Answer) -> Ended | None:
        """What a worker answered, where its page is through.

        A page whose answer of the LLM took too long, or took its worker along a second time, goes
        on without that answer.
        """
        begun = task.task if isinstance(task, FinishPage) else task
        if isinstance(found, Pending):
            self.asker.ask(begun, found)
            return None

        if not isinstance(task, FinishPage) or not isinstance(found, Fault):
            return begun, found
        if found.kind not in ("timeout", "killed"):
            return begun, found
        if found.kind == "killed" and begun not in self.died:
            # perhaps it was something else: the whole page is tried again
            self.died.add(begun)
            return begun, found

        less = task.less(found.error)
        if less is None:
            return begun, found
        self.back.append(less)
        return None


@contextmanager
def running(
    settings: Settings, jobs: int, vision: Vision | None, stop: Stop | None = None
) -> Iterator[Runs]:
    """`jobs` workers; 0 means this process. Leaving ends the workers and gives up what is out."""
    with _asking(vision) as asker:
        if jobs == 0:
            yield Here(settings, asker, stop)
            return

        with Pool(settings, jobs, settings.batch.timeout_per_page, stop=stop) as pool:
            yield _with_llm(pool, jobs, settings, asker)


@contextmanager
def running_in(
    workers: Workers, jobs: int, settings: Settings, vision: Vision | None
) -> Iterator[Runs]:
    """The same in `jobs` workers that there are already, of which leaving ends none."""
    with _asking(vision) as asker:
        yield _with_llm(workers, jobs, settings, asker)


def _with_llm(workers: Workers, jobs: int, settings: Settings, asker: Asker | None) -> Runs:
    if asker is None:
        return workers
    workers.wake = asker.wake
    # Twice the calls in flight: enough to keep the endpoint busy with pages of one call each.
    most = jobs + 2 * settings.llm.concurrency
    return Hybrid(workers, asker, most)


@contextmanager
def _asking(vision: Vision | None) -> Iterator[Asker | None]:
    if vision is None:
        yield None
        return
    from recto.batch.asker import Asker

    asker = Asker(vision)
    try:
        yield asker
    finally:
        asker.close()
