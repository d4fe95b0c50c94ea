"""What lies in a folder that is watched, and which of it has come whole.

A look takes everything below the folder by name, size and times; files that are finished leave.
Only here: when a file is finished (the table RULES: the first that says something decides), and
which names are nobody's pages yet (hidden ones, other endings: what a copy is called on its way).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from recto.errors import FileAccess
from recto.sources.folders import ENDINGS, Source, natural
from recto.watch.being_written import Inode, being_written

# Seconds that an empty file is waited for: some programs make it first and write much later.
EMPTY_PATIENCE = 60.0
NANO = 1e-9

# What a name may stand for that is neither file nor folder.
KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)

State = tuple[int, int, int]  # size, mtime_ns, ctime_ns: a change of any is another file


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as one look found it."""

    source: Source
    inode: Inode
    state: State
    rests: float  # seconds that we have seen it in this state
    came_whole: bool  # it was there under another name, or was moved here

    @property
    def is_empty(self) -> bool:
        """Without a byte."""
        return self.state[0] == 0


def empty(file: Seen, settle: float, writing: bool) -> bool | None:
    """Nothing is in it yet; for long: then that is what it is."""
    if file.is_empty and file.rests < EMPTY_PATIENCE:
        return False
    return None


def open_for_writing(file: Seen, settle: float, writing: bool) -> bool | None:
    """Somebody has it open, and may write more."""
    return False if writing else None


def renamed(file: Seen, settle: float, writing: bool) -> bool | None:
    """It was written elsewhere and came in one step."""
    return True if file.came_whole else None


def at_rest(file: Seen, settle: float, writing: bool) -> bool | None:
    """It has not changed for a while."""
    return file.rests >= settle


Rule = Callable[[Seen, float, bool], bool | None]
RULES: tuple[Rule, ...] = (empty, open_for_writing, renamed, at_rest)


def is_finished(file: Seen, settle: float, *, writing: bool) -> bool:
    """Whether the file may be read; `settle`: seconds of rest that are enough."""
    for rule in RULES:
        said = rule(file, settle, writing)
        if said is not None:
            return said
    return False


@dataclass(slots=True, eq=False)
class Inbox:
    """The folder, and what earlier looks have found in it."""

    root: Path
    leave: Path  # a folder in which nothing is looked for: that of failures
    settle: float  # seconds
    # path -> its state, and since when we have seen it so
    since: dict[str, tuple[State, float]] = field(default_factory=dict)
    names: dict[tuple[Inode, int, int], str] = field(default_factory=dict)  # of the last look
    refused: dict[str, str] = field(default_factory=dict)  # folders that could not be listed: why
    left: dict[str, str] = field(default_factory=dict)  # what is no file of the folder: why

    def look(self) -> list[Seen]:
        """Every file that may be a page, in natural order. Raises FileAccess for the folder."""
        self.refused.clear()
        self.left.clear()
        now = monotonic()
        found: list[Seen] = []
        since: dict[str, tuple[State, float]] = {}
        names: dict[tuple[Inode, int, int], str] = {}
        for path, status in self._files(self.root):
            state = (status.st_size, status.st_mtime_ns, status.st_ctime_ns)
            inode = (status.st_dev, status.st_ino)
            known_as = (inode, status.st_size, status.st_mtime_ns)
            names[known_as] = path
            if not _may_be_a_page(path):
                continue

            before, first = self.since.get(path, (None, now))
            since[path] = (state, first) if state == before else (state, now)
            other_name = self.names.get(known_as, path) != path
            relative = Path(path).relative_to(self.root).as_posix()
            seen = Seen(
                Source(path, relative),
                inode,
                state,
                now - since[path][1],
                other_name or self._was_moved(status),
            )
            found.append(seen)
        self.since, self.names = since, names
        return sorted(found, key=lambda seen: natural(seen.source.relative))

    def finished(self, files: list[Seen]) -> list[Seen]:
        """Those that have come whole."""
        inodes = {file.inode for file in files}
        writing = being_written(inodes) if inodes else set[Inode]()
        settle = self.settle
        return [file for file in files if is_finished(file, settle, writing=file.inode in writing)]

    def _was_moved(self, status: os.stat_result) -> bool:
        """Whether its last change was none of its content: moved here, or a copy that was given the
        times of its original at its end. Both times are of one clock, a server's too.
        """
        later = status.st_ctime_ns - status.st_mtime_ns
        return later * NANO >= self.settle

    def _files(self, folder: Path) -> Iterator[tuple[str, os.stat_result]]:
        """Every file below, hidden ones, too; what is left alone is noted."""
        try:
            with os.scandir(folder) as listed:
                entries = list(listed)
        except OSError as fault:
            what = f"cannot be listed ({fault.strerror})"
            if folder == self.root:
                remedy = "check that it is there, and its permissions"
                raise FileAccess(what, where=str(folder), remedy=remedy) from None
            self.refused[str(folder)] = what
            return
        for entry in entries:
            try:
                is_folder = entry.is_dir(follow_symlinks=False)
            except OSError:  # gone meanwhile
                continue
            if is_folder:
                if not self._is_left_alone(entry):
                    yield from self._files(Path(entry.path))
                continue
            status = self._status(entry)
            if status is not None:
                yield entry.path, status

    def _status(self, entry: os.DirEntry[str]) -> os.stat_result | None:
        """Of a file; None of anything else, which is noted with the reason."""
        if entry.is_symlink() and not self._leads_inside(entry.path):
            self._note(entry.path, "is a link that leads out of the folder")
            return None
        try:
            status = entry.stat()
        except OSError:  # gone meanwhile, or a link to nothing
            if entry.is_symlink():
                self._note(entry.path, "is a link to nothing")
            return None
        if stat.S_ISREG(status.st_mode):
            return status
        for is_kind, name in KINDS:
            if is_kind(status.st_mode):
                self._note(entry.path, f"is {name}")
        return None

    def _note(self, path: str, why: str) -> None:
        """Hidden names are nobody's pages, and nothing is said of them."""
        if not Path(path).name.startswith("."):
            self.left[path] = why

    def _is_left_alone(self, entry: os.DirEntry[str]) -> bool:
        if entry.name.startswith("."):
            return True
        return Path(entry.path).resolve() == self.leave.resolve()

    def _leads_inside(self, path: str) -> bool:
        real = Path(os.path.realpath(path))  # of links in a circle, too
        return real.is_relative_to(self.root.resolve())


def _may_be_a_page(path: str) -> bool:
    name = Path(path)
    return not name.name.startswith(".") and name.suffix.lower() in ENDINGS


def unchanged(path: str, state: State) -> bool:
    """Whether the file is still there as it was."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a name as text
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns) == state


def by_path(files: list[Seen]) -> Mapping[str, Seen]:
    """The files by the paths that a run knows them by."""
    return {file.source.path: file for file in files}
