"""Every output of a run written again with what people said: the same files, each whole or as it
was.

An output folder enters; what was written, and what could not be, leaves. The run's lock is held
meanwhile, so that no run writes the same files. Only here: which files of a folder are behind what
people said.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from recto.batch.answers import Written
from recto.batch.corrections import last_of
from recto.batch.folder import remembered
from recto.batch.known import keep_lost
from recto.batch.ledger import FileRow, Ledger, open_ledger
from recto.batch.ledger_check import refuse_wrong_values
from recto.batch.lock import locked
from recto.batch.outputs import stamp
from recto.batch.writing import WriteFile
from recto.errors import RectoError
from recto.settings.groups import Settings

Places = tuple[tuple[str, str], ...]  # format, path


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What became of the outputs."""

    paths: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()  # why a file is as it was before
    notes: tuple[str, ...] = ()


def rewrite(out: Path, settings: Settings) -> Rewritten:
    """Write again what is behind. Raises FileAccess while a run writes there."""
    command = remembered(out)
    digest = command.digests[-1] if command.digests else ""
    with locked(out), open_ledger(out) as ledger:
        refuse_wrong_values(ledger.database, str(out))
        return write_behind(ledger, out, settings, digest)


def write_behind(ledger: Ledger, out: Path, settings: Settings, digest: str) -> Rewritten:
    """The same, in a folder that is held already."""
    paths: list[str] = []
    lost: list[str] = []
    notes: list[str] = []
    for row, path, places in behind(
        ledger,
        out,
        settings.output.furniture,
    ):
        task = WriteFile(
            path,
            str(out),
            row.id,
            row.indices,
            places,
            digest,
        )
        try:
            written = task.run(settings)
        except RectoError as fault:  # the source is gone: its other outputs stay as they are
            lost.append(str(fault))
            continue
        _keep(ledger, row, places, written, settings.output.furniture)
        paths += written.paths
        lost += [fault.error for fault in written.lost]
        notes += written.notes
    return Rewritten(tuple(paths), tuple(lost), tuple(notes))


def behind(ledger: Ledger, out: Path, furniture: str) -> Iterator[tuple[FileRow, str, Places]]:
    """Files of which people said something that is not in their outputs."""
    rows = ledger.select(
        "SELECT file.id, relative, origin.path, file.path FROM file"
        " LEFT JOIN origin ON origin.file = file.id"
        " WHERE sha256 IN (SELECT sha256 FROM correction) ORDER BY file.id"
    )
    for number, relative, raw, given in rows:
        row = ledger.file(relative)
        places = places_of(ledger, number, out)
        said = last_of(ledger, row.sha256)
        state = stamp(row, ledger.pages(row), places, furniture, said)
        if places and row.written != state:
            yield row, os.fsdecode(raw) if raw is not None else given, places


def places_of(ledger: Ledger, file: int, out: Path) -> Places:
    """Where the results of a file lie."""
    rows = ledger.select("SELECT format, place FROM place WHERE file = ? ORDER BY format", file)
    return tuple((kind, str(out / os.fsdecode(place))) for kind, place in rows)


def _keep(ledger: Ledger, row: FileRow, places: Places, written: Written, furniture: str) -> None:
    state = stamp(row, ledger.pages(row), places, furniture, written.said)
    ledger.written(row, state)
    keep_lost(ledger, row.id, (), written.lost)
