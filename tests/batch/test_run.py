"""Runs as users start them: the tree, resuming, what is redone and what is not, faults by name, the lock."""

import json
import os
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest
from tests.batch.pages import FAST, command, draw, folder_of, ledger_rows, name, run, texts, timeless

import recto
from recto.batch.events import FileEnded
from recto.batch.folder import prepared
from recto.errors import InputError
from recto.settings import Batch, Local, Output, Settings


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six pages: three files in three folders, and a TIFF of three frames."""
    return folder_of(tmp_path_factory.mktemp("shelf") / "in", 6)


@pytest.fixture(scope="module")
def undisturbed(shelf: Path) -> Path:
    """The results of one run with one job."""
    out = shelf.parent / "undisturbed"
    done = run("read", shelf, "-o", out, "-j", "1", "-f", "txt,json", *FAST)
    assert done.returncode == 0, done.stderr
    return out


def test_the_output_tree_mirrors_the_input_tree(shelf: Path, undisturbed: Path) -> None:
    """Every file of the input has its result in the same folder below OUT."""
    wanted = {str(file.relative_to(shelf).with_suffix(".txt")) for file in shelf.rglob("*.*")}
    found = texts(undisturbed)
    assert set(found) == wanted
    assert "volume zero" in found["shelf 0/page-0.txt"]
    assert found["last.txt"].count("\f") == 2
    assert [name(number) in found["last.txt"] for number in (3, 4, 5)] == [True] * 3


@pytest.mark.parametrize("jobs", ["2", "3"])
def test_any_number_of_jobs_gives_the_same_results(shelf: Path, undisturbed: Path, tmp_path: Path, jobs: str) -> None:
    """Byte for byte; only what a clock says may differ."""
    assert run("read", shelf, "-o", tmp_path / "out", "-j", jobs, "-f", "txt,json", *FAST).returncode == 0
    assert texts(tmp_path / "out") == texts(undisturbed)
    assert timeless(tmp_path / "out") == timeless(undisturbed)


def test_a_second_run_reads_nothing_again_and_each_change_redoes_what_it_touches(shelf: Path, tmp_path: Path) -> None:
    """Same command; another format; a result taken away; a page changed; a setting changed."""
    source, out = tmp_path / "in", tmp_path / "out"
    for number in range(3):
        draw(source / f"{number}.png", name(number))
    reads = "SELECT group_concat(revision, '') FROM (SELECT revision FROM page ORDER BY file)"

    def after(*more: str) -> str:
        assert run("read", source, "-o", out, *FAST, *more).returncode == 0
        return str(ledger_rows(out, reads)[0][0])

    assert after() == "111"
    written = (out / "0.txt").stat().st_mtime_ns
    assert after() == "111"
    assert (out / "0.txt").stat().st_mtime_ns == written
    assert after("-f", "txt,md") == "111"
    assert (out / "2.md").exists()
    (out / "1.txt").unlink()
    assert after() == "111"
    assert "volume one" in (out / "1.txt").read_text()
    draw(source / "1.png", name(8))
    assert after() == "121"
    assert "volume eight" in (out / "1.txt").read_text()
    assert after("--psm", "6") == "232"


def test_touching_a_file_without_changing_it_reads_nothing_again(tmp_path: Path) -> None:
    """What counts is what is in the file."""
    page, out = draw(tmp_path / "in" / "a.png", name(1)), tmp_path / "out"
    run("read", page.parent, "-o", out, *FAST)
    os.utime(page, (1, 1))
    run("read", page.parent, "-o", out, *FAST)
    assert ledger_rows(out, "SELECT revision FROM page") == [(1,)]


def test_skip_existing_trusts_what_is_there(tmp_path: Path) -> None:
    """Results of another program, or of another folder's run, are left alone."""
    page, out = draw(tmp_path / "in" / "a.png", name(1)), tmp_path / "out"
    out.mkdir()
    (out / "a.txt").write_text("by hand")
    assert run("read", page.parent, "-o", out, "--skip-existing", *FAST).returncode == 0
    assert (out / "a.txt").read_text() == "by hand"


def test_bad_files_are_named_and_the_others_are_read(tmp_path: Path) -> None:
    """The exit code is the first bad file's, in the order of the files; status tells all; retry mends."""
    source, out = tmp_path / "in", tmp_path / "out"
    good, cut = draw(source / "a.png", name(1)), source / "c.png"
    (source / "b.png").write_bytes(b"")
    cut.write_bytes(good.read_bytes()[:700])
    draw(source / "d.png", name(4))
    done = run("read", source, "-o", out, *FAST)
    assert done.returncode == 2
    assert "b.png: the file is empty" in done.stderr
    assert "c.png page 1: damaged image data" in done.stderr
    assert set(texts(out)) == {"a.txt", "d.txt"}

    state = json.loads(run("status", out, "--json").stdout)
    assert [(Path(lost["path"]).name, lost["page"], lost["kind"]) for lost in state["failures"]] == [
        ("b.png", None, "InputError"),
        ("c.png", 1, "InputError"),
    ]
    assert "failed (InputError)" in run("status", out).stdout
    assert run("read", source, "-o", out, "--strict", *FAST).returncode == 10

    draw(source / "b.png", name(2))
    cut.write_bytes(good.read_bytes())
    again = run("retry", out)
    assert again.returncode == 0, again.stderr
    assert set(texts(out)) == {"a.txt", "b.txt", "c.txt", "d.txt"}
    assert ledger_rows(out, "SELECT sum(revision) FROM page") == [(5,)]


def test_a_tesseract_that_hangs_on_one_page_is_a_timeout(tmp_path: Path) -> None:
    """The page is named, the rest is complete, and `retry` reads it when Tesseract is well again."""
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


def test_a_second_run_into_the_folder_is_told_who_holds_it(tmp_path: Path) -> None:
    """And status may be asked meanwhile."""
    source, out = tmp_path / "in", tmp_path / "out"
    for number in range(12):
        draw(source / f"{number}.png", name(number))
    first = subprocess.Popen(command("read", source, "-o", out, "-j", "1", "-q", *FAST))
    while not (out / ".recto" / "ledger.sqlite").exists():
        time.sleep(0.05)
    second = run("read", source, "-o", out, *FAST)
    assert second.returncode == 5
    assert f"another run is writing here (process {first.pid} on " in second.stderr
    assert f"running: process {first.pid}" in run("status", out).stdout
    assert first.wait(timeout=60) == 0
    assert len(texts(out)) == 12


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
def test_an_impossible_output_folder_is_refused_at_once(tmp_path: Path, where: str, code: int, said: str) -> None:
    """Before anything is read."""
    page = draw(tmp_path / "in" / "a.png", name(1))
    done = run("read", page.parent, "-o", tmp_path / where, *FAST)
    assert (done.returncode, said in done.stderr) == (code, True)


def test_the_json_log_has_one_object_an_event(tmp_path: Path) -> None:
    """For programs that watch a run."""
    page, log = draw(tmp_path / "in" / "a.png", name(1)), tmp_path / "log"
    run("read", page.parent, "-o", tmp_path / "out", "--log-json", log, *FAST)
    events = [json.loads(line) for line in log.read_text().splitlines()]
    assert [event["event"] for event in events] == ["Began", "Found", "PageEnded", "FileEnded"]
    assert events[2]["facts"]["outcome"] == "ok"


def test_the_report_names_failures_and_escapes_what_they_say(tmp_path: Path) -> None:
    """File names come from strangers."""
    source, out = tmp_path / "in", tmp_path / "out"
    draw(source / "a.png", name(1))
    (source / "<b>.png").write_bytes(b"x")
    run("read", source, "-o", out, "--second-reader", "off", "--clean", "off")
    report = (out / "run-report.html").read_text()
    assert "&lt;b&gt;.png" in report
    assert "<b>.png" not in report
    assert "InputError" in report


def test_standard_input_can_go_to_a_folder(tmp_path: Path) -> None:
    """And be gone on with."""
    page, out = draw(tmp_path / "a.png", name(1)), tmp_path / "out"
    done = subprocess.run(command("read", "-", "-o", out, *FAST), input=page.read_bytes(), capture_output=True)
    assert done.returncode == 0, done.stderr
    assert "volume one" in (out / "stdin.txt").read_text()


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


def test_a_full_disk_ends_the_run_and_the_same_command_goes_on(tmp_path: Path) -> None:
    """On a file system of its own, too small for the results."""
    source, out = tmp_path / "in", tmp_path / "out"
    for number in range(6):
        draw(source / f"{number}.png", name(number))
    out.mkdir()
    script = (
        'mount -t tmpfs -o size=150k none "$OUT" || exit 77; "$@"; echo "first $?"; '
        'mount -o remount,size=50m "$OUT"; "$@"; echo "second $?"; ls "$OUT"'
    )
    isolated = ["unshare", "--map-root-user", "--mount", "bash", "-c", script, "bash"]
    arguments = command("read", source, "-o", out, "-q", *FAST)
    try:
        done = subprocess.run(
            [*isolated, *arguments], capture_output=True, text=True, env=os.environ | {"OUT": str(out)}
        )
    except FileNotFoundError:
        pytest.skip("no unshare on this system")
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("this system does not let us mount a small file system")
    assert "first 5" in done.stdout
    assert "the disk is full" in done.stderr or "No space left" in done.stderr
    assert "second 0" in done.stdout
    assert all(f"{number}.txt" in done.stdout for number in range(6))


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


def test_read_many_yields_documents_in_order_and_survives_bad_files(tmp_path: Path) -> None:
    """Whatever order the workers finish in; a bad file is raised, or skipped on request."""
    paths = [draw(tmp_path / f"{number}.png", name(number)) for number in range(5)]
    paths[2].write_bytes(b"")
    settings = Settings(local=Local("off", cleaning="off"), batch=Batch(jobs=2))
    read = [document.text for document in recto.read_many(paths, settings, skip_failed=True)]
    assert [name(number) in text for number, text in zip((0, 1, 3, 4), read, strict=True)] == [True] * 4
    documents = recto.read_many(paths, settings)
    assert name(0) in next(documents).text
    assert name(1) in next(documents).text
    with pytest.raises(InputError, match="the file is empty"):
        next(documents)


def test_read_gives_every_word_its_confidence_origin_and_reason(tmp_path: Path) -> None:
    """The Python API's promise."""
    document = recto.read(draw(tmp_path / "a.png", name(7)), second_reader="off")
    words = document.pages[0].words
    assert [word.text for word in words] == ["Harbour", "ledger", "volume", "seven"]
    assert all(0 <= word.confidence <= 1 and word.origin == "tesseract" and word.reason for word in words)
