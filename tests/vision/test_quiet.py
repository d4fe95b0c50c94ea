"""Loggers of HTTP libraries that a user, or a program, turned on show nothing of Recto's calls."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from tests.batch.pages import FAST, draw
from tests.conftest import Recto
from tests.vision.server import Answer, Server, chat, edits, error

KEY = "sk-canary-5f2c9a7be1d0448fQZ"
TEXT = "Zanzibar"  # stands on the page, in what is sent, and in the reply
LIBRARIES = {"openai", "httpx2", "httpcore2", "httpx", "httpcore", "h11", "hpack", "anyio"}

PROGRAM = """
import logging, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
for name in ("openai", "httpx2", "httpcore2", "httpx", "httpcore"):
    logging.getLogger(name).setLevel(logging.DEBUG)
import recto
from recto.readers.vision import LlmOptions
llm = LlmOptions("always", sys.argv[1], sys.argv[2], "m", "CANARY_KEY", retries=0, cache=False)
import warnings
warnings.simplefilter("ignore")
print(recto.read(sys.argv[3], llm=llm, second_reader="off").pages[0].status)
import asyncio, httpx2
print("=== own", file=sys.stderr, flush=True)
async def own():
    async with httpx2.AsyncClient() as client:
        await client.get(sys.argv[2] + "/of-my-own")
asyncio.run(own())
"""

ANSWERS = [
    chat(edits({0: TEXT})),
    error(401, f"Incorrect API key provided: {KEY}", headers={"x-echo": f"Bearer {KEY}"}),
    error(500, f"{TEXT} {KEY}", headers={"set-cookie": f"k={KEY}"}),
    Answer(b"", 302, {"location": f"http://127.0.0.1:1/?key={KEY}"}),
]


PROVIDERS = [
    ("openai", ANSWERS[0]),
    ("openai", ANSWERS[1]),
    ("openai", ANSWERS[3]),
    ("dashscope-native", ANSWERS[2]),
]


@pytest.mark.parametrize(("provider", "answer"), PROVIDERS)
def test_in_a_program_that_logs_everything(
    tmp_path: Path, answer: Answer, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of Recto's calls is in its log; what it asks by itself is, as before."""
    page = draw(tmp_path / "page.png", TEXT)
    for name in ("CACHE", "STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    monkeypatch.setenv("CANARY_KEY", KEY)
    monkeypatch.setenv("OPENAI_LOG", "debug")
    with Server(answer) as server:
        command = [sys.executable, "-c", PROGRAM, provider, server.url, str(page)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
        asked = len(server.received)
    assert asked >= 2
    of_recto, _, own = done.stderr.partition("=== own")
    assert KEY not in of_recto
    assert TEXT not in of_recto
    loggers = {
        line.split(":")[1].partition(".")[0]
        for line in of_recto.splitlines()
        if line.count(":") > 1
    }
    assert not loggers & LIBRARIES
    assert "/of-my-own" in own


@pytest.mark.parametrize(("level", "answer", "verbose"), [("debug", ANSWERS[1], "-vv")])
def test_the_command_says_what_it_says_without_the_switch(
    recto: Recto, tmp_path: Path, level: str, answer: Answer, verbose: str
) -> None:
    """OPENAI_LOG changes not a line of standard error, whatever -v asks of Recto itself."""
    page = draw(tmp_path / "page.png", TEXT)
    told = []
    with Server(answer) as server:
        flags = (
            "--llm",
            "always",
            "--provider",
            "openai",
            "--base-url",
            server.url,
            "--model",
            "m",
        )
        for switch in ({}, {"OPENAI_LOG": level}):
            keys = {"OPENAI_API_KEY": KEY, "RECTO_LLM_RETRIES": "0", "RECTO_LLM_CACHE": "off"}
            places = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CACHE", "STATE")}
            done = recto("read", page, *FAST, *flags, verbose, **keys, **places, **switch)
            told.append([line.rpartition(",")[0] for line in done.stderr.splitlines()])
            assert KEY not in done.stderr
            assert "openai" not in done.stderr
    assert told[0] == told[1]


def test_the_filter_is_there_once() -> None:
    """However many calls are made."""
    from recto.readers.vision.quiet import NAMES, quiet

    for _ in range(3):
        with quiet():
            pass
    assert all(len(logging.getLogger(name).filters) <= 2 for name in NAMES)
