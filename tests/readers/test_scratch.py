"""The folder that a page lies in while Tesseract reads it: gone afterwards, and swept up when its
owner was killed.
"""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from recto.errors import FileAccess
from recto.readers.tesseract import scratch as module
from recto.readers.tesseract.reader import Tesseract
from recto.readers.tesseract.scratch import LOCK, PREFIX, scratch, sweep
from recto_preprocessing import IDENTITY, View

OWNER = """
import sys, time
from pathlib import Path
from recto.readers.tesseract import scratch
scratch.RAM_DISK = Path(sys.argv[1])
with scratch.scratch(10) as folder:
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A memory disk of our own, on which every folder is old enough."""
    monkeypatch.setattr(module, "RAM_DISK", tmp_path)
    monkeypatch.setattr(module, "YOUNG", -1.0)
    sweep.cache_clear()
    return tmp_path


def owner(disk: Path) -> tuple[subprocess.Popen[str], Path]:
    """Another process that holds a folder there."""
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(disk)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_the_folder_is_there_and_then_gone(disk: Path) -> None:
    """Whatever was written in it goes, too."""
    with scratch(10) as folder:
        (folder / "page.pgm").write_bytes(b"P5")
        assert folder.parent == disk
    assert list(disk.iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_what_a_live_one_holds_is_not(disk: Path) -> None:
    """By the next page that is read."""
    (dead, left), (alive, held) = owner(disk), owner(disk)
    dead.send_signal(signal.SIGKILL)
    dead.communicate()
    assert left.is_dir()
    with scratch(10):
        assert (left.exists(), held.exists()) == (False, True)
    alive.kill()
    alive.communicate()


@pytest.mark.parametrize("kind", ["no lock", "young", "a file", "a link", "another name"])
def test_what_is_not_surely_ours_stays(
    disk: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A folder is removed when name, lock file and age all say that a reader left it."""
    folder = disk / ("recto-work" if kind == "another name" else f"{PREFIX}x")
    target = disk.parent / f"{disk.name}-elsewhere" if kind == "a link" else folder
    if kind == "a file":
        folder.write_text("mine")
    else:
        target.mkdir()
        if kind != "no lock":
            (target / LOCK).touch()
    if kind == "a link":
        folder.symlink_to(target)
    if kind == "young":
        monkeypatch.setattr(module, "YOUNG", 60.0)
    sweep(disk)
    assert folder.exists()


def test_a_page_too_big_for_the_memory_disk_goes_to_the_temporary_folder(
    disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container's memory disk has 64 MB."""
    aside = disk / "tmp"
    aside.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(aside))
    with scratch(10**18) as folder:
        assert folder.parent == aside


def test_no_room_anywhere_is_said_with_a_remedy(
    disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not an internal error: the page can be read when there is room again."""
    monkeypatch.setattr(module, "RAM_DISK", disk / "not there")
    monkeypatch.setattr("tempfile.tempdir", str(disk / "nor there"))
    page = View(np.full((20, 20), 255, np.uint8), IDENTITY, 300.0)
    with pytest.raises(FileAccess, match=r"cannot be handed to Tesseract .*TMPDIR"):
        Tesseract().read(page)


def test_a_full_disk_is_said_with_a_remedy(disk: Path) -> None:
    """As good as full: no file may grow beyond a hundred bytes."""
    page = View(np.full((200, 200), 255, np.uint8), IDENTITY, 300.0)
    Tesseract().read(page)  # asks Tesseract for its languages, which is not what is tested
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(FileAccess, match="cannot be handed to Tesseract"):
            Tesseract().read(page)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(disk.iterdir()) == []
