"""A run as people and programs follow it: a live bar on a terminal, plain lines elsewhere, JSON lines on request.

Events enter and leave unchanged; each display takes what it shows. At the end everything said is taken from the ledger.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TextIO

import click

from recto.batch.asking import vision_for
from recto.batch.events import Event, FileEnded, PageEnded, Stopped
from recto.batch.facts import page_line
from recto.batch.folder import SENT, prepared
from recto.batch.reckoning import State, reckon
from recto.batch.report import write_report
from recto.batch.stream import jobs_of
from recto.cli.printing import say_on_stderr
from recto.cli.progress import errors_only, live_bar, plain_lines
from recto.errors import FileAccess
from recto.names import printable
from recto.settings import Settings

Display = Callable[[Event], None]


def run_folder(
    paths: Sequence[str], settings: Settings, *, quiet: bool = False, verbose: int = 0, retry: bool = False
) -> int:
    """Read the paths into the output folder; the exit code."""
    start = perf_counter()
    with prepared(paths, settings, retry=retry) as run:
        run.vision = vision_for(settings.llm, Path(settings.output.folder) / SENT)
        stopped, skipped = "", Counter[str]()
        with displays(settings, quiet=quiet, verbose=verbose) as show:
            try:
                for event in run.events(jobs_of(settings)):
                    show(event)
                    stopped = event.reason if isinstance(event, Stopped) else stopped
                    skipped.update([event.skipped] if isinstance(event, FileEnded) and event.skipped else [])
            except KeyboardInterrupt:
                stopped = "interrupted"
        state = reckon(run.ledger)
        if settings.batch.report:
            write_report(run.ledger, state, Path(settings.output.folder))
    if not quiet:
        say(state, perf_counter() - start, stopped, skipped)
        for note in run.vision.notes if run.vision else ():
            say_on_stderr(note)
    return 130 if stopped == "interrupted" else state.exit_code(strict=settings.batch.strict)


def say(state: State, seconds: float, stopped: str, skipped: Mapping[str, int]) -> None:
    """The summary, on standard error."""
    for line in state.summary.lines(seconds):
        click.echo(f"recto: {line}", err=True)
    for why, count in skipped.items():
        click.echo(f"recto: {count:,} {'file' if count == 1 else 'files'} passed over, {why}", err=True)
    for kind, count in state.kinds.items():
        click.echo(f"recto: {count:,} failed ({kind})", err=True)
    if stopped:
        click.echo(f"recto: {stopped}; {state.pages_left:,} pages left, the same command goes on", err=True)


@contextmanager
def displays(settings: Settings, *, quiet: bool, verbose: int = 0) -> Iterator[Display]:
    """One display out of all that were asked for."""
    with ExitStack() as stack:
        active: list[Display] = []
        if settings.batch.log_json:
            active.append(_json_log(stack, settings.batch.log_json))
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
    """A line for every page, and at level 2 where an internal error comes from."""

    def show(event: Event) -> None:
        if isinstance(event, PageEnded) and not event.error:
            click.echo(f"recto: {page_line(event.path, event.index, event.facts)}", err=True)
        elif isinstance(event, PageEnded) and verbose > 1 and event.trace:
            click.echo(event.trace, err=True)
        elif isinstance(event, FileEnded) and verbose > 1:
            for lost in event.lost:
                click.echo(lost.trace, err=True)

    return show


def _json_log(stack: ExitStack, name: str) -> Display:
    out = sys.stderr if name == "-" else stack.enter_context(_appending(name))

    def log(event: Event) -> None:
        entry = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": type(event).__name__}
        out.write(json.dumps(entry | printable(asdict(event)), ensure_ascii=False) + "\n")
        out.flush()

    return log


@contextmanager
def _appending(name: str) -> Iterator[TextIO]:
    try:
        with Path(name).open("a", encoding="utf-8") as file:
            yield file
    except OSError as error:
        raise FileAccess(error.strerror or str(error), where=name, remedy="name another --log-json") from error
