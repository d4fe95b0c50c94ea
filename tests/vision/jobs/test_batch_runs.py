"""`recto read --llm-batch` as people run it, before a provider that does everything wrong that
providers do.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from tests import warm
from tests.batch.pages import FAST, command, draw, interruptible, name, texts, timeless
from tests.vision.jobs.batch_server import Provider
from tests.vision.jobs.faults import Faults
from tests.vision.replaying import recorded
from tests.vision.server import Answer, Received, Server, chat

KEY = "sk-canary-4711"
PAGES = 2
READS = recorded("Harbour ledger")
LIVE = ("--model", "gpt-4o")


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Pages of two lines."""
    for number in range(PAGES):
        draw(tmp_path / "in" / f"{number}.png", name(number))
    return tmp_path / "in"


def environment(tmp_path: Path, cache: str = "cache") -> dict[str, str]:
    own = {"XDG_CACHE_HOME": str(tmp_path / cache), "XDG_STATE_HOME": str(tmp_path / "state")}
    keys = ("OPENAI_API_KEY", "GEMINI_API_KEY", "MISTRAL_API_KEY")
    return os.environ | own | dict.fromkeys(keys, KEY)


def line(url: str, shelf: Path, out: Path, *more: str) -> list[str]:
    flags = ["-f", "txt,json", "-j", "1", *FAST, "--llm", "always", "--base-url", url]
    model = () if "--model" in more or "--provider" in more else LIVE
    return command("read", shelf, "-o", out, *flags, *model, *more)


def run(
    tmp_path: Path, arguments: list[str], cache: str = "cache"
) -> subprocess.CompletedProcess[str]:
    """A command, as `command` gives it, warm."""
    return warm.recto(*arguments[3:], environment=environment(tmp_path, cache))


def batch(
    tmp_path: Path, provider: Provider, shelf: Path, *more: str
) -> subprocess.CompletedProcess[str]:
    return run(tmp_path, line(provider.url, shelf, tmp_path / "out", "--llm-batch", *more))


def results(out: Path) -> dict[str, Any]:
    """Every JSON result without times and prices."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            kept = {key: bare(each) for key, each in value.items()}
            for key in ("usd", "seconds", "usage", "settings"):
                kept.pop(key, None)
            return kept
        return [bare(each) for each in value] if isinstance(value, list) else value

    found: dict[str, Any] = bare(timeless(out))
    return found


def rejecting(received: Received) -> Answer:
    """Says no JSON at first, and what it should when it hears that."""
    again = any("not be used" in text or "rejected" in text for text in received.texts)
    return READS(received) if again else chat("I see a page.")


def test_an_ask_that_depends_on_an_answer_waits_for_a_second_job(
    tmp_path: Path, shelf: Path
) -> None:
    """A reply that cannot be used is asked for again in a round of its own: results as of a live
    run, at half the price, and the key is nowhere.
    """
    with Server(rejecting) as server:
        live = run(tmp_path, line(server.url, shelf, tmp_path / "live"), "cache of live")
    assert live.returncode == 0, live.stderr
    out = tmp_path / "out"
    with Provider(rejecting) as provider:
        done = batch(tmp_path, provider, shelf)
        assert done.returncode == 0, done.stderr
        before = len(provider.calls)
        assert batch(tmp_path, provider, shelf).returncode == 0
        assert len(provider.calls) == before
    assert len(server.received) == provider.paid.total() == 2 * PAGES
    assert len(provider.jobs) == 2
    assert texts(out) == texts(tmp_path / "live")
    assert results(out) == results(tmp_path / "live")
    (full,) = re.findall(r"LLM calls, [\d,]+ tokens, \$([\d.]+)", live.stderr)
    (half,) = re.findall(r"LLM calls, [\d,]+ tokens, \$([\d.]+)", done.stderr)
    assert float(half) == pytest.approx(float(full) / 2, abs=1e-4)
    sent = [json.loads(row) for row in (out / "sent.jsonl").read_text().splitlines()]
    assert len(sent) == 2 * PAGES
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in written if KEY.encode() in path.read_bytes()]
    assert not list(out.rglob("part-*")), "requests with pages in them were left behind"


def test_ctrl_c_leaves_the_jobs_and_another_machine_goes_on(tmp_path: Path, shelf: Path) -> None:
    """Told how to go on; `recto status` shows the job; a machine with another cache finishes from
    OUT, and nothing is paid twice.
    """
    out = tmp_path / "out"
    with Provider(READS, Faults(looks=10**6)) as provider:
        arguments = line(provider.url, shelf, out, "--llm-batch")
        process = subprocess.Popen(
            arguments,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(tmp_path),
            preexec_fn=interruptible,
        )
        until(lambda: sum(path.endswith("batch_1") for _, path, _ in provider.calls) > 1)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
        assert process.returncode == 130
        assert "1 batch job left at 127.0.0.1" in told
        assert f"recto cancel {out}" in told
        shown = run(tmp_path, command("status", out)).stdout
        assert "batch job 1 (batch_1): sent" in shown
        provider.faults.looks = 1
        done = run(tmp_path, arguments, "another cache")
        assert done.returncode == 0, done.stderr
    assert set(provider.paid.values()) == {1}
    assert len(texts(out)) == PAGES


def until(holds: Any) -> None:
    """Wait for something that another process does."""
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_cancel_ends_the_jobs_where_today_s_settings_say(tmp_path: Path, shelf: Path) -> None:
    """Only there: another address is refused before anything is sent to it."""
    out = tmp_path / "out"
    with Provider(READS, Faults(looks=10**6)) as provider, Provider(READS) as other:
        process = subprocess.Popen(
            line(provider.url, shelf, out, "--llm-batch"),
            stderr=subprocess.DEVNULL,
            env=environment(tmp_path),
        )
        until(lambda: sum(path.endswith("batch_1") for _, path, _ in provider.calls) > 1)
        process.kill()
        process.wait()
        wrong = run(tmp_path, command("cancel", out, "--base-url", other.url, *LIVE))
        assert wrong.returncode == 9
        assert not other.calls
        done = run(tmp_path, command("cancel", out, "--base-url", provider.url, *LIVE))
        assert "1 batch job cancelled" in done.stdout, done.stderr
        assert provider.jobs["batch_1"]["status"] == "cancelled"


REFUSED = (
    (("--no-cache",), 9, "reply cache"),
    (("--provider", "anthropic"), 9, "no batch interface of anthropic"),
)


@pytest.mark.parametrize(("more", "code", "words"), REFUSED)
def test_what_cannot_be_is_refused_before_a_page_is_read(
    tmp_path: Path, shelf: Path, more: tuple[str, ...], code: int, words: str
) -> None:
    """Each with its reason and what to do."""
    with Provider(READS) as provider:
        done = batch(tmp_path, provider, shelf, *more)
    assert (done.returncode, provider.calls) == (code, []), done.stderr
    assert words in done.stderr


OVER_GROUPS = (
    ("s3://bucket/scans", "out", ()),
    ("in", "s3://bucket/text", ()),
    ("in", "out", ("--engine", "ray")),
    ("in", "out", ("-f", "parquet")),
)


@pytest.mark.parametrize(("source", "out", "more"), OVER_GROUPS)
def test_a_run_over_groups_takes_no_batch_jobs(
    tmp_path: Path, shelf: Path, source: str, out: str, more: tuple[str, ...]
) -> None:
    """Refused by name, with what to do, before anything is fetched, read or written."""
    paths = {"in": str(shelf), "out": str(tmp_path / "out")}
    with Provider(READS) as provider:
        flags = ("--llm", "auto", "--llm-batch", *LIVE, "--base-url", provider.url)
        asked = (paths.get(source, source), "-o", paths.get(out, out), *flags, *more)
        done = run(tmp_path, command("read", *asked))
        assert provider.calls == []
    assert done.returncode == 9, done.stderr
    assert "--llm-batch: a run over groups asks live" in done.stderr
    assert "leave out --llm-batch" in done.stderr
    assert not (tmp_path / "out").exists()


def test_batch_jobs_want_a_folder(tmp_path: Path, shelf: Path) -> None:
    """Standard output has no place to wait in."""
    done = run(tmp_path, command("read", shelf / "0.png", "--llm", "auto", "--llm-batch"))
    assert done.returncode == 9
    assert "output folder" in done.stderr


def test_under_llm_off_nobody_is_asked(tmp_path: Path, shelf: Path) -> None:
    """The flag alone does nothing, and it is said."""
    with Provider(READS) as provider:
        arguments = command("read", shelf, "-o", tmp_path / "out", *FAST, "--llm-batch")
        done = run(tmp_path, [*arguments, "--base-url", provider.url])
    assert (done.returncode, provider.calls) == (0, [])
    assert "does nothing" in done.stderr or "do nothing" in done.stderr


def test_a_wrong_key_stops_the_run_and_the_same_command_goes_on(
    tmp_path: Path, shelf: Path
) -> None:
    """Nothing is lost: with the right address the run finishes."""
    out = tmp_path / "out"

    with Provider(READS, Faults(keys=1)) as wrong:
        done = run(tmp_path, line(wrong.url, shelf, out, "--llm-batch"))
    assert done.returncode == 11, done.stderr
    assert "Incorrect API key" in done.stderr
    assert "the same command goes on" in done.stderr
    assert not wrong.jobs
    with Provider(READS) as provider:
        again = run(tmp_path, line(provider.url, shelf, out, "--llm-batch"))
    assert again.returncode == 0, again.stderr
    assert len(texts(out)) == PAGES


def test_vllm_answers_files(tmp_path: Path, shelf: Path) -> None:
    """The requests are written, the command is said, the answers are read; nothing is sent, and
    nothing of them gets into the reply cache.
    """
    out = tmp_path / "out"
    arguments = [
        *command("read", shelf, "-o", out, "-f", "txt", "-j", "1", *FAST, "--llm", "always"),
        *("--llm-batch", "--provider", "vllm", "--model", "qwen"),
    ]
    first = run(tmp_path, arguments)
    assert first.returncode == 0, first.stderr
    said = re.findall(r"vllm run-batch -i (\S+) -o (\S+) --model qwen", first.stderr)[0]
    rows = [json.loads(row) for row in Path(said[0]).read_text().splitlines()]
    assert {row["url"] for row in rows} == {"/v1/chat/completions"}
    assert "wait" in run(tmp_path, arguments).stderr
    answers = []
    for row in rows:
        body = json.loads(READS(Received(0, "", {}, row["body"])).body)
        response = {"status_code": 200, "request_id": "x", "body": body}
        answers.append({"id": "v", "custom_id": row["custom_id"], "response": response})
    Path(said[1]).write_text("\n".join(map(json.dumps, answers)))
    done = run(tmp_path, arguments)
    assert done.returncode == 0, done.stderr
    assert len(texts(out)) == PAGES
    assert f"recto: {PAGES} LLM calls" in done.stderr
