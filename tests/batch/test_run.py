"""Runs as users start them: the tree, resuming, what is redone and what is not, the lock, reports,
programs.
"""

import json
import os
import subprocess
import time
from pathlib import Path

import pytest
from tests import warm
from tests.batch.pages import (
    FAST,
    command,
    draw,
    folder_of,
    ledger_rows,
    name,
    run,
    texts,
    timeless,
)
from tests.vision.server import Answer, Server, chat, edits

import recto
from recto.errors import InputError
from recto.settings.groups import Batch, Local, Settings


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
def test_any_number_of_jobs_gives_the_same_results(
    shelf: Path, undisturbed: Path, tmp_path: Path, jobs: str
) -> None:
    """Byte for byte; only what a clock says may differ."""
    assert (
        run("read", shelf, "-o", tmp_path / "out", "-j", jobs, "-f", "txt,json", *FAST).returncode
        == 0
    )
    assert texts(tmp_path / "out") == texts(undisturbed)
    assert timeless(tmp_path / "out") == timeless(undisturbed)


def test_a_second_run_reads_nothing_again_and_each_change_redoes_what_it_touches(
    shelf: Path, tmp_path: Path
) -> None:
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


def test_a_second_run_into_the_folder_is_told_who_holds_it(tmp_path: Path) -> None:
    """And status may be asked meanwhile."""
    source, out = draw(tmp_path / "in" / "a.png", name(1)).parent, tmp_path / "out"
    silent = Answer(chat(edits({})).body, latency=300)
    with Server(silent) as server:
        llm = ("--llm", "always", "--provider", "vllm", "--base-url", server.url, "--model", "m")
        first = subprocess.Popen(command("read", source, "-o", out, "-q", *llm, *FAST))
        while not server.received and first.poll() is None:
            time.sleep(0.05)
        second = run("read", source, "-o", out, *FAST)
        status = run("status", out)
        first.kill()
        first.wait()
    assert second.returncode == 5
    assert f"another run is writing here (process {first.pid} on " in second.stderr
    assert f"running: process {first.pid}" in status.stdout
    assert run("read", source, "-o", out, *FAST).returncode == 0
    assert len(texts(out)) == 1


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
    assert "could not be read as pages" in report
    assert "second reader off, cleaning off" in report


def test_standard_input_can_go_to_a_folder(tmp_path: Path) -> None:
    """And be gone on with."""
    page, out = draw(tmp_path / "a.png", name(1)), tmp_path / "out"
    done = warm.recto("read", "-", "-o", out, *FAST, stdin=page.read_bytes())
    assert done.returncode == 0, done.stderr
    assert "volume one" in (out / "stdin.txt").read_text()


def test_read_many_yields_documents_in_order_and_survives_bad_files(tmp_path: Path) -> None:
    """Whatever order the workers finish in; a bad file is raised, or skipped on request."""
    paths = [draw(tmp_path / f"{number}.png", name(number)) for number in range(5)]
    paths[2].write_bytes(b"")
    settings = Settings(local=Local("off", cleaning="off"), batch=Batch(jobs=2))
    read = [document.text for document in recto.read_many(paths, settings, skip_failed=True)]
    assert [name(number) in text for number, text in zip((0, 1, 3, 4), read, strict=True)] == [
        True
    ] * 4
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
    assert all(
        0 <= word.confidence <= 1 and word.origin == "tesseract" and word.reason for word in words
    )
