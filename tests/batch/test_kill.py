"""kill -9 at random moments: after going on, the results are those of an undisturbed run, and no
page is read twice.

RECTO_KILLS says how many kills (3 unless set), RECTO_KILL_PAGES over how many pages (9); a release
is tried with 50 over 60.
"""

import os
import random
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psutil
from tests.batch.pages import FAST, command, folder_of, ledger_rows, run, texts, timeless

KILLS = int(os.environ.get("RECTO_KILLS", "3"))
PAGES = int(os.environ.get("RECTO_KILL_PAGES", "9"))


def until(process: subprocess.Popen[bytes], out: Path, results: int) -> None:
    """Wait until the run and those before it have written so many results, or it has ended."""
    while len(list(out.rglob("*.txt"))) < results and process.poll() is None:
        time.sleep(0.01)


def disturb(process: subprocess.Popen[bytes], moments: random.Random, *, worker: bool) -> bool:
    """Kill the run, or a worker of it and then the run; False when it had ended already."""
    if process.poll() is not None:
        return False
    workers = psutil.Process(process.pid).children()
    if worker and workers:
        with suppress(psutil.NoSuchProcess):
            moments.choice(workers).kill()
        time.sleep(moments.uniform(0.0, 0.5))
    process.kill()
    process.wait()
    return True


def test_killed_at_any_moment_the_same_command_goes_on(tmp_path: Path) -> None:
    """The whole run and single workers in turn, a moment after so many results: the first kill hits
    the start, the others are spread over the work, however quick the machine is.
    """
    moments = random.Random(8)  # noqa: S311 - the same moments every time are what is wanted
    source, out, calm = folder_of(tmp_path / "in", PAGES), tmp_path / "out", tmp_path / "calm"
    assert run("read", source, "-o", calm, "-f", "txt,json", *FAST).returncode == 0
    arguments = command("read", source, "-o", out, "-f", "txt,json", "-q", *FAST)
    disturbed = 0
    for number in range(KILLS):
        process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
        until(process, out, number * len(texts(calm)) // KILLS)
        time.sleep(moments.uniform(0.0, 0.2))
        disturbed += disturb(process, moments, worker=number % 2 == 1)
    # What `pytest -s` is run for
    print(f"{disturbed} of {KILLS} kills hit a run at work")  # noqa: T201
    assert disturbed
    assert run("read", source, "-o", out, "-f", "txt,json", *FAST).returncode == 0
    assert texts(out) == texts(calm)
    assert timeless(out) == timeless(calm)
    assert ledger_rows(out, "SELECT count(*), max(revision) FROM page") == [(PAGES, 1)]
    assert not list(out.rglob("*.part")), "half-written files were left behind"
