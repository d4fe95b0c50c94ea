"""`python -m benchmarks run`, `loop`, `report`, `publish`, `readme`, `speed`: thin commands over
what does the work.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from benchmarks import corpora, goals, goals_by_corpus, results, table, trust, worse
from benchmarks.loop import stability
from benchmarks.loop.command import choices
from benchmarks.loop.command import command as loop
from benchmarks.readings import readings
from benchmarks.run import Failure, pending, run
from benchmarks.scoring import PageScore, score_all
from benchmarks.speed.command import command as speed
from benchmarks.systems import System, is_known, resolve
from recto.errors import RectoError


@dataclass(frozen=True, slots=True)
class Scored:
    """Everything that a report is made of."""

    pages: Sequence[corpora.CorpusPage]
    scores: Sequence[PageScore]
    summary: results.Summary


FOLDER = click.Path(path_type=Path, file_okay=False)
ROOT = click.option(
    "--corpora", "root", type=FOLDER, help="Folder of corpora.  [$RECTO_CORPORA, ../shared/corpora]"
)
SEEN = click.option(
    "--in-sight",
    "seen",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="OUT of a run by the shipped weights, to stand beside OUT of `loop`.",
)
JOBS = click.option(
    "-j", "--jobs", type=click.IntRange(1), default=1, show_default=True, help="Pages at once."
)


@click.group()
def cli() -> None:
    """Systems times metrics over page corpora."""


@cli.command("run")
@ROOT
@click.option(
    "--systems",
    default="tesseract,ppocr,local",
    show_default=True,
    help=(
        "Joined by commas; llm:* is every reading; groups: all, ablation (parts left out), curve"
        " (auto's budgets)."
    ),
)
@click.option("--corpus", "names", multiple=True, help="Only this corpus; may be repeated.")
@click.option(
    "--limit", type=click.IntRange(1), help="Only the first N pages of each kind of each corpus."
)
@JOBS
@click.option(
    "--out",
    type=FOLDER,
    required=True,
    help="Where outputs are stored; a second run resumes there.",
)
def run_command(
    root: Path | None, systems: str, names: tuple[str, ...], limit: int | None, jobs: int, out: Path
) -> None:
    """Read what is not stored yet, score everything, print the table."""
    pages = corpora.select(corpora.load(corpora.folder(root)), names, limit)
    chosen = resolve([name.strip() for name in systems.split(",") if name.strip()], pages)
    failures = _read(pages, chosen, out, jobs)
    _summary(pages, chosen, out, jobs)
    _complain(failures)


@cli.command("report")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False, exists=True))
@ROOT
@JOBS
def report_command(out: Path, root: Path | None, jobs: int) -> None:
    """Recompute all scores from what OUT holds and write OUT/report.html."""
    from benchmarks.report import build

    pages = corpora.select(corpora.load(corpora.folder(root)))
    scored = _summary(pages, _stored_systems(out, pages), out, jobs)
    click.echo(build.write(out, scored.pages, scored.scores, scored.summary), err=True)


@cli.command("publish")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False, exists=True))
@ROOT
@SEEN
@JOBS
def publish_command(out: Path, root: Path | None, seen: Path | None, jobs: int) -> None:
    """Store the means of OUT in the repository, where the tables of the documentation come from:
    of a `loop`, since its pages were read by what never saw their corpus.
    """
    from benchmarks.readme_check import STORED

    STORED.mkdir(exist_ok=True)
    pages = corpora.select(corpora.load(corpora.folder(root)))
    scored = _summary(pages, _stored_systems(out, pages), out, jobs)
    summary, told = scored.summary, _trusted(scored)
    beside, told_in_sight = None, []
    if seen:
        click.echo("\nin sight")
        scored = _summary(pages, _stored_systems(seen, pages), seen, jobs)
        shipped, told_in_sight = scored.summary, _trusted(scored)
        # Parts left out and budgets are of the shipped engine.
        summary = replace(summary, ablations=shipped.ablations, curve=shipped.curve)
        beside = results.Beside(shipped, tuple(stability.chosen(choices(out))))
    results.write(STORED / results.FILE, summary, beside=beside)
    trust.write(told, told_in_sight)
    for folder in (out, *([seen] if seen else [])):
        if (folder / "speed.json").exists():
            (STORED / "speed.json").write_bytes((folder / "speed.json").read_bytes())


@cli.command("trust")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False, exists=True))
@ROOT
@SEEN
@click.option("--publish", is_flag=True, help="For the documentation.")
def trust_command(out: Path, root: Path | None, seen: Path | None, *, publish: bool) -> None:
    """How much the hybrid's confidence tells on printed pages, by corpus, of what OUT holds."""
    pages = corpora.select(corpora.load(corpora.folder(root)))
    left_out = trust.by_corpus(trust.of_stored(out, pages))
    in_sight = trust.by_corpus(trust.of_stored(seen, pages)) if seen else []
    click.echo(table.markdown(trust.HEADINGS, trust.lines(left_out, in_sight), names=1))
    if publish:
        trust.write(left_out, in_sight)


@cli.command("readme")
@click.argument("documents", type=click.Path(path_type=Path, dir_okay=False, exists=True), nargs=-1)
@click.option("--write", is_flag=True, help="Write the tables anew.")
def readme_command(documents: tuple[Path, ...], write: bool) -> None:
    """Check that the tables of documents are what the stored results say; of both READMEs and
    docs/explanation/benchmarks.md, unless others are named.
    """
    from benchmarks.readme_check import DOCUMENTS, differences, renewed

    old = False
    for document in documents or DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        if write:
            document.write_text(renewed(text), encoding="utf-8")
            continue
        for line in differences(text):
            old = True
            remedy = "run `python -m benchmarks readme --write`"
            click.echo(f"{document}: {line}; {remedy}", err=True)
    if old:
        raise click.exceptions.Exit(1)


@cli.command("worse")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False, exists=True))
def worse_command(out: Path) -> None:
    """List the pages of OUT that came out worse than the LLM alone, or than Tesseract alone, with
    their causes.
    """
    scores = worse.by_page(results.read(out / results.FILE))
    click.echo(worse.counts(scores))
    rows = worse.lines(worse.worse(scores))
    click.echo(table.markdown(worse.HEADINGS, rows, names=2))
    local = worse.local_lines(scores)
    click.echo("\n" + table.markdown(worse.LOCAL_HEADINGS, local, names=1))


cli.add_command(speed)
cli.add_command(loop)


def _read(
    pages: Sequence[corpora.CorpusPage], systems: Sequence[System], out: Path, jobs: int
) -> list[Failure]:
    tasks = pending(pages, systems, out)
    failures: list[Failure] = []
    for done, failed in enumerate(run(tasks, jobs), 1):
        failures += failed
        click.echo(f"\r{done}/{len(tasks)} pages", err=True, nl=done == len(tasks))
    return failures


def _trusted(scored: Scored) -> list[trust.Trusted]:
    return trust.by_corpus(trust.of_readings(readings(scored.scores)))


def _stored_systems(out: Path, pages: Sequence[corpora.CorpusPage]) -> list[System]:
    """The systems whose outputs lie in the folder."""
    folders = sorted(folder.name for folder in out.iterdir() if is_known(folder.name))
    # The slash of "live:PROVIDER/MODEL" is "_" on disk.
    return resolve(
        [name.replace("_", "/", 1) if name.startswith("live:") else name for name in folders], pages
    )


def _summary(
    pages: Sequence[corpora.CorpusPage], systems: Sequence[System], out: Path, jobs: int
) -> Scored:
    out.mkdir(parents=True, exist_ok=True)
    scores = score_all(out, pages, systems, jobs)
    summary = results.summarise(scores)
    results.write(out / results.FILE, summary, scores)
    click.echo(table.plain(summary.rows))
    if summary.goals:
        click.echo("\n" + table.markdown(goals.HEADINGS, goals.lines(summary.goals), names=1))
        by_corpus = goals_by_corpus.lines(scores)
        click.echo("\n" + table.markdown(goals_by_corpus.HEADINGS, by_corpus, names=1))
    return Scored(pages, scores, summary)


def _complain(failures: Sequence[Failure]) -> None:
    for failure in failures:
        click.echo(f"{failure.system} on {failure.page}: {failure.message}", err=True)
    if failures:
        raise click.exceptions.Exit(10)


if __name__ == "__main__":
    try:
        cli.main(prog_name="python -m benchmarks")
    except RectoError as fault:
        click.echo(f"benchmarks: {fault}", err=True)
        sys.exit(fault.exit_code)
