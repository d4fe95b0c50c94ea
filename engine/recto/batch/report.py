"""The run as one HTML file that can be mailed: how it ended, what failed and why, which pages to
look at.

What a ledger or a run over groups told, its State and what was asked for enter; run-report.html
leaves, written whole. What its tables hold is decided here; how they are written stands in
templates/, and what a report may do in writers/html.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from recto._version import __version__
from recto.batch.ledger import Ledger
from recto.batch.results import rows as results
from recto.batch.sentences import failed_as
from recto.batch.spread import Spread, estimate, minutes_text
from recto.batch.totals import State
from recto.batch.worst_pages import WorstPage, worst_pages
from recto.files.atomic import atomic
from recto.reasons import told
from recto.settings.groups import Settings
from recto.text.names import shown
from recto.writers.html import asset, filled, sheet

if TYPE_CHECKING:
    from markupsafe import Markup

NAME = "run-report.html"  # not report.html: a page of that name may be among the results

HOME = "recto.batch"  # whose templates these are
FIGURE = re.compile(r"[$\d.,]+")
# Settings that a reader of the report may want to know; never an address or the name of a key.
SHOWN = {
    "input": ("language", "pages", "dpi", "layout", "text_layer"),
    "local": ("second_reader", "tesseract", "old_letters", "domain", "psm", "cleaning"),
    "llm": ("mode", "provider", "model", "send", "max_cost"),
    "output": ("folder", "formats"),
}

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Told:
    """What the report says beside a State."""

    seconds: float  # of all pages, all stages
    worst: tuple[WorstPage, ...]  # the worst first
    index: Markup | str = ""  # every file with its picture, where somebody has made it


def write_report(ledger: Ledger, state: State, paths: Sequence[str], settings: Settings) -> Path:
    """Write OUT/run-report.html. Raises FileAccess."""
    path = Path(settings.output.folder) / NAME
    text = page(told_by(ledger, path.parent), state, paths, settings)
    with atomic(path) as file:
        file.write(text.encode())
    return path


def told_by(ledger: Ledger, out: Path) -> Told:
    """The seconds, the worst pages, and every file with its results."""
    ((seconds,),) = ledger.select("SELECT total(seconds) FROM listed_page")
    return Told(seconds, tuple(worst_pages(ledger, out)), index(ledger, out))


def page(told: Told, state: State, paths: Sequence[str], settings: Settings) -> str:
    """The whole report."""
    summary = state.summary
    run = [*command(paths, settings), *numbers(told, state)]
    outcomes = explained(summary.outcomes.most_common())
    notes = counted(summary.notes.most_common())
    guards = noticed(summary.guards.most_common())
    parts = [
        table("Run", ("", ""), run),
        table("Failures", ("File", "Page", "Kind", "What happened"), failures(state)),
        filled(HOME, "run_worst", rows=told.worst) if told.worst else "",
        told.index,
        table("How pages ended", ("Outcome", "That is", "Pages"), outcomes),
        table("Notes", ("Note", "Pages"), notes),
        table("What was noticed", ("", "Times"), guards),
    ]
    own = sheet("Recto run", asset(HOME, "templates/run_report.css"))
    tables = filter(None, parts)
    return filled(HOME, "run_report", **own, version=__version__, tables=tables)


def index(ledger: Ledger, out: Path) -> Markup | str:
    """Every file with its picture and its results, the least sure first."""
    found, left = results(ledger, out)
    return filled(HOME, "run_results", rows=found, left=left) if found else ""


def command(paths: Sequence[str], settings: Settings) -> list[Row]:
    """What was asked for: the paths, and the settings that are not the usual ones."""
    usual = Settings()
    unusual = []
    for group, names in SHOWN.items():
        chosen, default = getattr(settings, group), getattr(usual, group)
        for name in names:
            value = getattr(chosen, name)
            if value == getattr(default, name):
                continue
            words = ", ".join(value) if isinstance(value, tuple) else str(value)
            title = name.replace("_", " ")
            unusual.append(f"{title} {words}")

    now = datetime.now().astimezone().isoformat(" ", "seconds")
    return [
        ("Read", ", ".join(paths)),
        ("Settings", ", ".join(unusual) or "the usual"),
        ("As of", now),
    ]


def numbers(told: Told, state: State) -> list[Row]:
    """The run in numbers; those of the LLM where one was asked."""
    summary = state.summary
    seconds_a_page = told.seconds / max(1, summary.pages)
    rows: list[Row] = [
        ("Files", f"{state.files:,}"),
        ("Pages read", f"{summary.pages:,}"),
        ("Pages left", f"{state.pages_left:,}"),
        ("Seconds a page, in one worker", f"{seconds_a_page:.2f}"),
        ("Words", f"{summary.words:,}"),
        ("Mean confidence", f"{summary.mean_confidence:.3f}"),
        ("Words to look at", f"{summary.flagged:,}"),
        *expected(summary.spread),
    ]

    usage = summary.usage
    if usage.calls:
        rows += [
            ("LLM calls", f"{usage.calls:,}"),
            ("Tokens in", f"{usage.input_tokens:,}"),
            ("Tokens out", f"{usage.output_tokens:,}"),
            ("Price", f"${usage.usd:.4f}"),
        ]
    return rows


def expected(spread: Spread) -> list[Row]:
    """What is expected to be wrong, and what a person has to do about it."""
    found = estimate(spread)
    if not found.words:
        return []
    rows: list[Row] = [("Errors expected", f"{found.errors:,.0f}")]
    for look in found.looks:
        time = minutes_text(look.minutes) if look.words else "no time"
        goal = f"For {100 * look.share:g} % right look at"
        rows.append((goal, f"{look.words:,} words, about {time}"))
    return rows


def table(title: str, head: Row, rows: Iterable[Row]) -> Markup | str:
    """A titled table; nothing at all without rows. Columns of figures are aligned to the right
    under their heading.
    """
    body = []
    for row in rows:
        cells = [shown(cell) for cell in row]
        body.append(cells)
    if not body:
        return ""

    figures = []
    for name, *column in zip(head, *body, strict=True):
        holds_figures = all(FIGURE.fullmatch(cell) for cell in column)
        figures.append(bool(name) and holds_figures)
    return filled(HOME, "run_table", title=title, head=head, rows=body, figures=figures)


def counted(pairs: Iterable[tuple[str, int]]) -> list[Row]:
    """Rows of a name and a count."""
    return [(name, f"{count:,}") for name, count in pairs]


def explained(outcomes: Iterable[tuple[str, int]]) -> list[Row]:
    """Rows of an outcome, what it is, and a count."""
    return [(outcome, told(outcome), f"{count:,}") for outcome, count in outcomes]


def noticed(guards: Iterable[tuple[str, int]]) -> list[Row]:
    """Rows of what a guard or an event is, and a count."""
    sentences = [(told(code), count) for code, count in guards]
    return counted(sentences)


def failures(state: State) -> list[Row]:
    """Every page or file without a result."""
    rows: list[Row] = []
    for lost in state.failures:
        page = "all" if lost.page is None else str(lost.page)
        rows.append((lost.path, page, failed_as(lost.kind), lost.error))
    return rows
