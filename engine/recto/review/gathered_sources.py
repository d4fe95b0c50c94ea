"""Sources of a gathered run that lie elsewhere: copied beside its ledger, so that a review can show
their pages.

An open ledger and its folder enter; copies lie below it, and what could not be copied leaves, with
why. Only here: which places may be asked for a source, since what stands in OUT is data: those that
the user has named, and the run's own bucket.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from recto.batch.ledger import FOLDER, Ledger
from recto.cluster.named import Named
from recto.errors import RectoError
from recto.files.own_files import check_way
from recto.places.fetching import arrived, is_far
from recto.places.members import split
from recto.places.urls import MARK, is_url
from recto.text.names import shown

SOURCES = f"{FOLDER}/sources"  # below the folder of the ledger


def copied(
    ledger: Ledger, folder: Path, root: str, named: Named, files: Collection[int] | None
) -> list[str]:
    """Copy the sources of these rows, or of all; what is not here, with why. `root`: of the run."""
    lost = []
    rows = ledger.select("SELECT file, path FROM origin ORDER BY file")
    for number, raw in rows:
        path = os.fsdecode(raw)
        if not is_far(path) or (files is not None and number not in files):
            continue
        if not may_ask(path, root, named):
            lost.append(f"{shown(path)}: name its place with --source")
            continue
        came = _copy(path, folder, number)
        if isinstance(came, RectoError):
            lost.append(f"{shown(path)}: {came.what}")
            continue
        values = (os.fsencode(str(Path(came).resolve())), number)
        with ledger.database as database:
            database.execute("UPDATE origin SET path = ? WHERE file = ?", values)
    return lost


def _copy(path: str, folder: Path, number: int) -> str | RectoError:
    place = folder / SOURCES / str(number)
    check_way(folder, place / "page")
    place.mkdir(parents=True, exist_ok=True)
    return arrived([path], place)[path]


def may_ask(path: str, root: str, named: Named) -> bool:
    """Whether a source may be asked for; files of this machine may always: a review shows those
    alone whose bytes are the ones that were read.
    """
    place = split(path)[1] or path
    if not is_url(place) or place.startswith("file:") or named.has(path):
        return True
    return is_url(root) and _bucket(place) == _bucket(root)


def _bucket(url: str) -> tuple[str, str]:
    kind, _, rest = url.partition(MARK)
    return kind, rest.partition("/")[0]
