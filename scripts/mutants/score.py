"""The table of docs/mutants.md from what run.py wrote: for each package what became of its mutants.

python scripts/mutants/score.py MADE RESULTS [--survivors]      with the lines that survived
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import plan
from tried import KILLED, known

HEAD = "| Code | Mutants | Killed | Of these by time | Survived | Run by no test | Score |"
RULE = "|---|---|---|---|---|---|---|"


def row(name: str, fates: Counter[str]) -> str:
    """One line of the table."""
    killed = sum(fates[fate] for fate in KILLED)
    counts = (fates.total(), killed, fates["timeout"], fates["survived"], fates["untested"])
    cells = " | ".join(map(str, counts))
    return f"| {name} | {cells} | {100 * killed / max(1, fates.total()):.1f} % |"


def main(made: str, results: str, *options: str) -> int:
    """Print it; mutants that were not tried yet are not counted, but said."""
    fates = known(Path(results))
    mutants = json.loads(Path(made).read_text(encoding="utf-8"))
    by_package: dict[str, Counter[str]] = {place: Counter() for place, _ in plan.PLAN}
    for mutant in mutants:
        fate = fates.get(mutant["key"], "not tried")
        if fate == "not tried":
            continue
        by_package[plan.package(mutant["module"])][fate] += 1
        if "--survivors" in options and fate not in KILLED:
            print(mutant["key"], fate, _line(mutant))
    print("\n".join((HEAD, RULE, *(row(f"`{name}`", each) for name, each in by_package.items()))))
    print(row("all", sum(by_package.values(), Counter())))
    tried = sum(each.total() for each in by_package.values())
    print(f"{len(mutants) - tried} mutants not tried")
    return 0


def _line(mutant: dict[str, str]) -> str:
    """What was changed: the first lines that differ."""
    before = Path(mutant["module"]).read_text(encoding="utf-8").splitlines()
    after = mutant["text"].splitlines()
    pairs = (pair for pair in zip(before, after, strict=False) if pair[0] != pair[1])
    old, new = next(pairs, ("", ""))
    return f"\n    - {old.strip()}\n    + {new.strip()}"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
