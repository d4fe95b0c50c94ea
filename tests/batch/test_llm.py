"""Runs with a vision LLM: one budget over all workers, paid once, complete without it, nothing
leaks.
"""

import json
import os
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from tests import warm
from tests.batch.pages import FAST, command, draw, name, texts
from tests.vision.replaying import recorded
from tests.vision.server import Answer, Received, Script, Server

KEY = "sk-canary-4711"
PAGES = 5


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Pages of two lines."""
    for number in range(PAGES):
        draw(tmp_path / "in" / f"{number}.png", name(number))
    return tmp_path / "in"


def reads(truth: str = "Harbour ledger") -> Script:
    """A model that corrects nothing but the first line."""
    return recorded(truth)


def slow(script: Script, seconds: float) -> Script:
    def answer(received: Received) -> Answer:
        return replace(script(received), latency=seconds)

    return answer


def arguments(server: Server | str, *more: str | Path) -> list[str | Path]:
    url = server if isinstance(server, str) else server.url
    flags = ["--llm", "always", "--base-url", url, "--model", "gpt-4o", *FAST]
    return ["read", *more, *flags]


def environment(tmp_path: Path) -> dict[str, str]:
    own = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_STATE_HOME": str(tmp_path / "state")}
    return os.environ | own | {"OPENAI_API_KEY": KEY}


def run(tmp_path: Path, line: list[str | Path]) -> subprocess.CompletedProcess[str]:
    return warm.recto(*line, environment=environment(tmp_path))


def test_one_page_to_standard_output(tmp_path: Path, shelf: Path) -> None:
    """Every word carries its origin and the reason; the summary counts calls, tokens and price."""
    with Server(reads()) as server:
        done = run(tmp_path, arguments(server, shelf / "1.png", "-f", "json"))
    assert done.returncode == 0, done.stderr
    assert len(server.received) == 1
    words = [
        word for line in json.loads(done.stdout)["pages"][0]["lines"] for word in line["words"]
    ]
    assert [word["text"] for word in words] == ["Harbour", "ledger", "volume", "one"]
    assert all(word["origin"] and word["reason"] for word in words)
    assert "recto: 1 LLM call, 940 tokens, $" in done.stderr
    assert (tmp_path / "state" / "recto" / "sent.jsonl").exists()


def test_a_folder_is_asked_about_once_and_every_picture_is_recorded(
    tmp_path: Path, shelf: Path
) -> None:
    """A second run, its ledger lost, finds every reply in the cache; no key is in anything that was
    written.
    """
    out = tmp_path / "out"
    with Server(reads()) as server:
        done = run(tmp_path, arguments(server, shelf, "-o", out, "-j", "2", "-f", "txt,json"))
        assert done.returncode == 0, done.stderr
        assert len(server.received) == PAGES
        first = texts(out)
        (out / ".recto" / "ledger.sqlite").unlink()
        assert run(tmp_path, arguments(server, shelf, "-o", out, "-f", "txt,json")).returncode == 0
        assert len(server.received) == PAGES
    assert texts(out) == first
    sent = [json.loads(line) for line in (out / "sent.jsonl").read_text().splitlines()]
    assert {Path(entry["page"].split(" page ")[0]).name for entry in sent} == {
        f"{n}.png" for n in range(PAGES)
    }
    state = run(tmp_path, ["status", str(out)])
    host = server.url.split("/")[2]
    assert f"asked: gpt-4o at {host}, {PAGES} pictures sent" in state.stdout
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in written if KEY.encode() in path.read_bytes()]


def test_a_budget_holds_for_all_workers_together(tmp_path: Path, shelf: Path) -> None:
    """Two calls are two calls; the other pages are complete from the local reading."""
    out = tmp_path / "out"
    with Server(slow(reads(), 0.2)) as server:
        done = run(tmp_path, arguments(server, shelf, "-o", out, "-j", "2", "--max-calls", "2"))
    assert len(server.received) == 2
    assert [name(number) in text for number, text in enumerate(texts(out).values())] == [
        True
    ] * PAGES
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("strict", "code"), [((), 11), (("--strict",), 10)])
def test_an_endpoint_that_is_down_leaves_the_local_reading(
    tmp_path: Path, shelf: Path, strict: tuple[str, ...], code: int
) -> None:
    """The results are complete; that nothing was heard is said in one sentence and is no
    success.
    """
    out = tmp_path / "out"
    done = run(tmp_path, arguments("http://127.0.0.1:9/v1", shelf, "-o", out, *strict))
    assert [name(number) in text for number, text in enumerate(texts(out).values())] == [
        True
    ] * PAGES
    assert f"{PAGES} pages fell-back" in done.stderr
    (said,) = [line for line in done.stderr.splitlines() if "127.0.0.1:9" in line]
    assert said.startswith("recto: no answer from http://127.0.0.1:9/v1 could be used: ")
    assert "recto doctor --llm" in said
    assert done.returncode == code


def test_a_missing_key_is_said_before_anything_is_read(tmp_path: Path, shelf: Path) -> None:
    """Exit code 9, naming the variable."""
    flags = ("--llm", "always", "--provider", "dashscope", *FAST)
    done = run(tmp_path, ["read", shelf, "-o", tmp_path / "out", *flags])
    assert done.returncode == 9
    assert "DASHSCOPE_API_KEY is not set" in done.stderr


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(tmp_path: Path, shelf: Path) -> None:
    """A line a page and the sum, on standard output; nothing is written."""
    with Server(reads()) as server:
        done = run(tmp_path, arguments(server, shelf, "-o", tmp_path / "out", "--dry-run"))
    assert done.returncode == 0, done.stderr
    assert server.received == []
    lines = done.stdout.splitlines()
    assert [line.split(": ")[0] for line in lines[:PAGES]] == [
        f"{shelf / str(n)}.png page 1" for n in range(PAGES)
    ]
    assert f"dry run, nothing was sent: {PAGES} calls, " in lines[PAGES]
    assert not (tmp_path / "out").exists()


def test_killed_while_waiting_for_the_llm_no_reply_is_paid_twice(
    tmp_path: Path, shelf: Path
) -> None:
    """kill -9 with calls under way and two replies kept: after going on, only those that were under
    way are asked again.
    """
    out = tmp_path / "out"

    def two_at_once(received: Received) -> Answer:
        return replace(reads()(received), latency=0.0 if received.number <= 2 else 300.0)

    with Server(two_at_once) as server:
        line = arguments(server, shelf, "-o", out, "-j", "1")
        cold = command(*line)
        first = subprocess.Popen(cold, env=environment(tmp_path), stderr=subprocess.DEVNULL)
        while (kept(tmp_path) < 2 or len(server.received) < 3) and first.poll() is None:
            time.sleep(0.02)
        first.send_signal(signal.SIGKILL)
        first.wait()
        under_way = len(server.received) - 2
        server.script = reads()
        assert run(tmp_path, line).returncode == 0
    asked = Counter(json.dumps(received.body, sort_keys=True) for received in server.received)
    assert len(asked) == PAGES
    assert under_way >= 1
    assert sum(asked.values()) == PAGES + under_way
    assert len(texts(out)) == PAGES


def kept(tmp_path: Path) -> int:
    """How many replies the cache holds."""
    path = tmp_path / "cache" / "recto" / "replies.sqlite"
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as cache:
            return int(cache.execute("SELECT count(*) FROM replies").fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # no such file, or no such table yet
