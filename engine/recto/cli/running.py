"""A run as people and programs follow it: a live bar on a terminal, plain lines elsewhere, JSON
lines on request.

Events enter and leave unchanged; each display takes what it shows. At the end everything said is
taken from the ledger.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TextIO

from recto.batch.command import Command
from recto.batch.events import Event, FileEnded, PageEnded, Stopped
from recto.batch.facts import page_line
from recto.batch.folder import SENT, prepared
from recto.batch.report import write_report
from recto.batch.runner import Run
from recto.batch.sentences import failed_as, many, which
from recto.batch.stream import jobs_of
from recto.batch.totals import State, named, reckon
from recto.cli.printing import answered, graded
from recto.cli.progress import errors_only, live_bar, losses_only, plain_lines
from recto.cli.terminal import say, trace
from recto.errors import FileAccess, NoAnswer
from recto.files.own_files import check_way, open_own
from recto.pipeline.vision import vision_for
from recto.settings.groups import Settings
from recto.text.messages import json_line
from recto.writers.tables_csv import NO_TABLE

Display = Callable[[Event], None]
INTERRUPTED = "interrupted"  # why a run stopped


@dataclass(slots=True)
class Ended:
    """What a run's events say of its end that the ledger does not keep."""

    stopped: str = ""  # why, before its files were done
    skipped: Counter[str] = field(default_factory=Counter)  # files that were passed over, by why
    pages: int = 0
    tableless: int = 0  # CSV files without a row
    unheard: str = ""  # why the interface of batch jobs could not be asked
    jobs_left: list[str] = field(default_factory=list)  # what to say of jobs that go on

    @property
    def is_idle(self) -> bool:
        """No page was read, and nothing stopped it."""
        return not (self.pages or self.stopped)

    def take(self, event: Event) -> None:
        """Count an event."""
        match event:
            case Stopped(reason=reason):
                self.stopped = reason
            case FileEnded(skipped=why) if why:
                self.skipped[why] += 1
            case FileEnded(notes=notes):
                self.tableless += len([note for note in notes if note.endswith(NO_TABLE)])
            case PageEnded():
                self.pages += 1
            case _:
                pass


def run_folder(
    paths: Sequence[str],
    settings: Settings,
    *,
    quiet: bool = False,
    verbose: int = 0,
    again: Command | None = None,
) -> int:
    """Read the paths into the output folder; `again`: the run that is retried. The exit code."""
    start = perf_counter()
    ended = Ended()
    with prepared(paths, settings, again=again) as run:
        with (
            _events_of(run, settings, ended) as events,
            displays(settings, quiet=quiet, verbose=verbose) as show,
        ):
            _follow(events, show, ended)
        state = reckon(run.ledger)
        if settings.batch.report:
            write_report(run.ledger, state, paths, settings)

    vision = run.vision
    if again and ended.is_idle and state.is_done:
        say("nothing to read again: no page failed, and none is second best")
    elif not quiet:
        seconds = perf_counter() - start
        summarise(state, seconds, ended, vision.notes if vision else ())
    code = answered(vision, state.exit_code(strict=settings.batch.strict))
    code = graded(state.summary, settings, _jobs_told(ended, code))
    return 130 if ended.stopped == INTERRUPTED else code


def _follow(events: Iterator[Event], show: Display, ended: Ended) -> None:
    """To their end, or to Ctrl-C."""
    try:
        for event in events:
            show(event)
            ended.take(event)
    except KeyboardInterrupt:
        ended.stopped = INTERRUPTED


def _jobs_told(ended: Ended, code: int) -> int:
    """Say what becomes of batch jobs; the exit code with that."""
    for line in ended.jobs_left:
        say(line)
    return code or (NoAnswer.exit_code if ended.unheard else 0)


@contextmanager
def _events_of(run: Run, settings: Settings, ended: Ended) -> Iterator[Iterator[Event]]:
    """What happens in the run: with an LLM that is asked live, through batch jobs, or not at
    all.
    """
    folder = settings.output.folder
    sent = Path(folder) / SENT
    jobs = jobs_of(settings)
    if settings.llm.mode == "off" or not settings.llm.batch:
        run.vision = vision_for(settings.llm, sent, settings.spelled)
        yield run.events(jobs)
        return
    from recto.batch.rounds import Rounds
    from recto.pipeline.batch_vision import BatchVision

    with closing(BatchVision(settings.llm, Path(folder), sent, settings.spelled)) as batch:
        rounds = Rounds(run, batch)
        yield rounds.events(jobs)
        ended.unheard = rounds.fault
        left = rounds.left_running(folder)
        if left and not batch.is_files:
            ended.jobs_left.append(left)


def summarise(
    state: State,
    seconds: float,
    ended: Ended,
    notes: Sequence[str] = (),
) -> None:
    """The summary, on standard error."""
    for line in state.summary.lines(seconds):
        say(line)
    for why, count in ended.skipped.items():
        things = "file" if count == 1 else "files"
        say(f"{count:,} {things} passed over, {why}")
    for kind, count in state.kinds.items():
        names = [named(failure) for failure in state.failures if failure.kind == kind]
        say(f"{count:,} failed, {failed_as(kind)}{which(names, count)}")
    if ended.tableless:
        say(f"{many(ended.tableless, 'CSV file')} without a row: {NO_TABLE}")
    if ended.stopped:
        say(f"{ended.stopped}; {state.pages_left:,} pages left, the same command goes on")
    for note in notes:
        say(note)


@contextmanager
def displays(
    settings: Settings,
    *,
    quiet: bool,
    verbose: int = 0,
    usual: Display | None = None,
) -> Iterator[Display]:
    """One display out of all that were asked for; `usual`: in place of the bar."""
    log = settings.batch.log_json
    with ExitStack() as stack:
        active: list[Display] = []
        if log:
            folder = Path(settings.output.folder)
            active.append(_json_log(stack, log, folder))
        if quiet:
            active += [errors_only, losses_only]
        elif usual is not None:
            active.append(usual)
        elif log != "-":
            lively = live_bar() if sys.stderr.isatty() else plain_lines()
            active.append(stack.enter_context(lively))
        if verbose:
            active.append(closely(verbose))

        def show(event: Event) -> None:
            for display in active:
                display(event)

        yield show


def closely(verbose: int) -> Display:
    """A line for every page, and at level 2 where an internal error comes from, one that cost an
    answer included.
    """

    def show(event: Event) -> None:
        if isinstance(event, PageEnded) and not event.error:
            say(page_line(event.path, event.index, event.facts))
        if verbose <= 1:
            return
        if isinstance(event, PageEnded) and event.trace:
            trace(event.trace)
        elif isinstance(event, FileEnded):
            for lost in event.lost:
                trace(lost.trace)

    return show


def _json_log(stack: ExitStack, name: str, folder: Path) -> Display:
    out = sys.stderr if name == "-" else stack.enter_context(_appending(name, folder))

    def log(event: Event) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        entry = {"time": now, "event": type(event).__name__, **asdict(event)}
        line = json_line(entry)
        out.write(f"{line}\n")
        out.flush()

    return log


@contextmanager
def _appending(name: str, folder: Path) -> Iterator[TextIO]:
    """The log, open; below the output folder no link is followed, elsewhere it is the user who says
    where.
    """
    try:
        path, below = Path(name).absolute(), folder.absolute()
        is_named_below = path.is_relative_to(below)
        if is_named_below:
            check_way(below, path)

        file: TextIO
        if is_named_below or path.parent.resolve().is_relative_to(below.resolve()):
            handle = open_own(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            file = os.fdopen(handle, "a", encoding="utf-8")
        else:
            file = path.open("a", encoding="utf-8")
        with file:
            yield file
    except OSError as error:
        what = error.strerror or str(error)
        raise FileAccess(what, where=name, remedy="name another --log-json") from error
