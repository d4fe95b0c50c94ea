"""What cannot be read goes aside: with a note, over nothing, and never half."""

from pathlib import Path

import pytest

from recto.errors import FileAccess
from recto.watch.aside import move_aside, note_of
from recto.watch.fates import Fate, Faulty, exit_code, fate, pause


def scan(folder: Path, data: bytes = b"scan", name: str = "a.png") -> Path:
    """A file that came."""
    path = folder / "in" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def files(folder: Path) -> dict[str, bytes]:
    """Every file below, but for notes."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.endswith(".failed.txt"):
            found[str(path.relative_to(folder))] = path.read_bytes()
    return found


def test_it_lies_beside_its_note(tmp_path: Path) -> None:
    """In the subfolder that it came in."""
    place = move_aside(scan(tmp_path), "sub/a.png", tmp_path / "failed", "a.png\n- why\n")
    assert files(tmp_path) == {"failed/sub/a.png": b"scan"}
    assert note_of(place).read_text() == "Recto could not read this file: a.png\n- why\n"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A name that a file has, or somebody's note, is left alone."""
    folder = tmp_path / "failed"
    for data in (b"1", b"2", b"3"):
        move_aside(scan(tmp_path, data), "a.png", folder, data.decode())
    assert files(folder) == {"a.png": b"1", "a-2.png": b"2", "a-3.png": b"3"}
    (folder / "b.png.failed.txt").write_text("call Ann about this one")
    move_aside(scan(tmp_path, b"b", "b.png"), "b.png", folder, "")
    assert (folder / "b.png.failed.txt").read_text() == "call Ann about this one"
    assert (folder / "b-2.png").read_bytes() == b"b"


def test_a_note_whose_file_was_taken_away_is_written_anew(tmp_path: Path) -> None:
    """Put back, and failed again: one note, the last one."""
    folder = tmp_path / "failed"
    place = move_aside(scan(tmp_path), "a.png", folder, "first")
    place.rename(tmp_path / "in" / "a.png")
    assert move_aside(tmp_path / "in" / "a.png", "a.png", folder, "second") == place
    assert note_of(place).read_text().endswith("second")


def test_a_move_that_was_cut_short_is_ended(tmp_path: Path) -> None:
    """Killed between its two steps, the file has both names."""
    path, folder = scan(tmp_path), tmp_path / "failed"
    folder.mkdir()
    (folder / "a.png").hardlink_to(path)
    move_aside(path, "a.png", folder, "")
    assert files(tmp_path) == {"failed/a.png": b"scan"}


def test_to_another_disk_it_is_copied_whole(tmp_path: Path) -> None:
    """Nothing of the copy's making is left, and its time is the file's own."""
    memory = Path("/dev/shm")  # another file system than that of tmp_path
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("no second file system")
    folder = memory / f"recto-{tmp_path.name}"
    try:
        path = scan(tmp_path)
        taken = path.stat().st_mtime_ns
        place = move_aside(path, "a.png", folder, "")
        assert files(folder) == {"a.png": b"scan"}
        assert place.stat().st_mtime_ns == taken
        assert not path.exists()
    finally:
        for left in folder.iterdir():
            left.unlink()
        folder.rmdir()


@pytest.mark.parametrize("way", ["failed", "failed/sub"])
def test_no_link_on_the_way_is_followed(tmp_path: Path, way: str) -> None:
    """Whoever can write into the folder could lead a file anywhere."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = tmp_path / "in" / way
    path = scan(tmp_path)
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(elsewhere)
    with pytest.raises(FileAccess, match="is a symbolic link"):
        move_aside(path, "sub/a.png", tmp_path / "in" / "failed", "", below=tmp_path / "in")
    assert path.read_bytes() == b"scan"
    assert list(elsewhere.iterdir()) == []


BROKEN, KILLED = Faulty("InputError", "damaged"), Faulty("killed", "killed")
FULL, LOCKED = Faulty("FileAccess", "full"), Faulty("FileAccess", "denied", of_source=True)


@pytest.mark.parametrize(
    ("faults", "tries", "becomes"),
    [
        ([], 1, Fate.DONE),
        ([BROKEN], 1, Fate.ASIDE),
        ([KILLED], 1, Fate.AGAIN),
        ([KILLED, BROKEN], 1, Fate.ASIDE),
        ([KILLED], 3, Fate.ASIDE),
        ([FULL], 99, Fate.AGAIN),
        ([LOCKED], 2, Fate.AGAIN),
        ([LOCKED], 3, Fate.ASIDE),
    ],
)
def test_a_fault_decides_what_becomes_of_a_file(
    faults: list[Faulty], tries: int, becomes: Fate
) -> None:
    """The file's own at once, what may pass after three tries, the machine's never."""
    assert fate(faults, tries) is becomes


def test_tries_come_slower_and_slower() -> None:
    """From half a minute to ten."""
    assert [pause(tries) for tries in (1, 2, 3, 99)] == [30, 60, 120, 600]
    assert [exit_code(kind) for kind in ("InputError", "killed", "internal")] == [2, 7, 15]
