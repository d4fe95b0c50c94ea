"""A vision LLM on a Ray cluster: one budget, one record and one reply cache for all workers."""

import subprocess
import time
from pathlib import Path

import psutil
import pytest
from tests.batch.pages import texts, timeless
from tests.batch.test_llm import KEY, PAGES, arguments, environment, reads, run, shelf, slow
from tests.vision.server import Server

pytest.importorskip("ray", reason="needs the packages of recto[cluster]")
__all__ = ["shelf"]  # a fixture
RAY = ("--engine", "ray", "-j", "2", "--shard-pages", "1")


def on_ray(server: Server, shelf: Path, out: Path, *more: str) -> list[str]:
    """The command."""
    return arguments(server, shelf, "-o", out, "-f", "txt,json", *RAY, *more)


def test_one_budget_for_all_workers(tmp_path: Path, shelf: Path) -> None:
    """No call is made beyond it, and every call that was made is recorded; then the same command
    with more of it pays for no page twice, and its results are the local engine's.
    """
    out = tmp_path / "out"
    with Server(reads()) as server:
        calm = run(
            tmp_path / "calm",
            arguments(server, shelf, "-o", tmp_path / "calm" / "out", "-f", "txt,json"),
        )
        assert calm.returncode == 0, calm.stderr
        assert len(server.received) == PAGES
    with Server(reads()) as server:
        short = run(tmp_path, on_ray(server, shelf, out, "--max-calls", "3"))
        assert short.returncode in (0, 10), short.stderr
        assert len(server.received) == 3
        assert len((out / "sent.jsonl").read_text().splitlines()) == 3
        again = run(tmp_path, on_ray(server, shelf, tmp_path / "more"))
        assert again.returncode == 0, again.stderr
        assert len(server.received) == PAGES
    assert texts(tmp_path / "more") == texts(tmp_path / "calm" / "out")
    found = {name for name in timeless(tmp_path / "more") if ".recto" not in name}
    assert found == set(timeless(tmp_path / "calm" / "out"))
    for file in (*out.rglob("*"), *(tmp_path / "more").rglob("*")):
        assert not file.is_file() or KEY.encode() not in file.read_bytes()


def test_the_llms_actor_may_die(tmp_path: Path, shelf: Path) -> None:
    """It is started again with what was spent and with the replies that came: at most the calls in
    flight are made twice, and no page falls back.
    """
    out = tmp_path / "out"
    with Server(slow(reads(), 1.0)) as server:
        command = on_ray(server, shelf, out, "--max-calls", str(3 * PAGES))
        process = subprocess.Popen(command, env=environment(tmp_path), stderr=subprocess.PIPE)
        until = time.monotonic() + 120
        while not server.received and time.monotonic() < until:
            time.sleep(0.05)
        for each in psutil.process_iter(["cmdline"]):
            if (each.info["cmdline"] or [""])[0].startswith("ray::Desk"):
                each.kill()
        _, said = process.communicate(timeout=300)
        assert process.returncode == 0, said
        flying = 2  # one page of each worker
        assert PAGES <= len(server.received) <= PAGES + flying
    assert b"fell-back" not in said
