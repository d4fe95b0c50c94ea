"""What the ledger knows of sources and places: which file of which run has which name, and what
could not be written.

An open ledger enters; Owned values, and rows of formats that were lost, come back. Only here: when
a source is one that an earlier run has read. It is where it was (its path from the root is the
same, or another name of the same file), or it is gone from there and a file with the same bytes has
come.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from recto.batch.answers import Lost
from recto.batch.claims import Named, Owned, without_ending
from recto.batch.ledger import FOLDER, Ledger
from recto.batch.report import NAME as REPORT
from recto.pipeline.previous_result import file_sha256
from recto.text.names import absolute, shown

LEAD_OUT = frozenset({"", ".", ".."})  # parts of a path that lead out of a folder, or nowhere
ALL_PAGES = -1  # instead of a page's index in the table of what was lost


def owned_before(ledger: Ledger, every_ending: Mapping[str, str]) -> list[Owned]:
    """Every file that the ledger knows, with its path from the root and its places."""
    places: dict[int, dict[str, str]] = {}
    for file, kind, raw_place in ledger.select("SELECT file, format, place FROM place"):
        place = os.fsdecode(raw_place)
        if is_result_place(place, every_ending.get(kind, "")):
            places.setdefault(file, {})[kind] = place

    rows = ledger.select(
        "SELECT file.id, relative, file.path, origin.path, sha256, written FROM file "
        "LEFT JOIN origin ON origin.file = file.id ORDER BY file.id"
    )
    folder = Path(_folder(ledger))
    files = []
    for number, relative, path, origin, sha256, written in rows:
        if origin is not None:
            where = os.fsdecode(origin)
        elif sha256:
            where = absolute(folder / path)
        else:  # listed by a run that was killed at once: nothing is known
            continue

        known = places.get(number, {})
        if written and not known:  # of a version that kept no places
            name = without_ending(relative)
            known = {kind: f"{name}{ending}" for kind, ending in every_ending.items()}
        files.append(Owned(relative, where, known))
    return files


def is_result_place(place: str, ending: str) -> bool:
    """Whether a place lies in the output folder and is named as results of its format are.

    A ledger from elsewhere must not lead a result out of the folder, over the record of what was
    sent, or into a name that means something else: what a page has printed, as HTML.
    """
    parts = place.split("/")
    if not LEAD_OUT.isdisjoint(parts) or parts[0].casefold() == FOLDER:
        return False
    return place.endswith(ending) and place.casefold() != REPORT


def _folder(ledger: Ledger) -> str:
    """Where the last run was started; here where the ledger does not say."""
    try:
        command = json.loads(ledger.fact("command") or "{}")
    except ValueError:
        return "."
    if not isinstance(command, dict):
        return "."
    folder = command.get("folder")
    return folder if isinstance(folder, str) else "."


def renamed(ledger: Ledger, sources: Sequence[Named], before: Sequence[Owned]) -> list[Owned]:
    """`before`, where files that have moved since are known by the path that they have now."""
    paths_before = {file.path for file in before}
    paths_now = {}
    for source in sources:
        if source.path not in paths_before:
            key = shown(source.relative)
            paths_now[key] = source.path

    hashes = dict(ledger.select("SELECT relative, sha256 FROM file"))
    files = []
    for file in before:
        now = paths_now.get(file.key)
        sha256 = hashes.get(file.key, "")
        if now and _is_same(file.path, now, sha256):
            files.append(replace(file, path=now))
        else:
            files.append(file)
    return files


def _is_same(before: str, now: str, sha256: str) -> bool:
    try:
        return os.path.samefile(before, now)  # noqa: PTH121 - of two names
    except OSError:
        if os.path.lexists(before) or not sha256:
            return False
        return file_sha256(now) == sha256


def keep(ledger: Ledger, files: Iterable[Owned]) -> None:
    """Keep the places of files that are listed in the ledger."""
    with ledger.database as database:
        for file in files:
            ((number,),) = ledger.select("SELECT id FROM file WHERE relative = ?", shown(file.key))
            origin = (number, os.fsencode(file.path))
            places = [(number, kind, os.fsencode(place)) for kind, place in file.places.items()]
            database.execute("INSERT OR REPLACE INTO origin VALUES (?, ?)", origin)
            database.executemany("INSERT OR REPLACE INTO place VALUES (?, ?, ?)", places)


def lost_formats(ledger: Ledger, file: int) -> tuple[Lost, ...]:
    """What could not be written of a file when it was last written."""
    rows = ledger.select(
        "SELECT format, page, kind, error, exit_code FROM lost WHERE file = ? ORDER BY format,"
        " page",
        file,
    )
    formats = []
    for kind, number, *fault in rows:
        page = None if number < 0 else number
        formats.append(Lost(kind, page, *fault))
    return tuple(formats)


def keep_lost(ledger: Ledger, file: int, untouched: Collection[str], lost: Iterable[Lost]) -> None:
    """Of the formats that were written just now, these were lost; what is known of `untouched` ones
    stays.
    """
    rows = []
    for fault in lost:
        page = ALL_PAGES if fault.page is None else fault.page
        row = (
            file,
            fault.format,
            page,
            fault.kind,
            fault.error,
            fault.exit_code,
        )
        rows.append(row)

    with ledger.database as database:
        known = {fault.format for fault in lost_formats(ledger, file)}
        written = known.difference(untouched)
        done = [(file, kind) for kind in written]
        database.executemany("DELETE FROM lost WHERE file = ? AND format = ?", done)
        database.executemany("INSERT INTO lost VALUES (?, ?, ?, ?, ?, ?)", rows)
