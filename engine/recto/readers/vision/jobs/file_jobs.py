"""Batch jobs without a connection: a file of requests for `vllm run-batch`, a file of answers from
it.

A part is "handed in" by being there; it has ended once somebody has put its answers beside it.
Nothing is sent: who runs the program decides where it runs.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import BinaryIO

from recto.errors import FileAccess
from recto.files.own_files import open_own
from recto.readers.vision.call.failures import CallFailed, Failure, Remedy
from recto.readers.vision.jobs.remote import Job, part_of
from recto.readers.vision.jobs.spool import answers_path, part_path
from recto.reasons import Reason

PREFIX = "part-"


class FileJobs:
    """Parts of one output folder, answered by a program on files."""

    def __init__(self, out: Path) -> None:
        self._out = out

    async def hand_in(self, file: Path, run: str, part: int) -> Job:
        """Leave the file where it is, without answers of an earlier run."""
        answers_path(self._out, part).unlink(missing_ok=True)
        return Job(f"{PREFIX}{part}", "checking", "waits for its answers", run, part)

    async def listed(self, run: str) -> list[Job]:
        """None: what a killed run left behind is written anew."""
        return []

    async def look(self, name: str) -> Job:
        """Whether the answers are there."""
        part = part_of(name.removeprefix(PREFIX))
        if answers_path(self._out, part).exists():
            return Job(name, "ended", "answered", "", part, (name,))
        return Job(name, "checking", "waits for its answers", "", part)

    async def fetch(self, file: str, into: BinaryIO) -> None:
        """The answers' bytes. Raises CallFailed where they are no plain file of ours."""
        path = answers_path(self._out, part_of(file.removeprefix(PREFIX)))
        try:
            with os.fdopen(open_own(path, os.O_RDONLY), "rb") as answers:
                shutil.copyfileobj(answers, into)
        except (OSError, FileAccess) as error:
            detail = f"{path}: {error}"
            failure = Failure(Reason.CONNECTION_LOST, Remedy.STOP, detail)
            raise CallFailed(failure) from None

    async def cancel(self, name: str) -> None:
        """Take the requests away."""
        part_path(self._out, part_of(name.removeprefix(PREFIX))).unlink(missing_ok=True)

    async def aclose(self) -> None:
        """Nothing is open."""


def command(out: Path, number: int, model: str) -> str:
    """What a person runs to have a part answered."""
    requests = part_path(out, number)
    answers = answers_path(out, number)
    return f"vllm run-batch -i {requests} -o {answers} --model {model}"
