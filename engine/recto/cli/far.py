"""`recto read` where sources, results or workers are not a plain folder and processes of this
machine: what the command line means then, and how it ends.

Paths and Settings enter, an exit code leaves. Only here: which commands are such runs.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from recto.errors import BadArguments, FileAccess, InvalidConfig
from recto.settings.groups import Settings
from recto.settings.names import SHARDS

if TYPE_CHECKING:
    from recto.batch.command import Command
    from recto.batch.totals import State
    from recto.cluster.driver import FarRun
    from recto.cluster.kept import Known
    from recto.places.place import Place


def is_far(paths: Sequence[str], settings: Settings) -> bool:
    """Whether the run is one over groups, and not the ledger's."""
    from recto.places.listing import is_place
    from recto.places.urls import is_url

    output = settings.output
    if settings.batch.engine == "ray" or set(SHARDS).intersection(output.formats):
        return True
    return is_url(output.folder) or any(map(is_place, paths))


def is_far_run(out: str) -> bool:
    """Whether such a run was the last one into OUT."""
    from recto.cluster.kept import NAME
    from recto.places.urls import is_url

    return is_url(out) or (Path(out) / NAME).is_file()


def refuse_places(paths: Sequence[str]) -> None:
    """Raise BadArguments where a dry run would have to fetch what it shows."""
    from recto.places.listing import is_place

    for path in filter(is_place, paths):
        what = "--dry-run reads files and folders of this machine"
        raise BadArguments(what, where=path, remedy="try it on some of its pages")


def refuse_far_run(out: str) -> None:
    """Raise FileAccess where OUT holds such a run, and the ledger's engine is to write there."""
    if is_far_run(out):
        what = "holds a run over groups, of which no ledger is kept"
        raise FileAccess(what, where=out, remedy="choose another folder with -o")


def run_far(
    paths: Sequence[str],
    settings: Settings,
    *,
    quiet: bool = False,
    verbose: int = 0,
    again: Command | None = None,
) -> int:
    """Read the paths; `again`: the run that is retried. The exit code."""
    from recto.cli.printing import graded
    from recto.cli.running import INTERRUPTED, Ended, displays, summarise
    from recto.cli.terminal import say
    from recto.errors import NoAnswer

    start = perf_counter()
    settings = _placed(paths, settings)
    ended = Ended()
    with _prepared(paths, settings, again) as run:
        with displays(settings, quiet=quiet, verbose=verbose) as show:
            try:
                for event in run.events():
                    show(event)
                    ended.take(event)
            except KeyboardInterrupt:
                ended.stopped = INTERRUPTED
        state = run.state()
        _report(run, state, paths, settings)
        notes = run.hands.notes()
        no_answer = run.hands.no_answer()

    if run.fault:
        say(str(run.fault.error))
    if not quiet:
        summarise(state, perf_counter() - start, ended, notes)
    if ended.stopped == INTERRUPTED:
        return 130
    if run.fault:
        return run.fault.error.exit_code
    code = state.exit_code(strict=settings.batch.strict)
    if no_answer:
        say(no_answer)
        code = code or NoAnswer.exit_code
    return graded(state.summary, settings, code)


def _placed(paths: Sequence[str], settings: Settings) -> Settings:
    """The settings with an absolute folder, after the checks that cost nothing. Raises
    BadArguments, FileAccess, InvalidConfig.
    """
    from recto.batch.folder import refuse_among_inputs, refuse_file
    from recto.batch.ledger import ledger_path
    from recto.cluster.named import refused
    from recto.cluster.shards import check
    from recto.places.urls import checked, is_url

    _refuse_batch_jobs(settings)
    out = settings.output.folder
    if not out:
        remedy = "give a folder or a place with -o"
        raise BadArguments("such a run writes more than one file", remedy=remedy)
    check(settings.output.formats)
    if settings.batch.skip_existing:
        what = "--skip-existing looks for files in a folder, and this run goes by its manifests"
        raise BadArguments(what, remedy="leave it out: what is done stays done")
    for path in paths:
        if is_url(path):
            checked(path)
    folder = _absolute(out)
    inside = refused(paths, folder)
    if inside:
        what = f"the output folder {out} is inside the input folder {inside}"
        raise BadArguments(what, remedy="choose a place outside it")
    if not is_url(folder):
        refuse_file(Path(folder))
        refuse_among_inputs(Path(folder), [path for path in paths if not is_url(path)])
        if ledger_path(Path(folder)).exists():
            what = "holds a run of the local engine, which keeps a ledger"
            raise FileAccess(what, where=out, remedy="choose another place with -o")
    return replace(settings, output=replace(settings.output, folder=folder))


def _refuse_batch_jobs(settings: Settings) -> None:
    """Raise InvalidConfig: what waits for a job stands in a ledger, and such a run has none."""
    llm = settings.llm
    if llm.mode == "off" or not llm.batch:
        return
    raise InvalidConfig(
        "a run over groups asks live: batch jobs are waited for in a ledger, which it has not",
        where=settings.spelled("llm.batch"),
        remedy=(
            "leave out --llm-batch; or read files of this machine with --engine local into a folder"
            f" of this machine, without the formats {' and '.join(SHARDS)}"
        ),
    )


def _absolute(out: str) -> str:
    """A folder of this machine from its root, or the URL of another place."""
    from recto.places.urls import MARK, checked, is_url

    if not is_url(out):
        return str(Path(out).absolute())
    url = checked(out)
    kind, _, rest = url.partition(MARK)
    return f"/{rest.lstrip('/')}" if kind == "file" else url


@contextmanager
def _prepared(paths: Sequence[str], settings: Settings, again: Command | None) -> Iterator[FarRun]:
    """A run that holds its place, with its workers."""
    from recto.cluster.driver import FarRun
    from recto.cluster.hands import hands_for
    from recto.cluster.kept import known
    from recto.cluster.lease import held
    from recto.cluster.versions import key_of
    from recto.places.place import place_of
    from recto.readers.tesseract.install import check_language

    chosen_by = settings.spelled("input.language")
    check_language(settings.input.language, list(paths[:1]), chosen_by, settings.local.tesseract)
    out = settings.output.folder
    place = place_of(out)
    with held(place), _record(place, out) as sent:
        before = known(place)
        key = before.key if again and before else key_of(paths, settings)
        with hands_for(settings, out, key, sent) as hands:
            yield FarRun(place, key, paths, settings, hands, retry=again is not None)


@contextmanager
def _record(place: Place, out: str) -> Iterator[Path]:
    """Where it is put down what left this machine; of a place elsewhere, that is copied there."""
    from recto.batch.folder import SENT
    from recto.places.place import Folder

    if isinstance(place, Folder):
        yield Path(out) / SENT
        return
    with tempfile.TemporaryDirectory(prefix="recto-sent-") as folder:
        sent = Path(folder) / SENT
        before = place.read(SENT)
        if before is not None:
            sent.write_bytes(before)
        try:
            yield sent
        finally:
            if sent.exists():
                place.put(SENT, sent)


def _report(run: FarRun, state: State, paths: Sequence[str], settings: Settings) -> None:
    from recto.batch.report import NAME, page

    if settings.batch.report:
        text = page(run.totals.told(), state, paths, settings)
        run.place.write(NAME, text.encode())


def far_state(out: str) -> tuple[State, str]:
    """How the last run into OUT stands, and who is at it. Raises FileAccess."""
    from recto.cluster.kept import Kept
    from recto.cluster.lease import running
    from recto.cluster.totals import reckoned

    place, run = _last_run(out)
    return reckoned(Kept(place, run.key), run), running(place)


def far_command(out: str) -> Command:
    """How the last run into OUT was asked for. Raises FileAccess."""
    from recto.batch.command import parsed

    _, run = _last_run(out)
    return parsed(run.command, out)


def sources_again(asked: Command, out: str) -> Command:
    """The command with its sources of this machine alone. Raises BadArguments where it names a
    place other than OUT's own bucket: what stands in OUT is data, and may have been edited.
    """
    from recto.batch.command import Command
    from recto.places.members import split
    from recto.places.urls import MARK, is_url

    home = out.partition(MARK)[2].partition("/")[0]
    near = []
    for path in asked.paths:
        place = split(path)[1] or path
        if not is_url(place):
            near.append(path)
        elif not is_url(out) or place.partition(MARK)[2].partition("/")[0] != home:
            what = f"the run names {place} as a source, which is not where its results are"
            raise BadArguments(what, remedy=f"if it is yours, name it: recto retry {out} {place}")
    return Command(asked.folder, tuple(near), asked.values, asked.also, asked.digests)


def _last_run(out: str) -> tuple[Place, Known]:
    from recto.batch.command import no_run
    from recto.cluster.kept import known
    from recto.places.place import place_of

    place = place_of(out if "://" in out else os.path.abspath(out))  # noqa: PTH100
    run = known(place)
    if run is None:
        raise no_run(out)
    return place, run
