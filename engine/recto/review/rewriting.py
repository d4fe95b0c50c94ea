"""Every output of a run written again with what people said: the same files, each whole or as it
was.

An output folder enters; what was written, and what could not be, leaves. The run's lock is held
meanwhile, so that no run writes the same files. Only here: which files of a folder are behind what
people said. A ledger may come from anywhere: no place of it leads out of the folder, or onto a
source.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from recto.batch.answers import Written
from recto.batch.corrections import every, last_of
from recto.batch.folder import remembered
from recto.batch.known import is_result_place, keep_lost
from recto.batch.ledger import FileRow, Ledger, open_ledger
from recto.batch.ledger_check import refuse_wrong_values
from recto.batch.lock import locked
from recto.batch.outputs import places, stamp
from recto.batch.writing import WriteFile
from recto.corrections.correction import standing
from recto.errors import RectoError
from recto.settings.groups import Settings
from recto.sources.kept import refuse_over_sources

Places = tuple[tuple[str, str], ...]  # format, path
Behind = tuple[FileRow, str, Places]  # its source's path, and what is to be written


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
    """The same, in a folder that is held already. Raises BadArguments where a source would be
    written over.
    """
    look = settings.output.look
    old = list(behind(ledger, out, look))
    _refuse_over_sources(ledger, old)
    paths: list[str] = []
    lost: list[str] = []
    notes = _elsewhere(ledger)
    for row, path, outputs in old:
        task = WriteFile(
            path,
            str(out),
            row.id,
            row.indices,
            outputs,
            digest,
        )
        try:
            written = task.run(settings)
        except RectoError as fault:  # the source is gone: its other outputs stay as they are
            lost.append(str(fault))
            continue
        _keep(ledger, row, outputs, written, look)
        paths += written.paths
        lost += [fault.error for fault in written.lost]
        notes += written.notes
    return Rewritten(tuple(paths), tuple(lost), tuple(notes))


def _refuse_over_sources(ledger: Ledger, old: Sequence[Behind]) -> None:
    written: list[str] = []
    sources: list[str] = []
    for row, path, outputs in old:
        written += places(outputs, row.indices, row.indices)
        sources.append(path)
    for (raw,) in ledger.select("SELECT path FROM origin"):
        sources.append(os.fsdecode(raw))
    refuse_over_sources(
        written,
        sources,
        remedy="read into another folder with -o",
    )


def _elsewhere(ledger: Ledger) -> list[str]:
    """What people said of files that are not here, or whose bytes are others now."""
    here = {sha256 for (sha256,) in ledger.select("SELECT sha256 FROM file")}
    count = sum(each.sha256 not in here for each in standing(every(ledger)))
    if not count:
        return []
    what = "corrections are" if count > 1 else "correction is"
    return [f"{count:,} {what} of files that are not here, or have changed: kept, and not written"]


def behind(ledger: Ledger, out: Path, look: str) -> Iterator[Behind]:
    """Files of which people said something that is not in their outputs."""
    rows = ledger.select(
        "SELECT file.id, relative, origin.path, file.path FROM file"
        " LEFT JOIN origin ON origin.file = file.id"
        " WHERE sha256 IN (SELECT sha256 FROM correction) ORDER BY file.id"
    )
    for number, relative, raw, given in rows:
        row = ledger.file(relative)
        outputs = places_of(ledger, number, out)
        said = last_of(ledger, row.sha256)
        state = stamp(row, ledger.pages(row), outputs, look, said)
        if outputs and row.written != state:
            yield row, os.fsdecode(raw) if raw is not None else given, outputs


def places_of(ledger: Ledger, file: int, out: Path) -> Places:
    """Where the results of a file lie: below the folder, and named as results are."""
    from recto.writers import WRITERS

    rows = ledger.select("SELECT format, place FROM place WHERE file = ? ORDER BY format", file)
    found = []
    for kind, raw in rows:
        place = os.fsdecode(raw)
        if kind in WRITERS and is_result_place(place, WRITERS[kind].suffix):
            found.append((kind, str(out / place)))
    return tuple(found)


def _keep(ledger: Ledger, row: FileRow, outputs: Places, written: Written, look: str) -> None:
    state = stamp(row, ledger.pages(row), outputs, look, written.said)
    ledger.written(row, state)
    keep_lost(ledger, row.id, (), written.lost)
