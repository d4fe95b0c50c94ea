"""Requests on their way into files: written line by line, a new file where a provider's limit is
reached.

Lines enter, whole parts leave, each with its requests and the lines for the record of what was
sent. Nothing is kept in memory but names and numbers. Files of a run that was killed are never sent
by another: what stands below the output folder is data, and may have been changed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from recto.errors import FileAccess
from recto.files.own_files import check_way, open_own
from recto.readers.vision.jobs.offers import Offer
from recto.readers.vision.jobs.state import Asked

FOLDER = ".recto/jobs"  # below the output folder
REMEDY = "make room, or choose another folder with -o; the same command goes on"


@dataclass(slots=True, eq=False)
class Filled:
    """A part whose file is whole."""

    number: int
    path: Path
    asked: list[Asked]
    sent: str  # what the record gets when the part is sent
    size: int  # bytes


def part_path(out: Path, number: int) -> Path:
    """The file of a part."""
    return out / FOLDER / f"part-{number}.jsonl"


def answers_path(out: Path, number: int) -> Path:
    """Where the answers to a part are put by a program that reads files."""
    return out / FOLDER / f"part-{number}.answers.jsonl"


@dataclass(slots=True, eq=False)
class Spool:
    """The part that is being written."""

    out: Path
    offer: Offer
    number: int = 0  # 0: none
    names: set[str] = field(default_factory=set)
    asked: list[Asked] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    size: int = 0
    _file: BinaryIO | None = None

    def has_room(self, line: bytes) -> bool:
        """Whether the line fits into the part."""
        offer = self.offer
        return len(self.asked) < offer.most_requests and self.size + len(line) <= offer.most_bytes

    def add(self, number: int, line: bytes, asked: Asked, sent: str) -> None:
        """Write a line; `number`: of the part, where it is the first. Raises FileAccess."""
        try:
            if self._file is None:
                self._begin(number)
            assert self._file is not None  # noqa: S101 - it has just been opened
            self._file.write(line)
        except OSError as error:
            what = error.strerror or str(error)
            raise FileAccess(what, where=str(self.out / FOLDER), remedy=REMEDY) from error
        self.names.add(asked.name)
        self.asked.append(asked)
        self.sent.append(sent)
        self.size += len(line)

    def fill(self) -> Filled | None:
        """Close the part; None where nothing was written. Raises FileAccess."""
        if self._file is None:
            return None
        path = part_path(self.out, self.number)
        try:
            with self._file as file:
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            what = error.strerror or str(error)
            raise FileAccess(what, where=str(path), remedy=REMEDY) from error
        sent = "".join(self.sent)
        filled = Filled(self.number, path, self.asked, sent, self.size)
        self._file = None
        self.asked, self.sent, self.names, self.size = [], [], set(), 0
        return filled

    def close(self) -> None:
        """Leave an unfinished part behind, which nobody will send."""
        if self._file is not None:
            self._file.close()
            self._file = None
            part_path(self.out, self.number).unlink(missing_ok=True)

    def _begin(self, number: int) -> None:
        self.number = number
        path = part_path(self.out, number)
        check_way(self.out, path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        handle = open_own(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(handle, "wb")
