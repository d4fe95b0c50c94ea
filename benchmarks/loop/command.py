"""`python -m benchmarks loop`: all that is learned or chosen, fitted anew for each corpus without
its pages, and the corpus read by it.

OUT of a benchmark run and a folder LOOP enter; LOOP/folds/NAME holds the weights and thresholds of
each fold, LOOP itself the outcomes of a run whose every page was read by what never saw its corpus.
What is there already is not done again.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import click

from benchmarks import corpora, learn, table, thresholds
from benchmarks.dependencies import Entry, sources
from benchmarks.fitted import THRESHOLDS, Fitted, applied
from benchmarks.learn.store import StoredPage, load
from benchmarks.local_page_cache import BEGIN
from benchmarks.loop import stability
from benchmarks.loop.fit import fit
from benchmarks.loop.folds import Fold, folds
from benchmarks.run import Failure, in_processes, pending, perform
from benchmarks.systems import resolve

# What a fold rests on; what rests on a fold, and what is the same in all but stands beside it.
ENGINE = (*BEGIN, Entry("recto.pipeline.finish", "finish"))
LEARNED, PLAIN = ("local", "hybrid:*", "auto:*"), ("tesseract", "ppocr", "llm:*")
FOLDS = "folds"
FOLDER = click.Path(path_type=Path, file_okay=False)


@dataclass(frozen=True, slots=True)
class Job:
    """One fold to fit and to read."""

    fold: Fold
    corpora: Path
    store: Path  # OUT of the run whose readings are used
    out: Path

    @property
    def fitted(self) -> Fitted:
        """Where its weights and thresholds lie."""
        return Fitted(self.out / FOLDS / self.fold.name)


@click.command("loop")
@click.option("--corpora", "root", type=FOLDER, help="Folder of corpora.  [$RECTO_CORPORA, ...]")
@click.option("--store", type=FOLDER, required=True, help="OUT of a benchmark run; only read.")
@click.option("--out", type=FOLDER, required=True, help="Where folds and outcomes are stored.")
@click.option("--fold", "names", multiple=True, help="Only this fold; may be repeated.")
@click.option("-j", "--jobs", type=click.IntRange(1), default=1, show_default=True, help="Folds.")
def command(root: Path | None, store: Path, out: Path, names: tuple[str, ...], jobs: int) -> None:
    """Fit every weight and threshold without each corpus, read the corpus by them."""
    folder = corpora.folder(root)
    pages = corpora.select(corpora.load(folder))
    chosen = [fold for fold in folds(pages) if not names or fold.name in names]
    failures: list[Failure] = []
    work = [Job(fold, folder, store, out) for fold in chosen]
    for failed in in_processes(do, work, jobs):
        failures += failed
    lines = stability.lines(stability.chosen(choices(out)))
    click.echo(table.markdown(stability.HEADINGS, lines, names=1))
    for failure in failures:
        click.echo(f"{failure.system} on {failure.page}: {failure.message}", err=True)
    if failures:
        raise click.exceptions.Exit(10)


def choices(out: Path) -> dict[str, Mapping[str, float]]:
    """The thresholds of every fold that is fitted, by its name."""
    return {file.parent.name: Fitted(file.parent).thresholds for file in _chosen(out)}


def _chosen(out: Path) -> list[Path]:
    return sorted((out / FOLDS).glob(f"*/{THRESHOLDS}"))


def do(job: Job) -> list[Failure]:
    """Fit one fold, unless it is, and read what of its corpora is not read yet."""
    say = _saying(job.fold.name)
    job.fitted.rest_on(_basis(job.fold))
    if not job.fitted.is_done:
        known = _pages(job.corpora, job.out, job.store)
        fit(job.fitted, [page for page in known if page.corpus in job.fold.learn], say)
    pages = corpora.select(corpora.load(job.corpora), job.fold.read)
    failures: list[Failure] = []
    with applied(job.fitted):
        failures += _read(job, pages, LEARNED)
    failures += _read(job, pages, PLAIN)
    say("read")
    return failures


def _basis(fold: Fold) -> dict[str, object]:
    """The engine, what is chosen and how, and the corpora that are learned on."""
    state = hashlib.sha256()
    own = sorted(Path(learn.__file__).parent.glob("*.py"))
    own += sorted(Path(__file__).parent.glob("*.py"))
    for file in (*sources(ENGINE), *own):
        state.update(file.read_bytes())
    table = {row.name: row.candidates for row in thresholds.THRESHOLDS}
    return {"engine": state.hexdigest()[:16], "learn": fold.learn, "thresholds": table}


def _read(job: Job, pages: Sequence[corpora.CorpusPage], names: Sequence[str]) -> list[Failure]:
    found: list[Failure] = []
    for task in pending(pages, resolve(names, pages), job.out, job.store):
        found += perform(task)
    return found


@lru_cache(maxsize=1)
def _pages(folder: Path, out: Path, store: Path) -> list[StoredPage]:
    """Loaded once in a process; they live as long as it, so nobody need look for garbage there."""
    pages = list(load(folder, out, store))
    gc.freeze()
    return pages


def _saying(fold: str) -> Callable[[str], None]:
    return lambda what: click.echo(f"{fold}: {what}", err=True)
