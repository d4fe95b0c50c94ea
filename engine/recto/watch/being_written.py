"""Which files some process has open for writing, as far as this machine tells.

Files by device and inode enter, those that are being written leave. Linux tells in /proc, to root
of all processes and to others of their own; elsewhere, of other users, on other machines of a
network share and outside a container nobody tells, and only a file's rest does.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Set
from pathlib import Path

PROCESSES = Path("/proc")
WRITING = os.O_WRONLY | os.O_RDWR
Inode = tuple[int, int]  # device, number


def being_written(files: Set[Inode]) -> set[Inode]:
    """Those of the files that a process of this machine may still write to."""
    found: set[Inode] = set()
    for process in _numbered(PROCESSES):
        for handle in _numbered(process / "fd"):
            try:
                status = handle.stat()
                inode = (status.st_dev, status.st_ino)
                if inode in files and _writes(process, handle.name):
                    found.add(inode)
            except OSError:  # closed meanwhile
                continue
    return found


def _numbered(folder: Path) -> Iterator[Path]:
    """What is called by a number there; nothing where we may not look."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 - quicker by half, and there are thousands
    except OSError:
        return
    for name in names:
        if name.isdecimal():
            yield folder / name


def _writes(process: Path, handle: str) -> bool:
    """Whether the descriptor was opened for writing: "flags:" has open's own, in octal."""
    text = (process / "fdinfo" / handle).read_text()
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if name == "flags":
            return bool(int(value, 8) & WRITING)
    return False
