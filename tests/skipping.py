"""Skips are the exception: those of `skips.toml` may be, any other one fails the run under
--strict-skips, which `make test` gives.

A report of pytest enters, and the skips that are not listed leave, for the summary and for the exit
code. Under pytest-xdist the process that hands out the tests hears of all of them.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

LIST = Path(__file__).with_name("skips.toml")


@dataclass(frozen=True, slots=True)
class Skip:
    """A skip that may be: where its test begins with `test`, and its reason holds `said`."""

    test: str
    said: str
    why: str

    def allows(self, test: str, reason: str) -> bool:
        """Whether it is about this one."""
        return test.startswith(self.test) and self.said in reason


@cache
def listed() -> tuple[Skip, ...]:
    """The list."""
    rows = tomllib.loads(LIST.read_text(encoding="utf-8"))["skip"]
    return tuple(Skip(**row) for row in rows)


def is_listed(test: str, reason: str) -> bool:
    """Whether the list has a row for it."""
    return any(skip.allows(test, reason) for skip in listed())


class StrictSkips:
    """Collects the skips that are not on the list; a run that has some does not pass."""

    def __init__(self, *, fails: bool) -> None:
        self.fails = fails
        self.unlisted: list[tuple[str, str]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test."""
        self._take(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A module that skips itself."""
        self._take(report)

    def _take(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if not report.skipped or hasattr(report, "wasxfail"):
            return
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not is_listed(report.nodeid, reason):
            self.unlisted.append((report.nodeid, reason))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """A run that is good but for them is not good."""
        if self.unlisted and self.fails and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Which, and why they count."""
        if not self.unlisted:
            return
        terminalreporter.section("skips that tests/skips.toml does not list", red=self.fails)
        for test, reason in self.unlisted:
            terminalreporter.line(f"{test}: {reason.removeprefix('Skipped: ')}")
