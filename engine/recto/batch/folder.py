"""From what the user typed to a run that may begin: the checks, the lock, the ledger, the list of files.

Paths and Settings enter; a Run leaves, ready, while the lock is held. A run remembers how it was asked for, so that
`retry` can ask again. Only here: that results never land among the inputs.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from recto.batch.ledger import FOLDER, Ledger, open_ledger
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
def prepared(paths: Sequence[str], settings: Settings, *, retry: bool = False) -> Iterator[Run]:
    """A run over the paths, lock held, ledger open. Raises BadArguments, InputError or FileAccess."""
    out = Path(settings.output.folder)
    refuse_among_inputs(out, paths)
    endings = suffixes(settings.output.formats)
    sources = expand([path for path in paths if path != "-"])
    with locked(out), open_ledger(out) as ledger:
        if "-" in paths:
            sources.append(_spooled(out))
        _remember(ledger, paths, settings)
        if ledger.fact("state") == RUNNING:
            remove_parts(out)
        ledger.set_fact("state", RUNNING)
        files = targets(sources, out, endings)
        ledger.list_files((file.key, file.source.path) for file in files)
        yield Run(ledger, settings, out, deque(files), retry=retry)
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


def _spooled(out: Path) -> Source:
    """Standard input as a file: workers cannot share it, and a run that goes on needs it again."""
    path = out / FOLDER / "stdin"
    with atomic(path) as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return Source(str(path), "stdin")


def _remember(ledger: Ledger, paths: Sequence[str], settings: Settings) -> None:
    command = {"folder": os.getcwd(), "paths": list(paths), "settings": asdict(settings)}  # noqa: PTH109 - as text
    ledger.set_fact("command", json.dumps(command))


def remembered(out: Path) -> tuple[str, list[str], dict[str, dict[str, object]]]:
    """(working folder, paths, settings by group) of the last run in `out`. Raises FileAccess when there was none."""
    with open_ledger(out, read_only=True) as ledger:
        text = ledger.fact("command")
    if not text:
        raise FileAccess("no run has begun here", where=str(out), remedy="start one with `recto read ... -o`")
    command = json.loads(text)
    groups = {
        group: {name: value for name, value in values.items() if value is not None}
        for group, values in command["settings"].items()
    }
    return command["folder"], command["paths"], groups
