"""Groups through workers of one machine: fetched, looked into, read, published.

Jobs enter, Ended leaves, one for each, in whatever order they end. It is the same for the workers
of this machine, and for the one worker that a Ray actor has: tasks, deaths, time limits and LLM
calls are the local engine's (batch/runs.py). No more groups are open than keep the workers busy.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from recto.batch.answers import Fault, PageRead
from recto.batch.runner import DEATH, TASKS_A_JOB, TRIES
from recto.batch.runs import Runs
from recto.batch.survey import Surveyed
from recto.batch.tasks import Answer, ReadPage, Survey, Task
from recto.cluster.groups import Job
from recto.cluster.manifest import Manifest
from recto.cluster.reads import Read, named
from recto.cluster.tasks import Fetch, Here, Publish, Published
from recto.errors import RectoError
from recto.places.fetching import is_far
from recto.settings.groups import Settings


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a job: the pages of each piece, or the manifest, or why there is neither."""

    job: Job
    counts: tuple[tuple[int, ...] | None, ...] = ()  # indices; None: the piece cannot be opened
    manifest: Manifest | None = None
    fault: Fault | None = None


@dataclass(slots=True, eq=False)
class _Open:
    """A group under way."""

    job: Job
    folder: str
    reads: list[Read]
    answers: list[dict[int, PageRead | Fault]]
    surveys: int = 0  # that are still to come
    pages: int = 0
    by_path: dict[str, int] = field(default_factory=dict)  # file here -> number of its piece


@dataclass(slots=True, eq=False)
class Bench:
    """Workers, and the groups that are on them."""

    runs: Runs
    settings: Settings
    out: str
    key: str
    jobs: int
    tasks: deque[Task] = field(default_factory=deque)
    owners: dict[int, tuple[Task, _Open]] = field(default_factory=dict)  # by id of the task
    tries: dict[int, int] = field(default_factory=dict)

    def do(self, jobs: Iterator[Job]) -> Iterator[Ended]:
        """Do them all."""
        waiting = True
        while waiting or self.owners:
            while waiting and len(self.tasks) < TASKS_A_JOB * max(1, self.jobs):
                job = next(jobs, None)
                waiting = job is not None
                if job is not None:
                    self._begin(job)
            self._start()
            ended = self.runs.finished() if self.runs.busy else []
            self._start()
            for task, answer in ended:
                yield from self._take(task, answer)

    def _start(self) -> None:
        while self.tasks and self.runs.has_room:
            self.runs.start(self.tasks.popleft())

    def _add(self, task: Task, group: _Open, *, first: bool = False) -> None:
        self.owners[id(task)] = task, group
        if first:
            self.tasks.appendleft(task)
        else:
            self.tasks.append(task)

    def _begin(self, job: Job) -> None:
        pieces = job.group.pieces
        folder = tempfile.mkdtemp(prefix="recto-group-")
        reads = [Read(piece) for piece in pieces]
        group = _Open(
            job,
            folder,
            reads,
            [{} for _ in pieces],
        )
        if any(is_far(piece.path) for piece in pieces):
            self._add(Fetch(job.group, folder), group)
            return
        self._survey(group, {piece.path: piece.path for piece in pieces})
        if not pieces:  # all that it held is gone
            self._publish(group)

    def _take(self, task: Task, answer: Answer) -> Iterator[Ended]:
        """The next step of the group that the task is of; a task whose worker died is tried
        again.
        """
        if self._is_tried_again(task, answer):
            return
        _, group = self.owners.pop(id(task))
        self.tries.pop(id(task), None)
        if isinstance(task, Fetch):
            self._fetched(group, answer)
        elif isinstance(task, Survey):
            self._surveyed(group, task.path, answer)
        elif isinstance(task, ReadPage):
            self._page(group, task, answer)
        elif isinstance(task, Publish):
            yield self._published(group, answer)
            return
        if not group.surveys and not group.pages:
            yield from self._ripe(group)

    def _is_tried_again(self, task: Task, answer: Answer) -> bool:
        if not isinstance(answer, Fault) or answer.kind not in DEATH:
            return False
        tries = self.tries.get(id(task), 1) + 1
        self.tries[id(task)] = tries
        if tries > TRIES:
            return False
        self.tasks.appendleft(task)
        return True

    def _fetched(self, group: _Open, answer: Answer) -> None:
        pieces = group.job.group.pieces
        if isinstance(answer, Here):
            self._survey(group, answer.files)
        elif isinstance(answer, Fault):
            self._survey(group, dict.fromkeys([piece.path for piece in pieces], answer.error))

    def _survey(self, group: _Open, files: Mapping[str, str | RectoError]) -> None:
        for number, piece in enumerate(group.job.group.pieces):
            file = files[piece.path]
            if isinstance(file, RectoError):
                fault = Fault(file, type(file).__name__)
                group.reads[number] = Read(piece, fault=fault)
                continue
            group.by_path[file] = number
            group.reads[number] = Read(piece, file)
            group.surveys += 1
            wanted = self.settings.input.pages if piece.indices is None else ""
            self._add(Survey(file, wanted), group)

    def _surveyed(self, group: _Open, file: str, answer: Answer) -> None:
        group.surveys -= 1
        number = group.by_path[file]
        piece = group.job.group.pieces[number]
        if isinstance(answer, Fault):
            group.reads[number] = Read(piece, file, fault=named(answer, file, piece.path))
        if not isinstance(answer, Surveyed):
            return
        group.reads[number] = Read(piece, file, answer.sha256)
        indices = answer.indices if piece.indices is None else piece.indices
        group.answers[number] = dict.fromkeys(indices, PENDING)  # in their order
        if group.job.kind == "count" or group.job.group.joins:
            return
        for index in indices:
            group.pages += 1
            self._add(ReadPage(file, index), group)

    def _page(self, group: _Open, task: ReadPage, answer: Answer) -> None:
        group.pages -= 1
        if not isinstance(answer, PageRead | Fault):
            return
        number = group.by_path[task.path]
        piece = group.job.group.pieces[number]
        if isinstance(answer, Fault):
            answer = named(answer, task.path, piece.path)
        group.answers[number][task.index] = answer

    def _ripe(self, group: _Open) -> Iterator[Ended]:
        """Everything is read, or counted."""
        if group.job.kind == "count":
            shutil.rmtree(group.folder, ignore_errors=True)
            pairs = zip(group.reads, group.answers, strict=True)
            counts = [None if read.fault else tuple(answers) for read, answers in pairs]
            yield Ended(group.job, tuple(counts))
            return
        self._publish(group)

    def _publish(self, group: _Open) -> None:
        pairs = zip(group.reads, group.answers, strict=True)
        reads = tuple(replace(read, pages=tuple(answers.items())) for read, answers in pairs)
        self._add(
            Publish(
                group.job.group,
                reads,
                self.out,
                self.key,
            ),
            group,
            first=True,
        )

    def _published(self, group: _Open, answer: Answer) -> Ended:
        shutil.rmtree(group.folder, ignore_errors=True)
        if isinstance(answer, Published):
            return Ended(group.job, manifest=answer.manifest)
        assert isinstance(answer, Fault)  # noqa: S101 - a task of ours answers nothing else
        return Ended(group.job, fault=answer)


PENDING = Fault(RectoError("not read"), "internal")  # stands for a page that nobody reads here
