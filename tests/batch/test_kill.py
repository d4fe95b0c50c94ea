"""kill -9 at random moments: after going on, the results are those of an undisturbed run, and no page is read twice.

RECTO_KILLS says how many kills (3 unless set), RECTO_KILL_PAGES over how many pages (9); the release is tried with
50 over 60.
"""

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from tests.batch.pages import FAST, command, folder_of, ledger_rows, run, texts, timeless

KILLS = int(os.environ.get("RECTO_KILLS", "3"))
PAGES = int(os.environ.get("RECTO_KILL_PAGES", "9"))


def children(parent: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True)
    return [int(number) for number in found.stdout.split()]


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_killed_at_any_moment_the_same_command_goes_on(tmp_path: Path) -> None:
    """The parent and single workers in turn, at moments drawn from a seeded generator."""
    moments = random.Random(8)  # noqa: S311 - the same moments every time are what is wanted
    source, out, calm = folder_of(tmp_path / "in", PAGES), tmp_path / "out", tmp_path / "calm"
    start = time.monotonic()
    assert run("read", source, "-o", calm, "-f", "txt,json", *FAST).returncode == 0
    length = time.monotonic() - start
    arguments = command("read", source, "-o", out, "-f", "txt,json", "-q", *FAST)
    killed = 0
    while killed < KILLS:
        process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
        # Moments crowd together as the run gets on, so that the last ones still hit work.
        time.sleep(moments.uniform(0.0, length * 1.5 / max(1, KILLS / 6)))
        if process.poll() is not None and killed and len(texts(out)) == len(texts(calm)):
            for path in moments.sample(sorted(out.rglob("*.txt")), 2):
                path.unlink()  # nothing is left to disturb but the writing
        workers = children(process.pid)
        victim = moments.choice(workers) if workers and killed % 2 else process.pid
        if process.poll() is None:
            os.kill(victim, signal.SIGKILL)
            if victim != process.pid:
                time.sleep(moments.uniform(0.0, 0.5))
                process.kill()
        process.wait()
        killed += 1
    assert run("read", source, "-o", out, "-f", "txt,json", *FAST).returncode == 0
    assert texts(out) == texts(calm)
    assert timeless(out) == timeless(calm)
    assert ledger_rows(out, "SELECT count(*), max(revision) FROM page") == [(PAGES, 1)]
    assert not list(out.rglob("*.part")), "half-written files were left behind"
