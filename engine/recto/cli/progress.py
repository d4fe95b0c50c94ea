"""The two displays of a run: a live bar for terminals, a line now and then for logs. Events in,
standard error out.

Only here: how far a run is, while files that were not looked into count as one page each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from recto.batch.events import Began, Event, FileEnded, Found, PageEnded, PageWaits, Said, Stopped
from recto.batch.facts import Summary, loss_line
from recto.cli.terminal import say
from recto.writers.tables_csv import NO_TABLE

EVERY = 10.0  # seconds between two plain lines
LEAST_SECONDS = 1e-9  # so that a run that has just begun has a rate


class Tally:
    """How far the run is."""

    def __init__(self) -> None:
        self.summary = Summary()
        self.total = 0  # pages to read; a file that was not looked into counts as one
        self.open: set[str] = set()  # files that were looked into and have not ended
        self.waits = 0  # pages that wait for batch jobs
        self.started = monotonic()

    def take(self, event: Event) -> None:
        """Count an event."""
        match event:
            case Began(files=files):
                # of a later round: what is read stays read
                self.total = self.summary.pages + files
                self.waits = 0
            case PageWaits():
                self.waits += 1
            case Found(path=path, pages=pages):
                self.open.add(path)
                self.total += pages - 1
            case PageEnded(facts=facts):
                self.summary.add(facts)
            case FileEnded(path=path) if path in self.open:
                self.open.remove(path)
            # it could not be opened, or was passed over: it has no page to wait for
            case FileEnded():
                self.total -= 1
            case _:
                pass

    @property
    def text(self) -> str:
        """Pages a second, doubtful words, tokens and price."""
        summary = self.summary
        seconds = max(LEAST_SECONDS, monotonic() - self.started)
        parts = [f"{summary.pages / seconds:.2f} pages/s"]
        if summary.words:
            doubtful = summary.flagged / summary.words
            parts.append(f"{doubtful:.1%} doubtful")
        usage = summary.usage
        if usage.calls:
            tokens = usage.input_tokens + usage.output_tokens
            parts.append(f"{tokens:,} tokens, ${usage.usd:.2f}")
        if self.waits:
            parts.append(f"{self.waits:,} wait for batch jobs")
        failed = summary.outcomes["failed"]
        if failed:
            parts.append(f"{failed} failed")
        return ", ".join(parts)


def errors_only(event: Event) -> None:
    """A line for every failure, and for an early end."""
    if isinstance(event, PageEnded | FileEnded) and event.error:
        say(event.error)
    elif isinstance(event, FileEnded):
        for lost in event.lost:
            say(lost.error)
        for note in event.notes:
            if not note.endswith(NO_TABLE):  # of most pages: counted at the end
                say(note)
    elif isinstance(event, Stopped):
        say(f"stopping, {event.reason}")
    elif isinstance(event, Said):
        say(event.text)


def losses_only(event: Event) -> None:
    """A line for every page that was read in part: where no summary follows, nobody else says
    so.
    """
    if isinstance(event, PageEnded) and not event.error:
        lost = loss_line(event.path, event.index, event.facts)
        if lost:
            say(lost)


@contextmanager
def live_bar() -> Iterator[Callable[[Event], None]]:
    """A bar that is gone when the run is over."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    tally = Tally()
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("pages"),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)

        def show(event: Event) -> None:
            tally.take(event)
            errors_only(event)  # rich prints it above the bar
            progress.update(
                task, total=tally.total, completed=tally.summary.pages, description=tally.text
            )

        yield show


@contextmanager
def plain_lines() -> Iterator[Callable[[Event], None]]:
    """A line every ten seconds, and one for every failure."""
    tally = Tally()
    last = monotonic()

    def show(event: Event) -> None:
        nonlocal last
        tally.take(event)
        errors_only(event)
        if monotonic() - last >= EVERY:
            last = monotonic()
            say(f"{tally.summary.pages:,} of {tally.total:,} pages, {tally.text}")

    yield show
