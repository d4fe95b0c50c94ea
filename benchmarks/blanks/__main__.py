"""`python -m benchmarks.blanks`: draw the pages, read them, print characters invented a page by
system and kind. With --keep a run that was stopped goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import click

from benchmarks.blanks import told
from benchmarks.blanks.made import pages
from benchmarks.blanks.measure import Read, read, stages
from benchmarks.table import markdown

HELD_OUT = 61  # the seed of the pages that are reported; 7 was looked at while mending
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--each", type=click.IntRange(1), default=12, show_default=True, help="Of a kind.")
@click.option("--seed", "seeds", type=int, multiple=True, default=(HELD_OUT,), show_default=True)
@click.option("--worst", is_flag=True, help="Name every page on which more than two are invented.")
@click.option("--keep", type=FILE, help="A line of JSON a page; what stands there is not read.")
@click.option("--publish", is_flag=True, help="For the documentation.")
def command(
    each: int, seeds: Sequence[int], *, worst: bool, keep: Path | None, publish: bool
) -> None:
    """Characters invented on blank, nearly blank and unreadable pages."""
    reads = list(chain.from_iterable(read_all(each, seed, keep) for seed in seeds))
    for found in reads if worst else ():
        much = {name: count for name, count in found.invented.items() if count > told.MUCH}
        if much:
            click.echo(f"{found.page} of seed {found.seed}: {much} {found.statuses['local']}")
    headings, *rows = told.by_kind(reads)
    click.echo(markdown(headings, rows, names=1))
    if publish:
        told.write(reads)


def read_all(each: int, seed: int, keep: Path | None) -> Iterator[Read]:
    """Every page of the seed; those that the file has are taken from it."""
    earlier = told.restored(keep) if keep else []
    done = {row.page: row for row in earlier if row.seed == seed}
    ready = None
    for page in pages(each, seed):
        if page.name in done:
            yield done[page.name]
            continue
        ready = ready or stages()
        found = read(page, seed, ready)
        if keep:
            told.keep(found, keep)
        yield found


if __name__ == "__main__":
    command()
