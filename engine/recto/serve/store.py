"""Where everything of a service lies: uploads on their way, and a folder a job.

Ids and uploads enter, paths leave. Only here: what is removed, and when. What is on its way when
the service dies was never accepted, and is removed at the next start; of a job that has ended the
document and its ledger go at once, its results when they expire.
"""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from recto.batch.ledger import FOLDER
from recto.errors import FileAccess
from recto.files.own_files import check_own_folder
from recto.serve.uploads import Upload
from recto.serve.work import OUT

JOBS = Path("jobs")  # below the service's folder, where it works
UPLOADS = Path("uploads")
BYTES = 16  # of an id: nobody guesses it
FULL = 2  # bodies that must have room on the disk for another to be taken


@dataclass(frozen=True, slots=True)
class Store:
    """The folders, seen from the service's own."""

    folder: Path  # of the service

    def open(self) -> None:
        """Make them; remove what was on its way. Raises FileAccess."""
        for place in (JOBS, UPLOADS):
            check_own_folder(place)
        try:
            shutil.rmtree(UPLOADS, ignore_errors=True)
            for place in (JOBS, UPLOADS):
                place.mkdir(mode=0o700, exist_ok=True)
        except OSError as fault:
            what = fault.strerror or str(fault)
            raise FileAccess(what, where=str(self.folder), remedy="use another -o") from fault

    def new_id(self) -> str:
        """Of a job."""
        return secrets.token_hex(BYTES)

    def new_place(self) -> Path:
        """Of an upload."""
        return UPLOADS / self.new_id()

    def put(self, name: str, upload: Upload) -> None:
        """Move an upload into its job's folder, on the disk."""
        folder = JOBS / name
        folder.mkdir(mode=0o700)
        upload.path.rename(folder / upload.name)
        for place in (folder, JOBS):
            _flush(place)

    def result(self, name: str, file: str) -> Path:
        """A file that was written."""
        return JOBS / name / OUT / file

    def tidy(self, name: str, document: str) -> None:
        """The job has ended: only its results are wanted."""
        with suppress(FileNotFoundError):
            (JOBS / name / document).unlink()
        shutil.rmtree(JOBS / name / OUT / FOLDER, ignore_errors=True)

    def remove(self, name: str) -> None:
        """Nobody wants anything of it."""
        shutil.rmtree(JOBS / name, ignore_errors=True)

    def remove_others(self, wanted: set[str]) -> None:
        """Folders of jobs that were never accepted, or are gone."""
        for place in JOBS.iterdir():
            if place.name not in wanted:
                shutil.rmtree(place, ignore_errors=True)

    def is_full(self, body: int) -> bool:
        """Whether the disk has no room for another request."""
        return shutil.disk_usage(JOBS).free < FULL * body


def _flush(folder: Path) -> None:
    """A name is on the disk when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
