"""The folders that may be read, and nothing beside them: a path that is asked for becomes a copy
that nobody else can change.

What an agent calls a file enters; a private copy of it leaves, or an error that says the same of
everything outside, be it there or not. The path is resolved first, so that a link counts for where
it leads; then every step of it is opened without following links, so that a link that comes in
between leads nowhere.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from recto.errors import BadArguments, FileAccess, InputError, TooLarge
from recto.sources.folders import ENDINGS, natural
from recto.text.messages import one_line

RESULT = ".json"
ASKED_FOR = frozenset({*ENDINGS, RESULT})
MOST_BYTES = 2**30  # of a file that is read
CHUNK = 2**20
STEP = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Copy:
    """A file of the agent's as it was when it was asked for."""

    name: str  # as it was asked for
    path: Path
    sha256: str

    def renamed(self, text: str) -> str:
        """What is said of the copy, said of the file."""
        return text.replace(str(self.path), self.name)


@dataclass(frozen=True, slots=True)
class Fence:
    """The folders, resolved."""

    roots: tuple[Path, ...]

    @contextmanager
    def copy(self, name: str, endings: Sequence[str]) -> Iterator[Copy]:
        """The file, until the block ends. Raises BadArguments, InputError, TooLarge, FileAccess."""
        real = self._place(name)
        if real.suffix.lower() not in endings:
            known = ", ".join(sorted(endings))
            what = "is not called as a page or a result is"
            raise InputError(what, where=name, remedy=f"name a file that ends in one of {known}")
        with TemporaryDirectory(prefix="recto-mcp-") as folder:
            place = Path(folder) / f"page{real.suffix.lower()}"
            sha256 = self._put(real, place, name)
            yield Copy(name, place, sha256)

    def listing(self, name: str) -> list[str]:
        """Files below a folder that may be asked for, by the names to ask with: absolute where
        there are several folders. Raises BadArguments, InputError.
        """
        starts = self.roots
        if name:
            starts = (self._place(name),)
        found: list[str] = []
        for start in starts:
            if not start.is_dir():
                raise InputError("no such folder", where=name, remedy="list the folder above it")
            found += self._below(start)
        return sorted(found, key=natural)

    def _below(self, start: Path) -> Iterator[str]:
        for folder, subfolders, files in os.walk(start):
            subfolders[:] = [each for each in subfolders if not each.startswith(".")]
            for file in files:
                path = Path(folder, file)
                if not file.startswith(".") and path.suffix.lower() in ASKED_FOR:
                    yield one_line(self._called(path))

    def _called(self, path: Path) -> str:
        if len(self.roots) > 1:
            return str(path)
        (root,) = self.roots
        return str(path.relative_to(root))

    def _place(self, name: str) -> Path:
        """Where the file really is. Raises BadArguments for what is outside."""
        inside = []
        if "\0" not in name:
            for root in self.roots:
                real = Path(os.path.realpath(root / name))
                if real.is_relative_to(root):
                    inside.append(real)
        for real in inside:
            if real.exists():
                return real
        if inside:  # it will be said that it is not there
            return inside[0]
        folders = ", ".join(map(str, self.roots))
        what = "is not in a folder that may be read"
        raise BadArguments(what, where=name, remedy=f"name a file below {folders}")

    def _put(self, real: Path, place: Path, name: str) -> str:
        """Copy it; the hash of its bytes."""
        try:
            handle = self._opened(real)
        except FileNotFoundError:
            remedy = "ask list_files for what is there"
            raise InputError("no such file", where=name, remedy=remedy) from None
        except OSError as fault:
            what = f"cannot be opened ({fault.strerror})"
            raise FileAccess(what, where=name, remedy="name another file") from None
        digest = hashlib.sha256()
        with os.fdopen(handle, "rb") as file, place.open("wb") as copy:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise InputError(
                    "is no file", where=name, remedy="name an image, a PDF or a result"
                )
            if status.st_size > MOST_BYTES:
                what = f"has {status.st_size:,} bytes, more than {MOST_BYTES:,}"
                raise TooLarge(what, where=name, remedy="read it with `recto read`")
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                copy.write(chunk)
        return digest.hexdigest()

    def _opened(self, real: Path) -> int:
        """A descriptor, step by step from the root. Raises OSError."""
        root = next(root for root in self.roots if real.is_relative_to(root))
        *folders, last = real.relative_to(root).parts or (".",)
        step = os.open(root, STEP | os.O_DIRECTORY)
        try:
            for folder in folders:
                below = os.open(folder, STEP | os.O_DIRECTORY, dir_fd=step)
                os.close(step)
                step = below
            return os.open(last, STEP | os.O_NONBLOCK, dir_fd=step)
        finally:
            with suppress(OSError):
                os.close(step)


def fence(folders: Sequence[str]) -> Fence:
    """Of the operator's folders. Raises BadArguments."""
    roots = []
    for folder in folders:
        real = Path(os.path.realpath(folder))
        if not real.is_dir():
            raise BadArguments("is no folder", where=folder, remedy="name one with --root")
        roots.append(real)
    return Fence(tuple(roots))
