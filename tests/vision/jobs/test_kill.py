"""kill -9 along the way of a batch run: the same command goes on, every reply is paid for once, and
the results are those of an undisturbed run.

RECTO_JOB_KILLS says how many kills (4 unless set); a release is tried with 20.
"""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from tests.batch.pages import draw, ledger_rows, name, texts
from tests.vision.jobs.batch_server import Provider
from tests.vision.jobs.faults import Faults
from tests.vision.jobs.test_batch_runs import environment, line, rejecting, results, run

KILLS = int(os.environ.get("RECTO_JOB_KILLS", "4"))
PAGES = 3
# What is waited for, and when: while pages are read (seconds), or a call that the provider never
# got whole ("before"), or worked on and could not answer ("after").
SHORT = (("create", "after"), ("content", "before"), ("reading", "2.5"), ("create", "after"))
WAY = (
    ("reading", "1.0"), ("reading", "2.0"), ("files", "before"), ("files", "after"),
    ("create", "before"), ("create", "after"), ("list", "before"), ("list", "after"),
    ("look", "before"), ("look", "after"), ("content", "before"), ("content", "after"),
    ("reading", "1.5"), ("reading", "2.5"), ("files", "after"), ("create", "after"),
    ("look", "after"), ("content", "after"), ("reading", "2.0"), ("reading", "3.0"),
)  # fmt: skip


def test_killed_anywhere_each_reply_is_paid_for_once(tmp_path: Path) -> None:
    """Two rounds, killed where a job begins and where its answers come, above all."""
    for number in range(PAGES):
        draw(tmp_path / "in" / f"{number}.png", name(number))
    with Provider(rejecting) as calm:
        arguments = line(calm.url, tmp_path / "in", tmp_path / "calm", "--llm-batch")
        assert run(tmp_path, arguments, "calm cache").returncode == 0
    out = tmp_path / "out"
    with Provider(rejecting, Faults(looks=1)) as provider:
        arguments = line(provider.url, tmp_path / "in", out, "--llm-batch")
        moments = SHORT if len(SHORT) >= KILLS else WAY[:KILLS]
        hits = [moment for moment in moments if killed(arguments, tmp_path, provider, *moment)]
        print(f"kills that hit a run at work: {hits}")  # noqa: T201 - for `pytest -s`
        last = run(tmp_path, arguments)
    assert last.returncode == 0, last.stderr
    assert len(hits) >= len(moments) - 2
    assert provider.paid.total() == calm.paid.total() == 2 * PAGES
    assert set(provider.paid.values()) == {1}
    assert texts(out) == texts(tmp_path / "calm")
    assert results(out) == results(tmp_path / "calm")
    assert ledger_rows(out, "SELECT count(*), max(revision) FROM page") == [(PAGES, 1)]
    usage = "SELECT sum(calls) FROM page"
    assert ledger_rows(out, usage) == ledger_rows(tmp_path / "calm", usage)


def killed(arguments: list[str], tmp_path: Path, provider: Provider, what: str, when: str) -> bool:
    """Start the run and kill it at this moment; False when it ended before."""
    process = subprocess.Popen(arguments, env=environment(tmp_path), stderr=subprocess.DEVNULL)
    if what == "reading":
        deadline = time.monotonic() + float(when)
        while time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.02)
        process.kill()
    else:

        def watch(kind: str, moment: str) -> bool:
            if (kind, moment) != (what, when):
                return False
            process.kill()
            return True

        provider.watch = watch
    process.wait(timeout=300)
    provider.watch = lambda _kind, _when: False
    return process.returncode != 0
