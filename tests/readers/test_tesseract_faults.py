"""A Tesseract that misbehaves: small programs called `tesseract` are put on PATH, and every fault
must be named.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest

from recto.errors import MissingDependency, ReaderFailed, RectoError
from recto.readers.tesseract.reader import Tesseract
from recto_preprocessing import View
from recto_preprocessing.geometry import IDENTITY

PAGE = View(np.full((60, 60), 255, np.uint8), IDENTITY, 300.0)
HEALTHY = """#!/bin/sh
case "$1" in
  --version) echo "tesseract 5.3.0"; exit 0;;
  --list-langs) printf 'List of available languages in "/x/" (1):\\neng\\n'; exit 0;;
esac
"""


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Put a shell script on PATH as `tesseract`; temporary files go below tmp_path / "ram"."""
    (tmp_path / "ram").mkdir()
    monkeypatch.setattr("recto.readers.tesseract.scratch.RAM_DISK", tmp_path / "ram")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    def install(script: str) -> Path:
        program = tmp_path / "tesseract"
        program.write_text(script)
        program.chmod(0o755)
        return tmp_path

    return install


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        ("echo 'it broke' >&2; exit 1", r"failed with status 1: it broke"),
        ("exit 3", r"failed with status 3: no message"),
        ("printf '\\377\\376 bad' >&2; exit 1", r"status 1: .* bad"),
        ("kill -SEGV $$", r"killed by SIGSEGV"),
        ("kill -KILL $$", r"killed by SIGKILL"),
        ("exit 0", r"wrote no output"),
        (': > "$2.hocr"', r"output is empty"),
        ("printf '\\377\\376' > \"$2.hocr\"", r"not UTF-8"),
        ('echo "hello" > "$2.hocr"', r"not hOCR"),
        ('echo "<html><div class=\'ocr_page\'>" > "$2.hocr"', r"cut off"),
    ],
)
def test_each_fault_of_the_process_is_a_reader_failure(fake, reading: str, said: str) -> None:
    """One line, exit code 7, and nothing left on the disk."""
    folder = fake(f"{HEALTHY}{reading}\n")
    with pytest.raises(ReaderFailed, match=said) as fault:
        Tesseract().read(PAGE)
    assert "\n" not in str(fault.value)
    assert fault.value.exit_code == 7
    assert list((folder / "ram").iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="/proc is on Linux only")
@pytest.mark.parametrize("stubborn", ["", "trap '' TERM; "])
def test_a_hang_ends_at_the_time_limit_with_all_its_children(fake, stubborn: str) -> None:
    """Also when the program ignores SIGTERM, and when a child of it holds the pipes."""
    folder = fake(
        f"{HEALTHY}{stubborn}echo $$ > {{0}}; sleep 60 & echo $! >> {{0}}; wait\n".replace(
            "{0}", '"$0.pids"'
        )
    )
    for seconds in (0.5, 5.0, 25.0):  # the first that is enough, on this machine, to start both
        start = time.monotonic()
        with pytest.raises(ReaderFailed, match=rf"did not finish in {seconds:g} s"):
            Tesseract(timeout=seconds).read(PAGE)
        assert time.monotonic() - start < seconds + 25  # the script would take 60 s
        started = folder / "tesseract.pids"
        if started.exists() and len(started.read_text().split()) == 2:
            break
    leader, child = map(int, started.read_text().split())
    assert not Path(f"/proc/{leader}").exists()  # reaped: not even a zombie
    assert _gone(child)
    assert list((folder / "ram").iterdir()) == []


def _gone(pid: int) -> bool:
    """Dead within half a minute; an orphan may be a zombie until init reaps it."""
    for _ in range(3000):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (
            "#!/bin/sh\necho 'tesseract 4.1.1'\n",
            r"4\.1 is too old, 5\.0 is needed; install it with",
        ),
        ("#!/bin/sh\necho nonsense\n", r"does not say its version"),
        ("not a program", r"does not run"),
        ("#!/bin/sh\nprintf '\\377\\376'\n", r"does not say its version"),
    ],
)
def test_an_unusable_program_is_a_missing_dependency(fake, script: str, said: str) -> None:
    """Too old, not Tesseract at all, not even executable: exit code 3, and how to get one."""
    fake(script)
    with pytest.raises(MissingDependency, match=said) as fault:
        Tesseract().read(PAGE)
    assert fault.value.exit_code == 3


def test_a_silent_version_is_not_waited_for(fake, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrapper that hangs is named after the seconds it was given."""
    monkeypatch.setattr("recto.readers.tesseract.install.ANSWER_SECONDS", 0.3)
    fake("#!/bin/sh\nexec sleep 30\n")
    with pytest.raises(MissingDependency, match=r"does not answer within 0\.3 s"):
        Tesseract().read(PAGE)


def test_no_tesseract_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty PATH is the state of a fresh machine."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingDependency, match=r"not installed; install it with"):
        Tesseract().read(PAGE)


@pytest.mark.parametrize(("set_by_user", "seen"), [(None, "1"), ("2", "2")])
def test_one_thread_unless_the_user_says_otherwise(
    fake, monkeypatch: pytest.MonkeyPatch, set_by_user: str | None, seen: str
) -> None:
    """OMP_THREAD_LIMIT reaches Tesseract, and Recto's own environment stays as it was."""
    monkeypatch.delenv("OMP_THREAD_LIMIT", raising=False)
    if set_by_user:
        monkeypatch.setenv("OMP_THREAD_LIMIT", set_by_user)
    folder = fake(f'{HEALTHY}echo $OMP_THREAD_LIMIT > "$0.limit"; exit 1\n')
    with pytest.raises(RectoError):
        Tesseract().read(PAGE)
    assert (folder / "tesseract.limit").read_text().strip() == seen
    assert os.environ.get("OMP_THREAD_LIMIT") == set_by_user
