"""What comes through a pipe: /dev/stdin, <(command), a FIFO. It can be read only once, so it is
kept whole first.

A path enters; its bytes, or a file that holds them, leave. "-" is standard input. A device that is
no pipe (/dev/zero never ends) is refused by name.
"""

from __future__ import annotations

import hashlib
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

from recto.errors import FileAccess, InputError

STDIN = ("-", "/dev/stdin")
_DESCRIPTOR = re.compile(r"/(?:dev|proc/self)/fd/(\d+)")  # of this process: no worker can open it
_KEPT = re.compile(r"(?s)(?:^|/)\.recto/pipes/([^/]+)-[0-9a-f]{8}$")  # batch/folder.py says where
HASH = 8  # hex digits in the name of what was kept


def is_pipe(path: str) -> bool:
    """Whether the path is to be read once, in this process."""
    if path in STDIN or _DESCRIPTOR.fullmatch(path):
        return True
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def pipe_name(path: str) -> str:
    """What the results are called: "stdin", "pipe-63" of <(command), a FIFO's own name."""
    descriptor = _DESCRIPTOR.fullmatch(path)
    if descriptor:
        return f"pipe-{descriptor[1]}"
    if path in STDIN:
        return "stdin"
    return Path(path).name


def drained(path: str) -> bytes:
    """All that comes through the pipe, kept for whoever asks again. Raises InputError or
    FileAccess.
    """
    stream = sys.stdin if path == "-" else None
    return _drained(path, stream)


@lru_cache(maxsize=1)
def _drained(path: str, stream: TextIO | None) -> bytes:
    remedy = "e.g. `recto read - < page.png`"
    if stream is not None:
        if stream.isatty():
            raise InputError("nothing is piped in", where="-", remedy=remedy)
        return stream.buffer.read()
    try:
        with Path(path).open("rb") as file:
            if file.isatty():
                raise InputError("nothing is piped in", where=path, remedy=remedy)
            return file.read()
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise FileAccess(f"cannot be read ({reason})", where=path, remedy="name a file") from None


def keep(path: str, folder: Path) -> Path:
    """What comes through the pipe as a file in `folder`, named by its bytes. Raises InputError or
    FileAccess.
    """
    from recto.files.atomic import atomic

    data = drained(path)
    _drained.cache_clear()  # it is on the disk now, and may be large
    digest = hashlib.sha256(data).hexdigest()
    place = folder / f"{pipe_name(path)}-{digest[:HASH]}"
    with atomic(place) as file:
        file.write(data)
    return place


def kept_name(path: str) -> str:
    """What the pipe was called of which a run kept what came through: "stdin"; empty for every
    other file.
    """
    found = _KEPT.search(path)
    if found is None:
        return ""
    return found[1]


@contextmanager
def on_disk(paths: Sequence[str]) -> Iterator[list[str]]:
    """The paths, each pipe kept as a file of its own name until the block ends."""
    if not any(map(is_pipe, paths)):
        yield list(paths)
        return
    with TemporaryDirectory(prefix="recto-pipe-") as folder:
        places = []
        for path in paths:
            place = path
            if is_pipe(path):
                kept = keep(path, Path(folder))
                named = kept.with_name(pipe_name(path))
                place = str(kept.rename(named))
            places.append(place)
        yield places
