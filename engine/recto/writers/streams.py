"""What the user names with -o and is no file: a FIFO or an open descriptor is written into, all
else is refused.

A path enters, an open binary file leaves, as with `atomic`, which serves every plain file. What
goes into a stream is gathered first and goes out whole, when nothing has failed. Only for names
that a user types: among the results of a folder a FIFO could come from anybody, and would hold up a
run for ever.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from recto.errors import FileAccess
from recto.files.atomic import atomic

_NAMED = {"/dev/stdout": 1, "/dev/stderr": 2}
_DESCRIPTOR = re.compile(r"/(?:dev|proc/self)/fd/(\d{1,9})")


def is_stream(name: str | Path) -> bool:
    """Whether it is a FIFO or one of this process's open descriptors."""
    if _descriptor(name) is not None:
        return True
    try:
        return stat.S_ISFIFO(Path(name).stat().st_mode)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return False


@contextmanager
def named(path: Path) -> Iterator[BinaryIO]:
    """Open what the user named: a file is whole or as it was, a stream gets all or nothing. Raises
    FileAccess.
    """
    if not is_stream(path):
        with atomic(path) as out:
            yield out
        return
    with TemporaryFile() as temporary:
        gathered = cast("BinaryIO", temporary)
        try:
            yield gathered
        except BaseException:
            _end(path)
            raise
        gathered.seek(0)
        _pour(gathered, path)


def _descriptor(name: str | Path) -> int | None:
    text = str(name)
    numbered = _DESCRIPTOR.fullmatch(text)
    if numbered:
        return int(numbered[1])
    return _NAMED.get(text)


def _pour(gathered: BinaryIO, path: Path) -> None:
    """All of it into the stream; a FIFO waits for whoever reads it."""
    number = _descriptor(path)
    try:
        handle = os.open(path, os.O_WRONLY) if number is None else os.dup(number)
        with os.fdopen(handle, "wb") as out:
            copyfileobj(gathered, out)
    except OSError as error:
        what = f"cannot be written into ({error.strerror or error})"
        raise FileAccess(what, where=str(path), remedy="name a file with -o") from error


def _end(path: Path) -> None:
    """Whoever waits at a FIFO for a result that does not come learns that nothing comes."""
    if _descriptor(path) is not None:
        return
    with suppress(OSError):  # nobody waits
        handle = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        os.close(handle)
