"""`python -m benchmarks speed`: the race, start-up, throughput of the stages, and growth; figures
to OUT/speed.json.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from benchmarks import corpora
from benchmarks.run import STORE
from benchmarks.speed import stages
from benchmarks.speed.contenders import (
    CONTENDERS,
    OCR_MY_PDF,
    PDF,
    WITH_LIBRARY,
    Contender,
    available,
    install_library,
    install_ocrmypdf,
)
from benchmarks.speed.measure import Cost
from benchmarks.speed.race import PROFILE, Result, race
from benchmarks.table import markdown

FILE = "speed.json"
HEADINGS = (
    "reader",
    "pages",
    "pages/s",
    "CPU s/page",
    "CPU, tesseract = 1",
    "peak memory MB",
    "word F1",
)
FIGURES = ("what", "value", "unit")
GROWTH = ("pages in one PDF", "s/page", "CPU s/page", "peak memory MB")
# English print, so that one model fits all
LATIN = ("receipts", "cookery-bibliography", "loc-manuscripts-and-books")
KINDS = ("receipt", "printed-book", "book-page")
LONG = 3  # pages on which arbitration is timed
COUNTS = (10, 100, 500, 2000)  # pages of the documents over which growth is measured


@click.command("speed")
@click.option(
    "--corpora",
    "root",
    type=click.Path(path_type=Path),
    help="Folder of corpora.  [../shared/corpora]",
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("bench-out"), show_default=True
)
@click.option("--quick", is_flag=True, help="Three minutes: six pages, one round, no growth.")
@click.option(
    "--pages",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="Of each of three kinds of page.",
)
@click.option(
    "--rounds", type=click.IntRange(1), default=1, show_default=True, help="Medians over so many."
)
@click.option(
    "--longest",
    type=click.IntRange(0),
    default=COUNTS[-1],
    show_default=True,
    help="Pages of the longest document over which growth is measured.",
)
@click.option(
    "--ocrmypdf/--no-ocrmypdf",
    default=True,
    help="OCRmyPDF runs in a venv of its own, made once in OUT.",
)
@click.option(
    "--library/--no-library",
    default=True,
    help="Recto reads with Tesseract's library, too, put into a folder of OUT once.",
)
def command(
    root: Path | None,
    out: Path,
    quick: bool,
    pages: int,
    rounds: int,
    longest: int,
    ocrmypdf: bool,
    library: bool,
) -> None:
    """Race Recto against the bare tools on the same pages."""
    chosen = _pages(root, 2 if quick else pages)
    tools = out / "tools"
    if ocrmypdf:
        install_ocrmypdf(tools)
    if library:
        install_library(tools)
    contenders = [c for c in CONTENDERS if available(c, tools)]
    results = race(
        chosen, contenders, out / "speed", tools, rounds=1 if quick else rounds, said=_say
    )
    figures = [
        *stages.profile(out / "speed" / PROFILE),
        *stages.start_up(out / "speed"),
        *stages.alignment(chosen),
        *stages.arbitration(_long(root), out / STORE),
    ]
    small = sorted((out / "speed").glob("[0-9]*-receipts-*"))
    counts = [] if quick else [count for count in COUNTS if count <= longest]
    grown = stages.growth(small, counts, out / "speed")
    _write(out, results, figures, grown)
    click.echo(markdown(HEADINGS, rows(results), names=1))
    click.echo("\n" + markdown(FIGURES, figure_rows([*scaling(results), *figures]), names=1))
    if grown:
        click.echo("\n" + markdown(GROWTH, growth_rows(grown), names=1))


def _say(text: str) -> None:
    click.echo(text, err=True)


def _pages(root: Path | None, count: int) -> list[corpora.CorpusPage]:
    found = corpora.select(corpora.load(corpora.folder(root)), LATIN, count)
    return [page for page in found if page.kind in KINDS]


def _long(root: Path | None) -> list[corpora.CorpusPage]:
    """The longest pages with recorded readings, near the 5,000 characters that the cost is stated
    for.
    """
    found = [
        page
        for page in corpora.select(corpora.load(corpora.folder(root)), LATIN)
        if page.kind in KINDS
    ]
    return sorted((page for page in found if page.readings), key=lambda page: -len(page.truth))[
        :LONG
    ]


def rows(results: Sequence[Result]) -> list[tuple[str, ...]]:
    """As printed; CPU seconds are also given as a multiple of the bare tesseract command's."""
    bare = next(
        (result.cpu_a_page for result in results if result.name == Contender("tesseract").name),
        None,
    )
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


def scaling(results: Sequence[Result]) -> list[stages.Figure]:
    """What two workers make of one, start-up included, and Recto's pace over OCRmyPDF's and
    pytesseract's.
    """
    pace = {result.name: result.pages_a_second for result in results}
    pairs = (
        ("recto, two workers over one", "recto -j2", "recto -j1"),
        (
            "the same, --second-reader off",
            "recto -j2 --second-reader off",
            "recto -j1 --second-reader off",
        ),
        (
            "recto -j2 --second-reader off over OCRmyPDF",
            "recto -j2 --second-reader off",
            OCR_MY_PDF.name,
        ),
        ("the same, PDF to PDF", "recto -j2 --second-reader off" + PDF, OCR_MY_PDF.name),
        ("recto -j2 over OCRmyPDF", "recto -j2", OCR_MY_PDF.name),
        (
            f"recto {WITH_LIBRARY}, two workers over one",
            f"recto -j2 {WITH_LIBRARY}",
            f"recto -j1 {WITH_LIBRARY}",
        ),
        (
            f"recto -j2 --second-reader off {WITH_LIBRARY} over OCRmyPDF",
            f"recto -j2 --second-reader off {WITH_LIBRARY}",
            OCR_MY_PDF.name,
        ),
        (
            f"recto -j2 {WITH_LIBRARY} over OCRmyPDF",
            f"recto -j2 {WITH_LIBRARY}",
            OCR_MY_PDF.name,
        ),
        (
            "recto -j2 --second-reader off over pytesseract",
            "recto -j2 --second-reader off",
            "pytesseract",
        ),
    )
    return [
        stages.Figure(name, pace[a] / pace[b], "x pages/s")
        for name, a, b in pairs
        if a in pace and b in pace
    ]


def figure_rows(figures: Sequence[stages.Figure]) -> list[tuple[str, ...]]:
    """As printed: three digits."""
    return [(figure.name, f"{figure.value:.3g}", figure.unit) for figure in figures]


def growth_rows(grown: Sequence[tuple[int, Cost]]) -> list[tuple[str, ...]]:
    """Per page, so that growth shows."""
    return [
        (
            str(count),
            f"{cost.wall / count:.2f}",
            f"{cost.cpu / count:.2f}",
            f"{cost.memory / 1e6:.0f}",
        )
        for count, cost in grown
    ]


def _write(
    out: Path,
    results: Sequence[Result],
    figures: Sequence[stages.Figure],
    grown: Sequence[tuple[int, Cost]],
) -> None:
    record = {
        "machine": {
            "system": platform.platform(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
        },
        "race": [asdict(result) for result in results],
        "figures": [asdict(figure) for figure in figures],
        "growth": [{"pages": count, **asdict(cost)} for count, cost in grown],
    }
    (out / FILE).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
