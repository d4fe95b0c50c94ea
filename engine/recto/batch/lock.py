"""One run at a time in one output folder.

A folder enters, a held lock leaves; the system drops it when the process ends, however it ends. Who
holds it is written inside, for the message that the second run gets.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from recto.batch.ledger import FOLDER
from recto.errors import FileAccess
from recto.files.own_files import check_way, open_own


@contextmanager
def locked(out: Path, name: str = "lock") -> Iterator[None]:
    """Hold the folder; `name`: of a lock beside that of runs. Raises FileAccess when another does,
    or when nothing can be written there.
    """
    path = out / FOLDER / name
    try:
        check_way(out, path)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = open_own(path, os.O_RDWR | os.O_CREAT)
    except OSError as error:
        what = error.strerror or str(error)
        raise FileAccess(what, where=str(out), remedy="choose another place with -o") from error

    with os.fdopen(handle, "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            what = f"another run is writing here ({holder(file.read())})"
            remedy = f"wait for it (recto status {out}), or choose another folder with -o"
            raise FileAccess(what, where=str(out), remedy=remedy) from None

        file.truncate(0)
        started = datetime.now().astimezone().isoformat(timespec="seconds")
        by = {"process": os.getpid(), "host": socket.gethostname(), "since": started}
        json.dump(by, file)
        file.flush()
        yield


def holder_of(out: Path) -> str:
    """Who is writing into a folder now, for people; empty when nobody is."""
    try:
        with os.fdopen(open_own(out / FOLDER / "lock", os.O_RDONLY)) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return holder(file.read())
    except (OSError, FileAccess):
        return ""
    return ""


def holder(text: str) -> str:
    """Who holds a lock, for people."""
    try:
        by = json.loads(text)
        return f"process {by['process']} on {by['host']} since {by['since']}"
    except (ValueError, KeyError, TypeError):
        return "it has only just begun"
