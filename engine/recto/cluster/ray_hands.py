"""Workers of a Ray cluster: each is an actor that takes one group at a time through workers of its
own machine.

Settings enter, Hands leave. Ray's are the processes, the nodes and what is sent between them; ours
is what a group means. A worker that dies, with its node or alone, is replaced, and its group is
given to another; so is a group that takes longer than its lease. All workers ask the LLM through
one actor beside the driver: one budget, one rate limit, one reply cache. Ray's usage statistics and
its dashboard are off before it starts.
"""

from __future__ import annotations

import os
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

from recto._version import __version__
from recto.batch.answers import Fault
from recto.cluster.groups import Job
from recto.cluster.ray_actors import Desk, Reader
from recto.cluster.ray_start import connect, first_line, own_folder, quiet_ray
from recto.cluster.work import Ended
from recto.errors import BadArguments, ReaderFailed, RectoError
from recto.settings.groups import Settings

LOOK = 5.0  # seconds between two looks at the leases
LEAST_LEASE = 600.0  # seconds
MOST_DEATHS = 10  # of workers over one group: it is the group then
MOST_HIRED = 5  # workers in a row that could not begin
# Of a graphics card, for one worker: PP-OCR has it while Tesseract reads for three others. An
# assumption: no card has been measured.
A_CARD = 0.25
MANY = 1_000  # pages that may wait for the LLM's actor at the same time


@dataclass(slots=True, eq=False)
class RayHands:
    """Workers of a cluster."""

    ray: Any
    settings: Settings
    out: str
    key: str
    count: int
    desk: Any = None
    resting: dict[Any, Any] = field(default_factory=dict)  # answer to `ready` -> worker
    idle: deque[Any] = field(default_factory=deque)
    busy: dict[Any, tuple[Job, Any, float]] = field(default_factory=dict)  # answer -> since when
    deaths: dict[int, int] = field(default_factory=dict)  # group -> workers that died over it
    unfit: int = 0  # workers in a row that could not begin
    cards: int = 0  # graphics cards of the cluster
    with_card: set[Any] = field(default_factory=set)  # workers that have a share of one

    def hire(self) -> None:
        """One more worker, wherever there is room, now or later."""
        here = os.getcwd()  # noqa: PTH109 - as text
        has_card = len(self.with_card) < self.cards / A_CARD
        remote = self.ray.remote(Reader).options(
            num_cpus=1,
            num_gpus=A_CARD if has_card else 0,
            max_restarts=0,
            max_task_retries=0,
        )
        worker = remote.remote(
            self.settings,
            self.out,
            self.key,
            here,
            self.desk,
        )
        self.resting[worker.ready.remote()] = worker
        if has_card:
            self.with_card.add(worker)

    def do(self, jobs: Iterator[Job]) -> Iterator[Ended]:
        """Do all jobs."""
        again: deque[Job] = deque()
        waiting = True
        while waiting or again or self.busy:
            waiting = self._hand_out(again, jobs)
            if self.busy or again or waiting:
                yield from self._turn(again)

    def _hand_out(self, again: deque[Job], jobs: Iterator[Job]) -> bool:
        """A job for every worker that has none; whether there may be more."""
        while self.idle:
            job = again.popleft() if again else next(jobs, None)
            if job is None:
                return False
            self._give(job)
        return True

    def _give(self, job: Job) -> None:
        """To a worker that has nothing to do."""
        worker = self.idle.popleft()
        answer = worker.do.remote(job)
        self.busy[answer] = job, worker, monotonic()

    def notes(self) -> tuple[str, ...]:
        """What the LLM's reader says."""
        return self._said()[0]

    def no_answer(self) -> str:
        """What the LLM's reader says."""
        return self._said()[1]

    def _said(self) -> tuple[tuple[str, ...], str, bytes]:
        if self.desk is None:
            return (), "", b""
        said: tuple[tuple[str, ...], str, bytes] = self.ray.get(self.desk.said.remote())
        return said

    def record(self, sent: Path) -> None:
        """Have the record of what left this machine here, where it was written elsewhere."""
        if self.desk is not None and not sent.exists():
            data = self._said()[2]
            if data:
                sent.write_bytes(data)

    def _turn(self, again: deque[Job]) -> Iterator[Ended]:
        """Wait until a group ends or a worker is ready."""
        answers = [*self.busy, *self.resting]
        ready, _ = self.ray.wait(answers, num_returns=1, timeout=LOOK)
        for answer in ready:
            if answer in self.resting:
                self._began(answer)
                continue
            job, worker, _ = self.busy.pop(answer)
            ended = self._ended(answer, job, worker)
            if ended is None:
                again.append(job)
            else:
                yield ended
        self._recall()

    def _began(self, answer: Any) -> None:
        worker = self.resting.pop(answer)
        try:
            version = self.ray.get(answer)
        except self.ray.exceptions.RayError as fault:
            self.with_card.discard(worker)
            # One whose node died is none that cannot begin, while others are at work.
            if getattr(fault, "actor_init_failed", False) or not (self.busy or self.idle):
                self.unfit += 1
            if self.unfit >= MOST_HIRED:
                what = f"no Ray worker can begin ({first_line(fault)})"
                raise ReaderFailed(what, remedy="is Recto installed on every node?") from None
            self.hire()
            return
        if version != __version__:
            what = f"a node has Recto {version}, and this is {__version__}"
            raise BadArguments(what, remedy="install the same version on every node")
        self.unfit = 0
        self.idle.append(worker)

    def _ended(self, answer: Any, job: Job, worker: Any) -> Ended | None:
        """What became of a job; None where its worker died and another has to do it."""
        errors = self.ray.exceptions
        try:
            ended: Ended = self.ray.get(answer)
        except errors.RayTaskError as fault:
            self.idle.append(worker)
            error = RectoError(f"internal error ({first_line(fault)})", where=job.group.name)
            return Ended(job, fault=Fault(error, "internal"))
        except errors.RayError:
            with suppress(Exception):  # it is dead, or as good as dead
                self.ray.kill(worker)
            self.with_card.discard(worker)
            self.hire()
            number = job.group.number
            self.deaths[number] = self.deaths.get(number, 0) + 1
            if self.deaths[number] < MOST_DEATHS:
                return None
            what = f"{MOST_DEATHS} workers died over it"
            error = ReaderFailed(what, where=job.group.name, remedy="give its nodes more memory")
            return Ended(job, fault=Fault(error, "killed"))
        self.idle.append(worker)
        self.unfit = 0
        return ended

    def _recall(self) -> None:
        """Take groups from workers that have had them for too long."""
        now = monotonic()
        for job, worker, since in list(self.busy.values()):
            if now - since > self._lease(job):
                self.ray.kill(worker)

    def _lease(self, job: Job) -> float:
        """Seconds: every page may take as long as it may here, and nothing else is waited for."""
        limit = self.settings.batch.timeout_per_page
        if limit is None:
            return inf
        return max(LEAST_LEASE, 2 * limit * max(1, job.group.weight))

    def dismiss(self) -> None:
        """End all workers."""
        workers = [*self.idle, *self.resting.values()]
        workers += [worker for _, worker, _ in self.busy.values()]
        for worker in workers:
            with suppress(Exception):
                self.ray.kill(worker)


@contextmanager
def on_ray(settings: Settings, out: str, key: str, sent: Path) -> Iterator[RayHands]:
    """Workers of the cluster that the settings name, or of one that is started here and ends with
    the block. Raises MissingDependency, FileAccess, InvalidConfig.
    """
    ray = quiet_ray(alone=not settings.batch.address)
    ours = not ray.is_initialized()
    own = own_folder()
    try:
        if ours:
            connect(ray, settings, own.name)
        there = ray.cluster_resources()
        count = settings.batch.jobs or int(there.get("CPU", 1))
        cards = int(there.get("GPU", 0)) if settings.local.second_reader != "off" else 0
        with tempfile.TemporaryDirectory(prefix="recto-budget-") as folder:
            desk = _desk(
                ray,
                settings,
                sent,
                Path(folder) / "budget.sqlite",
            )
            hands = RayHands(
                ray,
                settings,
                out,
                key,
                max(1, count),
                desk,
                cards=cards,
            )
            for _ in range(hands.count):
                hands.hire()
            try:
                yield hands
            finally:
                hands.record(sent)
                hands.dismiss()
    finally:
        if ours:
            ray.shutdown()
        own.cleanup()


def _desk(ray: Any, settings: Settings, sent: Path, budget: Path) -> Any:
    """The LLM's actor on the driver's node, ready; None where no LLM is asked. Raises
    InvalidConfig.
    """
    if settings.llm.mode == "off":
        return None
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    here = ray.get_runtime_context().get_node_id()
    beside = NodeAffinitySchedulingStrategy(node_id=here, soft=False)
    remote = ray.remote(Desk).options(
        num_cpus=0,
        max_restarts=-1,
        max_task_retries=-1,
        max_concurrency=MANY,
        scheduling_strategy=beside,
    )
    from recto.pipeline.vision import vision_for

    vision_for(settings.llm, sent, settings.spelled)  # says now what is wrong with the settings
    return remote.remote(
        settings,
        str(sent),
        str(budget),
    )
