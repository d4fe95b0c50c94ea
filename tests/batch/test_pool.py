"""Workers that die, hang and err: every task gets one answer, and the others go on."""

import errno
import os
import time
from collections.abc import Sequence

import psutil
import pytest
from tests.batch.doom import Doom

from recto.batch.answers import Fault, Written
from recto.batch.pool import Pool
from recto.batch.tasks import Answer, Task
from recto.batch.worker import answer
from recto.settings.groups import Settings

pytestmark = pytest.mark.usefixtures("workers_find_the_tests")


def answers(tasks: Sequence[Task], jobs: int, timeout: float | None = None) -> dict[str, Answer]:
    """Every task's answer; the time limit counts from when all workers are at work."""
    left, found = list(tasks), {}
    with Pool(Settings(), jobs) as pool:
        for number in range(jobs):
            pool.start(Doom("echo", -number))
        while pool.busy:
            pool.finished()
        pool.timeout = timeout
        while left or pool.busy:
            while left and pool.has_room:
                pool.start(left.pop(0))
            for task, answer in pool.finished():
                assert task.name not in found, "answered twice"
                found[task.name] = answer
    return found


@pytest.mark.parametrize(
    ("doom", "kind", "said"),
    [
        ("die", "killed", "the worker was killed, perhaps for want of memory; use fewer jobs"),
        ("exit", "killed", "the worker ended with code 3"),
        ("hang", "timeout", "gave up after 4 s; allow more with --timeout-per-page"),
        ("raise", "InputError", "raise 1: is torn; mend it"),
        ("bug", "internal", "internal error (ZeroDivisionError: oh)"),
        ("memory", "memory", "not enough memory"),
    ],
)
def test_a_bad_end_is_one_named_answer_among_good_ones(doom: str, kind: str, said: str) -> None:
    """The four good tasks are answered whatever the fifth does."""
    tasks = [Doom("echo", 0), Doom(doom, 1), *(Doom("echo", number) for number in (2, 3, 4))]
    found = answers(tasks, jobs=2, timeout=4.0 if doom == "hang" else None)
    bad = found.pop(f"{doom} 1")
    assert isinstance(bad, Fault)
    assert (bad.kind, said in str(bad.error)) == (kind, True)
    assert all(isinstance(answer, Written) for answer in found.values())
    assert len(found) == 4


def sleeper(worker: int) -> psutil.Process:
    """The program that the worker with this id waits for."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for child in psutil.Process(worker).children():
            if child.name() == "sleep":
                return child
        time.sleep(0.01)
    raise AssertionError("the worker started nothing")


def test_a_hung_worker_takes_its_children_with_it() -> None:
    """A Tesseract that hangs must not stay behind."""
    with Pool(Settings(), 1) as pool:
        pool.start(Doom("hang"))
        child = sleeper(pool.workers[0].process.pid)
        pool.timeout = 0.1
        assert len(pool.finished()) == 1
    gone, _ = psutil.wait_procs([child], timeout=30)
    assert gone == [child]


def test_workers_are_reused_and_single_threaded() -> None:
    """Models are loaded once a worker; two workers of two threads each would fight for two
    cores.
    """
    found = answers([Doom("echo", number) for number in range(6)], jobs=2)
    workers = {answer.paths[1] for answer in found.values() if isinstance(answer, Written)}
    threads = {answer.paths[2] for answer in found.values() if isinstance(answer, Written)}
    assert len(workers) <= 2
    assert threads == {os.environ.get("OMP_THREAD_LIMIT", "1")}


def test_a_worker_that_died_idle_costs_no_task() -> None:
    """Killed between two tasks: the next one goes to a fresh worker."""
    with Pool(Settings(), 1) as pool:
        pool.start(Doom("echo", 1))
        pool.finished()
        pool.workers[0].process.kill()
        pool.workers[0].process.wait()
        pool.start(Doom("echo", 2))
        ((_, answer),) = pool.finished()
        assert isinstance(answer, Written)


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, "FileAccess"), (errno.EMFILE, "FileAccess"), (0, "internal")],
)
def test_a_machine_without_room_is_no_fault_of_ours(number: int, kind: str) -> None:
    """Whatever stage found the disk full, the next run tries the page again."""
    found = answer(Doom("system", number), Settings())
    assert isinstance(found, Fault)
    assert found.kind == kind
