"""What `recto learn` gains: learned from some pages of a corpus, reported on its others.

`python -m benchmarks.collection --runs DIR`: DIR/CORPUS is the folder that `recto read IMAGES -o
DIR/CORPUS -l LANGUAGE -f json --llm off` has written; its pages are read once and judged anew from
their readings. For each draw some pages teach and all pages of other documents are judged, as
shipped and with the collection; of a corpus of one volume the other pages, which is said.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean

import click

from benchmarks import corpora
from benchmarks.corpora import CorpusPage
from benchmarks.metrics.letters import letter_errors
from recto.arbitration.local_reading import judge_page, local_lines
from recto.batch.ledger import open_ledger
from recto.calibration.examples import Example
from recto.learning.paying import learned
from recto.learning.places import KnownPage, from_text
from recto.learning.sources import known_page
from recto.learning.weights import Lesson, lessons_of
from recto.metrics.confidence import ece
from recto.model.result import ResultLine
from recto.pipeline.page import resume
from recto.pipeline.previous_result import pixels_of
from recto.pipeline.stages import prepare
from recto.review.desk import Desk
from recto.settings.calibration import SHIPPED
from recto.settings.collection import NOTHING, Collection
from recto.settings.groups import Input, Settings
from recto.witnesses.taught import taught

# corpus: whether its documents are volumes of their own; else all pages are of one volume
VOLUMES = {
    "city-directories-fraktur": True,
    "basel-address-book": False,
    "cookery-bibliography": False,
    "typescripts": True,
}
DRAWS = 20


@dataclass(frozen=True, slots=True)
class Score:
    """Of one page; shares 0..1."""

    errors: float  # of letters and digits, clipped
    words: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Draw:
    """What one draw came to, means over the pages reported."""

    pages: int  # reported
    before: float
    after: float
    ece_before: float
    ece_after: float
    kept: tuple[str, ...]


def known_pages(run: Path, pages: Sequence[CorpusPage]) -> Iterator[KnownPage]:
    """Every page that the run has read."""
    by_image = {page.image.name: page for page in pages}
    with open_ledger(run, read_only=True) as ledger:
        desk = Desk(ledger, run)
        for file, source in desk.sources.items():
            page = by_image.get(Path(source.name).name)
            if page is None:
                continue
            for number in source.indices:
                yield _known(desk, file, number, page)


def _known(desk: Desk, file: int, number: int, page: CorpusPage) -> KnownPage:
    stages = prepare(Settings(Input(page.ocr_language)))
    read = desk.with_image(file, number).page
    reading = resume(read, pixels_of(read), stages).reading
    places = from_text(reading, page.truth)
    return known_page(page.id, page.document, reading, read, places, page.truth)


def judged(page: KnownPage, collection: Collection) -> Score:
    """The page with a collection."""
    lines = lines_with(page, collection)
    text = "\n".join(line.text for line in lines)
    errors = letter_errors(page.text, text).clipped
    return Score(errors, tuple(page.examples(lines, 0)))


def lines_with(page: KnownPage, collection: Collection) -> tuple[ResultLine, ...]:
    """As `recto read --collection` prints them."""
    shipped = page.reading.facts
    found = taught(collection)
    facts = replace(
        shipped,
        taught=found,
        lexicon=shipped.lexicon.with_words(found.words),
        calibration=collection.calibration or SHIPPED,
    )
    return local_lines(judge_page(page.reading.lines, facts))


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
    lessons: Sequence[Lesson], count: int, seed: int, shipped: dict[str, Score], *, volumes: bool
) -> Draw:
    """Learn, and report."""
    rng = random.Random(seed)  # noqa: S311 - the same on every run, no secret
    teach, rest = drawn(lessons, count, rng, volumes=volumes)
    found = learned(teach)
    after = [judged(lesson.page, found.collection) for lesson in rest]
    before = [shipped[lesson.page.name] for lesson in rest]
    return Draw(
        len(rest),
        mean(score.errors for score in before),
        mean(score.errors for score in after),
        _ece(before),
        _ece(after),
        tuple(tried.part for tried in found.tried if tried.kept),
    )


def _ece(scores: Sequence[Score]) -> float:
    words = [word for score in scores for word in score.words]
    return ece([word.confidence for word in words], [word.right for word in words])


def summary(draws: Sequence[Draw]) -> dict[str, object]:
    """Means over draws, and the worst one."""
    kept = [part for draw in draws for part in draw.kept]
    return {
        "draws": len(draws),
        "reported": mean(draw.pages for draw in draws),
        "cer": [round(mean(draw.before for draw in draws), 5), _mean(draws, "after")],
        "worst": round(max(draw.after - draw.before for draw in draws), 5),
        "ece": [_mean(draws, "ece_before"), _mean(draws, "ece_after")],
        "kept": {part: kept.count(part) for part in sorted(set(kept))},
    }


def _mean(draws: Sequence[Draw], name: str) -> float:
    values: list[float] = [getattr(draw, name) for draw in draws]
    return round(mean(values), 5)


@click.command()
@click.option("--runs", type=click.Path(path_type=Path), required=True)
@click.option("--corpora", "root", type=click.Path(path_type=Path), default=corpora.DEFAULT)
@click.option("--corpus", "names", multiple=True, default=tuple(VOLUMES))
@click.option("--pages", "counts", multiple=True, type=int, default=(3, 5, 10))
@click.option("--draws", default=DRAWS, show_default=True)
def command(
    runs: Path, root: Path, names: Sequence[str], counts: Sequence[int], draws: int
) -> None:
    """One JSON object for each corpus and number of pages."""
    for name in names:
        pages = corpora.select(corpora.load(root), [name])
        lessons = lessons_of(known_pages(runs / name, pages))
        shipped = {lesson.page.name: judged(lesson.page, NOTHING) for lesson in lessons}
        for count in counts:
            if count >= len(lessons) - 1:
                continue
            volumes = VOLUMES.get(name, True)
            found = [
                one_draw(lessons, count, seed, shipped, volumes=volumes) for seed in range(draws)
            ]
            row = {"corpus": name, "pages": count, "of": len(lessons), **summary(found)}
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    command()
