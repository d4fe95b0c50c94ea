"""From what the user typed to a run that may begin: the checks, the lock, the ledger, the list of
files.

Paths and Settings enter; a Run leaves, ready, while the lock is held. A run remembers how it was
asked for, so that `retry` can ask again (command.py). Only here: that results never land among the
inputs, nor on any file that this run or an earlier one into the same folder has read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from recto.batch.claims import Endings, Named, Owned, plan
from recto.batch.command import Command, command_of, no_run, parsed
from recto.batch.known import keep, owned_before, renamed
from recto.batch.ledger import FOLDER, Ledger, ledger_path, open_ledger
from recto.batch.ledger_check import PIPES, refuse_odd_files, refuse_wrong_values
from recto.batch.lock import locked
from recto.batch.outputs import endings_of
from recto.batch.plan import Target
from recto.batch.report import NAME as REPORT
from recto.batch.runner import Run
from recto.errors import BadArguments
from recto.files.own_files import check_way
from recto.pipeline.previous_result import with_images
from recto.readers.tesseract.install import check_language
from recto.settings.groups import Settings
from recto.sources.folders import Source, expand
from recto.sources.kept import refuse_over_sources
from recto.sources.pipes import is_pipe
from recto.sources.pipes import keep as keep_pipe
from recto.text.names import absolute, shown

RUNNING = "running"  # what the ledger of a run that was killed says
SENT = "sent.jsonl"  # what left this machine
SPOOL = f"{FOLDER}/{PIPES}"  # below the output folder: what came through a pipe


@contextmanager
def prepared(
    paths: Sequence[str],
    settings: Settings,
    *,
    again: Command | None = None,
    came: Sequence[Source] | None = None,
) -> Iterator[Run]:
    """A run over the paths, lock held, ledger open; `again`: the run that is retried; `came`: of a
    folder that is watched, what is to be read now, and the ledger stays about what came before.

    Raises BadArguments, InputError or FileAccess.
    """
    out = Path(settings.output.folder)
    refuse_file(out)
    refuse_among_inputs(out, paths)
    endings = endings_of(settings.output.formats)
    sources = expand(paths) if came is None else came
    files = [source.path for source in sources]
    chosen_by = settings.spelled("input.language")
    check_language(settings.input.language, files, chosen_by, settings.local.tesseract)
    refuse_odd_files(out / FOLDER)

    path = ledger_path(out)
    if not path.exists():  # what is refused leaves nothing behind
        planned = _planned(sources, [], endings, settings, fold=False)
        targets = _targets(sources, planned, endings, out)
        _refuse_over_sources(targets, [], settings)

    with locked(out), open_ledger(out) as ledger:
        refuse_wrong_values(ledger.database, str(path))
        if ledger.fact("state") == RUNNING:
            remove_parts(out)
        spooled = _spooled(sources, out)
        on_disk = [spooled.get(source.path, source) for source in sources]
        targets = _claimed(ledger, on_disk, endings, settings, add=came is not None)
        digests = _remember(ledger, paths, settings, spooled, again)
        ledger.set_fact("state", RUNNING)
        yield Run(
            ledger,
            settings,
            out,
            deque(targets),
            retry=again is not None,
            digests=digests,
        )
        ledger.set_fact("state", "ended")


def _claimed(
    ledger: Ledger,
    sources: Sequence[Source],
    endings: Endings,
    settings: Settings,
    *,
    add: bool,
) -> list[Target]:
    """Every source with places of its own, kept in the ledger. Raises BadArguments where one is a
    source.
    """
    out = Path(settings.output.folder)
    known = owned_before(ledger, endings.of)
    named = [_named(source) for source in sources]
    before = renamed(ledger, named, known)

    # Whether the file system takes "A" for "a": the lock lies there already.
    folds_case = (out / FOLDER / "LOCK").exists()
    planned = _planned(sources, before, endings, settings, fold=folds_case)
    files = _targets(sources, planned, endings, out)
    _refuse_over_sources(files, before, settings)

    listed = [(file.key, shown(file.source.path)) for file in files]
    ledger.list_files(listed, add=add)
    keep(ledger, planned)
    return files


def _planned(
    sources: Sequence[Source],
    before: Sequence[Owned],
    endings: Endings,
    settings: Settings,
    *,
    fold: bool,
) -> list[Owned]:
    """Every source with places that neither another has nor Recto's own files."""
    out = Path(settings.output.folder)
    log = settings.batch.log_json
    own = [out / REPORT, out / SENT]
    if log:
        own.append(Path(log))

    root = Path(absolute(out))
    reserved = []
    for path in own:
        place = Path(absolute(path))
        if place.is_relative_to(root):
            below = place.relative_to(root)
            reserved.append(below.as_posix())

    named = [_named(source) for source in sources]
    return plan(
        named,
        before,
        endings,
        reserved,
        fold=fold,
    )


def _named(source: Source) -> Named:
    spooled = SPOOL in source.path
    return Named(source.relative, absolute(source.path), spooled=spooled)


def _targets(
    sources: Sequence[Source], planned: Sequence[Owned], endings: Endings, out: Path
) -> list[Target]:
    """Every source with the places of this run's results."""
    targets = []
    for source, file in zip(sources, planned, strict=True):
        places = {kind: out / file.places[kind] for kind in endings.of}
        outputs = tuple((kind, str(place)) for kind, place in places.items())
        targets.append(Target(source, shown(file.key), outputs))
    return targets


def _refuse_over_sources(
    files: Sequence[Target], before: Sequence[Owned], settings: Settings
) -> None:
    """Raise BadArguments where a result, the report or a log would replace what this or an earlier
    run has read.
    """
    out, batch = Path(settings.output.folder), settings.batch
    written: list[str] = []
    for file in files:
        written += [path for _, path in file.outputs]
    if batch.report:
        written.append(str(out / REPORT))
    if batch.log_json not in {"", "-"}:
        written.append(batch.log_json)
    if settings.llm.mode != "off":
        written.append(str(out / SENT))

    read = [file.source.path for file in files]
    read += [file.path for file in before]
    sources = with_images([*read, *settings.files])
    refuse_over_sources(written, sources, remedy="choose another folder with -o")


def refuse_file(out: Path) -> None:
    """Raise BadArguments when the output folder is a file."""
    if out.exists() and not out.is_dir():
        what = "is a file, and -o names a folder here"
        raise BadArguments(what, where=str(out), remedy="name another with -o")


def refuse_among_inputs(out: Path, paths: Sequence[str]) -> None:
    """Raise BadArguments when results would be written into a folder that is read."""
    place = out.resolve()
    for path in paths:
        folder = Path(path)
        if not folder.is_dir():
            continue
        if place.is_relative_to(folder.resolve()):
            what = f"the output folder {out} is inside the input folder {path}"
            raise BadArguments(what, remedy="choose a folder outside it")


def remove_parts(out: Path) -> None:
    """A killed run may leave half-written files beside the places of its results."""
    for part in out.rglob(".*.part"):
        part.unlink(missing_ok=True)


def _spooled(sources: Sequence[Source], out: Path) -> dict[str, Source]:
    """Pipe -> what came through it as a file: workers cannot share it, and a run that goes on needs
    it again.
    """
    spool = out / SPOOL
    check_way(out, spool / "pipe")
    kept = {}
    for source in sources:
        if is_pipe(source.path):
            file = keep_pipe(source.path, spool)
            kept[source.path] = Source(str(file), source.relative)
    return kept


def _remember(
    ledger: Ledger,
    paths: Sequence[str],
    settings: Settings,
    spooled: Mapping[str, Source],
    again: Command | None,
) -> frozenset[str]:
    """Keep how the run was asked for; the digests of settings whose pages are the run's own."""
    kept = [spooled[path].path if path in spooled else path for path in paths]
    asked = command_of(kept, settings)

    if again is not None:
        before = again.digests
        if not before:  # a ledger of an earlier version: every page in it counts as the run's own
            rows = ledger.select("SELECT DISTINCT settings FROM page")
            before = tuple(digest for (digest,) in rows)
        asked = replace(
            again,
            folder=asked.folder,
            paths=asked.paths,
            digests=(*before, *asked.digests),
        )

    ledger.set_fact("command", asked.text())
    return frozenset(asked.digests)


def remembered(out: Path) -> Command:
    """The last run in `out`. Raises FileAccess when there was none, or the ledger does not hold it
    whole.
    """
    where = str(ledger_path(out))
    with open_ledger(out, read_only=True) as ledger:
        refuse_wrong_values(ledger.database, where)
        text = ledger.fact("command")
    if not text:
        raise no_run(str(out))
    return parsed(text, where)
