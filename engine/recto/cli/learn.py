"""`recto learn`: what a collection's corrections, or pages with their truth, teach the engine.

Runs that were reviewed, or images with their truth, enter; a collection leaves that `recto read
--collection` takes, and what was learned, from what, and what did not pay, on standard output. Only
here: how that is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recto.cli.options.given import settings_of
from recto.cli.options.own import (
    json_flag,
    output_option,
    paths_argument,
    quiet_flag,
    risk_option,
    truth_option,
)
from recto.cli.options.settings import config_flag, reading_flags
from recto.cli.terminal import answer, say

if TYPE_CHECKING:
    from recto.learning.paying import Learned
    from recto.settings.collection import Collection, NumberRule
    from recto.settings.collection_file import Manifest, Part
    from recto.settings.groups import Settings

POLL = 5.0  # seconds between two looks at what people said
SHOWN = 12  # rules and words that are listed
PARTS = {
    "readers": "whom to believe",
    "lexicon": "words and names",
    "confusions": "mistaken letters",
    "numbers": "shapes of numbers",
    "lone": "words of one reader",
    "calibration": "confidence",
}


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
    settings = settings_of(given)
    _refuse_over(paths, truth, output, settings)
    own = _own_rules(Path(numbers)) if numbers else None
    folder = Path(truth) if truth else None
    learn = partial(
        _learn,
        paths,
        folder,
        output,
        own,
        risk,
        settings,
        quiet=quiet,
        as_json=as_json,
    )
    return _watch(paths, learn) if watch else learn()


def _watch(paths: Sequence[str], learn: Callable[[], int]) -> int:
    """Learn, and again whenever people have said more; it ends by Ctrl-C. Raises BadArguments."""
    from time import sleep

    from recto.batch.ledger import ledger_path
    from recto.errors import BadArguments, InputError

    for path in paths:
        if not ledger_path(Path(path)).exists():
            remedy = "name folders of runs, or leave --watch out"
            raise BadArguments("is no run that people can review", where=path, remedy=remedy)
    seen = -1
    while True:
        said = sum(map(_said, paths))
        if said != seen:
            seen = said
            try:
                learn()
            except InputError as fault:  # too little yet
                say(str(fault))
        sleep(POLL)


def _said(path: str) -> int:
    """How often people have spoken of a run."""
    from recto.batch.corrections import has_corrections
    from recto.batch.ledger import open_ledger

    with open_ledger(Path(path), read_only=True) as ledger:
        if not has_corrections(ledger):
            return 0
        ((last,),) = ledger.select("SELECT max(id) FROM correction")
        return int(last)


def _learn(
    paths: Sequence[str],
    truth: Path | None,
    output: str,
    rules: tuple[NumberRule, ...] | None,
    risk: float | None,
    settings: Settings,
    *,
    quiet: bool,
    as_json: bool,
) -> int:
    """Once; the exit code."""
    from recto.learning.paying import learned
    from recto.learning.sources import Sources
    from recto.learning.weights import lessons_of

    sources = Sources(truth, settings, _silent if quiet else say)
    lessons = lessons_of(sources.pages(paths))
    found = learned(lessons, risk, rules)
    manifest = _manifest(found, settings)
    _write(found.collection, manifest, Path(output))
    if as_json:
        answer(_as_json(found, manifest))
    else:
        answer(*_told(found))
        say(f"written to {output}; use it with --collection {output}")
    return sources.faults[0].exit_code if sources.faults else 0


def _silent(_: str) -> None:
    """For --quiet."""


def _refuse_over(paths: Sequence[str], truth: str | None, output: str, settings: Settings) -> None:
    """Raises BadArguments where -o names what is learned from."""
    from recto.pipeline.previous_result import with_images
    from recto.sources.kept import files_below, refuse_over_sources

    read: list[str | Path] = [*with_images(paths), *settings.files]
    for path in (*paths, *([truth] if truth else [])):
        if Path(path).is_dir():
            read += files_below(Path(path))
    refuse_over_sources([output], read, remedy="name another file with -o")


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


def _write(collection: Collection, manifest: Manifest, path: Path) -> None:
    from recto.files.atomic import atomic
    from recto.settings.collection_file import written

    with atomic(path) as file:
        file.write(written(collection, manifest))


def _as_json(found: Learned, manifest: Manifest) -> str:
    import json
    from dataclasses import asdict

    digest = found.collection.digest
    value = {"digest": digest, **asdict(manifest), "collection": asdict(found.collection)}
    return json.dumps(value, ensure_ascii=False)


def _told(found: Learned) -> list[str]:
    """What was learned, from what, and what was left out."""
    documents = "document" if found.documents == 1 else "documents"
    of_one = ", so halves are of its pages" if found.documents == 1 else ""
    lines = [
        f"{found.pages} pages of {found.documents} {documents}{of_one}; {found.places} places known"
    ]
    lines += [_row(tried) for tried in found.tried]
    lines += _listed(found.collection)
    lines.append(f"collection {found.collection.digest}")
    return lines


def _row(tried: Part) -> str:
    name = PARTS[tried.part]
    if not tried.kept:
        return f"left out  {name:20} {tried.why}"
    what = "calibration error" if tried.part == "calibration" else "wrong letters"
    places = f"{tried.places} words" if tried.part == "calibration" else f"{tried.places} places"
    figures = f"{what} {tried.before:.4f} -> {tried.after:.4f} of {places} not learned from"
    return f"kept      {name:20} {figures}"


def _listed(collection: Collection) -> list[str]:
    lines = []
    wrong = [each for each in collection.confusions if each.printed != each.read]
    for each in wrong[:SHOWN]:
        printed, read = each.printed or "nothing", each.read or "nothing"
        lines.append(f"  {each.reader} reads {printed} as {read}: {each.times} times")
    if collection.words:
        words = ", ".join(word.letters for word in collection.words[:SHOWN])
        lines.append(f"  {len(collection.words)} words: {words}, ...")
    if collection.numbers:
        lines.append("  shapes of numbers, which --numbers FILE takes changed, one a line:")
        lines += [rule.shape for rule in collection.numbers]
    return lines
