"""A run: files in, events out, with everything that matters written down before it is reported.

Workers survey, read and write; this process alone keeps the ledger. At any moment it can be killed:
what the ledger has is done, what it has not is done again, and outputs are renamed into place
whole. A page whose worker died is tried again, up to three times; every other fault is the page's
own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from recto.batch import plan
from recto.batch.answers import Fault, PageRead, Written
from recto.batch.events import Began, Event, FileEnded, Found, PageEnded, Stopped
from recto.batch.facts import PageCounts
from recto.batch.known import keep_lost
from recto.batch.ledger import FileRow, Ledger
from recto.batch.outputs import stamp
from recto.batch.plan import Target
from recto.batch.runs import Runs, running
from recto.batch.survey import Surveyed
from recto.batch.tasks import Answer, ReadPage, Survey, Task
from recto.batch.writing import WriteFile
from recto.settings.groups import Settings

if TYPE_CHECKING:
    from recto.pipeline.vision import Vision

TRIES = 3  # for a page, or a file, whose worker was killed
DEATH = frozenset({"killed", "memory"})


@dataclass(slots=True, eq=False)
class _File:
    """A file under way."""

    target: Target
    row: FileRow
    open_pages: set[int] = field(default_factory=set)
    failed: int = 0


@dataclass(slots=True, eq=False)
class Run:
    """Everything that one run holds."""

    ledger: Ledger
    settings: Settings
    out: Path
    waiting: deque[Target]
    retry: bool = False
    digests: frozenset[str] = frozenset()  # of settings whose pages count as read
    vision: Vision | None = None
    tasks: deque[Task] = field(default_factory=deque)
    files: dict[str, _File] = field(default_factory=dict)  # under way, by source path
    tries: dict[Task, int] = field(default_factory=dict)  # of tasks whose worker died
    failed: int = 0  # pages and files in this run

    def events(self, jobs: int) -> Iterator[Event]:
        """Do it all. Leaving the generator ends the workers; the same run goes on later."""
        yield Began(len(self.waiting), jobs)
        with running(self.settings, jobs, self.vision) as runs:
            while self.waiting or self.tasks or runs.busy:
                yield from self._look_ahead(jobs)
                self._start(runs)
                ended = runs.finished() if runs.busy else []
                # No worker should wait while the ledger is written to the disk.
                self._start(runs)
                for task, answer in ended:
                    yield from self._take(task, answer)
                if self._too_many():
                    yield Stopped(f"more than {self.settings.batch.max_failed} pages failed")
                    return

    def _start(self, runs: Runs) -> None:
        while self.tasks and runs.has_room:
            runs.start(self.tasks.popleft())

    def _too_many(self) -> bool:
        most = self.settings.batch.max_failed
        return most is not None and self.failed > most

    def _look_ahead(self, jobs: int) -> Iterator[Event]:
        """Open files only as fast as they are read: the list of tasks stays short."""
        while self.waiting and len(self.tasks) < 2 * jobs:
            target = self.waiting.popleft()
            source = target.source
            file = _File(target, self.ledger.file(target.key))
            if self.settings.batch.skip_existing and target.all_there(
                file.row.indices, file.row.indices
            ):
                yield FileEnded(source.path, skipped="its outputs exist")
                continue
            self.files[source.path] = file
            if plan.is_current(file.row, source, self.settings):
                yield from self._open(file)
            else:
                self.tasks.append(Survey(source.path, self.settings.input.pages))

    def _open(self, file: _File) -> Iterator[Event]:
        """A file whose pages are known: plan what is left."""
        left = plan.left(
            self.ledger, file.row, file.target, self.settings, self.digests, retry=self.retry
        )
        file.open_pages = set(left.read)
        file.failed = sum(page.outcome == "failed" for page in left.known)
        path = file.target.source.path
        yield Found(path, len(left.read), len(left.known))
        self.tasks.extend(ReadPage(path, index) for index in left.read)
        if not left.read:
            yield from self._close(file)

    def _close(self, file: _File) -> Iterator[Event]:
        """All pages are known: write the outputs where they are not what the ledger has."""
        path = file.target.source.path
        outputs = plan.to_write(self.ledger, file.row, file.target, self.settings, retry=self.retry)
        if outputs:
            # Before other pages: a file that is finished should be seen finished.
            self.tasks.appendleft(
                WriteFile(path, str(self.out), file.row.id, file.row.indices, outputs)
            )
            return
        del self.files[path]
        yield FileEnded(
            path, fallen=file.failed, skipped="" if file.failed else "nothing has changed"
        )

    def _take(self, task: Task, answer: Answer) -> Iterator[Event]:
        """Write down what a worker answered."""
        if isinstance(answer, Fault) and answer.kind in DEATH and self._again(task):
            return
        file = self.files[task.path]
        if isinstance(task, ReadPage):
            yield from self._page(file, task.index, answer)
        elif isinstance(answer, Surveyed):
            self._note_survey(file, answer)
            yield from self._open(file)
        elif isinstance(answer, Written):
            yield self._note_written(file, task, answer)
        elif isinstance(answer, Fault):
            yield self._lost(file, task, answer)

    def _again(self, task: Task) -> bool:
        self.tries[task] = self.tries.get(task, 1) + 1
        if self.tries[task] > TRIES:
            return False
        self.tasks.appendleft(task)
        return True

    def _page(self, file: _File, index: int, answer: Answer) -> Iterator[Event]:
        path, digest = file.target.source.path, self.settings.digest()
        if isinstance(answer, PageRead):
            self.ledger.page_read(file.row, index, digest, answer)
            yield PageEnded(path, index, answer.facts, trace=answer.trace)
        elif isinstance(answer, Fault):
            self.ledger.page_failed(file.row, index, digest, answer)
            self.failed += 1
            file.failed += 1
            yield PageEnded(
                path, index, PageCounts("failed"), answer.kind, str(answer.error), answer.trace
            )
        file.open_pages.discard(index)
        if not file.open_pages:
            yield from self._close(file)

    def _note_survey(self, file: _File, found: Surveyed) -> None:
        self.ledger.surveyed(file.row, found, self.settings.input.pages)
        file.row = replace(file.row, sha256=found.sha256, indices=found.indices)

    def _note_written(self, file: _File, task: Task, answer: Written) -> Event:
        path = file.target.source.path
        pages, furniture = self.ledger.pages(file.row), self.settings.output.furniture
        self.ledger.written(file.row, stamp(file.row, pages, file.target.outputs, furniture))
        wanted = {kind for kind, _ in file.target.outputs}
        tried = {kind for kind, _ in task.targets} if isinstance(task, WriteFile) else wanted
        keep_lost(self.ledger, file.row.id, wanted - tried, answer.lost)
        self.failed += bool(answer.lost)
        del self.files[path]
        return FileEnded(
            path, answer.paths, fallen=file.failed, lost=answer.lost, notes=answer.notes
        )

    def _lost(self, file: _File, task: Task, fault: Fault) -> Event:
        """The file could not be opened, or its outputs not written."""
        note = self.ledger.unreadable if isinstance(task, Survey) else self.ledger.not_written
        note(file.row, fault)
        self.failed += 1
        del self.files[task.path]
        return FileEnded(task.path, kind=fault.kind, error=str(fault.error), fallen=file.failed)
