"""Files that are either whole or not there: written beside their place, flushed to disk, then
renamed.

A path enters, an open binary file leaves; leaving the block by an exception (an interruption too)
removes the partial file and keeps what stood at the path before. What stands there and is no file
(a FIFO, a device, a socket) is never replaced.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from recto.errors import FileAccess

KINDS = {
    stat.S_IFIFO: "a FIFO",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}
PREFIX = ".recto-"  # short: a result's own name may be as long as names can be


@contextmanager
def atomic(path: Path) -> Iterator[BinaryIO]:
    """Open `path` for writing so that readers see the old file or the whole new one. Raises
    FileAccess.
    """
    _refuse_odd(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=".part", dir=path.parent)
    except OSError as error:
        raise _refused(path, error) from error
    part = Path(name)
    try:
        with os.fdopen(handle, "w+b") as out:
            yield cast("BinaryIO", out)
            out.flush()
            # mkstemp opens for the owner alone. The mask can only be read by setting it (POSIX).
            mask = os.umask(0o077)
            os.umask(mask)
            os.fchmod(out.fileno(), 0o666 & ~mask)
            os.fsync(out.fileno())
        part.replace(path)
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _refuse_odd(path: Path) -> None:
    try:
        kind = stat.S_IFMT(path.lstat().st_mode)
    except OSError:  # not there, or not to be had: opening says so
        return
    except ValueError as error:  # a NUL, or half of a surrogate pair: no file can be called so
        what = f"no file can have this name ({error})"
        raise FileAccess(what, where=str(path), remedy="choose another place with -o") from error
    if kind in KINDS:
        raise FileAccess(
            f"is {KINDS[kind]}, and no file", where=str(path), remedy="choose another place with -o"
        )


def _refused(path: Path, error: OSError) -> FileAccess:
    what = error.strerror or str(error)
    return FileAccess(what, where=str(path), remedy="choose another place with -o")
