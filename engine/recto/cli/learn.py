"""`recto learn`: what a collection's corrections, or pages with their truth, teach the engine.

Runs that were reviewed, or images with their truth, enter; a collection leaves that `recto read
--collection` takes, and what was learned, from what, and what did not pay, on standard output. Only
here: how that is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recto.cli.learn_watching import watched
from recto.cli.learned import on_one_line, told
from recto.cli.options.given import settings_of
from recto.cli.options.own import (
    json_flag,
    output_option,
    paths_argument,
    quiet_flag,
    risk_option,
    truth_option,
)
from recto.cli.options.settings import config_flag, examples_flag, reading_flags
from recto.cli.terminal import answer, say

if TYPE_CHECKING:
    from recto.learning.paying import Learned
    from recto.learning.places import KnownPage
    from recto.learning.sources import Sources
    from recto.settings.collection import Collection, NumberRule
    from recto.settings.collection_file import Manifest
    from recto.settings.groups import Settings

Progress = Callable[[str, int, int], None]  # of which training, rounds done, of how many


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user wants learned, and how it is told."""

    paths: tuple[str, ...]
    truth: Path | None
    output: Path
    rules: tuple[NumberRule, ...] | None
    risk: float | None
    settings: Settings
    trains: bool  # the recogniser of old print
    tesseract_model: Path | None  # a float one, to be taught further
    quiet: bool
    is_json: bool


@click.command(name="learn", short_help="Learn from corrected pages of a collection.")
@paths_argument
@truth_option("beside the images")
@output_option("FILE", default="collection.recto")
@click.option(
    "--numbers",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="Your own shapes of numbers, one a line, in place of those found.",
)
@risk_option()
@click.option(
    "--watch",
    is_flag=True,
    help="Go on: learn again whenever more was said, until you end it.",
)
@click.option(
    "--train-reader",
    "trains",
    is_flag=True,
    help="Teach the reader of old print, too; needs recto-ocr[train].",
)
@click.option(
    "--tesseract-model",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="A float model of -l's language (tessdata_best): teach Tesseract, too.",
)
@examples_flag
@json_flag
@reading_flags
@config_flag
@quiet_flag()
def command(
    paths: tuple[str, ...],
    truth: str | None,
    output: str,
    numbers: str | None,
    risk: float | None,
    watch: bool,
    trains: bool,
    as_json: bool,
    **given: Any,
) -> int:
    """Learn from PATHS: folders of runs that were reviewed, or images with their truth.

    The truth of scan.png is scan.txt (or .gt.txt, .hocr, ALTO or PAGE .xml) beside it, or in
    --truth. A run's pages are not read again. Each part is learned on half of the documents and
    judged on the other half; what does not pay there is left out. Use the file with recto read
    --collection. With --watch a run that goes on follows the file: recto read --follow FILE.
    """
    quiet = given.pop("quiet")
    float_model = given.pop("tesseract_model")
    settings = settings_of(given, hints=False)
    given_files = [name for name in (truth, float_model) if name]
    _refuse_over(paths, given_files, output, settings)
    if watch and float_model:
        _refuse_watching(float_model)
    if trains:
        from recto.adaptation.paying import needs_torch

        needs_torch()
    asked = Asked(
        paths,
        Path(truth) if truth else None,
        Path(output),
        _own_rules(Path(numbers)) if numbers else None,
        risk,
        settings,
        trains,
        Path(float_model) if float_model else None,
        quiet,
        as_json,
    )
    learn = partial(_learn, asked)
    return watched(paths, learn) if watch else learn()


def _learn(asked: Asked) -> int:
    """Once; the exit code."""
    from recto.learning.sources import Sources

    sources = Sources(asked.truth, asked.settings, _silent if asked.quiet else say)
    if asked.tesseract_model:
        return _with_tesseract(asked, asked.tesseract_model, sources)
    return _told(asked, sources, _learned(asked, sources))


def _learned(asked: Asked, sources: Sources) -> Learned:
    """All but Tesseract's model."""
    from recto.learning.examples import with_examples
    from recto.learning.paying import learned
    from recto.learning.weights import lessons_of

    if asked.trains:
        pages, found = _with_reader(asked, sources)
    else:
        pages = list(sources.pages(asked.paths))
        found = learned(lessons_of(pages), asked.risk, asked.rules)
    most = asked.settings.llm.examples
    if most:
        found = with_examples(found, pages, most)
    return found


def _with_tesseract(asked: Asked, base: Path, sources: Sources) -> int:
    """Tesseract is taught beside; what else is learned is learned of what it read before."""
    from tempfile import TemporaryDirectory

    from recto.adaptation.tesseract_paying import lessons_for

    tell = _silent if asked.quiet else say
    language = asked.settings.input.language
    with TemporaryDirectory(prefix="recto-teaching-") as folder:
        lessons = lessons_for(base, language, Path(folder), tell)
        sources.hearers.append(lessons.take)
        found = _learned(asked, sources)
        taught = lessons.taught()
    collection = replace(found.collection, tesseract=taught.model)
    whole = replace(found, collection=collection, tried=(*found.tried, taught.tried))
    return _told(asked, sources, whole, taught.data)


def _told(asked: Asked, sources: Sources, found: Learned, model: bytes = b"") -> int:
    """Write it, and say what it is."""
    manifest = _manifest(found, asked.settings)
    _write(found.collection, manifest, asked.output, model)
    if asked.is_json:
        answer(on_one_line(found, manifest))
    else:
        answer(*told(found))
        say(f"written to {asked.output}; use it with --collection {asked.output}")
    return sources.faults[0].exit_code if sources.faults else 0


def _with_reader(asked: Asked, sources: Sources) -> tuple[list[KnownPage], Learned]:
    """The reader of old print is taught first: all else is learned from what it reads then."""
    import shutil

    from recto.adaptation.paying import Adapter, SeenPages
    from recto.learning.paying import learned
    from recto.learning.weights import lessons_of

    seen = SeenPages()
    sources.hearers.append(seen.take)
    pages = {page.name: page for page in sources.pages(asked.paths)}
    folder = asked.output.with_name(asked.output.name + ".training")
    tell = _silent if asked.quiet else say
    with _bar(quiet=asked.quiet) as progress:
        adapter = Adapter(folder, tell, progress)
        adapted = adapter.adapted(seen)
    pages.update({page.name: page for page in adapted.pages})
    found = learned(lessons_of(pages.values()), asked.risk, asked.rules)
    shutil.rmtree(folder, ignore_errors=True)
    collection = replace(found.collection, recognisers=adapted.recognisers)
    tried = (*found.tried, adapted.tried)
    return list(pages.values()), replace(found, collection=collection, tried=tried)


@contextmanager
def _bar(*, quiet: bool) -> Iterator[Progress]:
    """How far each training is; on standard error, for people."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    console = Console(stderr=True, quiet=quiet)
    with Bar(console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def show(label: str, done: int, of: int) -> None:
            if label not in tasks:
                tasks[label] = bar.add_task(label, total=of)
            bar.update(tasks[label], completed=done)

        yield show


def _silent(_: str) -> None:
    """For --quiet."""


def _refuse_watching(model: str) -> None:
    """Raises BadArguments: it would be taught from the start each time that somebody said more."""
    from recto.errors import BadArguments

    remedy = "teach it once, when the review has ended"
    raise BadArguments("is not taught with --watch", where=model, remedy=remedy)


def _refuse_over(
    paths: Sequence[str], given: Sequence[str], output: str, settings: Settings
) -> None:
    """Raises BadArguments where -o, or the model beside it, names what is learned from."""
    from recto.pipeline.previous_result import with_images
    from recto.settings.collection_file import model_beside
    from recto.sources.kept import files_below, refuse_over_sources

    read: list[str | Path] = [*with_images(paths), *settings.files]
    for path in (*paths, *given):
        if Path(path).is_dir():
            read += files_below(Path(path))
        else:
            read.append(path)
    written: list[str | Path] = [output, model_beside(Path(output))]
    refuse_over_sources(written, read, remedy="name another file with -o")


def _own_rules(path: Path) -> tuple[NumberRule, ...]:
    """What a person wrote: a shape a line, after what `recto learn` printed of it."""
    from recto.errors import InvalidConfig
    from recto.files.written_text import plain_name, read_text
    from recto.settings.collection import NumberRule
    from recto.witnesses.taught import shape

    found = []
    for line in read_text(path).splitlines():
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        if shape(bare) != bare:
            what = f"{bare!r} is no shape of a number: it would be {shape(bare) or 'a word'!r}"
            remedy = "write 9 for a digit, a for a letter, A for a capital, marks as they are"
            raise InvalidConfig(what, where=plain_name(path), remedy=remedy)
        found.append(NumberRule(bare, 1))
    return tuple(found)


def _manifest(found: Learned, settings: Settings) -> Manifest:
    from recto._version import __version__
    from recto.settings.calibration import weights_digest
    from recto.settings.collection_file import SCHEMA, Manifest

    return Manifest(
        SCHEMA,
        weights_digest(),
        __version__,
        settings.input.language,
        found.pages,
        found.documents,
        found.places,
        found.tried,
    )


def _write(collection: Collection, manifest: Manifest, path: Path, model: bytes) -> None:
    """Tesseract's model first, so that no collection names one that is not there."""
    from recto.files.atomic import atomic
    from recto.settings.collection_file import model_beside, written

    if model:
        with atomic(model_beside(path)) as file:
            file.write(model)
    with atomic(path) as file:
        file.write(written(collection, manifest))
