"""Sources in S3 and results in S3, against moto's real server on this machine."""

import json
from pathlib import Path

import pytest
from tests.batch.pages import FAST, folder_of, run, texts
from tests.cluster.stores import downloaded, new_bucket, uploaded

from recto.batch.ledger import open_ledger
from recto.review.desk import Desk

s3fs = pytest.importorskip("s3fs", reason="needs the packages of recto[cluster]")


def test_from_s3_into_s3_the_results_are_those_of_folders(s3: str, tmp_path: Path) -> None:
    """The same texts under the same names; and no key stands in anything that was written."""
    pages = folder_of(tmp_path / "in", 7)
    assert run("read", pages, "-o", tmp_path / "calm", *FAST).returncode == 0
    uploaded(pages, f"{s3}/in")
    done = run("read", f"{s3}/in", "-o", f"{s3}/out", "-f", "txt,json", *FAST)
    assert done.returncode == 0, done.stderr
    out = downloaded(f"{s3}/out", tmp_path / "out")
    assert texts(out) == texts(tmp_path / "calm")
    result = json.loads((out / "shelf 0" / "page-0.json").read_text())
    assert result["source"] == f"{s3}/in/shelf 0/page-0.png"
    written = [file.read_bytes() for file in out.rglob("*") if file.is_file()]
    for secret in (b"secret-of-the-harbour", b"AKIAHARBOUR"):
        assert not any(secret in data for data in written)
    state = json.loads(run("status", f"{s3}/out", "--json").stdout)
    assert (state["pages"], state["pages_left"], state["running"]) == (7, 0, "")


def test_a_second_run_reads_nothing_again(s3: str, tmp_path: Path) -> None:
    """A changed object, and a new one, are read; the others are as they were."""
    pages = folder_of(tmp_path / "in", 6)
    uploaded(pages, f"{s3}/in")
    command = ("read", f"{s3}/in", "-o", f"{s3}/out", "--shard-pages", "1", *FAST)
    assert run(*command).returncode == 0
    again = run(*command)
    assert again.returncode == 0
    assert "4 files passed over, nothing has changed" in again.stderr, again.stderr
    store = s3fs.S3FileSystem(use_listings_cache=False)
    store.cp_file(f"{s3}/in/shelf 1/page-1.png", f"{s3}/in/shelf 2/page-2.png")
    store.cp_file(f"{s3}/in/shelf 1/page-1.png", f"{s3}/in/shelf 2/page-9.png")
    third = run(*command)
    assert third.returncode == 0, third.stderr
    assert "3 files passed over, nothing has changed" in third.stderr, third.stderr
    out = texts(downloaded(f"{s3}/out", tmp_path / "out"))
    assert out["shelf 2/page-2.txt"] == out["shelf 1/page-1.txt"] == out["shelf 2/page-9.txt"]


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("s3://no-such-bucket-here/in", "no images or PDFs in this folder"),
        ("s3://key:secret-of-mine@bucket/in", "a s3:// URL holds a name or a key"),
        ("ftp://host/in", "no place of the kind ftp://"),
        ("gs://bucket/in", "gs:// needs the package gcsfs"),
    ],
)
def test_a_place_that_cannot_be_read_is_named(
    s3: str, tmp_path: Path, source: str, says: str
) -> None:
    """In one line, without the key that stands in it."""
    done = run("read", source, "-o", tmp_path / "out", *FAST)
    assert done.returncode != 0
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret-of-mine" not in done.stderr


def test_a_refused_key_is_told_and_not_shown(
    s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that does not answer is named as such."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    done = run("read", f"{s3}/in", "-o", tmp_path / "out", *FAST)
    assert done.returncode == 5, done.stderr
    assert "the place does not answer" in done.stderr
    assert "secret-of-the-harbour" not in done.stderr


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_run_in_a_bucket_is_reviewed_on_this_machine(
    s3: str, tmp_path: Path, *, elsewhere: bool
) -> None:
    """Its pages with their pictures; sources in another bucket where the user names that one."""
    pages = folder_of(tmp_path / "in", 4)
    home = new_bucket() if elsewhere else s3
    uploaded(pages, f"{home}/in")
    read = run("read", f"{home}/in", "-o", f"{s3}/text", "-f", "jsonl", "-j", "1", *FAST)
    assert read.returncode == 0, read.stderr
    done = run("review", f"{s3}/text", "--export", "-", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert ("name its place with --source" in done.stderr) == elsewhere
    if elsewhere:
        done = run("review", f"{s3}/text", "--source", home, "--export", "-", cwd=tmp_path)
        assert "--source" not in done.stderr
    folder = tmp_path / "text-review"
    with open_ledger(folder) as ledger:
        desk = Desk(ledger, folder)
        assert len(desk.sources) == 2
        for number, source in desk.sources.items():
            for index in source.indices:
                assert Path(desk.with_image(number, index).page.source).is_relative_to(folder)
    written = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    assert not any(b"secret-of-the-harbour" in data for data in written)
