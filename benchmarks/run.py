"""Runs systems over pages: what is not yet stored is read, page by page, in parallel.

Pages, systems and an output folder enter; Outcomes lie in the folder afterwards and the failures
are returned by name. All systems of a page run in one worker, one after the other, so that pixels
are decoded once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from benchmarks.corpora import CorpusPage
from benchmarks.outcome import Place, save
from benchmarks.page_under_test import PageUnderTest
from benchmarks.systems import System
from recto.errors import RectoError

Work = TypeVar("Work")
STORE = ".readings"  # inside the output folder


@dataclass(frozen=True, slots=True)
class Task:
    """One page and the systems that have still to read it."""

    page: CorpusPage
    systems: tuple[System, ...]
    out: Path
    earlier: Path | None = None  # OUT of another run, whose readings are used, too


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that a system could not read; it is tried again by the next run."""

    system: str
    page: str
    message: str


def pending(
    pages: Sequence[CorpusPage],
    systems: Sequence[System],
    out: Path,
    earlier: Path | None = None,
) -> list[Task]:
    """What a run has still to do."""
    tasks = []
    for page in pages:
        missing = tuple(
            s for s in systems if s.covers(page) and not place(out, s.name, page).done()
        )
        if missing:
            tasks.append(Task(page, missing, out, earlier))
    return tasks


def run(tasks: Sequence[Task], jobs: int) -> Iterator[list[Failure]]:
    """Do the tasks; yields once a page, in any order, with what failed on it."""
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    yield from in_processes(perform, tasks, jobs)


def in_processes(
    do: Callable[[Work], list[Failure]], work: Sequence[Work], processes: int
) -> Iterator[list[Failure]]:
    """What each piece of work gave, in any order; with one process in this one."""
    if processes <= 1:
        yield from map(do, work)
        return
    # forkserver: onnxruntime's threads do not survive a plain fork
    with ProcessPoolExecutor(processes, mp_context=get_context("forkserver")) as pool:
        futures = [pool.submit(do, each) for each in work]
        for future in as_completed(futures):
            yield future.result()


def perform(task: Task) -> list[Failure]:
    """Read one page with every system of the task and store what comes."""
    before = task.earlier / STORE if task.earlier else None
    sheet = PageUnderTest(task.page, task.out / STORE, before)
    failures = []
    for system in task.systems:
        sheet.clock.start()
        try:
            outcome = system.read(sheet)
        # One page must not end a run of hours; it is named and retried
        except Exception as fault:  # noqa: BLE001
            message = (
                str(fault) if isinstance(fault, RectoError) else f"{type(fault).__name__}: {fault}"
            )
            failures.append(Failure(system.name, f"{task.page.corpus}/{task.page.id}", message))
            continue
        wall, cpu = (0.0, 0.0) if system.name.startswith("llm:") else sheet.clock.read()
        save(
            place(task.out, system.name, task.page), replace(outcome, seconds=wall, cpu_seconds=cpu)
        )
    return failures


def place(out: Path, system: str, page: CorpusPage) -> Place:
    """Where the outcome of a system on a page lies."""
    return Place(out, system, page.corpus, page.id)
