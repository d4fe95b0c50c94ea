"""What a command costs: wall seconds, CPU seconds and peak memory of it and of everything that it
starts.

A command line enters, a Cost leaves. What the command leaves behind when it ends is adopted, since
the kernel counts the seconds of those alone that were waited for. Memory is sampled twenty times a
second over the whole process tree, since the kernel's own peak counts only the largest single
process; a look reads nothing but that tree, since it runs on the processors that are measured.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter, sleep

import psutil

from recto.errors import ReaderFailed

INTERVAL = 0.05  # seconds between two looks at memory
CHILD_SUBREAPER = 36  # of Linux's prctl: orphans of our descendants become our children
LEFT = 5.0  # seconds that what is left behind may take to end


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one run of one command."""

    wall: float  # seconds
    cpu: float  # seconds, user and system
    memory: int  # bytes, highest sum of resident memory over the process tree


def run(command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None) -> Cost:
    """Run to the end, output to `log`. Raises ReaderFailed when it fails."""
    _adopt()
    before, start = _children(), perf_counter()
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment)
        peak = _Peak(process.pid)
        peak.start()
        status = process.wait()
    wall = perf_counter() - start
    peak.stop()
    _wait_for_orphans()
    if status:
        last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
        raise ReaderFailed(
            f"ended with status {status}: {' '.join(last)}", where=" ".join(command[:3])
        )
    return Cost(wall, _children() - before, peak.bytes)


def _adopt() -> None:
    """On Linux; elsewhere the seconds of what is left behind are not counted."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(CHILD_SUBREAPER, 1, 0, 0, 0)


def _wait_for_orphans() -> None:
    latest = perf_counter() + LEFT
    while perf_counter() < latest:
        try:
            ended, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:  # there are none
            return
        if not ended:
            sleep(INTERVAL)


def _children() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Peak(threading.Thread):
    """Watches a process and its descendants."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.bytes = 0
        self._root = psutil.Process(pid)
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.is_set():
            self.bytes = max(self.bytes, self._now())
            sleep(INTERVAL)

    def stop(self) -> None:
        self._over.set()
        self.join()

    def _now(self) -> int:
        try:
            return sum(_resident(process) for process in _tree(self._root))
        except psutil.Error:
            return 0


def _tree(root: psutil.Process) -> Iterator[psutil.Process]:
    """The process and its descendants. On Linux as the kernel lists them: psutil asks every process
    of the machine for its parent, twenty times a second 3 % of a processor.
    """
    yield root
    if sys.platform != "linux":
        yield from root.children(recursive=True)
        return
    for pid in _children_of(root.pid):
        with suppress(psutil.NoSuchProcess):
            yield from _tree(psutil.Process(pid))


def _children_of(pid: int) -> list[int]:
    """By the kernel's list of each thread; none of a process that has ended."""
    found: list[int] = []
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            listed = (thread / "children").read_text(encoding="ascii")
            found += map(int, listed.split())
    return found


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:  # it ended between two looks
        return 0
