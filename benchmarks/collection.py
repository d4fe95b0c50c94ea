"""What `recto learn` gains: learned from some pages of a corpus, reported on its others.

`python -m benchmarks.collection --runs DIR`: DIR/CORPUS is the folder that `recto read IMAGES -o
DIR/CORPUS -l LANGUAGE -f json --llm off` has written; its pages are read once and judged anew from
their readings. `--store DIR` takes the stored readings of `python -m benchmarks` instead (in
DIR/.readings), and with `--hybrid` the weak LLM readings recorded of the pages, replayed.
For each draw some pages teach and all pages of other documents are judged, as shipped and with the
collection; of a corpus of one volume the other pages, which is said. `--train-reader` teaches the
reader of old print as well, which takes minutes a draw.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean

import click

from benchmarks import corpora
from benchmarks.collection_pages import Taken, hybrid, of_run, of_store
from benchmarks.collection_reader import with_reader
from benchmarks.corpora import CorpusPage
from benchmarks.local_page_cache import SecondReader
from benchmarks.metrics.letters import letter_errors
from recto.arbitration.local_reading import judge_page, local_lines
from recto.calibration.examples import Example
from recto.learning.paying import learned
from recto.learning.places import KnownPage
from recto.learning.weights import Lesson, lessons_of
from recto.metrics.confidence import ece
from recto.model.result import ResultLine
from recto.settings.calibration import SHIPPED
from recto.settings.collection import NOTHING, Collection
from recto.witnesses.local import LocalReading
from recto.witnesses.taught import taught

# corpus: whether its documents are volumes of their own; else all pages are of one volume
VOLUMES = {
    "city-directories-fraktur": True,
    "basel-address-book": False,
    "cookery-bibliography": False,
    "typescripts": True,
}
DRAWS = 20


# Looked at while the learning was written, so they are never reported.
SEEN = frozenset({"vol01", "vol02"})


@dataclass(frozen=True, slots=True)
class Score:
    """Of one page; shares 0..1."""

    errors: float  # of letters and digits, clipped
    words: tuple[Example, ...]
    weak: tuple[float, ...] = ()  # errors beside each weak LLM reading


@dataclass(frozen=True, slots=True)
class Draw:
    """What one draw came to, means over the pages reported."""

    pages: int  # reported
    before: float
    after: float
    ece_before: float
    ece_after: float
    kept: tuple[str, ...]
    weak_before: float = 0.0
    weak_after: float = 0.0


def judged(page: Taken, collection: Collection) -> Score:
    """The page with a collection."""
    reading = reading_with(page.known, collection)
    lines = local_lines(reading)
    text = "\n".join(line.text for line in lines)
    errors = letter_errors(page.known.text, text).clipped
    weak = [hybrid(page, model, reading) for model in page.answers]
    words = page.known.examples(lines, 0)
    return Score(errors, tuple(words), tuple(weak))


def lines_with(page: KnownPage, collection: Collection) -> tuple[ResultLine, ...]:
    """As `recto read --collection` prints them."""
    return local_lines(reading_with(page, collection))


def reading_with(page: KnownPage, collection: Collection) -> LocalReading:
    """As `recto read --collection` judges it."""
    shipped = page.reading.facts
    found = taught(collection)
    facts = replace(
        shipped,
        taught=found,
        lexicon=shipped.lexicon.with_words(found.words),
        calibration=collection.calibration or SHIPPED,
    )
    return judge_page(page.reading.lines, facts)


def drawn(
    lessons: Sequence[Lesson], count: int, rng: random.Random, *, volumes: bool
) -> tuple[list[Lesson], list[Lesson]]:
    """Those that teach, and those that are reported; of volumes whole ones are left out."""
    if not volumes:
        shuffled = rng.sample(list(lessons), len(lessons))
        return shuffled[:count], shuffled[count:]
    names = sorted({lesson.page.document for lesson in lessons})
    rng.shuffle(names)
    teach: list[Lesson] = []
    used = set()
    for name in names:
        if len(teach) >= count:
            break
        used.add(name)
        teach += [lesson for lesson in lessons if lesson.page.document == name]
    rest = [lesson for lesson in lessons if lesson.page.document not in used]
    return teach[:count], rest


def one_draw(
    lessons: Sequence[Lesson],
    count: int,
    seed: int,
    pages: Mapping[str, Taken],
    shipped: Mapping[str, Score],
    *,
    volumes: bool,
    trains: bool = False,
) -> Draw:
    """Learn, and report."""
    rng = random.Random(seed)  # noqa: S311 - the same on every run, no secret
    teach, rest = drawn(lessons, count, rng, volumes=volumes)
    reported = [pages[each.page.name] for each in rest if each.page.document not in SEEN]
    before = [shipped[page.known.name] for page in reported]
    if trains:
        found, reported = with_reader([pages[each.page.name] for each in teach], reported)
    else:
        found = learned(teach)
    after = [judged(page, found.collection) for page in reported]
    return Draw(
        len(reported),
        mean(score.errors for score in before),
        mean(score.errors for score in after),
        _ece(before),
        _ece(after),
        tuple(tried.part for tried in found.tried if tried.kept),
        _weak(before),
        _weak(after),
    )


def _ece(scores: Sequence[Score]) -> float:
    words = [word for score in scores for word in score.words]
    return ece([word.confidence for word in words], [word.right for word in words])


def _weak(scores: Sequence[Score]) -> float:
    errors = [error for score in scores for error in score.weak]
    return mean(errors) if errors else 0.0


def summary(draws: Sequence[Draw]) -> dict[str, object]:
    """Means over draws, and the worst one."""
    kept = [part for draw in draws for part in draw.kept]
    row = {
        "draws": len(draws),
        "reported": mean(draw.pages for draw in draws),
        "cer": [_mean(draws, "before"), _mean(draws, "after")],
        "worst": round(max(draw.after - draw.before for draw in draws), 5),
        "ece": [_mean(draws, "ece_before"), _mean(draws, "ece_after")],
        "kept": {part: kept.count(part) for part in sorted(set(kept))},
    }
    if any(draw.weak_before for draw in draws):
        row["weak"] = [_mean(draws, "weak_before"), _mean(draws, "weak_after")]
        row["weak_worst"] = round(max(draw.weak_after - draw.weak_before for draw in draws), 5)
    return row


def _mean(draws: Sequence[Draw], name: str) -> float:
    values: list[float] = [getattr(draw, name) for draw in draws]
    return round(mean(values), 5)


def taken(
    runs: Path | None, store: Path | None, pages: Sequence[CorpusPage], *, weak: bool
) -> list[Taken]:
    """Where the pages come from. Raises UsageError without a place."""
    if store is not None:
        second: SecondReader = "on" if weak else "auto"
        return list(of_store(store / ".readings", pages, second, hybrid=weak))
    if runs is None:
        raise click.UsageError("give --runs or --store")
    return list(of_run(runs / pages[0].corpus, pages))


@click.command()
@click.option("--runs", type=click.Path(path_type=Path))
@click.option("--store", type=click.Path(path_type=Path))
@click.option("--corpora", "root", type=click.Path(path_type=Path), default=corpora.DEFAULT)
@click.option("--corpus", "names", multiple=True, default=tuple(VOLUMES))
@click.option("--pages", "counts", multiple=True, type=int, default=(3, 5, 10))
@click.option("--draws", default=DRAWS, show_default=True)
@click.option("--first", default=0, help="Seed of the first draw.")
@click.option("--hybrid", "weak", is_flag=True, help="With weak LLM readings, replayed.")
@click.option("--train-reader", "trains", is_flag=True)
def command(  # noqa: PLR0913 - each is a flag
    runs: Path | None,
    store: Path | None,
    root: Path,
    names: Sequence[str],
    counts: Sequence[int],
    draws: int,
    first: int,
    *,
    weak: bool,
    trains: bool,
) -> None:
    """One JSON object for each corpus and number of pages."""
    for name in names:
        pages = taken(runs, store, corpora.select(corpora.load(root), [name]), weak=weak)
        by_name = {page.known.name: page for page in pages}
        lessons = lessons_of(page.known for page in pages)
        shipped = {page.known.name: judged(page, NOTHING) for page in pages}
        for count in counts:
            if count >= len(lessons) - 1:
                continue
            found = []
            for seed in range(first, first + draws):
                draw = one_draw(
                    lessons,
                    count,
                    seed,
                    by_name,
                    shipped,
                    volumes=VOLUMES.get(name, True),
                    trains=trains,
                )
                found.append(draw)
            row = {"corpus": name, "pages": count, "of": len(lessons), **summary(found)}
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    command()
