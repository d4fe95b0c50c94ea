"""Where a page lies while Tesseract reads it: a folder in memory where there is one, gone
afterwards.

A size enters, a folder leaves. Its owner holds a lock in it; the system drops the lock however the
owner ends, so that the folder of a process that was killed is known by its lock being free, and the
next process to read a page removes it. Process numbers would not do: containers may share the
memory disk and count their own.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from time import time

# names that nobody else gives: what bears both is removed
PREFIX, LOCK = "recto-page-", ".recto-scratch"
# Only used where it is a writable folder, through tempfile
RAM_DISK = Path("/dev/shm")  # noqa: S108
SPARE = 3  # times the page that must be free on it: Tesseract's output, and other workers
YOUNG = 60.0  # seconds in which a folder may not be locked yet


@contextmanager
def scratch(size: int) -> Iterator[Path]:
    """A folder with room for `size` bytes, removed at the end. Raises OSError where none can be
    made.
    """
    # The memory disk if the page fits (a container's has 64 MB), else the folder for temporary
    # files
    fits = False
    with suppress(OSError):  # no such disk
        writable = os.access(RAM_DISK, os.W_OK)
        fits = writable and shutil.disk_usage(RAM_DISK).free > SPARE * size
    place = RAM_DISK if fits else Path(tempfile.gettempdir())

    sweep(place)
    removed_at_end = tempfile.TemporaryDirectory(
        prefix=PREFIX,
        dir=place,
        ignore_cleanup_errors=True,
    )
    with removed_at_end as name:
        folder = Path(name)
        with (folder / LOCK).open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder


@lru_cache(maxsize=4)
def sweep(place: Path) -> None:
    """Remove what killed processes left there; once a process. Folders of other users, or without a
    lock, stay.
    """
    for folder in place.glob(f"{PREFIX}*"):
        # Is it ours, no link, old enough to be locked, and not locked?
        try:
            status = folder.lstat()
            is_folder = stat.S_ISDIR(status.st_mode)
            ours = is_folder and status.st_uid == os.getuid()
            age = time() - status.st_mtime
            if not ours or age < YOUNG:
                continue
            with (folder / LOCK).open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # no lock file, locked, or gone meanwhile
            continue
        shutil.rmtree(folder, ignore_errors=True)
