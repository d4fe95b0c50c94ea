"""What the ledger says of a folder: counts, failures with their reasons, money, and how long it
will take.

An open ledger enters, one frozen State leaves; status, the summary at the end of a run, its exit
code and the report are all taken from it, so they cannot disagree.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from recto.batch.facts import Summary
from recto.batch.ledger import Ledger
from recto.batch.spread import Spread, spread_from
from recto.batch.worst_pages import worst_share
from recto.errors import Incomplete
from recto.model.page import Usage


@dataclass(frozen=True, slots=True)
class Failure:
    """One page or file that has no result, or not in every format."""

    path: str
    page: int | None  # 1-based; None: the whole file
    kind: str
    error: str
    exit_code: int


@dataclass(frozen=True, slots=True)
class State:
    """An output folder at one moment."""

    files: int
    pages_known: int  # in the files that were looked into
    files_unknown: int  # not looked into yet
    summary: Summary
    failures: tuple[Failure, ...]
    kinds: Mapping[str, int]  # of failures
    pace: float  # seconds from one finished page to the next; 0: not known

    @property
    def seconds_left(self) -> float:
        """At the present pace."""
        return self.pages_left * self.pace

    @property
    def pages_left(self) -> int:
        """Pages that are not read yet; files that were not looked into count as one page each."""
        return self.pages_known + self.files_unknown - self.summary.pages

    @property
    def is_done(self) -> bool:
        """Every page is read, and none failed."""
        return not (self.failures or self.pages_left)

    def exit_code(self, *, strict: bool) -> int:
        """0, the code of the first failure in the order of the files, or 10 under `strict`."""
        failures = self.failures
        if strict:
            incomplete = self.summary.incomplete or failures
            return Incomplete.exit_code if incomplete else 0
        return failures[0].exit_code if failures else 0


def named(failure: Failure) -> str:
    """The file, or the page, for people."""
    return failure.path if failure.page is None else f"{failure.path} page {failure.page}"


def reckon(ledger: Ledger) -> State:
    """Count what the last run was asked for."""
    ((files, unknown),) = ledger.select(
        "SELECT count(*), coalesce(sum(sha256 = '' AND error = ''), 0) FROM file WHERE listed"
    )
    ((known,),) = ledger.select("SELECT count(*) FROM listed_page")
    summary, failures = _summary(ledger), _failures(ledger)
    kinds = Counter(failure.kind for failure in failures)

    ((count, first, last),) = ledger.select(
        "SELECT count(*), min(finished), max(finished) FROM "
        "(SELECT finished FROM listed_page WHERE revision > 0 ORDER BY finished DESC LIMIT 100)"
    )
    pace = 0.0
    if count > 1:
        pace = (last - first) / (count - 1)
    return State(
        files,
        known,
        unknown,
        summary,
        failures,
        kinds,
        pace,
    )


def _failures(ledger: Ledger) -> tuple[Failure, ...]:
    rows = ledger.select(
        "SELECT id, path, -1, kind, error, exit_code FROM file WHERE listed AND error != '' UNION"
        " ALL SELECT file, path, number, kind, error, exit_code FROM listed_page WHERE outcome ="
        " 'failed'"
    )
    # not in a ledger of before
    if ledger.select("SELECT 1 FROM sqlite_master WHERE name = 'lost'"):
        rows += ledger.select(
            "SELECT file, path, page, lost.kind, lost.error, lost.exit_code FROM lost "
            "JOIN file ON file.id = lost.file WHERE listed AND file.error = ''"
        )
    rows.sort(key=lambda row: (row[0], row[2]))

    failures = []
    for _, path, index, kind, error, exit_code in rows:
        page = None if index < 0 else index + 1
        failures.append(Failure(path, page, kind, error, exit_code))
    return tuple(failures)


def _summary(ledger: Ledger) -> Summary:
    ((pages, words, flagged, confidence, given, got, cached, calls, usd),) = ledger.select(
        "SELECT count(*), total(words), total(flagged), total(confidence), total(input_tokens),"
        " total(output_tokens), total(cached_tokens), total(calls), total(usd) FROM listed_page"
        " WHERE outcome != ''"
    )
    usage = Usage(int(given), int(got), int(cached), int(calls), usd)
    summary = Summary(pages, int(words), int(flagged), confidence, usage)
    outcomes = ledger.select(
        "SELECT outcome, count(*) FROM listed_page WHERE outcome != '' GROUP BY outcome"
    )
    summary.outcomes.update(dict(outcomes))
    summary.spread = spread_in(ledger)
    worst = worst_share(ledger)
    if worst is not None:
        summary.note_errors(worst.errors, f"{worst.path} page {worst.index + 1}")
    noted = ledger.select(
        "SELECT path, number, outcome, notes, guards FROM listed_page "
        "WHERE notes != '[]' OR guards != '{}' OR outcome NOT IN ('', 'ok') ORDER BY file, number"
    )
    for path, number, outcome, notes_text, guards_text in noted:
        notes, guards = json.loads(notes_text), json.loads(guards_text)
        summary.notes.update(dict.fromkeys(notes, 1))  # once a page, in their order
        summary.guards.update(guards)
        summary.note_place(f"{path} page {number + 1}", (outcome, *notes, *guards))
    return summary


def spread_in(ledger: Ledger) -> Spread:
    """How sure the words are that the last run was asked for; empty in a ledger of before."""
    total = Spread()
    if not ledger.select("SELECT 1 FROM sqlite_master WHERE name = 'page_index'"):
        return total
    rows = ledger.select(
        "SELECT spread, count(*) FROM page_index JOIN listed_page USING (file, number)"
        " WHERE outcome != '' GROUP BY spread"
    )
    for text, count in rows:
        total += spread_from(text).times(count)
    return total
