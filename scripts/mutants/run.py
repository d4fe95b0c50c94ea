"""Try the tests on every mutant, and write down what became of it.

python scripts/mutants/run.py MADE TESTS RESULTS [MODULE] [--again] [--sample N] [--seed S]

MADE and TESTS are what make.py and which_tests.py wrote; a line of RESULTS says what became of one
mutant. Only mutants whose module's path holds MODULE are tried; with --sample only N of them, drawn
by the seed and spread over all modules (sample.py); with --again only those of them that are not
known to be killed.

pytest collects the tests once. For each mutant the process forks, puts the mutant in (swap.py),
and runs the tests of the line, quick ones first. The first that fails, or takes far longer than it
did, has killed it. What cannot be put in is imported afresh instead (fresh.py). Nothing is written
to the checkout.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

import pytest
import sample
import tried
from swap import NotSwapped, swap
from tried import KILLED, Map, Mutant, chosen, name_of

# A test may take so many times its seconds, and so many seconds more, of CPU time; by the clock,
# where others use the machine or nothing moves any more, so many times that.
TIMES, MORE, WAITS = 10, 5, 8
FRESH = Path(__file__).with_name("fresh.py")
SURVIVED, FAILED, TIMED_OUT, NOT_SWAPPED = 0, 1, 77, 78
FATES = {SURVIVED: "survived", FAILED: "killed", TIMED_OUT: "timeout"}
QUIET = ("-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-profile=ci")


class Trial:
    """A plugin of pytest that runs the tests on mutants, not once as they are."""

    def __init__(self, mutants: list[Mutant], found: Map, results: Path) -> None:
        self.mutants, self.found, self.results = mutants, found, results

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of pytest's own loop."""
        items = {item.nodeid: item for item in session.items}
        for module in sorted({mutant["module"] for mutant in self.mutants}):
            text = Path(module).read_text(encoding="utf-8")
            self._control({"module": module, "line": 0, "text": text, "key": module}, items)
        with self.results.open("a", encoding="utf-8") as out:
            for mutant in self.mutants:
                fate = self.fate(mutant, items)
                out.write(json.dumps({"key": mutant["key"], "fate": fate}) + "\n")
                out.flush()
                if fate not in KILLED:
                    print(mutant["key"], fate, flush=True)
        return True

    def _control(self, unchanged: Mutant, items: dict[str, pytest.Item]) -> None:
        """A test that fails by itself would kill everything."""
        tests = [items[test] for test in chosen(unchanged, self.found) if test in items]
        if tests and forked(None, tests, self.found) != SURVIVED:
            pytest.exit(f"recto: tests of {unchanged['module']} fail without a mutant", 1)

    def fate(self, mutant: Mutant, items: dict[str, pytest.Item]) -> str:
        """What became of this one: killed, timeout, survived, or untested (no test runs it)."""
        tests = [items[test] for test in chosen(mutant, self.found) if test in items]
        if not tests:
            return "untested"
        code = forked(mutant, tests, self.found)
        if code == NOT_SWAPPED:
            code = imported(mutant, [item.nodeid for item in tests], self.found)
        return FATES.get(code, "killed")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """In the forked process: one failure is enough."""
        if report.failed:
            os._exit(FAILED)


def forked(mutant: Mutant | None, tests: list[pytest.Item], found: Map) -> int:
    """The exit status of a process that runs these tests on the mutant."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nothing, stream)
        signal.signal(signal.SIGPROF, _too_long)
        signal.signal(signal.SIGALRM, _too_long)
        if mutant:
            before = Path(mutant["module"]).read_text(encoding="utf-8")
            swap(importlib.import_module(name_of(mutant["module"])), before, mutant["text"])
        for item, following in zip(tests, [*tests[1:], None], strict=True):
            seconds = TIMES * found.seconds[item.nodeid] + MORE
            signal.setitimer(signal.ITIMER_PROF, seconds)
            signal.alarm(round(WAITS * seconds))
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        os._exit(SURVIVED)
    except NotSwapped:
        os._exit(NOT_SWAPPED)
    except BaseException:  # noqa: BLE001  nothing may come back from here into pytest's loop
        os._exit(NOT_SWAPPED)


def _too_long(_signal: int, _frame: FrameType | None) -> NoReturn:
    os._exit(TIMED_OUT)


def imported(mutant: Mutant, ids: list[str], found: Map) -> int:
    """The same, with the mutant imported into a process of its own."""
    limit = WAITS * (TIMES * sum(found.seconds[test] for test in ids) + MORE)
    told = json.dumps([mutant, ids])
    command = [sys.executable, FRESH]
    try:
        done = subprocess.run(
            command, input=told, text=True, capture_output=True, timeout=limit, check=False
        )
    except subprocess.TimeoutExpired:
        return TIMED_OUT
    return done.returncode


def wanted(asked: argparse.Namespace) -> list[Mutant]:
    """Those to try: in the order in which they were made, or in that of the sample."""
    fates = tried.known(asked.results) if asked.again else {}
    mutants = [
        mutant
        for mutant in json.loads(asked.made.read_text(encoding="utf-8"))
        if asked.module in mutant["module"]
    ]
    if asked.sample:
        mutants = sample.drawn(mutants, asked.sample, asked.seed)
    return [mutant for mutant in mutants if fates.get(mutant["key"]) not in KILLED]


def main() -> int:
    """Try them."""
    parser = argparse.ArgumentParser()
    for name in ("made", "tests", "results"):
        parser.add_argument(name, type=Path)
    parser.add_argument("module", nargs="?", default="")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    found = tried.read(asked.tests)
    files = sorted({test.partition("::")[0] for test in found.seconds})
    trial = Trial(wanted(asked), found, asked.results)
    return int(pytest.main([*QUIET, *files], plugins=[trial]))


if __name__ == "__main__":
    sys.exit(main())
