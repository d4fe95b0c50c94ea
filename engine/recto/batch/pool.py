"""Worker processes that may die: tasks in, one answer for each out, in the order in which they
finish.

Every worker has at most one task, so that when it is killed or hangs, the task is known, and its
answer is a Fault of that name. A worker leads a session of its own: ending it ends its Tesseract
too, and Ctrl-C does not reach them. When this process is killed, the pipes close and the workers
end by themselves.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf
from multiprocessing.connection import Connection, wait
from time import monotonic
from types import TracebackType
from typing import Self

from recto.batch.answers import Fault
from recto.batch.stopping import Stop
from recto.batch.tasks import Answer, Task
from recto.errors import ReaderFailed
from recto.settings.groups import Settings
from recto.working_folder import environment, program

# Workers share the machine, so one thread each; what the user has set stays.
ONE_THREAD = ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(slots=True, eq=False)
class Worker:
    """A process and the task that it is at."""

    process: subprocess.Popen[bytes]
    pipe: Connection
    task: Task | None = None
    started: float = 0.0  # monotonic seconds

    def end(self) -> None:
        """Kill the worker and everything that it started."""
        self.pipe.close()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def start_worker(settings: Settings) -> Worker:
    """Start one, with its settings already on the way."""
    ours, theirs = socket.socketpair()
    inherited = environment(**dict.fromkeys(ONE_THREAD, "1"))
    with theirs:
        handle = theirs.fileno()
        command = [*program("recto.batch.worker"), str(handle)]
        process = subprocess.Popen(
            command,
            pass_fds=[handle],
            env=inherited,
            start_new_session=True,
        )

    pipe = Connection(ours.detach())
    with suppress(BrokenPipeError):  # it died at once; its first task will say so
        pipe.send(settings)
    return Worker(process, pipe)


@dataclass(slots=True, eq=False)
class Pool:
    """`jobs` workers, started when first needed and replaced when they die."""

    settings: Settings
    jobs: int
    timeout: float | None = None  # seconds for each page that a task is about
    workers: list[Worker] = field(default_factory=list)
    wake: Connection | None = None  # `finished` returns as soon as something can be read here
    stop: Stop | None = None  # and as soon as it is asked

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in self.workers:
            worker.end()
        self.workers.clear()

    @property
    def busy(self) -> int:
        """Tasks under way."""
        return sum(worker.task is not None for worker in self.workers)

    @property
    def has_room(self) -> bool:
        """Whether another task can start at once."""
        return self.busy < self.jobs

    def start(self, task: Task) -> None:
        """Give the task to an idle worker; only when there is room."""
        for worker in self.workers:
            if worker.task is None and worker.process.poll() is None:
                break
        else:
            worker = start_worker(self.settings)
            self.workers.append(worker)

        worker.task = task
        worker.started = monotonic()
        with suppress(BrokenPipeError):  # it has just died: `finished` will find out
            worker.pipe.send(task)

    def give_up(self, task: Task) -> None:
        """Nobody waits for this task any more: its worker ends, and all that it started."""
        for worker in self.workers:
            if worker.task is task:
                worker.end()
        self.workers = [worker for worker in self.workers if worker.process.returncode is None]

    def finished(self) -> list[tuple[Task, Answer]]:
        """The tasks that ended since the last call; waits for the first one, or for `wake`."""
        at_work = [worker for worker in self.workers if worker.task is not None]
        ready = self._ready(at_work)

        ended = [_collected(worker) for worker in at_work if worker.pipe in ready]
        late = [worker for worker in at_work if self._is_late(worker)]
        ended += [_too_late(worker, self.timeout) for worker in late]

        self.workers = [worker for worker in self.workers if worker.process.returncode is None]
        return ended

    def _ready(self, at_work: Sequence[Worker]) -> Sequence[object]:
        """The pipes that can be read, once one can or the first worker is late."""
        pipes = [worker.pipe for worker in at_work]
        if self.wake:
            pipes.append(self.wake)
        if self.stop:
            pipes.append(self.stop.bell)

        seconds = None
        if at_work and self.timeout is not None:
            soonest = min(self._patience(worker) for worker in at_work)
            seconds = max(0.0, soonest)
        return wait(pipes, seconds)

    def _is_late(self, worker: Worker) -> bool:
        return worker.task is not None and self._patience(worker) < 0

    def _patience(self, worker: Worker) -> float:
        """Seconds until the worker is late, below 0 once it is: writing a file takes as long as its
        pages.
        """
        if self.timeout is None:
            return inf
        pages = len(getattr(worker.task, "indices", ()))
        latest = worker.started + self.timeout * max(1, pages)
        return latest - monotonic()


def _collected(worker: Worker) -> tuple[Task, Answer]:
    """The answer that came, or what the death of the worker means."""
    task, worker.task = worker.task, None
    assert task is not None  # noqa: S101 - only workers with a task are asked
    try:
        answer: Answer = worker.pipe.recv()
    except (EOFError, OSError):
        worker.end()
        return task, killed(task, worker.process.returncode)
    return task, answer


def _too_late(worker: Worker, timeout: float | None) -> tuple[Task, Answer]:
    task, worker.task = worker.task, None
    assert task is not None  # noqa: S101 - a worker without a task is never late
    worker.end()
    remedy = "allow more with --timeout-per-page"
    error = ReaderFailed(f"gave up after {timeout:g} s", where=task.name, remedy=remedy)
    return task, Fault(error, "timeout")


def killed(task: Task, code: int) -> Fault:
    """What to say of a worker that ended before it answered."""
    what, remedy = f"the worker ended with code {code}", "try the page alone, with -vv"
    if code == -signal.SIGKILL:
        what, remedy = "the worker was killed, perhaps for want of memory", "use fewer jobs (-j)"
    error = ReaderFailed(what, where=task.name, remedy=remedy)
    return Fault(error, "killed")
