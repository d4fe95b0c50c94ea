"""Archives as sources: the images and PDFs in a tar, zip or WARC file, each a source of its own.

An archive's path or URL enters; its members' names, or one member's bytes in a file of ours, leave.
Only here: what an archive may not do. No name in it chooses a place on this machine: pages whose
names lead out of it, or that share one, are refused by name, so that none is lost in silence. Links
and devices are passed over, and no member or archive becomes larger than a cap, whatever it
declares.
"""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from io import RawIOBase
from pathlib import Path, PurePosixPath
from typing import IO

from recto.errors import FileAccess, InputError, RectoError, TooLarge
from recto.places.members import BETWEEN, is_warc, member_path
from recto.places.place import Entry, system_of, told
from recto.places.urls import checked, is_url
from recto.places.warcs import records
from recto.sources.folders import ENDINGS

MOST_MEMBER = 1 << 30  # bytes of one member: a page of 179 million px takes half of it
MOST_MEMBERS = 1_000_000  # more need a folder, or several archives
MOST_GROWTH = 200  # times the archive's own size; deflate reaches 1,032
ALWAYS = 1 << 28  # bytes that an archive may become, however small it is
Content = IO[bytes] | RawIOBase
PIECE = 1 << 20  # bytes copied at once
BROKEN = (zipfile.BadZipFile, tarfile.TarError, EOFError, NotImplementedError, ValueError)


def members(archive: str) -> list[Entry]:
    """The images and PDFs in an archive, in its order. Raises InputError, TooLarge, FileAccess."""
    with _opened(archive) as file, _told(archive):
        size = file.seek(0, 2)
        file.seek(0)
        found: list[Entry] = []
        names: set[str] = set()
        total = 0
        for entry in _listed(file, archive):
            total += entry.size
            _check(
                entry,
                len(found),
                total,
                size,
                archive,
            )
            if _is_wanted(entry.name):
                _refuse_odd(entry.name, names, archive)
                names.add(entry.name)
                found.append(entry)
    return found


def extract(archive: str, wanted: Collection[str], folder: Path) -> dict[str, Path | RectoError]:
    """Copy members into files of our own names, in one pass over the archive.

    Member -> its file, or what is wrong with it. Raises InputError or FileAccess for the archive.
    """
    found: dict[str, Path | RectoError] = {}
    with _opened(archive) as file, _told(archive):
        for number, (name, content) in enumerate(_contents(file, archive, wanted)):
            if isinstance(content, RectoError):
                found[name] = content
                continue
            place = folder / f"{number}{PurePosixPath(name).suffix}"
            place.parent.mkdir(parents=True, exist_ok=True)
            found[name] = _copied(
                content,
                place,
                member_path(name, archive),
            )
    for name in wanted:
        gone = InputError("is not in the archive", where=member_path(name, archive))
        found.setdefault(name, gone)
    return found


def _copied(content: Content, place: Path, where: str) -> Path | RectoError:
    size = 0
    try:
        with content, place.open("wb") as out:
            while piece := content.read(PIECE):
                size += len(piece)
                if size > MOST_MEMBER:
                    return TooLarge(f"more than {MOST_MEMBER:,} bytes", where=where)
                out.write(piece)
    except RectoError as fault:
        return fault
    except (*BROKEN, OSError) as fault:
        return InputError(
            f"is damaged ({type(fault).__name__})",
            where=where,
            remedy="pack again",
        )
    return place


def _listed(file: IO[bytes], archive: str) -> Iterator[Entry]:
    if archive.lower().endswith(".zip"):
        with zipfile.ZipFile(file) as opened:
            for member in opened.infolist():
                is_link = member.external_attr >> 28 == 0o12
                if not member.is_dir() and not is_link:
                    name = _below(member.filename)
                    yield Entry(name, member.file_size, f"{member.CRC:08x}")
        return
    if is_warc(archive):
        for record in records(file, archive, _most(file)):
            yield Entry(record.name, record.size, record.stamp)
        return
    with tarfile.open(fileobj=file) as tar:
        for each in tar:
            if each.isreg():
                yield Entry(_below(each.name), each.size, f"{each.mtime}")


def _contents(
    file: IO[bytes], archive: str, wanted: Collection[str]
) -> Iterator[tuple[str, Content | RectoError]]:
    """What is wanted, in one pass."""
    if archive.lower().endswith(".zip"):
        with zipfile.ZipFile(file) as opened:
            by_name = {_below(member.filename): member for member in opened.infolist()}
            for name in wanted:
                if name in by_name:
                    yield name, _zip_member(opened, by_name[name], archive)
        return
    left = set(wanted)
    for name, content in _in_order(file, archive, left):
        if content is not None:
            left.discard(name)
            yield name, content
        if not left:
            return


def _in_order(
    file: IO[bytes], archive: str, left: Collection[str]
) -> Iterator[tuple[str, Content | None]]:
    """The members of an archive that is read from its start; content of those that are `left`."""
    if is_warc(archive):
        for record in records(file, archive, _most(file)):
            yield record.name, record.content if record.name in left else None
        return
    with tarfile.open(fileobj=file) as tar:
        for each in tar:
            name = _below(each.name)
            yield name, tar.extractfile(each) if each.isreg() and name in left else None


def _below(name: str) -> str:
    """As `tar -cf scans.tar ./scans` does not write it."""
    while name.startswith("./"):
        name = name[2:]
    return name


def _zip_member(
    opened: zipfile.ZipFile, member: zipfile.ZipInfo, archive: str
) -> IO[bytes] | RectoError:
    where = member_path(member.filename, archive)
    try:
        return opened.open(member)
    except RuntimeError:  # what zipfile raises for one that wants a password
        return InputError("is encrypted", where=where, remedy="unpack it first")
    except BROKEN as fault:
        return InputError(
            f"is damaged ({type(fault).__name__})",
            where=where,
            remedy="pack again",
        )


def _is_wanted(name: str) -> bool:
    """Named like an image or a PDF, and not hidden."""
    parts = name.split("/")
    if any(part.startswith(".") and part != ".." for part in parts):
        return False
    return PurePosixPath(name).suffix.lower() in ENDINGS


def _refuse_odd(name: str, names: Collection[str], archive: str) -> None:
    """Raise InputError for a page that would have no place of its own among the results."""
    remedy = "unpack it into a folder, and look at it there"
    is_odd = any(sign in name for sign in ("\\", "\0", BETWEEN))
    parts = name.split("/")
    if is_odd or ".." in parts or "" in parts:
        raise InputError(f"holds {name}, a name that leads out of it", where=archive, remedy=remedy)
    if name in names:
        raise InputError(f"holds {name} twice", where=archive, remedy=remedy)


def _check(entry: Entry, count: int, total: int, size: int, archive: str) -> None:
    """Raise TooLarge where an archive becomes more than it may."""
    remedy = "unpack it into a folder"
    if entry.size > MOST_MEMBER:
        where = member_path(entry.name, archive)
        raise TooLarge(f"{entry.size:,} bytes are more than {MOST_MEMBER:,}", where=where)
    if count > MOST_MEMBERS:
        what = f"more than {MOST_MEMBERS:,} files"
        raise TooLarge(what, where=archive, remedy=remedy)
    most = _grown(size)
    if total > most:
        what = f"{size:,} bytes that become more than {most:,}"
        raise TooLarge(what, where=archive, remedy=remedy)


def _grown(size: int) -> int:
    """Bytes that an archive of this size may become."""
    return max(ALWAYS, MOST_GROWTH * size)


def _most(file: IO[bytes]) -> int:
    size = file.seek(0, 2)
    file.seek(0)
    return _grown(size)


@contextmanager
def _opened(archive: str) -> Iterator[IO[bytes]]:
    """The archive's bytes, of which only those are fetched that are asked for."""
    try:
        if is_url(archive):
            url = checked(archive)
            file = system_of(url).open(url, "rb")
        else:
            file = Path(archive).open("rb")  # noqa: SIM115 - closed below
    except FileNotFoundError:
        raise InputError("no such file", where=archive, remedy="check the path") from None
    except OSError as fault:
        what = f"cannot be opened ({told(fault)})"
        raise FileAccess(what, where=archive, remedy="check its permissions") from None
    with file:
        yield file


@contextmanager
def _told(archive: str) -> Iterator[None]:
    try:
        yield
    except BROKEN as fault:
        what = f"is no archive that can be read ({type(fault).__name__})"
        raise InputError(what, where=archive, remedy="pack it again") from fault
