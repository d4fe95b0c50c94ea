"""Every hostile reply ends in a complete document: the command, a real server, and the local
reading as it was.

The page is read once; each reply then meets its JSON result, so that nothing is cleaned or read
again.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.batch.pages import FAST, draw, interruptible, run
from tests.batch.pages import command as pages_command
from tests.vision.hostile import HEAVY, NATIVE, NOTHING_TO_MEND, PAUSES, REPLIES, Hostile, refused
from tests.vision.server import Answer, Received, Server, chat

from recto.cli import main
from recto.readers.vision import LlmOptions, VisionReader
from recto.readers.vision.probe import Findings, probe
from recto.reasons import explain

pytestmark = pytest.mark.measured

CPU = 3.0  # seconds for the command and the server together; an honest reply takes .2
LINES = "Harbour ledger\nvolume one\n"


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The JSON result of a page of two lines, without an LLM."""
    folder = tmp_path_factory.mktemp("earlier")
    page = draw(folder / "page.png", "volume one")
    assert run("read", page, "-o", folder / "out", "-f", "json", *FAST).returncode == 0
    return folder / "out" / "page.json"


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No cache and no record but this test's."""
    for name in ("CACHE", "STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    monkeypatch.setenv("RECTO_LLM_RETRIES", "0")


def command(earlier: Path, server: Server, provider: str = "vllm") -> int:
    """`recto read` of the earlier result with this endpoint: its exit code."""
    url = server.url if provider == "vllm" else f"http://127.0.0.1:{server.port}/api/v1"
    flags = [
        "--llm",
        "always",
        "--no-cache",
        "--provider",
        provider,
        "--base-url",
        url,
        "--model",
        "gpt-4o",
    ]
    with pytest.raises(SystemExit) as ended:
        main(["read", str(earlier), *flags])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def complete(
    earlier: Path, hostile: Hostile, provider: str, capture: pytest.CaptureFixture[bytes]
) -> None:
    """Assert that the local text is printed, the event named, the exit code right, and all of it
    soon.
    """
    patience = 1.0 if hostile.answer.pause else 60.0  # seconds; no busy machine is a silent server
    start = time.process_time()
    with Server(hostile.answer) as server, pytest.MonkeyPatch.context() as settings:
        settings.setenv("RECTO_LLM_TIMEOUT", str(patience))
        code = command(earlier, server, provider)
    printed, told = (stream.decode() for stream in capture.readouterr())
    assert printed == LINES
    assert server.received
    assert code == (11 if hostile.event.startswith("fell-back:") else 0), told
    assert not hostile.event or f": {explain(hostile.event)}" in told
    assert "fell-back:" in hostile.event or "fell-back" not in told
    assert "internal" not in told
    assert time.process_time() - start < CPU


@pytest.mark.parametrize("hostile", REPLIES, ids=lambda hostile: hostile.name)
def test_a_hostile_reply_ends_in_the_local_reading(
    earlier: Path, hostile: Hostile, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Chat completions: text, event, exit code and time."""
    complete(earlier, hostile, "vllm", capfdbinary)


@pytest.mark.parametrize("hostile", NATIVE, ids=lambda hostile: hostile.name)
def test_a_hostile_reply_in_the_native_protocol_ends_in_the_local_reading(
    earlier: Path, hostile: Hostile, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """DashScope's own protocol: the same."""
    complete(earlier, hostile, "dashscope-native", capfdbinary)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("pause", PAUSES)
def test_a_pause_that_is_none_is_not_kept(
    earlier: Path, pause: str, status: int, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Whatever Retry-After says, the failure has its name."""
    event = "fell-back:rate-limited" if status == 429 else "fell-back:server-error"
    answer = refused(status, retry_after=PAUSES[pause].encode().decode("latin-1"))
    complete(earlier, Hostile(pause, answer, event), "vllm", capfdbinary)


def test_the_probe_survives_hostile_replies() -> None:
    """`recto doctor --llm`: findings for people, whatever comes back; only a good answer may look
    like one.
    """

    async def found(server: Server) -> Findings:
        options = LlmOptions("always", "vllm", server.url, "gpt-4o", timeout=60.0, cache=False)
        reader = VisionReader(options, environ={})
        try:
            return await probe(reader)
        finally:
            await reader.aclose()

    for hostile in REPLIES[::4]:
        if hostile.answer.pause:
            continue
        with Server(hostile.answer) as server:
            findings = asyncio.run(found(server))
        assert findings.found, hostile.name
        assert not findings.usable, hostile.name
        assert all(each.detail.isprintable() for each in findings.found), hostile.name


def test_an_interrupt_does_not_wait_for_a_pause_that_the_server_asked_for(earlier: Path) -> None:
    """Ctrl-C while the run waits out 290 s."""
    answer = refused(429, retry_after="290")
    with Server(answer) as server:
        flags = [
            "--llm",
            "always",
            "--no-cache",
            "--provider",
            "vllm",
            "--base-url",
            server.url,
            "--model",
            "gpt-4o",
        ]
        environment = os.environ | {"RECTO_LLM_RETRIES": "4"}
        line = pages_command("read", earlier, *flags)
        begun = subprocess.Popen(
            line, stderr=subprocess.PIPE, env=environment, preexec_fn=interruptible
        )
        while not server.received and begun.poll() is None:
            time.sleep(0.05)
        time.sleep(0.5)
        begun.send_signal(signal.SIGINT)
        start = time.monotonic()
        _, told = begun.communicate(timeout=300)
    assert begun.returncode == 130
    assert b"interrupted" in told
    assert time.monotonic() - start < 100  # a tenth of a second where nothing else runs


CHILD = """
import json, resource, sys, time
sys.path.insert(0, ".")
from tests.vision.pages import evidence, options, read
from tests.vision.server import Server, chat
import openai, httpx2, recto.readers.vision.reader
page = evidence(["Harbour ledger", "volume one"])
url, count = sys.argv[1], int(sys.argv[2])
read(page, options(url, retries=0))  # everything is imported now
used = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmData"))
resource.setrlimit(resource.RLIMIT_DATA, (1024 * used + 300_000_000,) * 2)
for _ in range(count):
    start = time.process_time()
    events = read(page, options(url, retries=0)).events
    print(json.dumps([time.process_time() - start, events]))
"""


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="memory is counted so on Linux only"
)
def test_no_hostile_reply_takes_more_than_300_mb_or_2_seconds() -> None:
    """All of them in one process that may not have more; want of memory would be an internal
    error.
    """
    # An answer that cannot be used is asked for twice.
    answers = iter([chat(NOTHING_TO_MEND), *(each.answer for each in HEAVY)])
    given: list[Answer] = []

    def script(received: Received) -> Answer:
        if not any("could not be used" in text for text in received.texts):
            given.append(next(answers))
        return given[-1]

    with Server(script) as server:
        line = [sys.executable, "-c", CHILD, server.url, str(len(HEAVY))]
        own = os.environ | {"MALLOC_ARENA_MAX": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(line, capture_output=True, text=True, env=own, timeout=300)
    assert done.returncode == 0, done.stderr
    found = [json.loads(row) for row in done.stdout.splitlines()]
    slow = [
        (each.name, seconds)
        for each, (seconds, _) in zip(HEAVY, found, strict=True)
        if seconds > 2.0
    ]
    lost = [
        each.name
        for each, (_, events) in zip(HEAVY, found, strict=True)
        if each.event not in ("", *events)
    ]
    assert (slow, lost) == ([], [])
