"""`recto read`: without -o one file to standard output, with -o any number of files into a folder."""

from __future__ import annotations

import sys
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from recto.cli.flags import (
    batch_flags,
    calibration_flag,
    dry_run_flag,
    flags_of,
    input_flags,
    llm_flags,
    local_flags,
    output_flags,
)

if TYPE_CHECKING:
    from recto.settings import Settings


@click.command(name="read", short_help="Read images and PDFs.")
@click.argument("paths", nargs=-1, required=True)
@input_flags
@local_flags
@calibration_flag
@output_flags
@batch_flags
@llm_flags
@dry_run_flag
@click.option("-q", "--quiet", is_flag=True, help="No summary and no progress on standard error.")
@click.option("-v", "--verbose", count=True, help="A line for every page; -vv: where an error comes from.")
def command(paths: tuple[str, ...], quiet: bool, verbose: int, **given: Any) -> int:
    """Read images, PDFs and folders of them; - is standard input.

    An earlier JSON result is read, too: -f writes it in other formats, --llm asks about what no LLM has read, and
    nothing else is done again.

    Without -o the text of one file goes to standard output. With -o every file gets its results in DIR, which mirrors
    the input tree; the same command goes on where a stopped run ended.
    """
    from recto.config import find_file, load

    settings = load(flags_of(given), file=find_file())
    if settings.llm.dry_run:
        return _dry_run(paths, settings)
    if settings.output.folder:
        from recto.cli.running import run_folder

        return run_folder(paths, settings, quiet=quiet, verbose=verbose)
    return _print(paths, settings, quiet=quiet, verbose=verbose)


def _print(paths: tuple[str, ...], settings: Settings, *, quiet: bool, verbose: int) -> int:
    """One file to standard output, its pages as they come."""
    from recto.batch.asking import sent_by_programs, vision_for
    from recto.batch.stream import read_in_order
    from recto.cli.printing import Printing, answered, only_source, say_on_stderr

    start = perf_counter()
    printing = Printing(sys.stdout.buffer, settings, verbose)
    vision = vision_for(settings.llm, sent_by_programs())
    for page in read_in_order([only_source(paths).path], settings, vision):
        printing.take(page)
    printing.end()
    if not quiet:
        for line in [*printing.summary.lines(perf_counter() - start), *(vision.notes if vision else ())]:
            say_on_stderr(line)
    return answered(vision, printing.exit_code)


def _dry_run(paths: tuple[str, ...], settings: Settings) -> int:
    """What the LLM would be sent, page by page, and the price; the pages are read locally, nothing is written."""
    from recto.batch.asking import estimates_for
    from recto.batch.stream import read_in_order
    from recto.batch.tasks import Fault
    from recto.errors import BadArguments
    from recto.sources.folders import expand

    if settings.llm.mode == "off":
        raise BadArguments("--dry-run shows what an LLM would be sent", remedy="give --llm auto, always or only, too")
    estimates = estimates_for(settings.llm)
    code = 0
    for page in read_in_order([source.path for source in expand(paths)], settings, estimates):
        if isinstance(page.answer, Fault):
            click.echo(f"recto: {page.answer.error}", err=True)
            code = code or page.answer.error.exit_code
        else:
            name = f"{page.path} page {(page.index or 0) + 1}"
            click.echo(f"{name}: {estimates.pages.pop(name, 'nothing to send')}")
    click.echo("\n".join(estimates.notes))
    return code
