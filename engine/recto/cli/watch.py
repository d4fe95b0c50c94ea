"""`recto watch`: a folder that is looked at again and again; what comes into it is read once.

A folder and flags enter; results and an exit code leave. Only here: which folders may be together,
what a watch tells people, and what a signal means to it.
"""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recto.cli.grouped import Grouped
from recto.cli.options.given import settings_of
from recto.cli.options.own import number_option, quiet_run_flag, verbose_flag
from recto.cli.options.settings import config_flag, run_flags
from recto.cli.terminal import say

if TYPE_CHECKING:
    from recto.batch.events import Event
    from recto.batch.facts import Summary
    from recto.batch.stopping import Stop
    from recto.settings.groups import Settings
    from recto.watch.reporting import Reports
    from recto.watch.watching import Watch

COMMON = (
    "--output",
    "--format",
    "--language",
    "--failed",
    "--interval",
    "--settle",
    "--once",
    "--jobs",
    "--llm",
    "--quiet",
)
PATIENCE = click.FloatRange(0.1, 86_400)
RESTS = "A file is whole when it has not changed for so long."
ENDING = "ending after the pages that are being read; once more ends at once"


@click.command(
    name="watch", cls=Grouped, common=COMMON, short_help="Read what comes into a folder."
)
@click.argument("inbox", type=click.Path())
@click.option(
    "--failed", metavar="DIR", help="Move here what cannot be read.  [INBOX/failed]", default=""
)
@number_option("--interval", PATIENCE, 2, "Look so often.", "SECONDS")
@number_option("--settle", PATIENCE, 5, RESTS, "SECONDS")
@click.option("--once", is_flag=True, help="Read what is there and whole, then end.")
@run_flags
@config_flag
@quiet_run_flag
@verbose_flag
def command(
    inbox: str,
    failed: str,
    interval: float,
    settle: float,
    once: bool,
    quiet: bool,
    verbose: int,
    **given: Any,
) -> int:
    """Read every image and PDF that comes into INBOX, once, into -o DIR.

    A file is read when it has come whole: nobody writes to it and it rests, or it came in one step.
    What cannot be read is moved aside with a note that says why; put back, it is read anew. INBOX
    is left as it is otherwise. Ctrl-C ends the watch after the page; the same command goes on.
    """
    from recto.batch.lock import locked

    settings = settings_of(given)
    root = Path(inbox)
    aside = Path(failed) if failed else root / "failed"
    _check(root, aside, settings)
    out = Path(settings.output.folder)
    with _ready(root, settings), locked(out, "watch"), _stopping() as stop, _budget() as budget:
        from recto.watch.inbox import Inbox
        from recto.watch.reporting import Reports
        from recto.watch.watching import Watch

        reports = Reports(str(root))
        watch = Watch(Inbox(root, aside, settle), settings, stop, budget, reports)
        told = _Told()
        interrupted = _follow(watch, told, interval, once=once, quiet=quiet, verbose=verbose)
        _report(reports, settings)
    if not quiet:
        say(told.sum)
    return 130 if interrupted else _code(watch, told.summary, settings)


def _check(root: Path, aside: Path, settings: Settings) -> None:
    """Raise BadArguments or InputError for folders that cannot be watched together."""
    from recto.cli.far import is_far, refuse_far_run
    from recto.errors import BadArguments, InputError

    out = settings.output.folder
    if not out:
        remedy = f"say where with -o: recto watch {root} -o DIR"
        raise BadArguments("results of a watch go into a folder", remedy=remedy)
    if is_far([str(root)], settings):
        what = "a folder of this machine is watched, and read into another by processes here"
        raise BadArguments(what, remedy="use recto read for places, shards and --engine ray")
    if not root.is_dir():
        remedy = "make it, or name the folder that files come into"
        raise InputError("no such folder", where=str(root), remedy=remedy)
    refuse_far_run(out)

    inbox, results, failures = root.resolve(), Path(out).resolve(), aside.resolve()
    if inbox.is_relative_to(results):
        what = f"the folder {root} is inside the output folder {out}"
        raise BadArguments(what, remedy="choose another with -o")
    if failures.is_relative_to(results) or results.is_relative_to(failures):
        what = f"results and failures would share a folder: {out} and {aside}"
        raise BadArguments(what, remedy="choose another with --failed, or with -o")
    if inbox.is_relative_to(failures):
        what = f"failures would stay in the folder that is watched: {aside}"
        raise BadArguments(what, remedy="choose another with --failed")


@contextmanager
def _ready(root: Path, settings: Settings) -> Iterator[None]:
    """After every check that a run makes before its first page: what cannot be is refused at
    once.
    """
    from recto.batch.folder import SENT, prepared
    from recto.pipeline.vision import vision_for

    with prepared([str(root)], settings, came=()):
        vision_for(settings.llm, Path(settings.output.folder) / SENT, settings.spelled)
    yield


@contextmanager
def _budget() -> Iterator[Path]:
    """Where the rounds of this watch keep what they have spent."""
    with tempfile.TemporaryDirectory(prefix="recto-budget-") as folder:
        yield Path(folder) / "budget.sqlite"


@contextmanager
def _stopping() -> Iterator[Stop]:
    """Ctrl-C, and what a system sends to end a service, ask to stop; the second one insists."""
    from recto.batch.stopping import Stop

    with Stop() as stop:

        def asked(number: int, _: object) -> None:
            if stop.asked:
                raise KeyboardInterrupt
            stop.ask()
            if number == signal.SIGINT:
                os.write(2, f"recto: {ENDING}\n".encode())  # say is not for a signal's handler

        before = {kind: signal.signal(kind, asked) for kind in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield stop
        finally:
            for kind, handler in before.items():
                signal.signal(kind, handler)


def _follow(
    watch: Watch,
    told: _Told,
    interval: float,
    *,
    once: bool,
    quiet: bool,
    verbose: int,
) -> bool:
    """To its end; whether it was ended at once."""
    from contextlib import closing

    from recto.cli.running import displays

    events = watch.events(interval, once=once)
    with (
        closing(events),
        displays(watch.settings, quiet=quiet, verbose=verbose, usual=told.show) as show,
    ):
        try:
            if not quiet:
                say(f"watching {watch.inbox.root}, {watch.inbox.leave} for what fails")
            for event in events:
                show(event)
                told.take(event)
        except KeyboardInterrupt:
            return True
    return False


def _report(reports: Reports, settings: Settings) -> None:
    """The last report, over all that came while and before."""
    from recto.batch.folder import prepared

    with prepared([reports.root], settings, came=()) as run:
        reports.write(run)


def _code(watch: Watch, summary: Summary, settings: Settings) -> int:
    from recto.errors import Incomplete, NoAnswer

    codes = list(watch.codes.values())
    if settings.batch.strict:
        return Incomplete.exit_code if codes or summary.incomplete else 0
    if codes:
        return codes[0]
    return NoAnswer.exit_code if watch.no_answer else 0


def _summary() -> Summary:
    from recto.batch.facts import Summary

    return Summary()


@dataclass(slots=True, eq=False)
class _Told:
    """A line for every file, as it is done."""

    summary: Summary = field(default_factory=_summary)  # of this watch
    files: int = 0
    of_file: dict[str, Summary] = field(default_factory=dict)  # under way

    def take(self, event: Event) -> None:
        """Count an event."""
        from recto.batch.events import FileEnded, PageEnded

        match event:
            case PageEnded(path=path, facts=facts):
                self.summary.add(facts)
                self.of_file.setdefault(path, _summary()).add(facts)
            case FileEnded(path=path):
                self.of_file.pop(path, None)
                self.files += not event.skipped
            case _:
                pass

    def show(self, event: Event) -> None:
        """Say what is to be said of it."""
        from recto.batch.events import FileEnded
        from recto.batch.sentences import many
        from recto.cli.progress import errors_only

        errors_only(event)
        if isinstance(event, FileEnded) and event.outputs:
            pages = self.of_file.get(event.path, _summary())
            numbers = f"{many(pages.pages, 'page')}, {many(pages.words, 'word')}"
            say(f"{event.path}: {numbers}, {pages.flagged:,} to look at")

    @property
    def sum(self) -> str:
        """All of it, in one line."""
        from recto.batch.sentences import many

        return f"{many(self.files, 'file')}; {self.summary.lines()[0]}"
