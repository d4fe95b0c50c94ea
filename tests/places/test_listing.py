"""What a command line of places names: in one order, a folder at a time."""

from pathlib import Path

import pytest

from recto.errors import RectoError
from recto.places.listing import listed


def shelf(folder: Path) -> Path:
    """Files in folders, some of which are none of ours."""
    for name in ("b/page 10.png", "b/page 9.png", "a.pdf", "note.txt", ".hidden.png", "c/x.tif"):
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(name.encode())
    (folder / "out.png").symlink_to("/etc/passwd")
    return folder


def test_a_folder_and_a_store_are_listed_alike(tmp_path: Path) -> None:
    """In natural order, without what is hidden or leads out."""
    import fsspec

    folder = shelf(tmp_path / "in")
    names = ["a.pdf", "b/page 9.png", "b/page 10.png", "c/x.tif"]
    assert [found.relative for found in listed([str(folder)])] == names
    assert [found.relative for found in listed([f"file://{folder}"])] == names
    store = fsspec.filesystem("memory")
    for name in ("b/page 10.png", "b/page 9.png", "a.pdf", "note.txt", ".hidden.png", "c/x.tif"):
        store.pipe_file(f"memory://listing/{name}", name.encode())
    found = list(listed(["memory://listing"]))
    assert [each.relative for each in found] == names
    assert found[1].path == "memory://listing/b/page 9.png"
    assert [each.path for each in listed(["memory://listing/a.pdf"])] == ["memory://listing/a.pdf"]


def test_several_places_do_not_share_names(tmp_path: Path) -> None:
    """Each has its own folder, also where two are called alike."""
    first, second = shelf(tmp_path / "1" / "in"), shelf(tmp_path / "2" / "in")
    names = [found.relative for found in listed([str(first), str(second)])]
    assert len(set(names)) == 8
    assert "in/a.pdf" in names


def test_a_changed_file_has_another_stamp(tmp_path: Path) -> None:
    """By its size and its time."""
    folder = shelf(tmp_path / "in")
    before = {found.relative: found.stamp for found in listed([str(folder)])}
    (folder / "a.pdf").write_bytes(b"another")
    after = {found.relative: found.stamp for found in listed([str(folder)])}
    assert {name for name in before if before[name] != after[name]} == {"a.pdf"}


def test_an_empty_place_is_named(tmp_path: Path) -> None:
    """Nothing to read is no success."""
    (tmp_path / "in").mkdir()
    with pytest.raises(RectoError, match="no images or PDFs"):
        list(listed([str(tmp_path / "in")]))
