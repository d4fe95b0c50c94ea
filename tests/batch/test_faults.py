"""What goes wrong in a run, each by its name: bad files, hangs, full disks, kills, Ctrl-C; the rest
is complete.
"""

import json
import os
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest
from tests.batch.pages import FAST, command, draw, interruptible, ledger_rows, name, run, texts

from recto.batch.events import FileEnded
from recto.batch.folder import prepared
from recto.settings.groups import Local, Output, Settings


def test_bad_files_are_named_and_the_others_are_read(tmp_path: Path) -> None:
    """The exit code is the first bad file's, in the order of the files; status tells all; retry
    mends.
    """
    source, out = tmp_path / "in", tmp_path / "out"
    good, cut = draw(source / "a.png", name(1)), source / "c.png"
    (source / "b.png").write_bytes(b"")
    cut.write_bytes(good.read_bytes()[:150])
    draw(source / "d.png", name(4))
    done = run("read", source, "-o", out, *FAST)
    assert done.returncode == 2
    assert "b.png: the file is empty" in done.stderr
    assert "c.png page 1: damaged image data" in done.stderr
    assert set(texts(out)) == {"a.txt", "d.txt"}

    state = json.loads(run("status", out, "--json").stdout)
    assert [
        (Path(lost["path"]).name, lost["page"], lost["kind"]) for lost in state["failures"]
    ] == [
        ("b.png", None, "InputError"),
        ("c.png", 1, "InputError"),
    ]
    assert "failed, could not be read as pages: " in run("status", out).stdout
    assert run("read", source, "-o", out, "--strict", *FAST).returncode == 10

    draw(source / "b.png", name(2))
    cut.write_bytes(good.read_bytes())
    again = run("retry", out)
    assert again.returncode == 0, again.stderr
    assert set(texts(out)) == {"a.txt", "b.txt", "c.txt", "d.txt"}
    assert ledger_rows(out, "SELECT sum(revision) FROM page") == [(5,)]


def test_a_tesseract_that_hangs_on_one_page_is_a_timeout(tmp_path: Path) -> None:
    """The page is named, the rest is complete, and `retry` reads it when Tesseract is well
    again.
    """
    source, out, ill = tmp_path / "in", tmp_path / "out", tmp_path / "ill"
    draw(source / "a.png", name(1))
    draw(source / "b.png", name(2), width=777)
    draw(source / "c.png", name(3))
    ill.mkdir()
    fake = ill / "tesseract"
    fake.write_text(
        "#!/usr/bin/env bash\n"
        'case "$1" in --*) ;; *) if head -c 10 "$1" | grep -q "^777 "; then sleep 300; fi ;; esac\n'
        f'exec "$(PATH="${{PATH#{ill}:}}" command -v tesseract)" "$@"\n'
    )
    fake.chmod(0o755)
    done = run("read", source, "-o", out, "--timeout-per-page", "4", *FAST, path=str(ill))
    assert done.returncode == 7
    assert "b.png page 1: gave up after 4 s" in done.stderr
    assert set(texts(out)) == {"a.txt", "c.txt"}
    assert run("retry", out, "--timeout-per-page", "60").returncode == 0
    assert "volume two" in texts(out)["b.txt"]


def test_a_tesseract_that_was_killed_reads_in_the_next_run(tmp_path: Path) -> None:
    """By a real signal; the same command tries again what passes, and only that."""
    source, out, ill = tmp_path / "in", tmp_path / "out", tmp_path / "ill"
    draw(source / "a.png", name(1))
    draw(source / "b.png", name(2), width=777)
    (source / "c.png").write_bytes(b"no image")
    ill.mkdir()
    fake = ill / "tesseract"
    fake.write_text(
        "#!/usr/bin/env bash\n"
        'case "$1" in --*) ;; *) if head -c 10 "$1" | grep -q "^777 "; then kill -9 $$; fi ;;'
        " esac\n"
        f'exec "$(PATH="${{PATH#{ill}:}}" command -v tesseract)" "$@"\n'
    )
    fake.chmod(0o755)
    done = run("read", source, "-o", out, *FAST, path=str(ill))
    assert "b.png page 1: Tesseract was killed by SIGKILL" in done.stderr
    assert set(texts(out)) == {"a.txt"}
    again = run("read", source, "-o", out, *FAST)
    assert again.returncode == 2
    assert "volume two" in texts(out)["b.txt"]
    assert ledger_rows(out, "SELECT revision FROM page ORDER BY file") == [(1,), (2,)]


def test_too_many_failures_stop_the_run(tmp_path: Path) -> None:
    """A wrong folder should not be read to its end."""
    source = tmp_path / "in"
    source.mkdir()
    for number in range(30):
        (source / f"{number}.png").write_bytes(b"no image")
    done = run("read", source, "-o", tmp_path / "out", "-j", "1", "--max-failed", "2", *FAST)
    assert done.returncode == 2
    assert done.stderr.count("neither an image nor a PDF") < 30
    assert "stopping, more than 2 pages failed" in done.stderr


def test_links_that_lead_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    """Neither to files nor to folders."""
    page = draw(tmp_path / "in" / "a.png", name(1))
    secret = draw(tmp_path / "elsewhere" / "b.png", name(2))
    (page.parent / "link.png").symlink_to(secret)
    (page.parent / "folder").symlink_to(secret.parent)
    run("read", page.parent, "-o", tmp_path / "out", *FAST)
    assert set(texts(tmp_path / "out")) == {"a.txt"}


@pytest.mark.parametrize(
    ("where", "code", "said"), [("in/out", 1, "inside the input folder"), ("/proc/recto", 5, "-o")]
)
def test_an_impossible_output_folder_is_refused_at_once(
    tmp_path: Path, where: str, code: int, said: str
) -> None:
    """Before anything is read."""
    page = draw(tmp_path / "in" / "a.png", name(1))
    done = run("read", page.parent, "-o", tmp_path / where, *FAST)
    assert (done.returncode, said in done.stderr) == (code, True)


def test_what_a_killed_run_left_half_written_is_cleared_away(tmp_path: Path) -> None:
    """Only by the next run, which holds the lock."""
    page, out = draw(tmp_path / "in" / "a.png", name(1)), tmp_path / "out"
    run("read", page.parent, "-o", out, *FAST)
    (out / ".a.txt.x1.part").write_text("half")
    with sqlite3.connect(out / ".recto" / "ledger.sqlite") as database:
        database.execute("UPDATE fact SET value = 'running' WHERE key = 'state'")
    database.close()
    run("read", page.parent, "-o", out, *FAST)
    assert not list(out.rglob("*.part"))


def small_disk(out: Path, size: str, script: str, *arguments: str) -> str:
    """Run a shell script in which OUT is a file system of its own, `$@` the arguments; what it
    printed, or skip.
    """
    out.mkdir()
    mounted = f'mount -t tmpfs -o size={size} none "$OUT" || exit 77; {script}'
    isolated = ["unshare", "--map-root-user", "--mount", "bash", "-c", mounted, "bash", *arguments]
    try:
        done = subprocess.run(
            isolated, capture_output=True, text=True, env=os.environ | {"OUT": str(out)}
        )
    except FileNotFoundError:
        pytest.skip("no unshare, so no small file system, on this system")
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("this system does not let us mount a small file system")
    return done.stdout + done.stderr


def test_a_full_disk_ends_the_run_and_the_same_command_goes_on(tmp_path: Path) -> None:
    """On a file system of its own, too small for the results."""
    source, out = tmp_path / "in", tmp_path / "out"
    for number in range(6):
        draw(source / f"{number}.png", name(number))
    script = (
        '"$@"; echo "first $?"; mount -o remount,size=50m "$OUT"; "$@"; echo "second $?"; ls "$OUT"'
    )
    said = small_disk(out, "150k", script, *command("read", source, "-o", out, "-q", *FAST))
    assert "first 5" in said
    assert "the disk is full" in said or "No space left" in said
    assert "second 0" in said
    assert all(f"{number}.txt" in said for number in range(6))


def test_a_folder_that_became_read_only_is_refused_but_still_tells_its_state(
    tmp_path: Path,
) -> None:
    """Results on a disk that is mounted for reading only."""
    page, out = draw(tmp_path / "in" / "a.png", name(1)), tmp_path / "out"
    script = (
        '"$@"; mount -o remount,ro "$OUT"; "$@"; echo "again $?"; "$1" -m recto status "$OUT"; echo'
        ' "status $?"'
    )
    said = small_disk(out, "20m", script, *command("read", page.parent, "-o", out, "-q", *FAST))
    assert "Read-only file system; choose another place with -o" in said
    assert "again 5" in said
    assert "1 of 1 pages in 1 file" in said
    assert "status 0" in said


def test_an_input_that_vanishes_during_the_run_is_named(tmp_path: Path) -> None:
    """Between the survey of its folder and its turn."""
    source = tmp_path / "in"
    for number in range(4):
        draw(source / f"{number}.png", name(number))
    settings = Settings(local=Local("off", cleaning="off"), output=Output(str(tmp_path / "out")))
    with prepared([str(source)], settings) as under_way:
        events = under_way.events(1)
        next(events)
        (source / "3.png").unlink()
        ended = [event for event in events if isinstance(event, FileEnded)]
    faults = {Path(event.path).name: event.error for event in ended if event.error}
    assert list(faults) == ["3.png"]
    assert "no such file" in faults["3.png"]
    assert len(ended) == 4


PAGES = 60


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(tmp_path: Path) -> None:
    """Exit code 130, as shells expect; so many pages that the run cannot end before a busy machine
    stops it.
    """
    source, out = tmp_path / "in", tmp_path / "out"
    for number in range(PAGES):
        draw(source / f"{number}.png", name(number))
    line = command("read", source, "-o", out, "-j", "1", *FAST)
    first = subprocess.Popen(line, stderr=subprocess.PIPE, text=True, preexec_fn=interruptible)
    while len(texts(out) if out.exists() else ()) < 2 and first.poll() is None:
        time.sleep(0.05)
    first.send_signal(signal.SIGINT)
    _, said = first.communicate(timeout=300)
    assert first.returncode == 130
    assert "pages left, the same command goes on" in said
    assert run("read", source, "-o", out, *FAST).returncode == 0
    assert len(texts(out)) == PAGES
    assert ledger_rows(out, "SELECT max(revision) FROM page") == [(1,)]
