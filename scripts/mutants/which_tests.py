"""Which tests run which line, and how long each of them takes: what a mutant is tried with.

python scripts/mutants/which_tests.py OUT

The tests run once, under coverage.py, which notes for each line the tests that came by. Only what
runs in pytest's own process counts: a mutant lives in no other.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import coverage
import plan

SETTINGS = "[run]\nsource_pkgs = recto\ndata_file = {folder}/data\ncore = ctrace\n"
SLOWEST = 1.0  # seconds of processor under coverage; a slower test is tried on no mutant
MARKS = "not corpus and not measured"


def ran(folder: Path, files: list[str]) -> None:
    """Run the tests, with what they cover and how long they take left in the folder."""
    settings = folder / "coverage.ini"
    settings.write_text(SETTINGS.format(folder=folder), encoding="utf-8")
    asked = ["--cov", f"--cov-config={settings}", "--cov-context=test", "--cov-report="]
    told = ["-q", "-p", "no:cacheprovider", "-p", "clock", "--hypothesis-profile=ci", "-m", MARKS]
    command = [sys.executable, "-m", "pytest", *asked, *told, *files]
    own = {"CLOCK": f"{folder}/took", "PYTHONPATH": str(Path(__file__).parent)}
    subprocess.run(command, check=True, env=os.environ | own)


def took(folder: Path) -> dict[str, float]:
    """Seconds of processor by the id of the test, quick ones first."""
    seconds: dict[str, float] = json.loads((folder / "took").read_text(encoding="utf-8"))
    return dict(sorted(seconds.items(), key=lambda each: each[1]))


def lines(folder: Path, seconds: dict[str, float]) -> dict[str, dict[int, list[int]]]:
    """For each module its lines, and for each of them the tests, by their places in `seconds`."""
    data = coverage.CoverageData(str(folder / "data"))
    data.read()
    place = {test: k for k, test in enumerate(seconds)}
    found: dict[str, dict[int, list[int]]] = {}
    mutated = set(plan.modules())
    for file in data.measured_files():
        module = str(Path(file).relative_to(Path.cwd()))
        if module not in mutated:
            continue
        found[module] = {}
        for line, contexts in data.contexts_by_lineno(file).items():
            ids = {context.rpartition("|")[0] for context in contexts}  # from ID|run
            quick = {test for test in ids if seconds.get(test, SLOWEST) < SLOWEST}
            found[module][line] = sorted(place[test] for test in quick)
    return found


def main(out: str) -> int:
    """Write the map."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ran(folder, plan.all_tests())
        seconds = took(folder)
        found = {"lines": lines(folder, seconds), "seconds": seconds}
    Path(out).write_text(json.dumps(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
