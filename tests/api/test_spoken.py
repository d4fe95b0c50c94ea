"""What is said to programs names keywords, and an error that is kept keeps no process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.api.pages import FAST, drawn

import recto
from recto.api.spoken import said_to_programs
from recto.errors import FileAccess, InputError, InvalidConfig

SAYINGS = [
    ("use fewer jobs (-j), or a lower --dpi", "use fewer jobs (jobs=), or a lower dpi="),
    ("allow more with --timeout-per-page", "allow more with timeout_per_page="),
    ("choose another place with -o", "choose another place"),
    ("give --model NAME", "give model=NAME"),
    ("name one, e.g. -l eng", "name one, e.g. language=eng"),
    ("give --base-url https://...", "give base_url=https://..."),
    ("`recto doctor --llm` with the same flags", "`recto doctor --llm` with the same flags"),
    ("install it with `sudo apt-get install -y x`", "install it with `sudo apt-get install -y x`"),
    ("a well-known fault -x", "a well-known fault -x"),
]


@pytest.mark.parametrize(("said", "wanted"), SAYINGS)
def test_flags_are_said_by_keyword(said: str, wanted: str) -> None:
    """What is to be typed at a command line stays."""
    assert said_to_programs(said) == wanted


def test_errors_of_reading_and_saving_name_keywords(tmp_path: Path) -> None:
    """Of their own kind still."""
    page = drawn(tmp_path)
    options = {"llm": "auto", "provider": "vllm", "base_url": "http://127.0.0.1:9/v1"}
    with pytest.raises(InvalidConfig, match="give model=NAME"):
        recto.read(page, **options)  # type: ignore[call-overload]
    document = recto.read(page, **FAST)
    folder = tmp_path / "there.txt"
    folder.mkdir()
    with pytest.raises(FileAccess, match="choose another place$"):
        document.save(folder)


def workers() -> set[str]:
    """Processes of this one, by number."""
    found: set[str] = set()
    for listed in Path("/proc/self/task").glob("*/children"):
        found.update(listed.read_text().split())
    return found


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="lists processes by /proc")
def test_an_error_that_is_kept_keeps_no_worker(tmp_path: Path) -> None:
    """Programs gather errors, and prompts keep the last one."""
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no page")
    before = workers()
    with pytest.raises(InputError) as kept:
        list(recto.read_many([drawn(tmp_path), bad, drawn(tmp_path)], jobs=2, **FAST))
    assert workers() <= before
    assert "bad.png" in str(kept.value)


FORKED = """
import os, signal, threading
from recto.sources.turns import ONE_AT_A_TIME

taken, ended = threading.Event(), threading.Event()

def hold():
    with ONE_AT_A_TIME:
        taken.set()
        ended.wait()

thread = threading.Thread(target=hold)
thread.start()
taken.wait()
child = os.fork()
if not child:
    signal.alarm(5)
    with ONE_AT_A_TIME, ONE_AT_A_TIME:
        os._exit(0)
_, status = os.waitpid(child, 0)
ended.set()
thread.join()
with ONE_AT_A_TIME:
    raise SystemExit(status)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_a_forked_process_waits_for_no_thread_of_its_parent() -> None:
    """Which it has not, and which so would never end its turn there."""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", FORKED], timeout=60, check=False)
    assert done.returncode == 0
