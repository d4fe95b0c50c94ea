"""`recto read`: without -o one file to standard output, with -o any number of files into a
folder.

Paths and flags enter; documents and an exit code leave. Only here: which of the three ways to
write (standard output, one file, a folder) a command means.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import replace
from os import SEEK_END
from time import perf_counter
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from recto.cli.grouped import Grouped
from recto.cli.options.given import flags_of, settings_of
from recto.cli.options.own import paths_argument, quiet_run_flag, verbose_flag
from recto.cli.options.settings import config_flag, dry_run_flag, run_flags
from recto.cli.terminal import answer, say

if TYPE_CHECKING:
    from recto.cli.one_file import Flags, OneFile
    from recto.settings.groups import Settings


COMMON = (
    "--output",
    "--format",
    "--language",
    "--profile",
    "--pages",
    "--jobs",
    "--merge",
    "--risk",
    "--llm",
    "--quiet",
)


@click.command(name="read", cls=Grouped, common=COMMON, short_help="Read images and PDFs.")
@paths_argument
@run_flags
@dry_run_flag
@config_flag
@click.option("--merge", is_flag=True, help="With -o book.pdf: one PDF of all that is read.")
@quiet_run_flag
@verbose_flag
def command(paths: tuple[str, ...], quiet: bool, verbose: int, merge: bool, **given: Any) -> int:
    """Read images, PDFs and folders of them; - is standard input.

    An earlier JSON result is read, too: -f writes it in other formats, --llm asks about what no LLM
    has read, and nothing else is done again.

    Without -o the text of one file goes to standard output. With -o every file gets its results in
    DIR, which mirrors the input tree; the same command goes on where a stopped run ended. -o
    out.pdf (or .txt, .json, ...) writes one file's result there, and so does a second name: recto
    read in.pdf out.pdf.
    """
    from recto.cli.far import is_far
    from recto.cli.one_file import in_and_out

    paths, given = in_and_out(paths, given)
    settings = settings_of(given)
    if settings.llm.dry_run:
        return _dry_run(paths, settings)
    if merge:
        from recto.cli.merging import merge_into

        return merge_into(paths, flags_of(given), settings, quiet=quiet, verbose=verbose)
    if is_far(paths, settings):
        from recto.cli.far import run_far

        return run_far(paths, settings, quiet=quiet, verbose=verbose)
    return _read_here(paths, flags_of(given), settings, quiet=quiet, verbose=verbose)


def _read_here(
    paths: tuple[str, ...], flags: Flags, settings: Settings, *, quiet: bool, verbose: int
) -> int:
    """Onto standard output, into one file, or into a folder."""
    if not settings.output.folder:
        from recto.cli.printing import only_source

        source = only_source(paths)
        out = sys.stdout.buffer
        settings = _for_one_stream(settings)
        return _read_into(out, source.path, settings, quiet=quiet, verbose=verbose)

    from recto.cli.one_file import one_file

    file = one_file(paths, flags, settings)
    if file:
        return _write(file, quiet=quiet, verbose=verbose)

    from recto.cli.far import refuse_far_run
    from recto.cli.running import run_folder

    refuse_far_run(settings.output.folder)
    return run_folder(paths, settings, quiet=quiet, verbose=verbose)


def _for_one_stream(settings: Settings) -> Settings:
    """With the first of the formats that only a profile asked for."""
    from recto.settings.profiles import is_of_profile

    formats = settings.output.formats
    if not is_of_profile(settings.spelled("output.formats")):
        return settings
    return replace(settings, output=replace(settings.output, formats=formats[:1]))


def _write(file: OneFile, *, quiet: bool, verbose: int) -> int:
    """One file into one file, which is whole or not there; not there, too, where no page could be
    read.
    """
    from recto.writers.streams import named

    with suppress(_NothingRead), named(file.path) as out:
        code = _read_into(out, file.source, file.settings, quiet=quiet, verbose=verbose)
        if not out.seek(0, SEEK_END):
            raise _NothingRead
    return code


class _NothingRead(Exception):
    """No page could be read."""


def _read_into(out: BinaryIO, path: str, settings: Settings, *, quiet: bool, verbose: int) -> int:
    from recto.batch.stream import read_in_order
    from recto.cli.printing import Printing, answered
    from recto.cli.spinner import waited
    from recto.pipeline.vision import sent_by_programs, vision_for
    from recto.readers.tesseract.install import check_language
    from recto.text.messages import one_line

    start = perf_counter()
    printing = Printing(out, settings, verbose, quiet)
    check_language(
        settings.input.language,
        [path],
        settings.spelled("input.language"),
        settings.local.tesseract,
    )
    vision = vision_for(settings.llm, sent_by_programs(), settings.spelled)
    pages = read_in_order([path], settings, vision)
    for page in waited(pages, one_line(path), quiet=quiet):
        printing.take(page)
    printing.end()
    if not quiet:
        lines = printing.summary.lines(perf_counter() - start)
        if vision:
            lines += vision.notes
        for line in lines:
            say(line)
    return answered(vision, printing.exit_code)


def _dry_run(paths: tuple[str, ...], settings: Settings) -> int:
    """What the LLM would be sent, page by page, and the price; the pages are read locally, nothing
    is written.
    """
    from recto.batch.answers import Fault
    from recto.batch.stream import read_in_order
    from recto.cli.far import refuse_places
    from recto.errors import BadArguments
    from recto.pipeline.vision import estimates_for
    from recto.readers.tesseract.install import check_language
    from recto.sources.folders import expand
    from recto.text.messages import one_line

    if settings.llm.mode == "off":
        raise BadArguments(
            "--dry-run shows what an LLM would be sent",
            remedy="give --llm auto, always or only, too",
        )
    refuse_places(paths)
    files = [source.path for source in expand(paths)]
    check_language(
        settings.input.language, files, settings.spelled("input.language"), settings.local.tesseract
    )
    estimates = estimates_for(settings.llm, settings.spelled)
    code = 0
    for page in read_in_order(files, settings, estimates):
        if isinstance(page.answer, Fault):
            say(str(page.answer.error))
            code = code or page.answer.error.exit_code
        else:
            number = (page.index or 0) + 1
            name = one_line(f"{page.path} page {number}")  # as the page says it
            estimate = estimates.pages.pop(name, "nothing to send")
            answer(f"{name}: {estimate}")
    answer(*estimates.notes)
    return code
