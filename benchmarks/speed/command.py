"""`python -m benchmarks speed`: the race, start-up, throughput of the stages, and growth; figures to OUT/speed.json."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from benchmarks import corpora
from benchmarks.speed import stages
from benchmarks.speed.contenders import CONTENDERS, Contender, available, install_ocrmypdf
from benchmarks.speed.measure import Cost
from benchmarks.speed.race import Result, race
from benchmarks.table import markdown

FILE = "speed.json"
HEADINGS = ("reader", "pages", "pages/s", "CPU s/page", "CPU, tesseract = 1", "peak memory MB", "word F1")
LATIN = ("receipts", "cookery-bibliography", "loc-manuscripts-and-books")  # English print, so that one model fits all
KINDS = ("receipt", "printed-book", "book-page")


@click.command("speed")
@click.option("--corpora", "root", type=click.Path(path_type=Path), help="Folder of corpora.  [../shared/corpora]")
@click.option("--out", type=click.Path(path_type=Path), default=Path("bench-out"), show_default=True)
@click.option("--quick", is_flag=True, help="Three minutes: six pages, one round, no OCRmyPDF, no growth.")
@click.option("--ocrmypdf", is_flag=True, help="Install OCRmyPDF in a venv of its own and race it too.")
def command(root: Path | None, out: Path, quick: bool, ocrmypdf: bool) -> None:
    """Race Recto against the bare tools on the same pages."""
    pages = _pages(root, 2 if quick else 8)
    tools = out / "tools"
    if ocrmypdf:
        install_ocrmypdf(tools)
    contenders = [c for c in CONTENDERS if available(c, tools)]
    results = race(pages, contenders, out / "speed", tools, rounds=1 if quick else 3, said=_say)
    figures = [*stages.start_up(out / "speed"), *stages.alignment(pages), *stages.arbitration(pages, out / ".readings")]
    files = sorted((out / "speed").glob("[0-9]*-*"))
    grown = [] if quick else stages.growth(files, (10, 100, 500), out / "speed")
    _write(out, results, figures, grown)
    click.echo(markdown(HEADINGS, rows(results), names=1))
    for figure in figures:
        click.echo(f"{figure.name}: {figure.value:.3g} {figure.unit}")
    for count, cost in grown:
        click.echo(f"{count} pages: {cost.wall / count:.2f} s a page, {cost.memory / 1e6:.0f} MB at most")


def _say(text: str) -> None:
    click.echo(text, err=True)


def _pages(root: Path | None, count: int) -> list[corpora.CorpusPage]:
    found = corpora.select(corpora.load(corpora.folder(root)), LATIN, count)
    return [page for page in found if page.kind in KINDS]


def rows(results: Sequence[Result]) -> list[tuple[str, ...]]:
    """As printed; CPU seconds are also given as a multiple of the bare tesseract command's."""
    bare = next((result.cpu_a_page for result in results if result.name == Contender("tesseract").name), None)
    return [
        (
            result.name,
            str(result.pages),
            f"{result.pages_a_second:.2f}",
            f"{result.cpu_a_page:.2f}",
            f"{result.cpu_a_page / bare:.2f}" if bare else "-",
            f"{result.memory / 1e6:.0f}",
            f"{result.word_f1:.3f}",
        )
        for result in results
    ]


def _write(
    out: Path, results: Sequence[Result], figures: Sequence[stages.Figure], grown: Sequence[tuple[int, Cost]]
) -> None:
    record = {
        "machine": {"system": platform.platform(), "cores": os.cpu_count(), "python": platform.python_version()},
        "race": [asdict(result) for result in results],
        "figures": [asdict(figure) for figure in figures],
        "growth": [{"pages": count, **asdict(cost)} for count, cost in grown],
    }
    (out / FILE).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
