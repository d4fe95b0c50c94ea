"""A run: files in, events out, with everything that matters written down before it is reported.

Targets and Settings enter with an open ledger; Events leave as they happen. Workers survey, read
and write; this process alone keeps the ledger. At any moment it can be killed: what the ledger has
is done, what it has not is done again, and outputs are renamed into place whole. A page whose
worker died is tried again, up to three times; every other fault is the page's own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from recto.batch import plan
from recto.batch.answers import Fault, PageRead, Waits, Written
from recto.batch.events import Began, Event, FileEnded, Found, PageEnded, PageWaits, Stopped
from recto.batch.facts import PageCounts
from recto.batch.known import keep_lost
from recto.batch.ledger import FileRow, Ledger
from recto.batch.outputs import stamp
from recto.batch.plan import Target
from recto.batch.runs import Runs, running
from recto.batch.stopping import Stop
from recto.batch.survey import Surveyed
from recto.batch.tasks import Answer, ReadPage, Survey, Task
from recto.batch.writing import WriteFile
from recto.settings.groups import Settings

if TYPE_CHECKING:
    from recto.pipeline.vision import Vision

TASKS_A_JOB = 2  # that wait: enough to keep every worker busy
TRIES = 3  # for a page, or a file, whose worker was killed
DEATH = frozenset({"killed", "memory"})


@dataclass(slots=True, eq=False)
class _File:
    """A file under way."""

    target: Target
    row: FileRow
    open_pages: set[int] = field(default_factory=set)
    failed: int = 0
    waits: bool = False  # some of its pages wait for a batch job


@dataclass(slots=True, eq=False)
class Run:
    """Everything that one run holds."""

    ledger: Ledger
    settings: Settings
    out: Path
    waiting: deque[Target]
    retry: bool = False
    again: frozenset[str] = frozenset()  # outcomes of pages that are read again, as in a retry
    anew: bool = False  # look into every file, though it seems to be the one that the ledger knows
    stop: Stop | None = None  # once it is asked, what has begun is ended and nothing else begins
    digests: frozenset[str] = frozenset()  # of settings whose pages count as read
    vision: Vision | None = None
    tasks: deque[Task] = field(default_factory=deque)
    files: dict[str, _File] = field(default_factory=dict)  # under way, by source path
    tries: dict[Task, int] = field(default_factory=dict)  # of tasks whose worker died
    failed: int = 0  # pages and files in this run
    # "scan.pdf page 3": pages whose asks are known to wait for a batch job, and what has such pages
    asleep: frozenset[str] = frozenset()
    waited: list[Target] = field(default_factory=list)

    def events(self, jobs: int) -> Iterator[Event]:
        """Do it all. Leaving the generator ends the workers; the same run goes on later."""
        yield Began(len(self.waiting), jobs)
        with running(self.settings, jobs, self.vision) as runs:
            yield from self.events_in(runs, jobs)
        if self.is_ending:
            yield Stopped("asked to end")

    def events_in(self, runs: Runs, jobs: int) -> Iterator[Event]:
        """The same where tasks are given to; leaving the generator leaves what is under way."""
        most_failed = self.settings.batch.max_failed
        while self.waiting or self.tasks or runs.busy:
            if self.is_ending:
                self._give_up()
            else:
                yield from self._look_ahead(jobs)
            self._start(runs)
            ended = runs.finished() if runs.busy else []
            # No worker should wait while the ledger is written to the disk.
            self._start(runs)
            for task, answer in ended:
                yield from self._take(task, answer)

            if most_failed is not None and self.failed > most_failed:
                yield Stopped(f"more than {most_failed} pages failed")
                return

    @property
    def is_ending(self) -> bool:
        """Whether it was asked to."""
        return self.stop is not None and self.stop.asked

    def _give_up(self) -> None:
        """All that has not begun, but the results of pages that are read."""
        self.waiting.clear()
        results = [task for task in self.tasks if isinstance(task, WriteFile)]
        self.tasks = deque(results)

    def _start(self, runs: Runs) -> None:
        while self.tasks and runs.has_room:
            runs.start(self.tasks.popleft())

    def _look_ahead(self, jobs: int) -> Iterator[Event]:
        """Open files only as fast as they are read: the list of tasks stays short."""
        skips = self.settings.batch.skip_existing
        while self.waiting and len(self.tasks) < TASKS_A_JOB * jobs:
            target = self.waiting.popleft()
            source = target.source
            row = self.ledger.file(target.key)
            if skips and target.all_there(row.indices, row.indices):
                yield FileEnded(source.path, skipped="its outputs exist")
                continue

            file = _File(target, row)
            self.files[source.path] = file
            is_current = plan.is_current(row, source, self.settings)
            if is_current and not self.anew:
                yield from self._open(file)
            else:
                wanted = self.settings.input.pages
                self.tasks.append(Survey(source.path, wanted))

    def _open(self, file: _File) -> Iterator[Event]:
        """A file whose pages are known: plan what is left."""
        left = plan.left(
            self.ledger,
            file.row,
            file.target,
            self.settings,
            self.digests,
            again=self.again,
            retry=self.retry,
        )
        file.open_pages = set(left.read)
        file.failed = sum(page.outcome == "failed" for page in left.known)

        path = file.target.source.path
        yield Found(path, len(left.read))
        tasks = [ReadPage(path, index) for index in left.read]
        awake = [task for task in tasks if task.name not in self.asleep]
        self.tasks.extend(awake)
        for task in tasks:
            if task.name in self.asleep:
                yield from self._page(file, task.index, Waits())
        if not left.read:
            yield from self._close(file)

    def _close(self, file: _File) -> Iterator[Event]:
        """All pages are known: write the outputs where they are not what the ledger has."""
        row, target = file.row, file.target
        path = target.source.path
        if file.waits:
            del self.files[path]
            self.waited.append(target)
            return
        is_again = self.retry or bool(self.again)
        outputs = plan.to_write(self.ledger, row, target, self.settings, retry=is_again)
        if outputs:
            # Before other pages: a file that is finished should be seen finished.
            writing = WriteFile(path, str(self.out), row.id, row.indices, outputs)
            self.tasks.appendleft(writing)
            return

        del self.files[path]
        skipped = "" if file.failed else "nothing has changed"
        yield FileEnded(path, fallen=file.failed, skipped=skipped)

    def _take(self, task: Task, answer: Answer) -> Iterator[Event]:
        """Write down what a worker answered; a task whose worker died is tried once more."""
        if isinstance(answer, Fault) and answer.kind in DEATH:
            tries = self.tries.get(task, 1) + 1
            self.tries[task] = tries
            if tries <= TRIES:
                self.tasks.appendleft(task)
                return

        file = self.files[task.path]
        if isinstance(task, ReadPage):
            yield from self._page(file, task.index, answer)
        elif isinstance(answer, Surveyed):
            wanted = self.settings.input.pages
            self.ledger.surveyed(file.row, answer, wanted)
            file.row = replace(file.row, sha256=answer.sha256, indices=answer.indices)
            yield from self._open(file)
        elif isinstance(answer, Written):
            yield self._note_written(file, task, answer)
        elif isinstance(answer, Fault):
            # The file could not be opened, or its outputs not written.
            if isinstance(task, Survey):
                self.ledger.unreadable(file.row, answer)
            else:
                self.ledger.not_written(file.row, answer)
            self.failed += 1
            del self.files[task.path]
            error = str(answer.error)
            yield FileEnded(task.path, kind=answer.kind, error=error, fallen=file.failed)

    def _page(self, file: _File, index: int, answer: Answer) -> Iterator[Event]:
        """A page was read, or failed; the last one of its file closes it."""
        path, digest = file.target.source.path, self.settings.digest()
        if isinstance(answer, PageRead):
            self.ledger.page_read(file.row, index, digest, answer)
            yield PageEnded(path, index, answer.facts, trace=answer.trace)
        elif isinstance(answer, Fault):
            self.ledger.page_failed(file.row, index, digest, answer)
            self.failed += 1
            file.failed += 1
            yield PageEnded(
                path,
                index,
                PageCounts("failed"),
                answer.kind,
                str(answer.error),
                answer.trace,
            )

        elif isinstance(answer, Waits):
            file.waits = True
            yield PageWaits(path, index)

        file.open_pages.discard(index)
        if not file.open_pages:
            yield from self._close(file)

    def _note_written(self, file: _File, task: Task, answer: Written) -> Event:
        """The outputs are there, but for those that were lost."""
        row, outputs = file.row, file.target.outputs
        pages = self.ledger.pages(row)
        look = self.settings.output.look
        state = stamp(row, pages, outputs, look, answer.said)
        self.ledger.written(row, state)

        tried = task.targets if isinstance(task, WriteFile) else outputs
        tried_formats = {kind for kind, _ in tried}
        formats = {kind for kind, _ in outputs}
        untouched = formats - tried_formats
        keep_lost(self.ledger, row.id, untouched, answer.lost)
        if answer.lost:
            self.failed += 1

        path = file.target.source.path
        del self.files[path]
        return FileEnded(
            path,
            answer.paths,
            fallen=file.failed,
            lost=answer.lost,
            notes=answer.notes,
        )
