"""Files below an output folder that are written in place: opened only where they are our own, and
no link.

Paths enter; an open descriptor or FileAccess leaves. Results are written beside their place and
renamed (atomic.py): a rename replaces a link and never follows it. What grows in place
(the lock, the ledger, the record of what was sent, a log) could be a link to any file of the
user's, put there by whoever gave the folder; so could a folder on the way. The folder that the user
named may be a link: that is the user's word.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from recto.errors import FileAccess

REMEDY = "remove it, or choose another folder with -o"


def open_own(path: Path, flags: int, mode: int = 0o644) -> int:
    """A descriptor of a plain file that has no other name; made if `flags` say so, never emptied
    here.

    Raises FileAccess for links of both kinds and whatever else is no plain file, else OSError.
    """
    try:
        # Without O_NONBLOCK a pipe would hold us up; plain files know no difference.
        handle = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, mode)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK):  # FreeBSD says EMLINK
            raise _foreign(path, "is a symbolic link") from None
        if error.errno == errno.ENXIO:
            raise _foreign(path, "is not a file") from None
        raise
    try:
        _check(path, os.fstat(handle))
    except FileAccess:
        os.close(handle)
        raise
    return handle


def check_own(path: Path) -> None:
    """For files that a library opens: raise FileAccess unless it is a plain file of one name, or
    none.
    """
    try:
        status = path.lstat()
    except OSError:
        return
    _check(path, status)


def check_own_folder(path: Path) -> None:
    """Raise FileAccess unless it is a folder and no link, or not there."""
    try:
        status = path.lstat()
    except OSError:
        return
    if stat.S_ISLNK(status.st_mode):
        raise _foreign(path, "is a symbolic link")
    if not stat.S_ISDIR(status.st_mode):
        raise _foreign(path, "is not a folder")


def check_way(folder: Path, path: Path) -> None:
    """Raise FileAccess for a link on the way from `folder` (which may be one) down to `path`."""
    step = folder
    for name in path.parent.relative_to(folder).parts:
        step /= name
        if step.is_symlink():
            raise _foreign(step, "is a symbolic link")


def _check(path: Path, status: os.stat_result) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise _foreign(path, "is a symbolic link")
    if not stat.S_ISREG(status.st_mode):
        raise _foreign(path, "is not a file")
    if status.st_nlink > 1:
        what = "has another name elsewhere (a hard link), where it would be changed, too"
        raise _foreign(path, what)


def _foreign(path: Path, what: str) -> FileAccess:
    fault = f"{what}, and nothing is written through it"
    return FileAccess(fault, where=str(path), remedy=REMEDY)
