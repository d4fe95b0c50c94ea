"""How much of each package's branches and lines the tests take, held against a floor.

python scripts/coverage_floors.py      1 where a package is below its floor; `make coverage` runs
this on the data that it wrote
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "build" / "coverage"
# Percent of lines and branches together, by where the paths of the files begin.
FLOORS = {
    "recto/arbitration/": 95.0,
    "recto/routing/": 95.0,
    "recto/confidence/": 95.0,
    "recto/readers/vision/reply/guards.py": 95.0,
    "recto/readers/vision/call/budget.py": 95.0,
    "recto/batch/ledger": 95.0,
    "recto/agent/": 90.0,
    "recto/learning/": 90.0,
    "recto/serve/": 90.0,
    "recto/training/": 90.0,
    "recto/triage/": 90.0,
    "recto/watch/": 84.0,  # tests kill it again and again: what they ran is not written
    "recto": 90.0,  # all of both packages
}


def counted() -> dict[str, dict[str, int]]:
    """For each file what coverage.py counted, all processes together."""
    report = FOLDER / "report.json"
    tool = [sys.executable, "-m", "coverage"]
    # those of processes that pytest did not wait for; 1: there are none, or a killed one's is torn
    subprocess.run([*tool, "combine", "--append", "--quiet"], cwd=ROOT, check=False)
    subprocess.run([*tool, "json", "--quiet", "-o", report], cwd=ROOT, check=True)
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    return {_inside(name): entry["summary"] for name, entry in files.items()}


def _inside(name: str) -> str:
    """The path as it is in the wheel."""
    parts = Path(name).parts
    start = max(k for k, part in enumerate(parts) if part in ("recto", "recto_preprocessing"))
    return "/".join(parts[start:])


def share(files: dict[str, dict[str, int]], begins: str) -> float:
    """Percent of the lines and branches of these files that were taken."""
    chosen = [summary for name, summary in files.items() if name.startswith(begins)]
    taken = sum(each["covered_lines"] + each["covered_branches"] for each in chosen)
    there = sum(each["num_statements"] + each["num_branches"] for each in chosen)
    return 100 * taken / max(1, there)


def main() -> int:
    """Print the table."""
    files = counted()
    below = 0
    for begins, floor in FLOORS.items():
        found = share(files, begins)
        below += found < floor
        print(f"{begins:40} {found:5.1f} %  (at least {floor:g})")
    return bool(below)


if __name__ == "__main__":
    sys.exit(main())
