"""WARC files as sources: what a crawl has brought home, and what none of it may do."""

import gzip
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from tests.batch.pages import FAST, draw, name, run, texts

from recto.errors import InputError, RectoError, TooLarge
from recto.places import archives
from recto.places.archives import extract, members
from recto.places.members import is_archive, member_path, split

SITE = "https://harbour.example"


def record(kind: str, path: str, block: bytes, media: str = "") -> bytes:
    """One record, as ISO 28500 has it."""
    lines = [
        "WARC/1.0", f"WARC-Type: {kind}", f"WARC-Target-URI: {SITE}/{path}",
        "WARC-Date: 2026-11-27T12:00:00Z", "WARC-Record-ID: <urn:uuid:0-0-0-0-0>",
        f"Content-Type: {media or 'application/http; msgtype=response'}",
        f"Content-Length: {len(block)}",
    ]  # fmt: skip
    head = "\r\n".join(lines)
    return head.encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def answer(path: str, data: bytes, media: str, status: str = "200 OK", coding: str = "") -> bytes:
    """One request's answer, as crawlers keep it."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media}"]
    if coding:
        lines.append(f"Content-Encoding: {coding}")
        data = gzip.compress(data)
    head = "\r\n".join(lines)
    return record("response", path, head.encode() + b"\r\n\r\n" + data)


def written(path: Path, records: list[bytes]) -> Path:
    """A WARC file, each record compressed alone where the name says so."""
    packed = path.suffix == ".gz"
    path.write_bytes(b"".join(gzip.compress(each) if packed else each for each in records))
    return path


def crawl(path: Path) -> Path:
    """Pages and other things."""
    records = [
        record("warcinfo", "", b"software: harbour\r\n", "application/warc-fields"),
        answer("index.html", b"<html>", "text/html"),
        answer("scan%20one.png?size=full", b"one", "image/png"),
        answer("iiif/full/0/default", b"two", "image/jpeg; charset=binary"),
        answer("gone.png", b"no", "image/png", "404 Not Found"),
        answer("packed.tif", b"three", "image/tiff", coding="gzip"),
        answer("../../../../etc/up.png", b"four", "image/png"),
        answer("scan%20one.png?size=full", b"five", "image/png"),
        record("resource", "b.pdf", b"six" * 20, "application/octet-stream"),
    ]
    return written(path, records)


FOUND = {
    "000002-scan-one.png": b"one",
    "000003-default.jpg": b"two",
    "000005-packed.tif": b"three",
    "000006-up.png": b"four",
    "000007-scan-one.png": b"five",
    "000008-b.pdf": b"six" * 20,
}


@pytest.mark.parametrize("kind", ["a.warc", "a.warc.gz", "A.WARC"])
def test_pages_are_found_and_copied(tmp_path: Path, kind: str) -> None:
    """By what the server said they are; without the compression of the way; under our names."""
    archive = str(crawl(tmp_path / kind))
    assert is_archive(archive)
    assert [entry.name for entry in members(archive)] == list(FOUND)
    files = extract(archive, list(FOUND), tmp_path / "here")
    for member, data in FOUND.items():
        file = files[member]
        assert isinstance(file, Path)
        assert file.read_bytes() == data
        assert file.is_relative_to(tmp_path / "here")
        assert split(member_path(member, archive)) == (member, archive)


def cut(data: bytes) -> bytes:
    """As a crawl that was killed leaves it."""
    return data[:-40]


def garbled(data: bytes) -> bytes:
    """No WARC at all."""
    return b"\0" * len(data)


@pytest.mark.parametrize("kind", ["a.warc", "a.warc.gz"])
@pytest.mark.parametrize("damage", [cut, garbled])
def test_a_damaged_one_is_named(
    tmp_path: Path, kind: str, damage: Callable[[bytes], bytes]
) -> None:
    """In one error of ours; no part of a page is taken for the page."""
    path = crawl(tmp_path / kind)
    path.write_bytes(damage(path.read_bytes()))
    if damage is garbled:
        with pytest.raises(InputError, match=kind):
            members(str(path))
        return
    last = "000008-b.pdf"
    with suppress(InputError):
        files = extract(str(path), [*FOUND], tmp_path / "here")
        assert isinstance(files[last], RectoError)
        # Of a packed one some records more are lost: it is read some kilobytes ahead.
        assert kind.endswith("gz") or isinstance(files["000007-scan-one.png"], Path)


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By what it becomes, whatever it says of itself."""
    monkeypatch.setattr(archives, "ALWAYS", 1 << 20)
    bomb = answer("a.png", b"\0" * (1 << 23), "image/png")
    path = written(tmp_path / "bomb.warc.gz", [bomb])
    with pytest.raises(TooLarge):
        members(str(path))


def test_a_crawl_is_read_as_the_pages_in_it(tmp_path: Path) -> None:
    """By the command."""
    page = draw(tmp_path / "page.png", name(7))
    written(tmp_path / "crawl.warc.gz", [answer("page", page.read_bytes(), "image/png")])
    done = run("read", tmp_path / "crawl.warc.gz", "-o", tmp_path / "out", *FAST)
    assert done.returncode == 0, done.stderr
    found = texts(tmp_path / "out")
    assert list(found) == ["000000-page.txt"]
    assert "volume seven" in found["000000-page.txt"]
