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
            with Path(keep).open("a", encoding="utf-8") as out:
                out.write(json.dumps(asdict(found)) + "\n")
        if worst:
            much = {name: count for name, count in found.invented.items() if count > 2}
            if much:
                click.echo(f"{found.page}: {much} {found.statuses['local']}")
    for line in table(reads):
        click.echo(line)


def table(reads: list[Read]) -> list[str]:
    """Means by kind and in all, with 95 % intervals over pages."""
    systems = list(dict.fromkeys(name for each in reads for name in each.invented))
    groups: dict[str, list[Read]] = defaultdict(list)
    for each in reads:
        groups[each.kind].append(each)
    rows = [f"| kind | pages | {' | '.join(systems)} |", f"|---|---:|{'---:|' * len(systems)}"]
    for kind, group in groups.items():
        means = [_mean(group, name) for name in systems]
        rows.append(f"| {kind} | {len(group)} | {' | '.join(f'{mean:.1f}' for mean in means)} |")
    cells = []
    for name in systems:
        counts = [each.invented.get(name, 0) for each in reads]
        found = mean_interval(counts, [each.page for each in reads])
        cells.append(f"{found.mean:.2f} ({found.low:.2f}-{found.high:.2f})")
    rows.append(f"| all | {len(reads)} | {' | '.join(cells)} |")
    return rows


def _mean(reads: list[Read], name: str) -> float:
    counts = [each.invented.get(name, 0) for each in reads]
    return sum(counts) / len(counts)


if __name__ == "__main__":
    command()
