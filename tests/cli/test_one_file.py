"""-o out.pdf: one file for one source in one format; what cannot be that is refused with a
remedy.
"""

import hashlib
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Recto = Callable[..., CompletedProcess[str]]
FAST = ("--second-reader", "off", "--clean", "off", "-q")


@pytest.mark.parametrize(
    ("file", "flags", "begins"),
    [
        ("x.pdf", (), b"%PDF-"),
        ("deep/er/x.txt", (), b""),
        ("x.json", (), b'{"schema":"1"'),
        ("x.pdf", ("-f", "pdfa"), b"%PDF-1.7"),
        ("x.xml", ("-f", "alto"), b"<?xml"),
    ],
)
def test_a_name_that_ends_like_a_format_is_a_file(
    recto: Recto, samples: Path, tmp_path: Path, file: str, flags: tuple[str, ...], begins: bytes
) -> None:
    """As users of OCRmyPDF type it; no folder of that name, no ledger."""
    done = recto("read", samples / "letter.png", "-o", tmp_path / "out" / file, *flags, *FAST)
    assert done.returncode == 0, done.stderr
    data = (tmp_path / "out" / file).read_bytes()
    assert data.startswith(begins)
    assert len(data) > 100
    assert not list((tmp_path / "out").rglob(".recto*"))


@pytest.mark.parametrize(
    ("output", "more", "said"),
    [
        ("x.pdf", ("-f", "txt,pdf"), "names one file, and 2 formats were asked for; name a folder"),
        ("x.pdf", ("-f", "txt"), "end it in .txt, or name a folder"),
        ("x.xml", (), "say -f: one of alto, page"),
        ("x.txt", ("label.png",), "names one file, and there are 2 to read; name a folder"),
        ("taken", (), "is a file, and -o names a folder here"),
    ],
)
def test_what_one_file_cannot_hold_is_refused(
    recto: Recto, samples: Path, tmp_path: Path, output: str, more: tuple[str, ...], said: str
) -> None:
    """Exit code 1, the reason and what to type, and nothing is written."""
    (tmp_path / "taken").write_text("a file")
    more = tuple(str(samples / part) if part.endswith(".png") else part for part in more)
    done = recto("read", samples / "letter.png", "-o", tmp_path / output, *more, *FAST)
    assert (done.returncode, said in done.stderr) == (1, True), done.stderr
    assert not (tmp_path / output).exists() or output == "taken"


def test_the_file_is_not_the_source_and_a_failure_leaves_it_alone(
    recto: Recto, samples: Path, tmp_path: Path
) -> None:
    """In place is refused; where no page can be read, what stood there stands."""
    source, empty, there = tmp_path / "in.pdf", tmp_path / "empty.png", tmp_path / "there.txt"
    assert recto("read", samples / "letter.png", "-o", source, *FAST).returncode == 0
    before = hashlib.sha256(source.read_bytes()).hexdigest()
    assert recto("read", source, "-o", source, *FAST).returncode == 1
    assert hashlib.sha256(source.read_bytes()).hexdigest() == before
    empty.touch()
    there.write_text("earlier")
    done = recto("read", empty, "-o", there, *FAST)
    assert (done.returncode, there.read_text()) == (2, "earlier")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="it is on Linux only")
def test_a_full_disk_is_said_by_name(samples: Path, tmp_path: Path) -> None:
    """It is no fault of Recto's, and has a remedy."""
    command = [sys.executable, "-m", "recto", "read", samples / "letter.png", *FAST]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, cwd=tmp_path, timeout=300, text=True
        )
    assert done.returncode == 5
    assert "letter.png page 1: not written as txt: No space left" in done.stderr
    assert "free some space" in done.stderr


def _from_fifo(fifo: Path) -> subprocess.Popen[bytes]:
    """A reader that waits at the FIFO, as `cat` does."""
    return subprocess.Popen(["cat", str(fifo)], stdout=subprocess.PIPE)


@pytest.mark.parametrize(
    ("name", "flags", "begins"),
    [("x.txt", (), b"7R4K9M"), ("pipe", ("-f", "json"), b'{"schema":"1"'), ("x.pdf", (), b"%PDF-")],
)
def test_a_fifo_is_written_into_and_stays(
    recto: Recto, samples: Path, tmp_path: Path, name: str, flags: tuple[str, ...], begins: bytes
) -> None:
    """Of any name; whoever waits gets the whole result."""
    os.mkfifo(tmp_path / name)
    reader = _from_fifo(tmp_path / name)
    done = recto(
        "read", samples / "label.png", "-o", tmp_path / name, "--layout", "line", *flags, "-q"
    )
    data, _ = reader.communicate(timeout=300)
    assert done.returncode == 0, done.stderr
    assert data.startswith(begins)
    assert (tmp_path / name).is_fifo()


def test_who_waits_at_a_fifo_is_let_go_where_nothing_comes(recto: Recto, tmp_path: Path) -> None:
    """The source cannot be read: the reader sees the end, and the FIFO is still there."""
    os.mkfifo(tmp_path / "x.txt")
    (tmp_path / "bad.png").write_bytes(b"no picture")
    reader = _from_fifo(tmp_path / "x.txt")
    done = recto("read", tmp_path / "bad.png", "-o", tmp_path / "x.txt", "-q")
    assert reader.communicate(timeout=300)[0] == b""
    assert done.returncode == 2
    assert (tmp_path / "x.txt").is_fifo()


@pytest.mark.parametrize("place", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
@pytest.mark.parametrize("to_file", [True, False])
def test_an_open_descriptor_is_written_into(
    samples: Path, tmp_path: Path, place: str, to_file: bool
) -> None:
    """A pipe, and a file to which standard output was sent; neither is replaced."""
    command = [
        sys.executable,
        "-m",
        "recto",
        "read",
        str(samples / "label.png"),
        "--layout",
        "line",
        "-q",
        "-o",
        place,
    ]
    if to_file:
        with (tmp_path / "got").open("wb") as file:
            file.write(b"first\n")
            file.flush()
            subprocess.run(command, stdout=file, check=True)
        assert (tmp_path / "got").read_bytes() == b"first\n7R4K9M\n"
    else:
        assert subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout == b"7R4K9M\n"


def test_a_descriptor_that_is_not_open_is_named(recto: Recto, samples: Path) -> None:
    """Nothing is made in /dev."""
    done = recto("read", samples / "label.png", "-o", "/dev/fd/97", *FAST)
    assert done.returncode == 5
    assert "/dev/fd/97: cannot be written into" in done.stderr
    assert "name a file with -o" in done.stderr


@pytest.mark.parametrize("command", ["read", "clean"])
def test_a_socket_is_refused_and_stays(
    recto: Recto, samples: Path, tmp_path: Path, command: str
) -> None:
    """It is no file, and nothing that is written into."""
    place = tmp_path / ("x.txt" if command == "read" else "x.png")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(place))
        done = recto(
            command, samples / "label.png", "-o", place, *(FAST if command == "read" else ())
        )
    assert done.returncode == 5
    assert "is a socket, and no file" in done.stderr
    assert place.is_socket()


def test_one_stream_holds_one_format(recto: Recto, samples: Path) -> None:
    """Standard output is no folder."""
    done = recto("read", samples / "label.png", "-o", "/dev/stdout", "-f", "txt,json", *FAST)
    assert done.returncode == 1
    assert "is one stream, and 2 formats were asked for; give one with -f" in done.stderr


def test_a_cleaned_page_goes_into_a_fifo_too(recto: Recto, samples: Path, tmp_path: Path) -> None:
    """As PNG where its name says nothing; a picture beside it has no place there."""
    os.mkfifo(tmp_path / "page")
    reader = _from_fifo(tmp_path / "page")
    assert recto("clean", samples / "label.png", "-o", tmp_path / "page").returncode == 0
    assert reader.communicate(timeout=300)[0].startswith(b"\x89PNG")
    refused = recto("clean", samples / "label.png", "-o", tmp_path / "page", "--explain")
    assert refused.returncode == 1
    assert "--explain writes a picture beside it" in refused.stderr
