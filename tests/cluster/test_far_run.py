"""Runs over groups by workers of this machine: what the ledger makes, whatever happens."""

import http.server
import json
import random
import re
import shutil
import subprocess
import threading
import time
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from tests.batch.pages import FAST, command, draw, folder_of, name, run, texts, timeless

JSONL = ("-f", "txt,json,jsonl")
PYARROW = "the packages of recto[cluster] are installed"
SMALL = ("--shard-pages", "2")


def results(out: Path) -> dict[str, Any]:
    """The JSON results below a folder, without what the run itself keeps there."""
    return {path: value for path, value in timeless(out).items() if ".recto" not in path}


def without_id(pdf: Path) -> bytes:
    """A PDF without the number that every writing of one gets, and its compressed neighbour."""
    return re.sub(rb"/ID \[.*?\]", b"", pdf.read_bytes())


def lines(out: Path) -> list[tuple[str, int, str]]:
    """Document, page and outcome of every line of the shards."""
    found = []
    for file in sorted((out / "jsonl").iterdir()):
        for line in file.read_text().splitlines():
            value = json.loads(line)
            found.append((value["document"], value.get("index", -1), value["status"]))
    return found


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six pages in four files, the last of three frames."""
    return folder_of(tmp_path_factory.mktemp("far") / "in", 6)


@pytest.fixture(scope="module")
def calm(pages: Path) -> Path:
    """What the ledger's engine makes of them."""
    out = pages.parent / "calm"
    assert run("read", pages, "-o", out, "-f", "txt,json,pdf", *FAST).returncode == 0
    return out


def test_the_results_are_those_of_the_ledger(pages: Path, calm: Path) -> None:
    """Also of a document that is longer than a group, whose parts are joined; and a second run
    does nothing again.
    """
    out = pages.parent / "far"
    arguments = ("read", pages, "-o", out, "-f", "txt,json,pdf,jsonl", *SMALL, *FAST)
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    assert texts(out) == texts(calm)
    assert results(out) == results(calm)
    pdfs = [file.relative_to(calm) for file in calm.rglob("*.pdf")]
    assert pdfs
    for pdf in pdfs:
        assert without_id(out / pdf) == without_id(calm / pdf)
    assert len(lines(out)) == len(set(lines(out))) == 6
    before = {file: file.stat().st_mtime_ns for file in out.rglob("*.json*") if file.is_file()}
    assert "4 files passed over, nothing has changed" in run(*arguments).stderr
    after = {file: file.stat().st_mtime_ns for file in before}
    assert {file.name for file in before if before[file] != after[file]} == {"run.json"}


def test_killed_at_any_moment_the_same_command_goes_on(
    pages: Path, calm: Path, tmp_path: Path
) -> None:
    """No page is lost, and none stands in two shards."""
    out = tmp_path / "out"
    arguments = command("read", pages, "-o", out, *JSONL, *SMALL, *FAST)
    moments = random.Random(4)  # noqa: S311 - the same moments every time
    for groups in (0, 2):
        process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
        while process.poll() is None and len(list(out.glob(".recto/*/groups/*"))) < groups:
            time.sleep(0.01)
        time.sleep(moments.uniform(0, 0.3))
        process.kill()
        process.wait()
    assert subprocess.run(arguments, capture_output=True).returncode == 0
    assert texts(out) == texts(calm)
    assert results(out) == results(calm)
    assert len(lines(out)) == len(set(lines(out))) == 6
    assert not list(out.rglob("*.part"))


def test_what_changes_is_read_again_and_nothing_else(tmp_path: Path) -> None:
    """A page that was changed, one that is gone and one that came."""
    pages = tmp_path / "in"
    for number in range(5):
        draw(pages / f"{number}.png", name(number))
    arguments = ("read", pages, "-o", tmp_path / "out", *JSONL, *SMALL, *FAST)
    assert run(*arguments).returncode == 0
    first = {file.name: file.stat().st_mtime_ns for file in (tmp_path / "out/jsonl").iterdir()}
    draw(pages / "1.png", name(11))
    (pages / "2.png").unlink()
    draw(pages / "0a.png", name(7))
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    assert sorted(document for document, _, _ in lines(tmp_path / "out")) == [
        "0.png", "0a.png", "1.png", "3.png", "4.png",
    ]  # fmt: skip
    assert "volume one one" in (tmp_path / "out/1.txt").read_text()
    last = tmp_path / "out/jsonl/part-00000002.jsonl"
    assert last.stat().st_mtime_ns == first[last.name]


def test_a_part_that_is_read_again_is_joined_again(pages: Path, tmp_path: Path) -> None:
    """As after a run in which that part's worker was killed."""
    out = tmp_path / "out"
    arguments = ("read", pages / "last.tif", "-o", out, "-f", "txt", "--shard-pages", "1", *FAST)
    flags = ("-f", "txt,jsonl")
    assert run(*arguments, *flags).returncode == 0
    text = (out / "last.txt").read_text()
    (part,) = out.glob(".recto/*/groups/00000001.json")
    part.unlink()
    (out / "last.txt").write_text("old")
    assert run(*arguments, *flags).returncode == 0
    assert (out / "last.txt").read_text() == text


def test_too_many_failures_end_the_run_and_the_same_command_goes_on(tmp_path: Path) -> None:
    """What was not handed out is left, and said."""
    pages = tmp_path / "in"
    for number in range(8):
        pages.mkdir(exist_ok=True)
        (pages / f"{number}.png").write_bytes(b"no picture")
    flags = ("-f", "jsonl", "--shard-pages", "1", "-j", "1", *FAST)
    done = run("read", pages, "-o", tmp_path / "out", "--max-failed", "2", *flags)
    assert "more than 2 pages failed" in done.stderr, done.stderr
    state = json.loads(run("status", tmp_path / "out", "--json").stdout)
    assert state["pages_left"] >= 1
    done = run("read", pages, "-o", tmp_path / "out", *flags)
    state = json.loads(run("status", tmp_path / "out", "--json").stdout)
    assert (state["pages_left"], len(state["failures"])) == (0, 8)


def test_what_fails_is_told_and_tried_again(tmp_path: Path) -> None:
    """A broken file costs itself; status, the exit code and retry know of it."""
    pages = tmp_path / "in"
    draw(pages / "0.png", name(0))
    (pages / "1.png").write_bytes(b"no picture")
    out = tmp_path / "out"
    done = run("read", pages, "-o", out, *JSONL, *FAST)
    assert done.returncode == 2, done.stderr
    state = json.loads(run("status", out, "--json").stdout)
    assert [failure["kind"] for failure in state["failures"]] == ["InputError"]
    assert state["failures"][0]["path"].endswith("in/1.png")
    assert [line[2] for line in lines(out)] == ["ok", "failed"]
    assert run("read", pages, "-o", out, *JSONL, *FAST).returncode == 2
    other = run("retry", out, "--llm", "always", "--model", "m", "--base-url", "http://h/v1")
    assert other.returncode == 1, other.stderr
    assert "would read its pages otherwise" in other.stderr
    shutil.copy(pages / "0.png", pages / "1.png")
    again = run("retry", out, cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert [line[2] for line in lines(out)] == ["ok", "ok"]


def test_a_plan_that_was_edited_reads_nothing_else(tmp_path: Path) -> None:
    """Retry believes no source of OUT that lies elsewhere."""
    here, elsewhere = tmp_path / "a" / "in", tmp_path / "secret"
    draw(here / "0.png", name(0))
    draw(elsewhere / "0.png", name(1))
    out = tmp_path / "a" / "out"
    assert run("read", here, "-o", out, *JSONL, *FAST).returncode == 0
    place = out / ".recto/run.json"
    place.write_text(place.read_text().replace(str(here), str(elsewhere)))
    (tmp_path / "b").mkdir()
    again = run("retry", out, cwd=tmp_path / "b")
    assert again.returncode == 1, again.stderr
    assert "which lies" in again.stderr


def test_an_archive_is_read_as_the_folder_in_it(pages: Path, calm: Path, tmp_path: Path) -> None:
    """Its members by their names; a broken one costs itself."""
    archive = tmp_path / "in.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for file in sorted(pages.rglob("*.*")):
            made.write(file, file.relative_to(pages).as_posix())
        made.writestr("broken.png", b"no picture")
    done = run("read", archive, "-o", tmp_path / "out", *FAST)
    assert done.returncode == 2, done.stderr
    assert f"zip://broken.png::{archive}" in done.stderr
    assert "/recto-group-" not in done.stderr
    assert texts(tmp_path / "out") == texts(calm)


@pytest.fixture
def web(pages: Path) -> Iterator[str]:
    """The pages on an http server of this machine."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments, directory=str(pages))

        def log_message(self, *arguments: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_pages_of_a_manifest_are_fetched_when_asked(web: str, tmp_path: Path) -> None:
    """One that is not there costs itself; without --fetch nothing is asked for."""
    names = ["shelf 0/page-0.png", "shelf 1/page-1.png", "gone.png"]
    canvases = []
    for each in names:
        address = f"{web}/{each.replace(' ', '%20')}"
        canvases.append({"items": [{"items": [{"body": {"id": address}}]}]})
    context = "http://iiif.io/api/presentation/3/context.json"
    manifest = tmp_path / "book.json"
    manifest.write_text(json.dumps({"@context": context, "items": canvases}))
    refused = run("read", manifest, "-o", tmp_path / "out", *FAST)
    assert refused.returncode == 1
    assert "--fetch" in refused.stderr
    done = run("read", manifest, "-o", tmp_path / "out", "--fetch", *FAST)
    assert done.returncode == 2, done.stderr
    assert "the server answers 404" in done.stderr
    out = texts(tmp_path / "out")
    assert "volume one" in out["book/00002.txt"]
    assert len(out) == 2


@pytest.mark.skipif(find_spec("pyarrow") is not None, reason=PYARROW)
def test_parquet_without_pyarrow_is_said_before_the_first_page(tmp_path: Path) -> None:
    """With what to install, and nothing is written."""
    draw(tmp_path / "in" / "0.png", name(0))
    done = run("read", tmp_path / "in", "-o", tmp_path / "out", "-f", "parquet", *FAST)
    assert done.returncode == 3
    assert "needs the package pyarrow; pip install 'recto-ocr[cluster]'" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("in/0.png", "-f", "jsonl"), "give a folder"),
        (("in", "-o", "in/out", "-f", "jsonl"), "is inside the input folder"),
        (("in", "-o", "ledger", "-f", "jsonl"), "holds a run of the local engine"),
        (("in", "-o", "far"), "holds a run over groups"),
        (("in", "-o", "new", "-f", "jsonl", "--skip-existing"), "goes by its manifests"),
        (("s3://b/in", "--dry-run", "--llm", "auto", "--model", "m"), "files and folders of this"),
        (("book/a.pdf", "-o", "book", "-f", "pdf,jsonl"), "would be written over it"),
        (("book/a.pdf", "-o", "file:HERE/book", "-f", "pdf,jsonl"), "is read"),
        (("in", "-o", "x", "--engine", "ray", "--address", "nowhere:1"), ""),
    ],
)
def test_what_cannot_be_is_said_at_once(
    tmp_path_factory: pytest.TempPathFactory, arguments: tuple[str, ...], says: str
) -> None:
    """In one line, with the remedy, and nothing is written."""
    here = tmp_path_factory.getbasetemp() / "refusals"
    if not here.exists():
        draw(here / "in" / "0.png", name(0))
        assert run("read", "in", "-o", "ledger", *FAST, cwd=here).returncode == 0
        assert run("read", "in", "-o", "far", "-f", "jsonl", *FAST, cwd=here).returncode == 0
        draw(here / "book" / "a.png", name(1))
        (here / "book" / "a.png").rename(here / "book" / "a.pdf")
    before = (here / "book" / "a.pdf").read_bytes()
    arguments = tuple(each.replace("HERE", f"//{here}") for each in arguments)
    done = run("read", *arguments, *FAST, cwd=here)
    assert (here / "book" / "a.pdf").read_bytes() == before
    assert done.returncode in (1, 3, 5), done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not (here / "in" / "out").exists()
