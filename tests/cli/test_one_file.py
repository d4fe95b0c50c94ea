"""-o out.pdf: one file for one source in one format; what cannot be that is refused with a
remedy.
"""

import hashlib
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


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_said_by_name(samples: Path, tmp_path: Path) -> None:
    """It is no fault of Recto's, and has a remedy."""
    command = [sys.executable, "-m", "recto", "read", samples / "letter.png", *FAST]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, cwd=tmp_path, timeout=120, text=True
        )
    assert done.returncode == 5
    assert "letter.png page 1: not written as txt: No space left" in done.stderr
    assert "free some space" in done.stderr
