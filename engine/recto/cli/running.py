"""A run as people and programs follow it: a live bar on a terminal, plain lines elsewhere, JSON
lines on request.

Events enter and leave unchanged; each display takes what it shows. At the end everything said is
taken from the ledger.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TextIO

from recto.batch.command import Command
from recto.batch.events import Event, FileEnded, PageEnded, Stopped
from recto.batch.facts import page_line
from recto.batch.folder import SENT, prepared
from recto.batch.report import write_report
from recto.batch.stream import jobs_of
from recto.batch.totals import State, reckon
from recto.cli.printing import answered
from recto.cli.progress import errors_only, live_bar, plain_lines
from recto.cli.terminal import say, trace
from recto.errors import FileAccess
from recto.files.own_files import check_way, open_own
from recto.pipeline.vision import vision_for
from recto.settings.groups import Settings
from recto.text.messages import json_line

Display = Callable[[Event], None]


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
    with prepared(paths, settings, again=again) as run:
        run.vision = vision_for(settings.llm, Path(settings.output.folder) / SENT)
        stopped, skipped = "", Counter[str]()
        with displays(settings, quiet=quiet, verbose=verbose) as show:
            try:
                for event in run.events(jobs_of(settings)):
                    show(event)
                    stopped = event.reason if isinstance(event, Stopped) else stopped
                    skipped.update(
                        [event.skipped] if isinstance(event, FileEnded) and event.skipped else []
                    )
            except KeyboardInterrupt:
                stopped = "interrupted"
        state = reckon(run.ledger)
        if settings.batch.report:
            write_report(run.ledger, state, paths, settings)
    if not quiet:
        summarise(state, perf_counter() - start, stopped, skipped)
        for note in run.vision.notes if run.vision else ():
            say(note)
    code = answered(run.vision, state.exit_code(strict=settings.batch.strict))
    return 130 if stopped == "interrupted" else code


def summarise(state: State, seconds: float, stopped: str, skipped: Mapping[str, int]) -> None:
    """The summary, on standard error."""
    for line in state.summary.lines(seconds):
        say(line)
    for why, count in skipped.items():
        say(f"{count:,} {'file' if count == 1 else 'files'} passed over, {why}")
    for kind, count in state.kinds.items():
        say(f"{count:,} failed ({kind})")
    if stopped:
        say(f"{stopped}; {state.pages_left:,} pages left, the same command goes on")


@contextmanager
def displays(settings: Settings, *, quiet: bool, verbose: int = 0) -> Iterator[Display]:
    """One display out of all that were asked for."""
    with ExitStack() as stack:
        active: list[Display] = []
        if settings.batch.log_json:
            active.append(_json_log(stack, settings.batch.log_json, Path(settings.output.folder)))
        if quiet:
            active.append(errors_only)
        elif settings.batch.log_json != "-":
            active.append(stack.enter_context(live_bar() if sys.stderr.isatty() else plain_lines()))

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
        if isinstance(event, PageEnded) and verbose > 1 and event.trace:
            trace(event.trace)
        elif isinstance(event, FileEnded) and verbose > 1:
            for lost in event.lost:
                trace(lost.trace)

    return show


def _json_log(stack: ExitStack, name: str, folder: Path) -> Display:
    out = sys.stderr if name == "-" else stack.enter_context(_appending(name, folder))

    def log(event: Event) -> None:
        entry = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "event": type(event).__name__,
        }
        out.write(json_line(entry | asdict(event)) + "\n")
        out.flush()

    return log


@contextmanager
def _appending(name: str, folder: Path) -> Iterator[TextIO]:
    """The log, open; below the output folder no link is followed, elsewhere it is the user who says
    where.
    """
    try:
        with _opened(Path(name).absolute(), folder.absolute()) as file:
            yield file
    except OSError as error:
        raise FileAccess(
            error.strerror or str(error), where=name, remedy="name another --log-json"
        ) from error


def _opened(path: Path, folder: Path) -> TextIO:
    named_below = path.is_relative_to(folder)
    if named_below:
        check_way(folder, path)
    if named_below or path.parent.resolve().is_relative_to(folder.resolve()):
        return os.fdopen(
            open_own(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT), "a", encoding="utf-8"
        )
    return path.open("a", encoding="utf-8")
