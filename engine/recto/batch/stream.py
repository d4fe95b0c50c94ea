"""Pages of many files, read by several processes, handed out in order with bounded memory.

Paths and Settings enter; one PageDone a page leaves, in the order of the files. No page is begun
that is more than a few places ahead of the one that is waited for, so memory does not grow with the
run. One job, or one page, is read in this process where nothing is gained by another: a time limit
can be kept only by ending a process.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from recto.batch.answers import Fault, PageRead
from recto.batch.runs import Runs, running
from recto.batch.stopping import Stop
from recto.batch.survey import Surveyed
from recto.batch.tasks import Answer, ReadGiven, ReadPage, Survey, Task
from recto.batch.worker import answer
from recto.errors import RectoError
from recto.settings.batch import USUAL_TIMEOUT
from recto.settings.groups import Settings
from recto.sources import is_pdf_file
from recto.sources.pipes import is_pipe, on_disk

if TYPE_CHECKING:
    from recto.pipeline.vision import Vision

PAGES_A_CALL = 2  # that wait for each call that may be in flight
AHEAD = 3  # places for each worker between the page that is waited for and the last that is begun


@dataclass(frozen=True, slots=True)
class PageDone:
    """One page in its turn, or one file that has none: then `index` is None and the answer a
    Fault.
    """

    path: str
    index: int | None  # 0-based
    answer: PageRead | Fault


def jobs_of(settings: Settings) -> int:
    """Worker processes to use: as many as asked for, else as this process may use processors."""
    if settings.batch.jobs:
        return settings.batch.jobs
    allowed = getattr(os, "sched_getaffinity", None)  # not on macOS
    if allowed is None:
        return os.cpu_count() or 1
    return len(allowed(0)) or 1


def read_in_order(
    paths: Sequence[str],
    settings: Settings,
    vision: Vision | None = None,
    stop: Stop | None = None,
) -> Iterator[PageDone]:
    """Read every page of every file, pipes too ("-": standard input). Leaving the generator ends
    the workers; so does asking `stop`, and Stopped is raised.
    """
    if len(paths) == 1 and is_pipe(paths[0]):
        with running(settings, 0, vision, stop) as runs:
            yield from _read_pipe(paths[0], settings, runs)
    else:
        with on_disk(paths) as files:
            yield from _read_files(files, settings, vision, stop)


def _read_files(
    paths: Sequence[str], settings: Settings, vision: Vision | None, stop: Stop | None
) -> Iterator[PageDone]:
    tasks: list[Task] = [Survey(path, settings.input.pages) for path in paths]
    jobs = jobs_of(settings)
    if len(tasks) == 1:
        found = answer(tasks[0], settings)
        if isinstance(found, Surveyed):
            tasks = [ReadPage(paths[0], index) for index in found.indices]
            jobs = min(jobs, len(tasks))

    ahead = AHEAD * max(1, jobs)
    if settings.llm.mode != "off":
        ahead += PAGES_A_CALL * settings.llm.concurrency
    if jobs <= 1 and not _may_hang(paths, settings):
        jobs = 0  # this process

    queue = _Queue(deque(tasks), ahead, stop)
    with running(settings, jobs, vision, stop) as runs:
        yield from queue.answers(runs)


def _may_hang(paths: Sequence[str], settings: Settings) -> bool:
    """Whether the time limit must be kept by another process.

    Under the usual one only for PDFs, which are programs in all but name: a picture's size is known
    before it is decoded, its reader has a limit of its own, and a process of its own would cost it
    0.2 s.
    """
    limit = settings.batch.timeout_per_page
    if limit is None:
        return False
    if limit != USUAL_TIMEOUT:
        return True
    return any(is_pdf_file(path) for path in paths)


def _read_pipe(path: str, settings: Settings, runs: Runs) -> Iterator[PageDone]:
    """In this process: other processes cannot share a pipe."""
    from recto.sources import PageFault, open_pages

    pages, dpi = settings.input.pages, settings.input.dpi
    try:
        said = settings.spelled("input.pages")
        for page in open_pages(path, pages=pages, dpi=dpi, said=said):
            if isinstance(page, PageFault):
                yield PageDone(path, page.index, _fault(page.error))
                continue
            runs.start(ReadGiven(page))
            for _, found in runs.finished():
                if isinstance(found, PageRead | Fault):
                    yield PageDone(path, page.index, found)
    except RectoError as error:
        yield PageDone(path, None, _fault(error))


def _fault(error: RectoError) -> Fault:
    kind = type(error).__name__
    return Fault(error, kind)


@dataclass(slots=True, eq=False)
class _Place:
    task: Task
    begun: bool = False
    answer: Answer | None = None


@dataclass(slots=True, eq=False)
class _Queue:
    """The places that are waited for, in order, and what is to follow them."""

    later: deque[Task]
    ahead: int
    stop: Stop | None = None
    places: deque[_Place] = field(default_factory=deque)

    def answers(self, runs: Runs) -> Iterator[PageDone]:
        """Do it all. Raises Stopped."""
        while self.later or self.places:
            if self.stop is not None:
                self.stop.heed()
            self.begin(runs)
            for task, found in runs.finished():
                self.put(task, found)
            yield from self.ripe()

    def begin(self, runs: Runs) -> None:
        """Start what may be started."""
        while self.later and len(self.places) < self.ahead:
            task = self.later.popleft()
            self.places.append(_Place(task))

        for place in islice(self.places, self.ahead):
            if not place.begun and runs.has_room:
                runs.start(place.task)
                place.begun = True

    def put(self, task: Task, found: Answer) -> None:
        """Note an answer; a survey's place becomes the places of its pages."""
        at = next(number for number, place in enumerate(self.places) if place.task is task)
        if not isinstance(found, Surveyed):
            self.places[at].answer = found
            return

        pages = []
        for index in found.indices:
            task_of_page = ReadPage(task.path, index)
            pages.append(_Place(task_of_page))
        before = islice(self.places, at)
        after = islice(self.places, at + 1, None)
        self.places = deque([*before, *pages, *after])

    def ripe(self) -> Iterator[PageDone]:
        """Take out what is done and has nothing unfinished before it."""
        while self.places:
            task, found = self.places[0].task, self.places[0].answer
            if found is None:
                return
            self.places.popleft()

            index = None
            if isinstance(task, ReadPage):
                index = task.index
            if isinstance(found, PageRead | Fault):
                yield PageDone(task.path, index, found)
