"""`python -m benchmarks.domains lists|read|judge`: make lists, read pages, judge them with a list
and without.
"""

from __future__ import annotations

from pathlib import Path

import click

from benchmarks.domains.judged import table
from benchmarks.domains.lists import every
from benchmarks.domains.pages import WRITTEN
from benchmarks.domains.reading import read_all

Folder = click.Path(path_type=Path)


@click.group()
def command() -> None:
    """Domains."""


@command.command()
@click.option("--out", type=Folder, required=True)
@click.option(
    "--german", type=Folder, required=True, help="de_med.dic of Debian's hunspell-de-med."
)
def lists(out: Path, german: Path) -> None:
    """Write one file a list."""
    out.mkdir(parents=True, exist_ok=True)
    for name, words in every(german).items():
        text = "".join(f"{word}\n" for word in words)
        (out / f"{name}.txt").write_text(text, encoding="utf-8")
        click.echo(f"{name}: {len(words):,} words")


@command.command()
@click.option("--lists", "folder", type=Folder, required=True)
@click.option("--store", type=Folder, required=True)
@click.option("--count", default=60, show_default=True, help="Pages a list.")
@click.option("--only", multiple=True, help="Lists; else all.")
def read(folder: Path, store: Path, count: int, only: tuple[str, ...]) -> None:
    """Read what was not read before, page by page of each list in turn."""
    domains = only or tuple(WRITTEN)
    read_all(folder, store, count, domains)


@command.command()
@click.option("--lists", "folder", type=Folder, required=True)
@click.option("--store", type=Folder, required=True)
def judge(folder: Path, store: Path) -> None:
    """Print what each list gains, and what it harms."""
    for line in table(folder, store):
        click.echo(line)


if __name__ == "__main__":
    command()
