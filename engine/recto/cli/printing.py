"""One file's pages to standard output, in one format, each as soon as it is read.

Pages in their order enter, bytes leave; errors go to standard error, one line each, and the first
one's exit code is the command's. Only here: what may go to standard output at all.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from recto.batch.answers import Fault
from recto.batch.facts import PageCounts, Summary, loss_line, page_line
from recto.batch.spread import spread_of
from recto.batch.stream import PageDone
from recto.cli.terminal import say, trace
from recto.errors import BadArguments, Incomplete, NoAnswer, TooManyErrors
from recto.pipeline.previous_result import head_of
from recto.settings.groups import Settings
from recto.sources.folders import Source, expand
from recto.text.messages import one_line
from recto.writers.base import Head, Sink, Writer
from recto.writers.body import shown_in

if TYPE_CHECKING:
    from recto.pipeline.vision import Vision

BINARY = frozenset({"pdf", "pdfa", "docx"})


def only_source(paths: tuple[str, ...]) -> Source:
    """The one file that the arguments name. Raises BadArguments, or InputError for an empty
    folder.
    """
    sources = expand(paths)
    if len(sources) != 1:
        what = f"{len(sources)} files cannot go to standard output"
        raise BadArguments(what, remedy="give a folder with -o")
    return sources[0]


def only_writer(formats: tuple[str, ...]) -> Writer:
    """The one format that was asked for. Raises BadArguments."""
    from recto.batch.outputs import suffixes
    from recto.writers import WRITERS

    suffixes(formats)
    if len(formats) != 1:
        what = "only one format can go to standard output"
        raise BadArguments(what, remedy="give a folder with -o")

    (name,) = formats
    if name in BINARY and sys.stdout.isatty():
        what = f"{name} is not for a terminal"
        raise BadArguments(what, remedy="redirect it to a file, or give -o")
    return WRITERS[name]


def answered(vision: Vision | None, code: int) -> int:
    """The exit code, with one sentence where the LLM was asked in vain: that is no success, even
    under --quiet.
    """
    if vision is None or not vision.no_answer:
        return code
    say(vision.no_answer)
    return code or NoAnswer.exit_code


def graded(summary: Summary, settings: Settings, code: int) -> int:
    """The exit code, with one sentence where a page is worse than --max-errors allows, even under
    --quiet.
    """
    over = summary.over(settings.batch.max_errors)
    if not over:
        return code
    say(over)
    return code or TooManyErrors.exit_code


@dataclass(slots=True, eq=False)
class Printing:
    """A document on its way to `out`."""

    out: BinaryIO
    settings: Settings
    verbose: int = 0
    quiet: bool = False  # no summary follows: a page's loss is said with the page
    summary: Summary = field(default_factory=Summary)
    several: bool = False  # the summary is of other files, too: a page's name begins with its file
    exit_code: int = 0
    writer: Writer = field(init=False)
    sink: Sink | None = None
    head: Head | None = None

    def __post_init__(self) -> None:
        formats = self.settings.output.formats
        self.writer = only_writer(formats)

    def take(self, page: PageDone) -> None:
        """Print one page, or say why it cannot be."""
        found = page.answer
        if isinstance(found, Fault):
            say(str(found.error))
            self._traced(found.trace)
            self.exit_code = self.exit_code or found.error.exit_code
            self.summary.add(PageCounts("failed"))
            return

        self._note(page.path, page.index or 0, found.facts)
        self._traced(found.trace)
        if self.writer.one_page and self.sink is not None:
            self.sink.end()
            what = f"{self.writer.name} holds one page a file, and standard output is one file"
            remedy = "give a folder with -o, or one page with --pages"
            raise BadArguments(what, where=page.path, remedy=remedy)

        if self.head is None:
            self.head = head_of(page.path, self.settings)
        result = found.result
        self.summary.spread += spread_of(result.words)
        name = one_line(f"{page.path} page {result.index + 1}")
        with self._told(name):
            if self.sink is None:
                self.sink = self.writer.begin(self.out, self.head, None)
            shown = shown_in(self.writer.name, result, self.settings.output.furniture)
            self.sink.page(shown)
        self.out.flush()

    def _note(self, path: str, index: int, facts: PageCounts) -> None:
        """Count a page, and say of it what was asked for."""
        name = f"page {index + 1}"
        self.summary.add(facts, one_line(f"{path} {name}") if self.several else name)
        if self.quiet:
            lost = loss_line(path, index, facts)
            if lost:
                say(lost)
        if self.verbose:
            say(page_line(path, index, facts))

    def _traced(self, lines: str) -> None:
        """Where an internal error comes from."""
        if self.verbose > 1 and lines:
            trace(lines)

    def end(self) -> None:
        """Close the document; a document of failures only is not begun at all."""
        if self.sink is not None and self.head is not None:
            source = one_line(self.head.source)
            with self._told(source):
                self.sink.end()
            notes: tuple[str, ...] = getattr(self.sink, "notes", ())
            for note in notes:
                say(note)
            self.out.flush()

        if self.settings.batch.strict and self.summary.incomplete:
            self.exit_code = self.exit_code or Incomplete.exit_code
        self.exit_code = graded(self.summary, self.settings, self.exit_code)

    @contextmanager
    def _told(self, where: str) -> Iterator[None]:
        """What a writer raises names file, page and format; a reader of our output that has left is
        no fault.
        """
        try:
            yield
        except BrokenPipeError:
            raise
        except Exception as fault:
            from recto.batch.writing import named

            raise named(self.writer.name, fault, where) from fault
