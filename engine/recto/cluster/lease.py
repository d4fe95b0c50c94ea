"""One run at a time into one place, where no file can be locked.

A Place enters, a held lease leaves. The holder writes down every few seconds that it is alive, so
that the place is free soon after it has died; results are the same whoever writes them, so two that
did not see each other cost work and break nothing.
"""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep
from typing import Any

from recto.batch.ledger import FOLDER
from recto.batch.lock import holder, holder_of, locked
from recto.errors import FileAccess, RectoError
from recto.places.place import Folder, Place

NAME = f"{FOLDER}/lease.json"
BEAT = 5.0  # seconds: 17,000 requests a day, some 9 cents
PATIENCE = 15.0  # seconds without a beat, after which a holder is taken for dead


@contextmanager
def held(place: Place) -> Iterator[None]:
    """Hold a place. Raises FileAccess when another run does."""
    if isinstance(place, Folder):
        with locked(Path(place.root)):
            yield
        return

    _wait(place)
    done = threading.Event()
    _beat(place, 0)
    thread = threading.Thread(
        target=_beats,
        args=(place, done),
        name="lease",
        daemon=True,
    )
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(BEAT)
        with suppress(RectoError):
            place.delete(NAME)


def running(place: Place) -> str:
    """Who is at work in a place, for people; empty where nobody is, or has said so lately."""
    if isinstance(place, Folder):
        return holder_of(Path(place.root))
    first = place.read(NAME)
    return holder(first.decode("utf-8", "replace")) if first and not _is_dead(first) else ""


def _wait(place: Place) -> None:
    """Until it is known whether a holder is alive."""
    before = place.read(NAME)
    if before is None or _is_dead(before):
        return
    waited = 0.0
    while waited < PATIENCE:
        sleep(1)
        waited += 1
        now = place.read(NAME)
        if now is None:
            return
        if now != before:
            by = holder(now.decode("utf-8", "replace"))
            remedy = f"wait for it (recto status {place.root}), or choose another place with -o"
            raise FileAccess(f"another run is writing here ({by})", where=place.root, remedy=remedy)


def _is_dead(data: bytes) -> bool:
    """Whether the holder was a process of this machine that is no more."""
    try:
        by: Any = json.loads(data)
        if by["host"] != socket.gethostname():
            return False
        os.kill(int(by["process"]), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except (ValueError, KeyError, TypeError, PermissionError):
        return False
    return False


def _beats(place: Place, done: threading.Event) -> None:
    count = 0
    while not done.wait(BEAT):
        count += 1
        with suppress(RectoError):  # a place that is away for a moment: the run itself says so
            _beat(place, count)


def _beat(place: Place, count: int) -> None:
    by = {
        "process": os.getpid(),
        "host": socket.gethostname(),
        "since": "its start",
        "beat": count,
    }
    place.write(NAME, json.dumps(by).encode())
