"""`recto compare`: which reader is best on your own pages; the answer on standard output, the rest
in a report.

Paths, the names of systems and perhaps a folder of truth files enter; an answer, compare.html and
the exit code leave. Only here: which fault gives the exit code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recto.cli.flags import (
    calibration_flag,
    config_flag,
    endpoint_flags,
    input_flags,
    local_flags,
    settings_of,
)
from recto.cli.terminal import answer, say
from recto.text.messages import one_line

if TYPE_CHECKING:
    from recto.compare.report import Comparison
    from recto.compare.systems import PageText
    from recto.compare.truth import PageKey
    from recto.settings.groups import Settings

FILE = "compare.html"


@click.command(name="compare", short_help="Compare readers on your own pages.")
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "--truth",
    type=click.Path(exists=True, file_okay=False),
    help="Folder of .txt, .hocr or .xml truth.",
)
@click.option(
    "--systems",
    default="",
    metavar="NAMES",
    help="tesseract,ppocr,local,auto,hybrid,llm.  [what can run]",
)
@click.option(
    "-o",
    "--output",
    default="report",
    show_default=True,
    metavar="DIR",
    help="Where the report goes.",
)
@input_flags
@local_flags
@calibration_flag
@endpoint_flags
@config_flag
@click.option("-q", "--quiet", is_flag=True, help="No progress on standard error.")
def command(
    paths: tuple[str, ...], truth: str | None, systems: str, output: str, quiet: bool, **given: Any
) -> int:
    """Read the same pages with several systems and say which to use.

    The truth of scan.png is TRUTH/scan.txt (or .hocr, ALTO or PAGE .xml). Without truth the
    readings are compared with one another.
    """
    from recto.compare.answer import failures
    from recto.compare.report import document
    from recto.compare.systems import chosen
    from recto.files.atomic import atomic
    from recto.sources import expand
    from recto.sources.kept import files_below, refuse_over_sources
    from recto.sources.pipes import on_disk
    from recto.text.names import shown

    settings = settings_of(given)
    sources = [source.path for source in expand(paths)]
    truths = files_below(Path(truth)) if truth else []
    report = Path(output) / FILE
    refuse_over_sources([report], [*sources, *truths], remedy="choose another folder with -o")

    with on_disk(sources) as files:
        names = chosen(systems, settings)
        found, unanswered = _read(names, files, settings, quiet=quiet)
    known, code = None, 0
    if truth:
        known, code = _truths(found, Path(truth))
    comparison = _compared(found, known)
    answer(*failures(found), *comparison.answer)

    text = shown(document(comparison))
    with atomic(report) as file:
        file.write(text.encode())
    say(f"report in {report}")
    return code or _first_fault(found) or unanswered


def _read(
    names: Sequence[str], files: Sequence[str], settings: Settings, *, quiet: bool
) -> tuple[dict[str, Sequence[PageText]], int]:
    """What each system read, and the exit code where an LLM was asked in vain."""
    from recto.cli.printing import answered
    from recto.compare.systems import endpoint, read

    found: dict[str, Sequence[PageText]] = {}
    code = 0
    for name in names:
        if not quiet:
            say(f"reading with {name}")
        vision = endpoint(name, settings)
        found[name] = list(read(name, files, settings, vision))
        for note in vision.notes if vision else ():
            say(f"{name}: {note}")
        code = answered(vision, code)
    return found, code


def _first_fault(found: Mapping[str, Sequence[PageText]]) -> int:
    """The exit code of the first page that a system could not read; 0 where there is none."""
    for pages in found.values():
        for page in pages:
            if page.problem:
                return page.exit_code
    return 0


def _compared(
    systems: Mapping[str, Sequence[PageText]], truths: Mapping[PageKey, str] | None
) -> Comparison:
    from recto.compare import answer, scores
    from recto.compare.report import Comparison

    if truths is None:
        agreement = scores.agreement(systems)
        lines = answer.without_truth(agreement, systems)
        return Comparison(lines, systems, {}, (), agreement)
    ranked = scores.against_truth(systems, truths)
    lines = answer.with_truth(ranked, systems)
    return Comparison(lines, systems, truths, ranked, {})


def _truths(
    systems: Mapping[str, Sequence[PageText]], folder: Path
) -> tuple[dict[PageKey, str], int]:
    """The truths, and the exit code of the first that cannot be used; each of them is named."""
    from recto.compare.truth import find_all
    from recto.errors import InputError

    keys: dict[PageKey, None] = {}
    for pages in systems.values():
        for page in pages:
            keys[page.path, page.index] = None

    truths, faults = find_all(folder, keys)
    for fault in faults:
        say(str(fault))
    if not truths:
        name = next((Path(path).stem for path, _ in keys), "scan")
        remedy = f"name the truth as the page: {name}.txt, .hocr or .xml"
        raise InputError("no truth for any of the pages", where=str(folder), remedy=remedy)

    for path, index in keys:
        if (path, index) not in truths:
            page_name = f"{one_line(path)} page {index + 1}"
            say(f"{page_name}: no truth in {folder}, so it is not scored")
    return truths, faults[0].exit_code if faults else 0
