"""`python -m benchmarks.blanks`: draw the pages, read them, print characters invented a page by
system and kind.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path

import click

from benchmarks.blanks.made import pages
from benchmarks.blanks.measure import Read, read, stages
from benchmarks.metrics.bootstrap import mean_interval

HELD_OUT = 61  # the seed of the pages that are reported; 7 was looked at while mending


@click.command()
@click.option("--each", type=click.IntRange(1), default=12, show_default=True, help="Of a kind.")
@click.option("--seed", type=int, default=HELD_OUT, show_default=True)
@click.option("--worst", is_flag=True, help="Name every page on which more than two are invented.")
@click.option(
    "--keep", type=click.Path(dir_okay=False), help="A line of JSON a page, as it is read."
)
def command(each: int, seed: int, *, worst: bool, keep: str | None) -> None:
    """Characters invented on blank, nearly blank and unreadable pages."""
    ready = stages()
    reads: list[Read] = []
    for page in pages(each, seed):
        found = read(page, ready)
        reads.append(found)
        if keep:
            _keep(found, Path(keep))
        much = {name: count for name, count in found.invented.items() if count > 2}
        if worst and much:
            click.echo(f"{found.page}: {much} {found.statuses['local']}")
    for line in table(reads):
        click.echo(line)


def _keep(found: Read, path: Path) -> None:
    line = json.dumps(asdict(found))
    with path.open("a", encoding="utf-8") as out:
        out.write(f"{line}\n")


def table(reads: list[Read]) -> list[str]:
    """Means by kind and in all, with 95 % intervals over pages."""
    names = [name for each in reads for name in each.invented]
    systems = list(dict.fromkeys(names))
    groups: dict[str, list[Read]] = defaultdict(list)
    for each in reads:
        groups[each.kind].append(each)

    rules = ["---"] + ["---:"] * (1 + len(systems))
    rows = [_row(["kind", "pages", *systems]), f"|{'|'.join(rules)}|"]
    for kind, group in groups.items():
        means = [f"{_mean(group, name):.1f}" for name in systems]
        rows.append(_row([kind, str(len(group)), *means]))
    intervals = [_interval(reads, name) for name in systems]
    rows.append(_row(["all", str(len(reads)), *intervals]))
    return rows


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _mean(reads: list[Read], name: str) -> float:
    counts = [each.invented.get(name, 0) for each in reads]
    return sum(counts) / len(counts)


def _interval(reads: list[Read], name: str) -> str:
    """The mean over all pages, with its 95 % interval."""
    counts = [each.invented.get(name, 0) for each in reads]
    names = [each.page for each in reads]
    found = mean_interval(counts, names)
    return f"{found.mean:.2f} ({found.low:.2f}-{found.high:.2f})"


if __name__ == "__main__":
    command()
