"""The table of docs/decisions/house.md from what run.py wrote: for each package what became of its
mutants.

python scripts/mutants/score.py MADE RESULTS [--survivors]      with those that nothing explains

A mutant that survives because it changes nothing that can be seen, or nothing that matters, is
explained in explained.toml, beside this. Where not all mutants were tried the score is an estimate:
the interval that holds that of all in 95 of 100 samples stands beside it.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import plan
import sample
from tried import KILLED, Mutant, known

HEAD = "| Code | Mutants | Tried | Killed | Of these by time | Survived | Run by no test | Explained"
HEAD += " | Score | 95 % interval |\n|---|---|---|---|---|---|---|---|---|---|"
EXPLAINED = Path(__file__).with_name("explained.toml")
Row = tuple[str, str, str]  # the module, and the first line that differs: before, after


def row(name: str, fates: Counter[str]) -> str:
    """One line of the table."""
    killed = sum(fates[fate] for fate in KILLED)
    tried = fates.total() - fates["not tried"]
    counts = (fates.total(), tried, killed, *map(fates.__getitem__, ("timeout", "survived")))
    counts += (fates["untested"], fates["explained"])
    least, most = sample.interval(killed, tried) if fates["not tried"] else (0, 0)
    between = f"{100 * least:.1f} to {100 * most:.1f}" if most else "all tried"
    cells = " | ".join(f"{count:,}" for count in counts)
    return f"| {name} | {cells} | {100 * killed / max(1, tried):.1f} % | {between} |"


def explained() -> Mapping[Row, str]:
    """The reason for each survivor that has one."""
    table = tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))
    return {
        (f"{plan.ENGINE}/{module}", each["line"], each["change"]): each["why"]
        for module, rows in table.items()
        for each in rows
    }


def main(made: str, results: str, *options: str) -> int:
    """Print it."""
    fates = known(Path(results))
    reasons = explained()
    by_package: dict[str, Counter[str]] = {place: Counter() for place, _ in plan.PLAN}
    for mutant in json.loads(Path(made).read_text(encoding="utf-8")):
        fate = fates.get(mutant["key"], "not tried")
        counted = by_package[plan.package(mutant["module"])]
        counted[fate] += 1
        if fate not in ("survived", "untested"):
            continue
        found = differs(mutant)
        if found in reasons:
            counted["explained"] += 1
        elif "--survivors" in options:
            print(f"{mutant['key']} {fate}\n    - {found[1]}\n    + {found[2]}")
    print("\n".join((HEAD, *(row(f"`{name}`", each) for name, each in by_package.items()))))
    print(row("all", sum(by_package.values(), Counter())))
    return 0


def differs(mutant: Mutant) -> Row:
    """What was changed: the first lines that are not the same."""
    before = Path(mutant["module"]).read_text(encoding="utf-8").splitlines()
    after = mutant["text"].splitlines()
    pairs = (pair for pair in zip(before, after, strict=False) if pair[0] != pair[1])
    old, new = next(pairs, ("", ""))
    return mutant["module"], old.strip(), new.strip()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
