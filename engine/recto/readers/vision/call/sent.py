"""A line for every picture that leaves this machine: sent.jsonl, for whoever must answer for the
documents.

An outgoing request enters, JSON lines are appended before anything is sent. It holds page, boxes,
sizes, hashes, host and model; never the picture, the text or a key. What cannot be recorded is not
sent: the asking of the run ends there, its reading goes on.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from recto.errors import FileAccess
from recto.files.own_files import open_own
from recto.readers.vision.ask.asks import Request
from recto.readers.vision.call.failures import CallFailed, Failure, Remedy
from recto.readers.vision.call.providers import Endpoint
from recto.reasons import Reason
from recto.text.messages import json_line


def _now() -> str:
    """This moment, to a second, as ISO 8601."""
    now = datetime.now(UTC)
    return now.isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Ledger:
    """Appends to one file; several processes may share it (each record is one short write in append
    mode).
    """

    path: Path
    now: Callable[[], str] = _now

    def record(self, page: str, request: Request, endpoint: Endpoint, attempt: int) -> None:
        """Write one line a picture, in a folder that is made for it. Raises CallFailed, which stops
        the asking.
        """
        self.append(rows(page, request, endpoint, attempt, self.now))

    def append(self, lines: str) -> None:
        """Write lines of `rows`. Raises CallFailed."""
        written = lines.encode(errors="backslashreplace")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = open_own(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(handle, "ab") as file:
                file.write(written)
        except (OSError, FileAccess) as error:
            cause = getattr(error, "strerror", "") or error
            failure = Failure(Reason.UNRECORDED, Remedy.STOP, f"{self.path}: {cause}")
            raise CallFailed(failure) from error


def rows(
    page: str, request: Request, endpoint: Endpoint, attempt: int, now: Callable[[], str] = _now
) -> str:
    """One line a picture of what a request sends."""
    lines = ""
    for picture in request.pictures:
        boxes: list[list[float]] = []
        for box in picture.boxes:
            edges = (box.left, box.top, box.right, box.bottom)
            boxes.append([round(edge, 1) for edge in edges])
        row = {
            "time": now(),
            "page": page,
            "kind": request.ask.kind,
            "boxes": boxes,  # px of the original page, to a tenth
            "bytes": len(picture.data),
            "sha256": picture.sha256,
            "host": endpoint.host,
            "model": endpoint.model,
            "attempt": attempt,
        }
        lines += f"{json_line(row)}\n"
    return lines


@dataclass(frozen=True, slots=True)
class Sent:
    """Pictures that one model was sent, for one purpose."""

    model: str
    host: str
    is_second_look: bool
    pictures: int


MOST = 64 * 2**20  # bytes of a record that are looked at: some 200,000 pictures


def sent_by_model(path: Path) -> list[Sent]:
    """What the record says, those that were sent most first; what is no row of it is passed over.
    Raises FileAccess.
    """
    counts: Counter[tuple[str, str, bool]] = Counter()
    if not path.is_file():  # a pipe of that name would be waited for
        return []
    try:
        with path.open("rb") as file:
            rows = file.readlines(MOST)
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise FileAccess(what, where=str(path), remedy="check its rights") from error
    for row in rows:
        try:
            told = json.loads(row)
            key = (str(told["model"]), str(told["host"]), told["kind"] == "contested")
        except (ValueError, TypeError, KeyError, RecursionError):
            continue
        counts[key] += 1
    return [Sent(*key, pictures) for key, pictures in counts.most_common()]
