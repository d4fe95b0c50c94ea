"""Who is looking at what: a word that one person has before them is not given to another, whichever
server of the same folder they look at it through.

An open ledger, a browser's label and ids enter; ids that others hold leave. A claim ends by itself,
so that nobody waits for someone who has gone home; and no claim keeps a correction out, since what
was said meanwhile is found when it is stored (desk.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from time import time

from recto.batch.ledger import Ledger

LASTS = 120.0  # seconds


def of_others(ledger: Ledger, label: str) -> set[int]:
    """What other browsers hold now. A claim that lasts longer than claims do is of a clock that was
    wrong, and counts for nothing.
    """
    now = time()
    rows = ledger.select(
        "SELECT place FROM claim WHERE who != ? AND until > ? AND until <= ?",
        label,
        now,
        now + LASTS,
    )
    return {place for (place,) in rows}


def take(ledger: Ledger, label: str, ids: Iterable[int]) -> None:
    """Hold these, and give up what was held before; inside `ledger.alone()`, with the choice of
    them, so that no two browsers choose the same.
    """
    now = time()
    until = now + LASTS
    rows = [(key, label, until) for key in ids]
    with ledger.database as database:
        database.execute(
            "DELETE FROM claim WHERE who = ? OR until <= ? OR until > ?",
            (label, now, until),
        )
        database.executemany("INSERT OR REPLACE INTO claim VALUES (?, ?, ?)", rows)
