"""When a file in a folder that is watched may be read: the rules, on real files."""

import os
from pathlib import Path

import pytest

from recto.errors import FileAccess
from recto.sources.folders import Source
from recto.watch.being_written import being_written
from recto.watch.inbox import EMPTY_PATIENCE, Inbox, Seen, is_finished

LONG_AGO = 1_600_000_000


def seen(*, size: int = 9, rests: float = 0.0, came_whole: bool = False) -> Seen:
    """A file of a look."""
    return Seen(Source("in/a.png", "a.png"), (1, 2), (size, 3, 4), rests, came_whole)


@pytest.mark.parametrize(
    ("file", "writing", "finished"),
    [
        (seen(rests=4.9), False, False),
        (seen(rests=5.0), False, True),
        (seen(rests=500.0), True, False),
        (seen(came_whole=True), False, True),
        (seen(came_whole=True), True, False),
        (seen(size=0, rests=5.0, came_whole=True), False, False),
        (seen(size=0, rests=EMPTY_PATIENCE), False, True),
    ],
    ids=["changes", "rests", "is open", "came whole", "came open", "empty", "empty for long"],
)
def test_a_file_is_finished(file: Seen, writing: bool, finished: bool) -> None:
    """The first rule that says something decides."""
    assert is_finished(file, 5.0, writing=writing) is finished


def names(inbox: Inbox) -> list[str]:
    """What has come whole, by name."""
    return [file.source.relative for file in inbox.finished(inbox.look())]


def inbox_of(folder: Path, settle: float) -> Inbox:
    """A folder under watch."""
    return Inbox(folder, folder / "failed", settle)


def test_a_file_that_somebody_writes_is_seen_to_be_open(tmp_path: Path) -> None:
    """By a descriptor for writing, not by one for reading."""
    path = tmp_path / "a.png"
    with path.open("wb") as file:
        file.write(b"half")
        file.flush()
        status = path.stat()
        inode = (status.st_dev, status.st_ino)
        assert being_written({inode}) == {inode}
    with path.open("rb"):
        assert being_written({inode}) == set()


def test_a_rename_counts_as_whole_at_once(tmp_path: Path) -> None:
    """Under a hidden name, or one that says "part", it was nobody's page; then it is one."""
    inbox = inbox_of(tmp_path, settle=1000)
    (tmp_path / ".a.png").write_bytes(b"a")
    (tmp_path / "b.png.part").write_bytes(b"bb")
    assert inbox.look() == []
    (tmp_path / ".a.png").rename(tmp_path / "a.png")
    (tmp_path / "b.png.part").rename(tmp_path / "b.png")
    (tmp_path / "c.png").write_bytes(b"ccc")
    assert names(inbox) == ["a.png", "b.png"]


def test_what_was_moved_here_counts_as_whole_at_once(tmp_path: Path) -> None:
    """Its content is older than its name, by the clock of the file system."""
    inbox = inbox_of(tmp_path / "in", settle=1000)
    inbox.root.mkdir()
    scan = tmp_path / "scan.png"
    scan.write_bytes(b"a")
    os.utime(scan, (LONG_AGO, LONG_AGO))
    scan.rename(inbox.root / "scan.png")
    assert names(inbox) == ["scan.png"]


def test_a_file_that_changes_begins_to_rest_anew(tmp_path: Path) -> None:
    """However often it was looked at before."""
    inbox = inbox_of(tmp_path, settle=0.05)
    page = tmp_path / "a.png"
    page.write_bytes(b"a")
    assert names(inbox) == []
    while not names(inbox):  # it rests
        pass
    page.write_bytes(b"ab")
    (file,) = inbox.look()
    assert file.rests == 0


def test_only_pages_inside_are_seen(tmp_path: Path) -> None:
    """Subfolders, too; not what failed, nor hidden. Links and pipes left alone are told."""
    inbox = inbox_of(tmp_path / "in", settle=0.1)
    for name in ("a.png", "sub/b.PDF", "failed/c.png", ".d/e.png", ".f.png", "g.txt", "page 10.png",
                 "page 9.png"):  # fmt: skip
        path = inbox.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    (tmp_path / "secret.png").write_bytes(b"x")
    (inbox.root / "out.png").symlink_to(tmp_path / "secret.png")
    (inbox.root / "nothing.png").symlink_to(inbox.root / "gone.png")
    (inbox.root / "inside.png").symlink_to(inbox.root / "a.png")
    (inbox.root / "folder").symlink_to(tmp_path)
    os.mkfifo(inbox.root / "pipe.png")
    os.mkfifo(inbox.root / ".hidden.png")
    (inbox.root / "circle.png").symlink_to(inbox.root / "circle.png")
    found = [file.source.relative for file in inbox.look()]
    assert found == ["a.png", "inside.png", "page 9.png", "page 10.png", "sub/b.PDF"]
    left = {Path(path).name: why for path, why in inbox.left.items()}
    assert left == {
        "out.png": "is a link that leads out of the folder",
        "folder": "is a link that leads out of the folder",
        "nothing.png": "is a link to nothing",
        "circle.png": "is a link to nothing",
        "pipe.png": "is a pipe",
    }


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    """A network share that is away, for one."""
    inbox = inbox_of(tmp_path / "in", settle=1)
    with pytest.raises(FileAccess, match="in: cannot be listed"):
        inbox.look()
