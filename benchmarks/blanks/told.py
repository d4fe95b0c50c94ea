"""What was invented on blank pages, as tables: by kind, and in all with 95 % intervals over pages.

Reads enter, rows of a table leave; and the record from which the documentation's table is written.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.blanks.measure import Read
from benchmarks.metrics.bootstrap import mean_interval

STORED = Path(__file__).parents[1] / "results" / "blanks.json"
MUCH = 2  # letters and digits a page: what is wanted at most
HEADINGS = ("read by", "pages", "invented a page [95 %]", f"pages with more than {MUCH}", "worst")


def restored(file: Path) -> list[Read]:
    """What was read already."""
    if not file.exists():
        return []
    rows = file.read_text(encoding="utf-8").splitlines()
    return [Read(**json.loads(row)) for row in rows]


def keep(found: Read, file: Path) -> None:
    """One page more."""
    line = json.dumps(asdict(found))
    with file.open("a", encoding="utf-8") as out:
        out.write(f"{line}\n")


def by_kind(reads: Sequence[Read]) -> list[tuple[str, ...]]:
    """Headings, then means of each kind of page and in all."""
    systems = systems_of(reads)
    groups: dict[str, list[Read]] = defaultdict(list)
    for each in reads:
        groups[each.kind].append(each)
    rows = [("kind", "pages", *systems)]
    for kind, group in groups.items():
        means = [f"{mean_of(group, name):.1f}" for name in systems]
        rows.append((kind, str(len(group)), *means))
    intervals = [interval_of(reads, name) for name in systems]
    rows.append(("all", str(len(reads)), *intervals))
    return rows


def by_system(reads: Sequence[Read]) -> list[tuple[str, ...]]:
    """As published: a line for each system."""
    rows = []
    for name in systems_of(reads):
        counts = [each.invented.get(name, 0) for each in reads]
        above = sum(count > MUCH for count in counts)
        interval = interval_of(reads, name)
        rows.append((name, str(len(reads)), interval, str(above), str(max(counts))))
    return rows


def systems_of(reads: Iterable[Read]) -> list[str]:
    """In the order in which they were met."""
    names = [name for each in reads for name in each.invented]
    return list(dict.fromkeys(names))


def mean_of(reads: Sequence[Read], name: str) -> float:
    """Characters a page."""
    counts = [each.invented.get(name, 0) for each in reads]
    return sum(counts) / len(counts)


def interval_of(reads: Sequence[Read], name: str) -> str:
    """The mean over all pages, with its 95 % interval."""
    counts = [each.invented.get(name, 0) for each in reads]
    pages = [f"{each.seed} {each.page}" for each in reads]
    found = mean_interval(counts, pages)
    return f"{found.mean:.2f} [{found.low:.2f}, {found.high:.2f}]"


def write(reads: Sequence[Read]) -> None:
    """For the documentation."""
    seeds = sorted({each.seed for each in reads})
    means = {name: round(mean_of(reads, name), 3) for name in systems_of(reads)}
    record = {"seeds": seeds, "means": means, "rows": by_system(reads), "kinds": by_kind(reads)}
    STORED.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def stored() -> dict[str, Any]:
    """What was published last."""
    record: dict[str, Any] = json.loads(STORED.read_text(encoding="utf-8"))
    return record
