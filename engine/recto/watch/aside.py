"""A file that could not be read goes aside, with a note beside it: nothing is overwritten, nothing
lost.

A file, the folder for failures and what to say enter; the place where the file is now leaves. The
note is written first, so that no file lies there without one. A place is free when no file has it
and no note of somebody else's; a name that is taken becomes "scan-2.pdf".
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

from recto.errors import FileAccess
from recto.files.atomic import PREFIX, atomic
from recto.files.own_files import check_way

NOTE = ".failed.txt"  # what the note's name has more than the file's
FIRST_LINE = "Recto could not read this file"  # by which a note is known for ours


def move_aside(
    path: Path, relative: str, folder: Path, text: str, *, below: Path | None = None
) -> Path:
    """Move the file below the folder, with a note. Raises FileAccess; the file is where it was
    then. `below`: a folder into which others write, so that links in it are nobody's word.
    """
    wanted = folder / relative
    start = below if below is not None and folder.is_relative_to(below) else folder
    try:
        check_way(start, wanted)
        wanted.parent.mkdir(parents=True, exist_ok=True)
        for place in _names(wanted):
            if _is_there_already(path, place):
                path.unlink()
                return place
            if _is_free(place):
                _move(path, place, text)
                return place
    except OSError as error:
        what = f"cannot be moved into {folder} ({error.strerror or error})"
        remedy = "make room, or let it be written; or choose another folder with --failed"
        raise FileAccess(what, where=str(path), remedy=remedy) from error
    raise AssertionError("some name is free")


def note_of(place: Path) -> Path:
    """Where the note to a file lies."""
    return place.with_name(f"{place.name}{NOTE}")


def _names(wanted: Path) -> Iterator[Path]:
    yield wanted
    for number in count(2):
        yield wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")


def _is_there_already(path: Path, place: Path) -> bool:
    """Whether a move that was cut short has left the file under both names."""
    if path.is_symlink() or place.is_symlink() or not place.exists():
        return False
    return os.path.samefile(path, place)  # noqa: PTH121 - of two names


def _is_free(place: Path) -> bool:
    """No file, and no note but one of ours whose file was taken away."""
    if os.path.lexists(place):
        return False
    note = note_of(place)
    if not os.path.lexists(note):
        return True
    if note.is_symlink() or not note.is_file():
        return False
    with note.open(encoding="utf-8", errors="replace") as file:
        return file.readline().startswith(FIRST_LINE)


def _move(path: Path, place: Path, text: str) -> None:
    note = note_of(place)
    with atomic(note) as file:
        file.write(f"{FIRST_LINE}: {text}".encode(errors="backslashreplace"))
    try:
        _give_name(path, place)
    except OSError:
        with suppress(OSError):
            note.unlink()
        raise


def _give_name(path: Path, place: Path) -> None:
    """A second name, then without the first: never over a file that has come meanwhile."""
    try:
        os.link(path, place, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:  # another file system, one without links, or a file of another's
        _rename(path, place)
    else:
        _take_away(path, place)


def _take_away(path: Path, place: Path) -> None:
    """The first name; where that may not be, the second goes again."""
    try:
        path.unlink()
    except OSError:
        place.unlink()
        raise


def _rename(path: Path, place: Path) -> None:
    """The same where no second name can be given: over an empty file of our own."""
    claim = os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    os.close(claim)
    try:
        try:
            path.replace(place)
        except OSError:
            _carry(path, place)
    except OSError:
        with suppress(OSError):
            place.unlink()
        raise


def _carry(path: Path, place: Path) -> None:
    """To another file system: a whole copy on the disk before the file is taken away."""
    if path.is_symlink():
        raise OSError("a link cannot be moved to another disk")
    before = path.stat()
    handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=".part", dir=place.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as copy, path.open("rb") as file:
            shutil.copyfileobj(file, copy)
            copy.flush()
            os.fsync(copy.fileno())
        now = path.stat()
        if (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise OSError("it is being written")
        shutil.copystat(path, part)
        part.replace(place)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
    _take_away(path, place)
