"""Archives as sources: their pages, and what none of anybody's making may do."""

import io
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from recto.errors import InputError, RectoError, TooLarge
from recto.places.archives import extract, members
from recto.places.members import is_archive, member_path, split

NAMES = ["shelf/page 2.png", "shelf/page 10.png", "book.pdf"]
OTHERS = [".hidden/x.png", "__MACOSX/._x.png", "note.txt"]


def packed(path: Path, names: list[str]) -> Path:
    """An archive in which every file holds its own name."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as made:
            for name in names:
                made.writestr(zipfile.ZipInfo(name), name.encode())
        return path
    mode = "w:gz" if path.name.endswith("gz") else "w"
    with tarfile.open(path, mode) as tar:  # type: ignore[call-overload]
        for name in names:
            entry = tarfile.TarInfo(name)
            entry.size = len(name.encode())
            tar.addfile(entry, io.BytesIO(name.encode()))
    return path


@pytest.mark.parametrize("kind", ["a.zip", "a.tar", "a.tar.gz", "a.TGZ"])
def test_members_are_listed_and_copied(tmp_path: Path, kind: str) -> None:
    """Images and PDFs alone; each into a file of our own."""
    archive = str(packed(tmp_path / kind, [*NAMES, *OTHERS]))
    assert is_archive(archive)
    assert [entry.name for entry in members(archive)] == NAMES
    found = extract(archive, NAMES, tmp_path / "here")
    for name in NAMES:
        file = found[name]
        assert isinstance(file, Path)
        assert file.read_bytes() == name.encode()
        assert file.is_relative_to(tmp_path / "here")


@pytest.mark.parametrize("kind", ["a.zip", "a.tar"])
@pytest.mark.parametrize(
    "name", ["../up.png", "/etc/root.png", "a\\b.png", "a//b.pdf", "a/../../b.tif", "a::b.png"]
)
def test_a_page_whose_name_leads_out_is_named(tmp_path: Path, kind: str, name: str) -> None:
    """Passed over in silence, its text would be lost."""
    archive = str(packed(tmp_path / kind, [*NAMES, name]))
    with pytest.raises(InputError) as caught:
        members(archive)
    assert name in str(caught.value)
    assert "unpack" in caught.value.remedy


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("kind", ["a.zip", "a.tar"])
@pytest.mark.parametrize("again", ["book.pdf", "./book.pdf"])
def test_two_pages_of_one_name_are_named(tmp_path: Path, kind: str, again: str) -> None:
    """Of two, one would be read twice, and the other lost."""
    archive = str(packed(tmp_path / kind, [*NAMES, again]))
    with pytest.raises(InputError, match="book.pdf twice"):
        members(archive)


@pytest.mark.parametrize("kind", ["a.zip", "a.tar.gz"])
def test_names_below_the_working_folder_are_members(tmp_path: Path, kind: str) -> None:
    """`tar -czf a.tar.gz ./scans` writes them so."""
    archive = str(packed(tmp_path / kind, [f"./{name}" for name in NAMES]))
    assert [entry.name for entry in members(archive)] == NAMES
    found = extract(archive, NAMES, tmp_path / "here")
    assert all(isinstance(found[name], Path) for name in NAMES)


def test_a_long_name_is_no_hindrance(tmp_path: Path) -> None:
    """No file system would take it."""
    name = f"{'n' * 300}.png"
    archive = str(packed(tmp_path / "a.tar", [name]))
    file = extract(archive, [name], tmp_path / "here")[name]
    assert isinstance(file, Path)
    assert file.read_bytes() == name.encode()


def test_a_name_that_leads_out_is_copied_nowhere_else(tmp_path: Path) -> None:
    """Even when it is asked for by that name."""
    archive = str(packed(tmp_path / "a.zip", ["../../up.png"]))
    found = extract(archive, ["../../up.png"], tmp_path / "x" / "y" / "here")
    file = found["../../up.png"]
    assert isinstance(file, Path)
    assert file.is_relative_to(tmp_path / "x" / "y" / "here")
    assert not list(tmp_path.glob("**/x/up.png"))


def test_links_and_devices_are_passed_over(tmp_path: Path) -> None:
    """A link called like a page could lead to any file."""
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as tar:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE):
            entry = tarfile.TarInfo(f"{kind.decode()}.png")
            entry.type = kind
            entry.linkname = "/etc/passwd"
            tar.addfile(entry)
    assert members(str(path)) == []


def test_a_bomb_is_refused_by_what_it_declares(tmp_path: Path, monkeypatch: object) -> None:
    """A small archive that would become very large."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(40):
            made.writestr(f"{number}.png", bytes(8 << 20))
    with pytest.raises(TooLarge, match="that become more than"):
        members(str(path))


def test_a_member_is_never_larger_than_it_declares(tmp_path: Path) -> None:
    """The declared size is a lie of 10 bytes for 1 MB: reading ends there, or fails."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("x.png", bytes(1 << 20))
    size = struct.pack("<I", 1 << 20)
    path.write_bytes(path.read_bytes().replace(size, struct.pack("<I", 10)))
    found = extract(str(path), ["x.png"], tmp_path / "here")["x.png"]
    assert isinstance(found, InputError) or found.stat().st_size <= 10  # type: ignore[union-attr]


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x03\x04 cut short"])
@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz"])
def test_damaged_archives_are_named(tmp_path: Path, name: str, data: bytes) -> None:
    """As one error of ours."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(RectoError, match=name):
        members(str(tmp_path / name))


def test_an_encrypted_member_is_its_own_fault(tmp_path: Path) -> None:
    """The flag alone is set here; the others come."""
    path = packed(tmp_path / "a.zip", ["x.png", "y.png"])
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    data[data.index(b"PK\x03\x04") + 6] |= 1
    path.write_bytes(bytes(data))
    found = extract(str(path), ["x.png", "y.png"], tmp_path / "here")
    assert isinstance(found["y.png"], Path)
    assert isinstance(found["x.png"], InputError)


def test_a_path_of_a_member_is_taken_apart() -> None:
    """As it was put together, for archives in stores, too."""
    for archive in ("a.zip", "s3://bucket/a.tar.gz"):
        assert split(member_path("shelf/x.png", archive)) == ("shelf/x.png", archive)
    assert split("s3://bucket/x.png") == ("", "")
    assert member_path("x", "a.zip").startswith("zip://")
