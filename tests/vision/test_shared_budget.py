"""One budget for several processes is as hard as that of one."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sqlite3
import subprocess
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from recto.model.page import Usage
from recto.readers.vision.call.budget import Limits
from recto.readers.vision.call.failures import CallFailed
from recto.readers.vision.call.shared_budget import is_alive, shared

CALL = Usage(100, 20, 0, 1, 0.01)
CHEAP = Usage(50, 10, 0, 1, 0.004)


def spend(path: Path, limits: Limits, most: int, told: Connection) -> None:
    """In a process of its own: call until it is refused; how often it was let."""

    async def calls() -> int:
        budget = shared(limits, path)
        for made in range(most):
            try:
                await budget.reserve(CALL)
            except CallFailed:
                return made
            await asyncio.sleep(0.001)
            budget.settle(CALL, CALL)
        return most

    told.send(asyncio.run(calls()))


LIMITS = [
    (Limits(calls=7), 7),
    (Limits(tokens=840), 7),
    (Limits(tokens=959), 7),
    (Limits(usd=0.0701), 7),
    (Limits(calls=0), 0),
]


@pytest.mark.parametrize(("limits", "calls"), LIMITS)
def test_the_sum_over_all_processes_never_passes_a_limit(
    limits: Limits, calls: int, tmp_path: Path
) -> None:
    """And all of it can be spent."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    path = tmp_path / "budget"
    spenders = [context.Process(target=spend, args=(path, limits, 5, theirs)) for _ in range(3)]
    for spender in spenders:
        spender.start()
    made = sum(ours.recv() for _ in spenders)
    for spender in spenders:
        spender.join()
    assert made == calls


def test_a_call_waits_for_one_that_may_turn_out_cheaper(tmp_path: Path) -> None:
    """As with one process: what is reserved is not spent yet."""

    async def both() -> Usage:
        mine = shared(Limits(tokens=200), tmp_path / "b")
        other = shared(Limits(tokens=200), tmp_path / "b")
        await mine.reserve(CALL)
        waiting = asyncio.create_task(other.reserve(CALL))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        mine.settle(CALL, CHEAP)
        await asyncio.wait_for(waiting, 10)
        other.settle(CALL, CALL)
        with pytest.raises(CallFailed, match="limit of the run"):
            await mine.reserve(CALL)
        return mine.spent + other.spent

    assert asyncio.run(both()) == CHEAP + CALL


def test_what_a_dead_process_had_in_flight_counts_as_spent(tmp_path: Path) -> None:
    """Nobody waits for it, and nobody spends it again."""
    path = tmp_path / "b"
    limits = Limits(calls=2)

    async def go() -> None:
        budget = shared(limits, path)
        await budget.reserve(CALL)
        gone = multiprocessing.get_context("spawn").Process()
        gone.start()
        gone.join()
        with sqlite3.connect(path) as database:
            database.execute("UPDATE flight SET process = ?", (gone.pid,))
        database.close()
        other = shared(limits, path)
        await asyncio.wait_for(other.reserve(CALL), 10)
        other.settle(CALL, CALL)
        with pytest.raises(CallFailed):
            await asyncio.wait_for(other.reserve(CALL), 10)

    asyncio.run(go())


@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="is told by /proc")
def test_a_dead_process_whose_parent_does_not_ask_is_dead() -> None:
    """A worker that was killed: nobody waits for what it had in flight."""
    child = subprocess.Popen(["cat"], stdin=subprocess.PIPE)
    assert is_alive(child.pid)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert not is_alive(child.pid)
    child.communicate()
    assert not is_alive(child.pid)


def test_another_event_loop_goes_on_with_it(tmp_path: Path) -> None:
    """The state is in the file."""
    budget = shared(Limits(calls=1), tmp_path / "b")
    asyncio.run(budget.reserve(CALL))
    budget.settle(CALL, CALL)
    again = budget.fresh()
    with pytest.raises(CallFailed):
        asyncio.run(again.reserve(CALL))
