"""`recto compare`: which reader is best on your own pages; the answer on standard output, the rest
in a report.

Paths, the names of systems and perhaps a folder of truth files enter; an answer, compare.html and
the exit code leave. Only here: which fault gives the exit code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from recto.cli.grouped import Grouped
from recto.cli.options.given import settings_of
from recto.cli.options.own import output_option, paths_argument, quiet_flag, truth_option
from recto.cli.options.settings import (
    calibration_flag,
    compared_llm_flags,
    config_flag,
    reading_flags,
)
from recto.cli.terminal import answer, say
from recto.text.messages import one_line

if TYPE_CHECKING:
    from recto.compare.record import Recording
    from recto.compare.report import Comparison
    from recto.compare.systems import PageText
    from recto.compare.truth import PageKey
    from recto.settings.groups import Settings

FILES = ("compare.html", "compare.csv", "compare.json")


@click.command(name="compare", cls=Grouped, short_help="Compare readers on your own pages.")
@paths_argument
@truth_option()
@click.option(
    "--systems",
    default="",
    metavar="NAMES",
    help="tesseract,ppocr,local,auto,hybrid,llm.  [what can run]",
)
@output_option("DIR", "Where the report goes.", default="report")
@reading_flags
@calibration_flag
@click.option(
    "--model",
    "models",
    multiple=True,
    metavar="NAME",
    help="A model; give several to compare them.",
)
@click.option(
    "--texts",
    multiple=True,
    metavar="NAME=FOLDER",
    help="Texts that you have, as a system of that name; files are named as those of --truth.",
)
@click.option(
    "--record",
    metavar="DIR",
    help="Record --model's readings of pages with a truth, as a corpus for benchmarks.",
)
@click.option(
    "--prompts",
    default="informed,blind,masked",
    show_default=True,
    metavar="NAMES",
    help="How a recorded model is asked.",
)
@compared_llm_flags
@config_flag
@quiet_flag()
def command(
    paths: tuple[str, ...],
    truth: str | None,
    systems: str,
    output: str,
    models: tuple[str, ...],
    texts: tuple[str, ...],
    record: str | None,
    prompts: str,
    **given: Any,
) -> int:
    """Read the same pages with several systems and say which to use.

    The truth of scan.png is TRUTH/scan.txt (or .hocr, ALTO or PAGE .xml). Without truth the
    readings are compared with one another, and of three each one's error is estimated. The report
    is compare.html, compare.csv (a row for each page and system) and compare.json.
    """
    from recto.compare.answer import failures
    from recto.compare.systems import chosen
    from recto.sources import expand
    from recto.sources.pipes import on_disk

    quiet = given.pop("quiet")
    if models:
        given["llm__model"] = models[0]
    settings = settings_of(given, hints=False)
    recording = _recording(record, prompts, truth, settings)
    folders = _own_folders(texts)
    sources = [source.path for source in expand(paths)]
    read_folders = [*folders.values(), *([Path(truth)] if truth else [])]
    written = _places(Path(output), sources, read_folders)

    known, code = None, 0
    with on_disk(sources) as files, TemporaryDirectory(prefix="recto-budget-") as place:
        budget = Path(place) / "budget"  # --max-cost is for all systems together
        names = chosen(systems, settings, models)
        found, unanswered = _read(names, files, settings, budget, quiet=quiet)
        found |= _own_texts(folders, _keys(found))
        if truth:
            known, code = _truths(found, Path(truth))
        if recording and known:
            recorded, unheard = _recorded(recording, files, known, settings, models, budget)
            found |= recorded
            unanswered = unanswered or unheard
    comparison = _compared(found, known)
    answer(*failures(found), *comparison.answer)

    _write(comparison, written)
    say(f"report in {written[0]}, figures in {FILES[1]} and {FILES[2]} beside it")
    return code or _first_fault(found) or unanswered


def _places(out: Path, sources: Sequence[str], folders: Sequence[Path]) -> list[Path]:
    """The files of the report. Raises BadArguments where one is a file that is read."""
    from recto.sources.kept import files_below, refuse_over_sources

    read: list[str | Path] = list(sources)
    for folder in folders:
        read += files_below(folder)
    written = [out / name for name in FILES]
    refuse_over_sources(written, read, remedy="choose another folder with -o")
    return written


def _write(comparison: Comparison, places: Sequence[Path]) -> None:
    from recto.compare.data import to_csv, to_json
    from recto.compare.report import document
    from recto.files.atomic import atomic
    from recto.text.names import shown

    contents = (document(comparison), to_csv(comparison), to_json(comparison))
    for path, text in zip(places, contents, strict=True):
        with atomic(path) as file:
            file.write(shown(text).encode())


def _read(
    names: Sequence[str],
    files: Sequence[str],
    settings: Settings,
    budget: Path,
    *,
    quiet: bool,
) -> tuple[dict[str, Sequence[PageText]], int]:
    """What each system read, and the exit code where an LLM was asked in vain."""
    from recto.cli.printing import answered
    from recto.cli.spinner import waited
    from recto.compare.shared import Shared
    from recto.compare.systems import asks, endpoint, read

    found: dict[str, Sequence[PageText]] = {}
    code = 0
    with TemporaryDirectory(prefix="recto-compare-") as folder:
        shared = Shared(Path(folder)) if "local" in names else None
        # "local" first among those that are made of its reading
        for name in sorted(names, key=asks):
            if not quiet:
                say(f"reading with {name}")
            vision = endpoint(name, settings, budget)
            pages = read(name, files, settings, vision, shared)
            found[name] = list(waited(pages, name, quiet=quiet))
            for note in vision.notes if vision else ():
                say(f"{name}: {note}")
            code = answered(vision, code)
    return {name: found[name] for name in names}, code


def _recording(
    folder: str | None, prompts: str, truth: str | None, settings: Settings
) -> Recording | None:
    """Where to record, before anything is asked. Raises BadArguments."""
    if not folder:
        return None
    from recto.compare.record import Recording
    from recto.errors import BadArguments

    if not truth:
        what = "--record keeps pages that have a truth, and there is no --truth"
        raise BadArguments(what, remedy="give a folder of truths with --truth")
    if not (settings.llm.model or settings.llm.base_url):
        raise BadArguments("--record needs a model to ask", remedy="give --model NAME")
    return Recording.of(folder, prompts)


def _recorded(
    recording: Recording,
    sources: Sequence[str],
    truths: Mapping[PageKey, str],
    settings: Settings,
    models: Sequence[str],
    budget: Path,
) -> tuple[dict[str, list[PageText]], int]:
    """What each model reads, kept in the folder of recordings, and the exit code where one was
    asked in vain. Raises InvalidConfig.
    """
    from dataclasses import replace

    from recto.cli.printing import answered
    from recto.compare.record import record
    from recto.model.page import Page
    from recto.pipeline.vision import sent_by_programs
    from recto.readers.vision.reader import VisionReader
    from recto.sources import open_pages

    pages = [page for path in sources for page in open_pages(path) if isinstance(page, Page)]
    found: dict[str, list[PageText]] = {}
    code = 0
    for model in models or (settings.llm.model,):
        llm = replace(settings.llm, mode="always", model=model, reply="full")
        reader = VisionReader(
            llm, ledger_path=sent_by_programs(), prices_stored=True, budget_path=budget
        )
        reader.check()
        say(f"recording {reader.endpoint.model}")
        found |= record(recording, pages, truths, settings, reader)
        for note in reader.notes:
            say(note)
        code = answered(reader, code)
    say(f"recorded in {recording.folder}")
    return found, code


def _own_texts(
    folders: Mapping[str, Path], keys: Sequence[PageKey]
) -> dict[str, Sequence[PageText]]:
    """What the user's own folders have of the pages."""
    from recto.compare.systems import own_texts

    found: dict[str, Sequence[PageText]] = {}
    for name, folder in folders.items():
        found[name] = own_texts(folder, keys)
    return found


def _own_folders(texts: Sequence[str]) -> dict[str, Path]:
    """ "abbyy=texts/" -> its name and folder. Raises BadArguments."""
    from recto.compare.systems import NAMES
    from recto.errors import BadArguments

    folders: dict[str, Path] = {}
    for given in texts:
        name, is_named, folder = given.partition("=")
        if not is_named:
            name, folder = Path(given).name, given
        if not name or name in NAMES or name in folders:
            what = f"--texts needs a name of its own, not {name!r}"
            raise BadArguments(what, remedy="give --texts NAME=FOLDER")
        if not Path(folder).is_dir():
            raise BadArguments("is no folder of texts", where=folder, remedy="name a folder")
        folders[name] = Path(folder)
    return folders


def _keys(systems: Mapping[str, Sequence[PageText]]) -> list[PageKey]:
    """Every page that a system read, once."""
    keys: dict[PageKey, None] = {}
    for pages in systems.values():
        for page in pages:
            keys[page.path, page.index] = None
    return list(keys)


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
    from recto.compare.estimate import estimates
    from recto.compare.harm_table import harm_table
    from recto.compare.report import Comparison

    if truths is None:
        agreement = scores.agreement(systems)
        guessed = estimates(systems)
        lines = answer.without_truth(agreement, systems, guessed)
        return Comparison(lines, systems, {}, (), agreement, guessed)
    ranked = scores.against_truth(systems, truths)
    lines = answer.with_truth(ranked, systems)
    harms = harm_table(systems, truths)
    return Comparison(lines, systems, truths, ranked, {}, harms=harms)


def _truths(
    systems: Mapping[str, Sequence[PageText]], folder: Path
) -> tuple[dict[PageKey, str], int]:
    """The truths, and the exit code of the first that cannot be used; each of them is named."""
    from recto.compare.truth import find_all
    from recto.errors import InputError

    keys = _keys(systems)
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
