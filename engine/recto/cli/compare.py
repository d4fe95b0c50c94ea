"""`recto compare`: which reader is best on your own pages; the answer on standard output, the rest
in a report.
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
    from recto.cli.printing import answered
    from recto.compare.answer import failures
    from recto.compare.systems import chosen, endpoint, read
    from recto.sources import expand
    from recto.sources.kept import files_below, refuse_over_sources
    from recto.sources.pipes import on_disk

    settings = settings_of(given)
    sources = [source.path for source in expand(paths)]
    truths = files_below(Path(truth)) if truth else []
    refuse_over_sources(
        [Path(output) / FILE], [*sources, *truths], remedy="choose another folder with -o"
    )
    found: dict[str, Sequence[PageText]] = {}
    unanswered = 0
    with on_disk(sources) as files:
        for name in chosen(systems, settings):
            if not quiet:
                say(f"reading with {name}")
            vision = endpoint(name, settings)
            found[name] = list(read(name, files, settings, vision))
            for note in vision.notes if vision else ():
                say(f"{name}: {note}")
            unanswered = answered(vision, unanswered)
    known, code = _truths(found, Path(truth)) if truth else ({}, 0)
    comparison = _compared(found, known if truth else None)
    answer(*failures(found), *comparison.answer)
    say(f"report in {_write(comparison, Path(output))}")
    lost = [page.exit_code for pages in found.values() for page in pages if page.problem]
    return code or next(iter(lost), 0) or unanswered


def _compared(
    systems: Mapping[str, Sequence[PageText]], truths: Mapping[PageKey, str] | None
) -> Comparison:
    from recto.compare import answer, scores
    from recto.compare.report import Comparison

    if truths is None:
        agreement = scores.agreement(systems)
        return Comparison(answer.without_truth(agreement, systems), systems, {}, (), agreement)
    ranked = scores.against_truth(systems, truths)
    return Comparison(answer.with_truth(ranked, systems), systems, truths, ranked, {})


def _truths(
    systems: Mapping[str, Sequence[PageText]], folder: Path
) -> tuple[dict[PageKey, str], int]:
    """The truths, and the exit code of the first that cannot be used; each of them is named."""
    from recto.compare.truth import find_all
    from recto.errors import InputError

    keys = dict.fromkeys((page.path, page.index) for pages in systems.values() for page in pages)
    truths, faults = find_all(folder, keys)
    for fault in faults:
        say(str(fault))
    if not truths:
        example = f"{Path(next(iter(keys))[0]).stem}.txt" if keys else "scan.txt"
        remedy = f"name the truth as the page: {example}, .hocr or .xml"
        raise InputError("no truth for any of the pages", where=str(folder), remedy=remedy)
    for path, index in (key for key in keys if key not in truths):
        say(f"{one_line(path)} page {index + 1}: no truth in {folder}, so it is not scored")
    return truths, faults[0].exit_code if faults else 0


def _write(comparison: Comparison, folder: Path) -> Path:
    from recto.compare.report import document
    from recto.files.atomic import atomic
    from recto.text.names import shown

    path = folder / FILE
    with atomic(path) as file:
        file.write(shown(document(comparison)).encode())
    return path
