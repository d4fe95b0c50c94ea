"""The report of a folder that is watched: over all that has come, while the watch goes on.

A run of which the ledger is open enters; run-report.html is written whole, in place of the one
before. Only here: how often. The report is of the whole ledger and takes longer as that grows, so
that a watch spends at most one part in eleven of its time on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

from recto.batch.report import write_report
from recto.batch.runner import Run
from recto.batch.totals import reckon

SLOWER = 10  # pauses are at least so many times as long as a report takes


@dataclass(slots=True, eq=False)
class Reports:
    """Those of one watch."""

    root: str  # the folder that is watched
    due: float = 0.0  # monotonic seconds

    def after_round(self, run: Run) -> None:
        """Write it, where it is time. Raises FileAccess."""
        begun = monotonic()
        if begun < self.due:
            return
        self.write(run)
        ended = monotonic()
        self.due = ended + SLOWER * (ended - begun)

    def write(self, run: Run) -> None:
        """Write it, unless the user wants none. Raises FileAccess."""
        if run.settings.batch.report:
            write_report(run.ledger, reckon(run.ledger), [self.root], run.settings)
