"""A run in numbers, out of the manifests of its groups: what status, the report and the exit code
say.

Manifests enter one by one and are let go; a State leaves, the same that the ledger's is. Memory
grows with failures, of which the first are kept, never with pages.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from recto.batch.facts import Summary
from recto.batch.report import Told
from recto.batch.totals import Failure, State
from recto.batch.worst_pages import MOST_PAGES, WorstPage
from recto.cluster.kept import Kept, Known
from recto.cluster.manifest import Manifest

MOST_FAILURES = 10_000  # that are named; the others are counted
RECENT = 20  # groups from which the pace is taken


@dataclass(slots=True)
class Totals:
    """The sum of manifests."""

    summary: Summary = field(default_factory=Summary)
    failures: list[tuple[int, Failure]] = field(default_factory=list)  # with the group
    kinds: Counter[str] = field(default_factory=Counter)
    groups: int = 0
    graded: int = 0  # pages with anything in doubt
    seconds: float = 0.0
    # (words lost, count, page): the worst pages, the best of them on top
    worst: list[tuple[float, int, WorstPage]] = field(default_factory=list)
    ends: list[tuple[float, int]] = field(default_factory=list)  # when, how many pages

    def add(self, manifest: Manifest) -> None:
        """Count one more group."""
        found = manifest.summary()
        mine = self.summary
        mine.pages += found.pages
        mine.words += found.words
        mine.flagged += found.flagged
        mine.confidence += found.confidence
        mine.usage += found.usage
        mine.outcomes.update(found.outcomes)
        mine.notes.update(found.notes)
        mine.guards.update(found.guards)
        mine.spread += found.spread
        mine.note_errors(found.worst, found.worst_page)
        self.groups += 1
        self.seconds += manifest.seconds
        heapq.heappush(self.ends, (manifest.finished, found.pages))
        if len(self.ends) > RECENT:
            heapq.heappop(self.ends)
        self._failures(manifest)
        self._worst(manifest)

    def state(self, run: Known, groups_left: int) -> State:
        """At this moment."""
        left = round(run.pages * groups_left / max(1, run.groups))
        if groups_left:
            left = max(1, left)
        self.failures.sort(key=lambda failure: failure[0])
        failures = tuple(failure for _, failure in self.failures)
        known = self.summary.pages + left
        return State(
            run.files,
            known,
            0,
            self.summary,
            failures,
            dict(self.kinds),
            self._pace(),
        )

    def told(self) -> Told:
        """What the report wants beside."""
        ranked = sorted(self.worst, key=lambda row: (-row[0], -row[1]))
        return Told(self.seconds, tuple(page for _, _, page in ranked))

    def _pace(self) -> float:
        ends = sorted(self.ends)
        pages = sum(count for _, count in ends[1:])
        if not pages:
            return 0.0
        return (ends[-1][0] - ends[0][0]) / pages

    def _failures(self, manifest: Manifest) -> None:
        for page in manifest.pages:
            if page.outcome == "failed":
                path = manifest.files[page.file].path
                self._failed(
                    manifest,
                    path,
                    page.index,
                    page.kind,
                    page.error,
                    page.exit_code,
                )
        for file in manifest.files:
            if file.error:
                self._failed(
                    manifest,
                    file.path,
                    None,
                    file.kind,
                    file.error,
                    file.exit_code,
                )
            for lost in file.lost:
                fault = (lost.kind, lost.error, lost.exit_code)
                self._failed(
                    manifest,
                    file.path,
                    lost.page,
                    *fault,
                )

    def _failed(
        self, manifest: Manifest, path: str, index: int | None, kind: str, error: str, code: int
    ) -> None:
        self.kinds[kind] += 1
        if len(self.failures) < MOST_FAILURES:
            page = None if index is None else index + 1
            self.failures.append(
                (
                    manifest.group,
                    Failure(
                        path,
                        page,
                        kind,
                        error,
                        code,
                    ),
                )
            )

    def _worst(self, manifest: Manifest) -> None:
        for page in manifest.pages:
            if page.outcome == "failed":
                continue
            path = manifest.files[page.file].path
            wrong = max(0.0, page.words - page.confidence)
            found = WorstPage(
                path,
                page.index,
                page.words,
                page.flagged,
                wrong,
                page.unread,
                script_unsure=bool(page.script_unsure),
            )
            if found.lost or found.script_unsure:
                self.graded += 1
                heapq.heappush(self.worst, (found.lost, -self.graded, found))
            if len(self.worst) > MOST_PAGES:
                heapq.heappop(self.worst)


def totals_of(manifests: Iterable[Manifest]) -> Totals:
    """Count them all."""
    found = Totals()
    for manifest in manifests:
        found.add(manifest)
    return found


def reckoned(kept: Kept, run: Known) -> State:
    """What OUT says of its last run, whoever is at it. Raises FileAccess."""
    manifests = kept.manifests()
    totals = totals_of(kept.read(manifests.values()))
    left = run.groups - sum(number < run.groups for number in manifests)
    return totals.state(run, max(0, left))
