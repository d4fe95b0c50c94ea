"""A line for every picture that leaves this machine: sent.jsonl, for whoever must answer for the documents.

An outgoing request enters, JSON lines are appended before anything is sent. It holds page, boxes, sizes, hashes, host
and model; never the picture, the text or a key.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from recto.errors import FileAccess
from recto.messages import json_line
from recto.own_files import open_own
from recto.readers.vision.asks import Request
from recto.readers.vision.providers import Endpoint


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Ledger:
    """Appends to one file; several processes may share it (each record is one short write in append mode)."""

    path: Path
    now: Callable[[], str] = _now

    def record(self, page: str, request: Request, endpoint: Endpoint, attempt: int) -> None:
        """Write one line a picture. Raises FileAccess: what cannot be recorded is not sent."""
        rows = "".join(json_line(row) + "\n" for row in self._rows(page, request, endpoint, attempt))
        try:
            handle = open_own(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(handle, "ab") as file:
                file.write(rows.encode())
        except OSError as error:
            raise FileAccess(
                f"cannot record what is sent ({error.strerror})", where=str(self.path), remedy="nothing was sent"
            ) from error

    def _rows(self, page: str, request: Request, endpoint: Endpoint, attempt: int) -> Iterator[Mapping[str, object]]:
        for picture in request.pictures:
            yield {
                "time": self.now(),
                "page": page,
                "kind": request.ask.kind,
                "boxes": [[round(v, 1) for v in (b.left, b.top, b.right, b.bottom)] for b in picture.boxes],
                "bytes": len(picture.data),
                "sha256": picture.sha256,
                "host": endpoint.host,
                "model": endpoint.model,
                "attempt": attempt,
            }
