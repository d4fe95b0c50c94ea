"""A place publishes whole files: a folder of this machine, and a store by fsspec."""

import os
from pathlib import Path

import pytest

from recto.errors import FileAccess, InputError
from recto.places.place import Place, place_of


@pytest.fixture(params=["folder", "file", "memory"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """One of each kind."""
    roots = {
        "folder": str(tmp_path / "out"),
        "file": f"file://{tmp_path / 'out'}",
        "memory": f"memory://{os.urandom(4).hex()}",
    }
    return place_of(roots[request.param])


def test_what_is_written_is_read_and_listed(place: Place) -> None:
    """And gone once it is deleted, which may be done twice."""
    assert place.read("a/x") is None
    assert list(place.names("a")) == []
    place.write("a/x", b"one")
    place.write("a/x", b"two")
    place.write("a/b/y", b"three")
    assert place.read("a/x") == b"two"
    assert list(place.names("a")) in (["x"], ["x", "b"], ["b", "x"])
    place.delete("a/x")
    place.delete("a/x")
    assert place.read("a/x") is None


def test_files_go_there_and_back(place: Place, tmp_path: Path) -> None:
    """Of any size, to the byte; one that is not there is an InputError."""
    given = tmp_path / "given"
    given.write_bytes(os.urandom(100_000))
    place.put("deep/er/file", given)
    place.get("deep/er/file", tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == given.read_bytes()
    with pytest.raises(InputError):
        place.get("deep/other", tmp_path / "back")


def test_half_a_file_is_never_listed(tmp_path: Path) -> None:
    """What a killed run left beside its place is no result."""
    place = place_of(str(tmp_path))
    place.write("groups/1.json", b"{}")
    (tmp_path / "groups" / ".recto-x.part").write_bytes(b"{")
    assert list(place.names("groups")) == ["1.json"]


def test_no_link_leads_out_of_a_folder(tmp_path: Path) -> None:
    """As everywhere below an output folder."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileAccess):
        place_of(str(tmp_path / "out")).write("a/x", b"one")
    assert list((tmp_path / "elsewhere").iterdir()) == []
