"""A place that results are published in and sources are read from: a folder here, or a store of
objects.

`place_of` takes a path or a URL and gives a Place. What is published is whole or not there, and a
listing never sees half of it: a folder renames, an object store shows an object once all of it has
come. A library's own error message is never passed on: it may quote what it was given.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from recto.errors import FileAccess, InputError, MissingDependency
from recto.files.atomic import PREFIX, atomic
from recto.files.own_files import check_way
from recto.places.urls import KINDS, MARK, base_name, checked, is_url, joined

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

EXTRA = "pip install 'recto-ocr[cluster]'"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a place."""

    name: str  # below the folder that was listed, posix
    size: int  # bytes; -1: not known
    stamp: str  # another one once the file has changed


class Place(Protocol):
    """Files by their names below a root, posix. Every method raises FileAccess."""

    @property
    def root(self) -> str:
        """As the user named it."""
        ...

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None where there is none."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Publish a file: whole, or not at all."""
        ...

    def put(self, name: str, file: Path) -> None:
        """Publish a file of this machine."""
        ...

    def get(self, name: str, file: Path) -> None:
        """Copy a file here. Raises InputError where there is none."""
        ...

    def names(self, folder: str) -> Iterator[str]:
        """The files of a folder, without those of folders in it; none where there is no folder."""
        ...

    def delete(self, name: str) -> None:
        """Remove a file; nothing where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of this machine, or one that all machines of a cluster mount."""

    root: str

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None where there is none."""
        with _told(self._path(name)):
            try:
                return self._path(name).read_bytes()
            except FileNotFoundError:
                return None

    def write(self, name: str, data: bytes) -> None:
        """Beside its place, then renamed."""
        path = self._path(name)
        check_way(Path(self.root), path)
        with atomic(path) as file:
            file.write(data)

    def put(self, name: str, file: Path) -> None:
        """Beside its place, then renamed."""
        path = self._path(name)
        check_way(Path(self.root), path)
        with atomic(path) as out, file.open("rb") as given:
            shutil.copyfileobj(given, out)

    def get(self, name: str, file: Path) -> None:
        """Copy a file."""
        path = self._path(name)
        with _told(path):
            shutil.copyfile(path, file)

    def names(self, folder: str) -> Iterator[str]:
        """Finished files: what is still written is called .part, and is not shown."""
        path = self._path(folder)
        with _told(path), suppress(FileNotFoundError):
            for entry in path.iterdir():
                if not entry.name.startswith(PREFIX):
                    yield entry.name

    def delete(self, name: str) -> None:
        """Remove a file."""
        path = self._path(name)
        check_way(Path(self.root), path)
        with _told(path):
            path.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return Path(self.root) / name


@dataclass(frozen=True, slots=True)
class Store:
    """Objects below a URL, by fsspec."""

    root: str
    _open: list[Any] = field(default_factory=list, compare=False, repr=False)

    def read(self, name: str) -> bytes | None:
        """The bytes of an object; None where there is none."""
        with _told(self._url(name)):
            try:
                data: bytes = self._system.cat_file(self._url(name))
            except FileNotFoundError:
                return None
            return data

    def write(self, name: str, data: bytes) -> None:
        """One request; the object is seen once all of it is there."""
        with _told(self._url(name)):
            self._system.pipe_file(self._url(name), data)

    def put(self, name: str, file: Path) -> None:
        """In parts where it is large; it is seen when the last one is there."""
        with _told(self._url(name)):
            self._system.put_file(str(file), self._url(name))

    def get(self, name: str, file: Path) -> None:
        """Copy an object here."""
        with _told(self._url(name)):
            self._system.get_file(self._url(name), str(file))

    def names(self, folder: str) -> Iterator[str]:
        """Objects of a folder."""
        for entry in entries(self._system, self._url(folder)):
            if entry.get("type") != "directory":
                yield base_name(entry["name"])

    def delete(self, name: str) -> None:
        """Remove an object."""
        with _told(self._url(name)), suppress(FileNotFoundError):
            self._system.rm_file(self._url(name))

    def _url(self, name: str) -> str:
        return joined(self.root, name) if name else self.root

    @property
    def _system(self) -> AbstractFileSystem:
        """Opened when it is first used: a Store travels to workers by its URL alone."""
        if not self._open:
            self._open.append(system_of(self.root))
        return self._open[0]

    def __reduce__(self) -> tuple[type[Store], tuple[str]]:
        return Store, (self.root,)


def place_of(text: str) -> Place:
    """The place that a user names. Raises BadArguments or MissingDependency."""
    if not is_url(text):
        return Folder(text)
    url = checked(text)
    kind, _, rest = url.partition(MARK)
    if kind == "file":
        return Folder(f"/{rest.lstrip('/')}")
    system_of(url)
    return Store(url)


def system_of(url: str) -> AbstractFileSystem:
    """What speaks to a store, with the environment's own credentials. Raises MissingDependency."""
    kind = url.partition(MARK)[0]
    try:
        import fsspec

        options = {} if kind == "memory" else {"use_listings_cache": False}
        system: AbstractFileSystem = fsspec.filesystem(kind, **options)
    except ImportError as fault:
        package = KINDS.get(kind) or "fsspec"
        what = f"{kind}:// needs the package {package}"
        remedy = EXTRA if package in ("fsspec", "s3fs") else f"pip install {package}"
        raise MissingDependency(what, remedy=remedy) from fault
    return system


def entries(system: AbstractFileSystem, url: str) -> list[dict[str, Any]]:
    """What fsspec lists of a folder; nothing where there is none. Raises FileAccess."""
    with _told(url):
        try:
            listed: list[dict[str, Any]] = system.ls(url, detail=True)
        except FileNotFoundError:
            return []
        return listed


def told(fault: OSError) -> str:
    """What the system says of an error of its own. Of one that a store's library made (s3fs gives
    it a number, and what the server wrote) no more than its kind: it may quote what it was given.
    """
    if fault.errno and fault.strerror == os.strerror(fault.errno):
        return fault.strerror
    return f"the place does not answer ({type(fault).__name__})"


@contextmanager
def _told(place: Path | str) -> Iterator[None]:
    """Whatever a library raises becomes ours, with the place and without the library's own
    words.
    """
    where = str(place)
    try:
        yield
    except FileNotFoundError:
        raise InputError("no such file", where=where, remedy="check the path") from None
    except PermissionError:
        remedy = "check the credentials in the environment, and what they allow"
        raise FileAccess("access is refused", where=where, remedy=remedy) from None
    except OSError as fault:
        what = told(fault)
        raise FileAccess(what, where=where, remedy="the same command goes on") from None
    except (ValueError, TypeError, RuntimeError, AttributeError):
        raise
    # Libraries of stores raise what they like (botocore has some hundred classes).
    except Exception as fault:  # noqa: BLE001
        what = f"the place does not answer ({type(fault).__name__})"
        remedy = "check the place and the credentials in the environment"
        raise FileAccess(what, where=where, remedy=remedy) from None
