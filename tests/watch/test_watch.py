"""`recto watch` as a process: what comes is read once, what fails is moved aside, and a kill at any
moment costs nothing but time.

RECTO_KILLS says how many kills (1 unless set); a release is tried with 20.
"""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.batch.pages import FAST, command, draw, interruptible, ledger_rows, name, run, texts
from tests.batch.test_faults import small_disk

KILLS = int(os.environ.get("RECTO_KILLS", "1"))
# Tried by `make test-doors DOORS=container`, which has the time.
BEHIND_A_DOOR = pytest.mark.skipif(
    "RECTO_DOORS" not in os.environ, reason="make test-doors sets RECTO_DOORS"
)
PATIENCE = 300.0  # seconds; what is waited for comes in a few where nothing else runs
SOON = ("--settle", ".3", "--interval", ".1", "-j", "1", *FAST)


@dataclass(frozen=True, slots=True)
class Watching:
    """A watch at work."""

    process: subprocess.Popen[bytes]
    log: Path

    def until(self, true: Callable[[], object]) -> None:
        """Wait for something to become true while it runs."""
        end = time.monotonic() + PATIENCE
        while not true():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.02)

    def says(self, text: str) -> None:
        """Wait for a line with this text."""
        self.until(lambda: text in self.log.read_text())

    def end(self, by: int = signal.SIGTERM) -> int:
        """Ask it to end; its exit code."""
        self.process.send_signal(by)
        return self.process.wait(PATIENCE)


@contextmanager
def watching(inbox: Path, out: Path, *more: str) -> Iterator[Watching]:
    """The command, cold, as a service starts it."""
    inbox.mkdir(exist_ok=True)
    log = out.with_name(f"{out.name}.log")
    with log.open("ab") as err:
        arguments = command("watch", inbox, "-o", out, *SOON, *more)
        process = subprocess.Popen(arguments, stderr=err, preexec_fn=interruptible)
    try:
        yield Watching(process, log)
    finally:
        process.kill()
        process.wait()


def left_in(inbox: Path) -> set[str]:
    """The names below, with their folders."""
    return {str(path.relative_to(inbox)) for path in inbox.rglob("*") if path.is_file()}


def test_what_comes_is_read_once_and_what_fails_goes_aside(tmp_path: Path) -> None:
    """One watch from start to end: files before it, files that grow, come by a rename, come again
    with new content, fail, are put back whole, and vanish.
    """
    inbox, out, waiting = tmp_path / "in", tmp_path / "out", tmp_path / "waiting"
    draw(inbox / "sub" / "before.png", name(1))
    os.mkfifo(inbox / "pipe.png")
    page = draw(waiting / "page.png", name(2)).read_bytes()
    with watching(inbox, out) as watch, (inbox / "grows.png").open("wb") as growing:
        growing.write(page[:400])
        growing.flush()
        watch.until(lambda: "sub/before.txt" in texts(out))
        watch.until((out / "run-report.html").exists)  # while the watch goes on

        (inbox / "cut.png").write_bytes(page[:200])
        watch.says("cut.png: moved to")
        growing.write(page[400:])
        growing.close()
        watch.until(lambda: "volume two" in texts(out).get("grows.txt", ""))

        draw(waiting / "grows.png", name(3)).rename(inbox / "grows.png")
        watch.until(lambda: "volume three" in texts(out)["grows.txt"])
        (inbox / "failed" / "cut.png").write_bytes(page)
        (inbox / "failed" / "cut.png").rename(inbox / "cut.png")
        watch.until(lambda: "volume two" in texts(out).get("cut.txt", ""))
        (inbox / "grows.png").unlink()
        assert watch.end() == 0
    assert left_in(inbox) == {"cut.png", "sub/before.png", "failed/cut.png.failed.txt"}
    note = (inbox / "failed" / "cut.png.failed.txt").read_text()
    assert "cut.png page 1: damaged image data" in note
    assert "copy or scan it again" in note
    said = watch.log.read_text()
    assert said.count("before.png: 1 page") == 1
    assert said.count("pipe.png: is a pipe, and left alone") == 1
    assert "grows.png: moved" not in said, "it was read before it was whole"
    assert ledger_rows(out, "SELECT relative, revision FROM page JOIN file ON file.id = file") == [
        ("sub/before.png", 1), ("cut.png", 2), ("grows.png", 2),
    ]  # fmt: skip


def test_killed_at_any_moment_nothing_is_lost_nor_read_twice(tmp_path: Path) -> None:
    """Kills while pages come, some of them broken; the next watch ends the work."""
    moments = random.Random(5)  # noqa: S311 - the same moments every time are what is wanted
    inbox, out = tmp_path / "in", tmp_path / "out"
    broken = draw(tmp_path / "whole.png", name(0)).read_bytes()[:200]
    inbox.mkdir()
    for number in range(1, 8):
        draw(inbox / f"{number}.png", name(number))
    for number in range(2):
        (inbox / f"bad {number}.png").write_bytes(broken)
    for number in range(KILLS):
        wanted = 1 + 6 * number // KILLS
        with watching(inbox, out) as watch:
            watch.until(lambda: len(texts(out)) >= wanted)  # noqa: B023 - asked in this turn
            time.sleep(moments.uniform(0, 0.1))
            watch.process.kill()
            watch.process.wait()
    done = run("watch", inbox, "-o", out, "--once", *SOON)
    assert done.returncode in {0, 2}, done.stderr
    assert len(texts(out)) == 7
    assert left_in(inbox) == {f"{number}.png" for number in range(1, 8)} | {
        f"failed/bad {number}.png{end}" for number in range(2) for end in ("", ".failed.txt")
    }
    assert (inbox / "failed" / "bad 1.png").read_bytes() == broken
    good = "SELECT count(*), max(revision) FROM page WHERE outcome = 'ok'"
    assert ledger_rows(out, good) == [(7, 1)]
    assert not list(tmp_path.rglob("*.part"))


def test_ctrl_c_ends_after_the_page(tmp_path: Path) -> None:
    """The page that is being read is read to its end; no other begins. A second watch into the same
    folder is refused meanwhile.
    """
    inbox, out = tmp_path / "in", tmp_path / "out"
    for number in range(30):
        draw(inbox / f"{number}.png", name(number))
    with watching(inbox, out) as watch:
        watch.until(lambda: texts(out))
        second = run("watch", inbox, "-o", out, "--once", *SOON)
        assert second.returncode == 5
        assert "another run is writing here" in second.stderr
        assert watch.end(signal.SIGINT) == 0
    assert "ending after the pages that are being read" in watch.log.read_text()
    (read,), (written,) = (
        ledger_rows(out, "SELECT count(*) FROM page WHERE revision > 0"),
        ledger_rows(out, "SELECT count(*) FROM file WHERE written != ''"),
    )
    assert read == written
    assert 0 < read[0] < 30
    assert ledger_rows(out, "SELECT value FROM fact WHERE key = 'state'") == [("ended",)]


@BEHIND_A_DOOR
def test_a_full_disk_moves_nothing_aside(tmp_path: Path) -> None:
    """It is no file's fault: all stay, to be read when there is room."""
    inbox, out = tmp_path / "in", tmp_path / "out"
    for number in range(2):
        draw(inbox / f"{number}.png", name(number))
    script = '"$@"; echo "ended $?"'
    arguments = command("watch", inbox, "-o", out, "--once", *SOON)
    said = small_disk(out, "90k", script, *arguments)
    assert "ended 5" in said
    assert "the disk is full" in said or "No space left" in said
    assert left_in(inbox) == {"0.png", "1.png"}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["in"], 1, "say where with -o"),
        (["gone", "-o", "out"], 2, "gone: no such folder; make it, or name"),
        (["in/sub", "-o", "in"], 1, "is inside the output folder"),
        (["in", "-o", "out", "--failed", "out/failed"], 1, "results and failures would share"),
        (["in/sub", "-o", "out", "--failed", "in"], 1, "failures would stay in the folder"),
        (["in", "-o", "out", "-f", "parquet"], 1, "use recto read for places, shards"),
        (["in", "-o", "out", "--llm", "auto"], 9, "llm"),
    ],
)  # fmt: skip
def test_what_cannot_be_watched_is_refused_at_once(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    """Before anything is waited for."""
    draw(tmp_path / "in" / "sub" / "a.png", name(1))
    done = run("watch", *arguments, cwd=tmp_path)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
    assert not [path for path in tmp_path.rglob("*.txt") if path.is_file()]


@BEHIND_A_DOOR
def test_a_file_that_needs_a_folder_in_the_place_of_a_result_goes_aside(tmp_path: Path) -> None:
    """It cannot be planned beside what is there; what came with it is read all the same."""
    inbox, out = tmp_path / "in", tmp_path / "out"
    draw(inbox / "a.png", name(1))
    assert run("watch", inbox, "-o", out, "--once", *SOON).returncode == 0
    draw(inbox / "a.txt" / "b.png", name(2))
    draw(inbox / "c.png", name(3))
    done = run("watch", inbox, "-o", out, "--once", *SOON)
    assert done.returncode == 1, done.stderr
    assert "a.txt is another result's file" in done.stderr
    assert set(texts(out)) == {"a.txt", "c.txt"}
    assert (inbox / "failed" / "a.txt" / "b.png").is_file()


def test_a_folder_that_others_lead_astray_keeps_its_files(tmp_path: Path) -> None:
    """INBOX/failed as a link to somewhere else, put there by whoever may write into INBOX."""
    inbox, out, elsewhere = tmp_path / "in", tmp_path / "out", tmp_path / "elsewhere"
    page = draw(inbox / "a.png", name(1))
    page.write_bytes(page.read_bytes()[:200])
    elsewhere.mkdir()
    (inbox / "failed").symlink_to(elsewhere)
    done = run("watch", inbox, "-o", out, "--once", *SOON)
    assert done.returncode == 2
    assert "is a symbolic link, and nothing is written through it" in done.stderr
    assert os.listdir(elsewhere) == []  # noqa: PTH208 - links, too
    assert page.is_file()
