"""Ledgers made in a moment, without a page being read: two files, with pages that ended."""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from recto.batch.answers import Fault, Lost, PageRead
from recto.batch.claims import Owned
from recto.batch.command import command_of
from recto.batch.facts import Outcome, PageCounts
from recto.batch.known import keep, keep_lost
from recto.batch.ledger import ledger_path, open_ledger
from recto.batch.survey import Surveyed
from recto.errors import InputError
from recto.settings.groups import Output, Settings

FAULT = Fault(
    InputError("damaged image data", where="b.png page 1", remedy="copy or scan it again"),
    "InputError",
)
NOT_READ = b""  # a packed result that nobody unpacks


def make_ledger(
    out: Path,
    sources: Path,
    settings: Settings | None = None,
    outcomes: Sequence[Outcome] = ("ok", "fell-back"),
) -> Path:
    """Write OUT/.recto/ledger.sqlite: a.png with a page an outcome, b.png with one that failed."""
    chosen = settings or Settings(output=Output(str(out)))
    digest = chosen.digest()
    with open_ledger(out) as ledger:
        ledger.set_fact("command", command_of([str(sources)], chosen).text())
        ledger.set_fact("state", "ended")
        ledger.list_files((name, str(sources / name)) for name in ("a.png", "b.png"))
        first, second = ledger.file("a.png"), ledger.file("b.png")
        ledger.surveyed(first, Surveyed(tuple(range(len(outcomes))), "1" * 64, 10, 1), "")
        ledger.surveyed(second, Surveyed((0,), "2" * 64, 10, 1), "")
        first, second = ledger.file("a.png"), ledger.file("b.png")
        for index, outcome in enumerate(outcomes):
            facts = PageCounts(
                outcome, 10, 1, 9.5, 0.5, notes=("a note",), guards={"case-change": 2}
            )
            ledger.page_read(first, index, digest, PageRead(NOT_READ, facts))
        ledger.page_failed(second, 0, digest, FAULT)
        files = [
            Owned(name, str(sources / name), {"txt": f"{name[0]}.txt"})
            for name in ("a.png", "b.png")
        ]
        keep(ledger, files)
        lost = Lost("pdfa", 0, "InvalidOutput", "a.png page 1: not written as pdfa: a font", 4)
        keep_lost(ledger, first.id, (), [lost])
    return ledger_path(out)


def change(path: Path, statement: str, *values: Any) -> None:
    """Edit a ledger as anybody can."""
    database = sqlite3.connect(path)
    database.execute(statement, values)
    database.commit()
    database.close()


def edit_command(path: Path, **changed: Any) -> None:
    """Edit what the ledger remembers of its run: `llm={"mode": "always"}`, `paths=["/"]`."""
    database = sqlite3.connect(path)
    ((text,),) = database.execute("SELECT value FROM fact WHERE key = 'command'").fetchall()
    value = json.loads(text)
    for name, new in changed.items():
        if name in ("input", "local", "llm", "output", "batch"):
            value["settings"][name] = value["settings"].get(name, {}) | new
        else:
            value[name] = new
    database.execute("UPDATE fact SET value = ? WHERE key = 'command'", (json.dumps(value),))
    database.commit()
    database.close()
