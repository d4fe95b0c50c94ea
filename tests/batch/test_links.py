"""Links in an output folder: nothing that is written goes through one; what they lead to stays as
it was.
"""

import hashlib
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests import warm
from tests.batch.pages import FAST, draw, run

from recto.errors import FileAccess
from recto.files.own_files import check_own, check_way, open_own

TREASURE = b"the user's own words\n"
Link = Callable[[Path, Path], None]  # the new name, what it leads to


def soft(place: Path, target: Path) -> None:
    """A symbolic link."""
    place.symlink_to(target)


def relative(place: Path, target: Path) -> None:
    """A symbolic link by a relative path."""
    place.symlink_to(os.path.relpath(target, place.parent))


def chained(place: Path, target: Path) -> None:
    """A link to a link."""
    between = target.with_name(f"{target.name}.link")
    between.symlink_to(target)
    place.symlink_to(between)


def hard(place: Path, target: Path) -> None:
    """A second name of the same file."""
    place.hardlink_to(target)


LINKS = [soft, relative, chained, hard]


@pytest.fixture
def treasure(tmp_path: Path) -> Path:
    """A file that is none of Recto's business."""
    path = tmp_path / "elsewhere" / "treasure"
    path.parent.mkdir()
    path.write_bytes(TREASURE)
    return path


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """An output folder of which only `.recto` is there, and a page to read."""
    draw(tmp_path / "in" / "one.png", "volume one")
    (tmp_path / "out" / ".recto").mkdir(parents=True)
    return tmp_path / "out"


def refused(done: subprocess.CompletedProcess[str], place: Path, what: str) -> None:
    """Named, with what to do, and exit code 5."""
    assert f"recto: {place}: {what}" in done.stderr
    assert "remove it, or choose another folder with -o" in done.stderr
    assert done.returncode == 5


IN_PLACE = [
    ".recto/lock",
    ".recto/ledger.sqlite",
    ".recto/ledger.sqlite-wal",
    ".recto/ledger.sqlite-journal",
    "log",
]


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("name", IN_PLACE)
def test_what_is_written_in_place_is_no_link(
    begun: Path, treasure: Path, name: str, link: Link
) -> None:
    """The run is refused, and the file behind the link is what it was."""
    link(begun / name, treasure)
    done = run("read", begun.parent / "in", "-o", begun, "--log-json", begun / "log", *FAST)
    refused(
        done, begun / name, "has another name elsewhere" if link is hard else "is a symbolic link"
    )
    assert treasure.read_bytes() == TREASURE


@pytest.mark.parametrize("name", IN_PLACE)
def test_a_link_that_leads_nowhere_makes_no_file_there(
    begun: Path, treasure: Path, name: str
) -> None:
    """An attacker names a file that is not there yet: a start-up file, a key of another."""
    (begun / name).symlink_to(treasure.with_name("new"))
    done = run("read", begun.parent / "in", "-o", begun, "--log-json", begun / "log", *FAST)
    refused(done, begun / name, "is a symbolic link")
    assert not treasure.with_name("new").exists()


def test_a_pipe_holds_nobody_up(begun: Path) -> None:
    """Neither a run nor its status waits for somebody at the other end."""
    os.mkfifo(begun / ".recto" / "lock")
    refused(
        run("read", begun.parent / "in", "-o", begun, *FAST),
        begun / ".recto" / "lock",
        "is not a file",
    )
    assert run("status", begun).returncode == 5


def test_status_reads_no_linked_ledger(begun: Path, treasure: Path) -> None:
    """SQLite would write beside the file that the link leads to."""
    (begun / ".recto" / "ledger.sqlite").symlink_to(treasure)
    refused(run("status", begun), begun / ".recto" / "ledger.sqlite", "is a symbolic link")
    assert [path.name for path in treasure.parent.iterdir()] == ["treasure"]


def test_the_folder_of_the_ledger_is_no_link(begun: Path, treasure: Path) -> None:
    """Nothing lands in the folder that it leads to."""
    (begun / ".recto").rmdir()
    (begun / ".recto").symlink_to(treasure.parent)
    refused(
        run("read", begun.parent / "in", "-o", begun, *FAST), begun / ".recto", "is a symbolic link"
    )
    assert [path.name for path in treasure.parent.iterdir()] == ["treasure"]


def test_a_folder_on_the_way_to_a_result_is_no_link(begun: Path, treasure: Path) -> None:
    """That file has no results, and the others have theirs."""
    draw(begun.parent / "in" / "shelf" / "box" / "two.png", "volume two")
    (begun / "shelf").symlink_to(treasure.parent)
    done = run("read", begun.parent / "in", "-o", begun, *FAST)
    refused(done, begun / "shelf", "is a symbolic link")
    assert "volume one" in (begun / "one.txt").read_text()
    assert [path.name for path in treasure.parent.iterdir()] == ["treasure"]


def test_the_output_folder_itself_may_be_a_link(begun: Path) -> None:
    """The user named it; a disk with more room is a good reason."""
    (begun.parent / "link").symlink_to(begun)
    done = run("read", begun.parent / "in", "-o", begun.parent / "link", *FAST)
    assert done.returncode == 0, done.stderr
    assert "volume one" in (begun / "one.txt").read_text()


@pytest.mark.parametrize("link", [soft, hard])
@pytest.mark.parametrize("name", ["one.txt", "one.json", "run-report.html"])
def test_a_result_takes_the_place_of_a_link(
    begun: Path, treasure: Path, name: str, link: Link
) -> None:
    """Results are renamed into place: the link goes, and what it led to stays."""
    link(begun / name, treasure)
    flags = ("--second-reader", "off", "--clean", "off", "-f", "txt,json")
    done = run("read", begun.parent / "in", "-o", begun, *flags)
    assert done.returncode == 0, done.stderr
    assert treasure.read_bytes() == TREASURE
    assert not (begun / name).is_symlink()
    assert (begun / name).stat().st_nlink == 1
    assert (begun / name).stat().st_size > 0


def test_a_second_name_of_the_source_stays_the_source(begun: Path) -> None:
    """A result that would stand where the source's other name stands: nothing is written."""
    source = begun.parent / "in" / "one.png"
    before = source.read_bytes()
    (begun / "one.txt").hardlink_to(source)
    done = run("read", begun.parent / "in", "-o", begun, *FAST)
    assert (done.returncode, "would be written over it" in done.stderr) == (1, True), done.stderr
    assert source.read_bytes() == before
    assert (begun / "one.txt").samefile(source)


def test_standard_input_is_kept_in_a_file_of_our_own(begun: Path, treasure: Path) -> None:
    """It is copied into the output folder, in place of a link; a linked folder is refused."""
    page = (begun.parent / "in" / "one.png").read_bytes()
    line = ("read", "-", "-o", begun, *FAST)
    kept = begun / ".recto" / "pipes"
    kept.symlink_to(treasure.parent)
    assert warm.recto(*line, stdin=page).returncode == 5
    assert [path.name for path in treasure.parent.iterdir()] == ["treasure"]
    kept.unlink()
    kept.mkdir()
    (kept / f"stdin-{hashlib.sha256(page).hexdigest()[:8]}").symlink_to(treasure)
    done = warm.recto(*line, stdin=page)
    assert done.returncode == 0, done.stderr
    assert treasure.read_bytes() == TREASURE
    assert "volume one" in (begun / "stdin.txt").read_text()


@pytest.mark.parametrize("link", [soft, hard])
def test_other_commands_write_through_no_link(tmp_path: Path, treasure: Path, link: Link) -> None:
    """The report of compare, the pictures of clean: the second name is not even the user's."""
    draw(tmp_path / "one.png", "volume one")
    (tmp_path / "report").mkdir()
    link(tmp_path / "report" / "compare.html", treasure)
    link(tmp_path / "c.before-after.png", treasure)
    fast = ("--second-reader", "off", "--clean", "off", "-q")
    done = run("compare", "one.png", "--systems", "tesseract", *fast, "-o", "report", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    done = run("clean", "one.png", "-o", "c.png", "--explain", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert treasure.read_bytes() == TREASURE
    assert (tmp_path / "report" / "compare.html").stat().st_size > 1000


@pytest.mark.parametrize("link", LINKS)
def test_the_record_of_what_was_sent_is_no_link(tmp_path: Path, treasure: Path, link: Link) -> None:
    """Nothing is sent that cannot be recorded in a file of our own."""
    from tests.vision.pages import evidence, options, read
    from tests.vision.server import Server, chat, edits

    link(tmp_path / "sent.jsonl", treasure)
    with Server(chat(edits({}))) as server:
        found = read(evidence(["line"]), options(server.url), ledger_path=tmp_path / "sent.jsonl")
    assert found.events == ("fell-back:unrecorded",)
    assert server.received == []
    assert treasure.read_bytes() == TREASURE


def test_only_plain_files_are_our_own(tmp_path: Path, treasure: Path) -> None:
    """The rule itself: what is not there is fine, a folder is not, and a new file is made for its
    mode.
    """
    check_own(tmp_path / "absent")
    handle = open_own(tmp_path / "new", os.O_WRONLY | os.O_CREAT, 0o600)
    os.close(handle)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o600
    check_own(tmp_path / "new")
    with pytest.raises(FileAccess, match="is not a file"):
        check_own(tmp_path)
    (tmp_path / "way").symlink_to(treasure.parent)
    with pytest.raises(FileAccess, match="way: is a symbolic link"):
        check_way(tmp_path, tmp_path / "way" / "deep" / "file")
    check_way(tmp_path / "way", tmp_path / "way" / "file")
