"""From what the user typed to a run that may begin: the checks, the lock, the ledger, the list of files.

Paths and Settings enter; a Run leaves, ready, while the lock is held. A run remembers how it was asked for, so that
`retry` can ask again (command.py). Only here: that results never land among the inputs.
"""

from __future__ import annotations

import shutil
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from recto.batch.command import Command, command_of, parsed
from recto.batch.ledger import FOLDER, Ledger, ledger_path, open_ledger
from recto.batch.ledger_check import refuse_odd_files, refuse_wrong_values
from recto.batch.lock import locked
from recto.batch.outputs import keys, stems, suffixes
from recto.batch.plan import Target
from recto.batch.runner import Run
from recto.errors import BadArguments, FileAccess
from recto.settings import Settings
from recto.sources.folders import Source, expand
from recto.writers.atomic import atomic

RUNNING = "running"  # what the ledger of a run that was killed says


@contextmanager
def prepared(paths: Sequence[str], settings: Settings, *, again: Command | None = None) -> Iterator[Run]:
    """A run over the paths, lock held, ledger open; `again`: the run that is retried.

    Raises BadArguments, InputError or FileAccess.
    """
    out = Path(settings.output.folder)
    refuse_among_inputs(out, paths)
    endings = suffixes(settings.output.formats)
    sources = expand([path for path in paths if path != "-"])
    refuse_odd_files(out / FOLDER)
    with locked(out), open_ledger(out) as ledger:
        refuse_wrong_values(ledger.database, str(ledger_path(out)))
        if "-" in paths:
            sources.append(_spooled(out, again))
        digests = _remember(ledger, paths, settings, again)
        if ledger.fact("state") == RUNNING:
            remove_parts(out)
        ledger.set_fact("state", RUNNING)
        files = targets(sources, out, endings)
        ledger.list_files((file.key, file.source.path) for file in files)
        yield Run(ledger, settings, out, deque(files), retry=again is not None, digests=digests)
        ledger.set_fact("state", "ended")


def refuse_among_inputs(out: Path, paths: Sequence[str]) -> None:
    """Raise BadArguments when results would be written into a folder that is read."""
    place = out.resolve()
    for path in paths:
        if Path(path).is_dir() and place.is_relative_to(Path(path).resolve()):
            raise BadArguments(
                f"the output folder {out} is inside the input folder {path}", remedy="choose a folder outside it"
            )


def remove_parts(out: Path) -> None:
    """A killed run may leave half-written files beside the places of its results."""
    for part in out.rglob(".*.part"):
        part.unlink(missing_ok=True)


def targets(sources: Sequence[Source], out: Path, endings: dict[str, str]) -> list[Target]:
    """Every source with the places of its results."""
    names = keys(sources)
    return [
        Target(source, name, tuple((kind, str(out / f"{stem}{ending}")) for kind, ending in endings.items()))
        for source, name, stem in zip(sources, names, stems(names), strict=True)
    ]


def _spooled(out: Path, again: Command | None) -> Source:
    """Standard input as a file: workers cannot share it, and a run that goes on, or is retried, needs it again."""
    path = out / FOLDER / "stdin"
    if again is None or not path.exists():
        with atomic(path) as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
    return Source(str(path), "stdin")


def _remember(ledger: Ledger, paths: Sequence[str], settings: Settings, again: Command | None) -> frozenset[str]:
    """Keep how the run was asked for; the digests of settings whose pages are the run's own."""
    asked = command_of(paths, settings)
    if again is not None:
        # A ledger of an earlier version does not say; then every page in it is taken for the run's own.
        before = again.digests or tuple(row[0] for row in ledger.select("SELECT DISTINCT settings FROM page"))
        asked = replace(again, folder=asked.folder, paths=asked.paths, digests=(*before, *asked.digests))
    ledger.set_fact("command", asked.text())
    return frozenset(asked.digests)


def remembered(out: Path) -> Command:
    """The last run in `out`. Raises FileAccess when there was none, or the ledger does not hold it whole."""
    where = str(ledger_path(out))
    with open_ledger(out, read_only=True) as ledger:
        refuse_wrong_values(ledger.database, where)
        text = ledger.fact("command")
    if not text:
        raise FileAccess("no run has begun here", where=str(out), remedy="start one with `recto read ... -o`")
    return parsed(text, where)
