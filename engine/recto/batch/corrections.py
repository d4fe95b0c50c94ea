"""Corrections in a run's ledger: rows are added, and none is ever changed or deleted.

An open ledger enters; Corrections are put into it, and come back by source and page, by whole
folder, or as lines for another folder. Writers get each page with what people said of it from
here. A correction is on the disk when `put` returns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TextIO

from recto.batch.ledger import Ledger
from recto.corrections.correction import Correction, from_line, standing, to_line
from recto.errors import FileAccess, InputError
from recto.writers.base import Reviewed

SELECT = "SELECT id, line FROM correction"
# Characters of one exported correction: two texts and fifty readings of 10,000 characters, each
# written as twelve, take 6.3 million.
MOST_LINE = 8_000_000
REMEDY = "give a file that recto review --export wrote"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the lines of an import."""

    added: int
    known: int  # were in the ledger already
    elsewhere: int  # are of sources that this folder does not have; kept for when it does


def put(ledger: Ledger, corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """Add corrections, all or none; they come back with their ids."""
    with ledger.database:
        added = [_added(ledger, correction) for correction in corrections]
    return tuple(added)


def _added(ledger: Ledger, correction: Correction) -> Correction:
    line = to_line(replace(correction, id=0))
    cursor = ledger.database.execute(
        "INSERT INTO correction (sha256, page, line) VALUES (?, ?, ?)",
        (correction.sha256, correction.page, line),
    )
    return replace(correction, id=cursor.lastrowid or 0)


def has_corrections(ledger: Ledger) -> bool:
    """Not so in a ledger of before, or one that nobody has reviewed."""
    if not ledger.select("SELECT 1 FROM sqlite_master WHERE name = 'correction'"):
        return False
    return bool(ledger.select("SELECT 1 FROM correction LIMIT 1"))


def every(ledger: Ledger) -> tuple[Correction, ...]:
    """All that was ever said, in its order. Raises FileAccess for a damaged row."""
    return tuple(_parsed(ledger.select(f"{SELECT} ORDER BY id")))


def last_by(ledger: Ledger, who: str) -> Correction | None:
    """The last thing that a person said and did not take back, looked for from the end."""
    undone: set[int] = set()
    cursor = ledger.database.execute(f"{SELECT} ORDER BY id DESC")
    for each in _parsed(cursor):
        if each.action == "undo":
            undone.add(each.of)
        elif each.who == who and each.id not in undone:
            cursor.close()
            return each
    return None


def said_of(ledger: Ledger, sha256: str, page: int) -> tuple[Correction, ...]:
    """All that was said of a page, what was taken back too. Raises FileAccess for a damaged row."""
    where = "WHERE sha256 = ? AND page = ? ORDER BY id"
    return tuple(_parsed(ledger.select(f"{SELECT} {where}", sha256, page)))


def corrections_of(ledger: Ledger, sha256: str, page: int) -> tuple[Correction, ...]:
    """What stands of a page, in its order."""
    return standing(said_of(ledger, sha256, page))


def _parsed(rows: Iterable[tuple[int, str]]) -> Iterator[Correction]:
    for number, line in rows:
        try:
            correction = from_line(line)
        except ValueError as fault:
            what = f"correction {number} in the ledger is damaged ({fault})"
            raise FileAccess(what, remedy="export the others, and start anew") from fault
        yield replace(correction, id=number)


def reviewed(ledger: Ledger, sha256: str) -> Reviewed | None:
    """Who looked at a source; None where nobody did."""
    if not has_corrections(ledger):
        return None
    rows = ledger.select(f"{SELECT} WHERE sha256 = ? ORDER BY id", sha256)
    stands = standing(_parsed(rows))
    if not stands:
        return None
    people = sorted({each.who for each in stands})
    return Reviewed(
        tuple(people),
        len(stands),
        max(each.at for each in stands),
    )


def last_of(ledger: Ledger, sha256: str) -> int:
    """The id of the last thing said of a source: outputs that were written before it are old."""
    if not has_corrections(ledger):
        return 0
    ((last,),) = ledger.select(
        "SELECT coalesce(max(id), 0) FROM correction WHERE sha256 = ?", sha256
    )
    return int(last)


def exported(ledger: Ledger) -> Iterator[str]:
    """Every correction as a line of JSON, with its id, what was taken back too."""
    for correction in every(ledger):
        yield to_line(correction)


def lines_of(file: TextIO, name: str) -> Iterator[str]:
    """The lines of an export, none of which is kept whole where it can be no correction. Raises
    InputError that names it.
    """
    number = 0
    while line := file.readline(MOST_LINE + 1):
        number += 1
        if len(line) > MOST_LINE:
            what = f"no correction (more than {MOST_LINE:,} characters)"
            raise InputError(what, where=f"{name} line {number}", remedy=REMEDY)
        yield line


def taken_in(ledger: Ledger, lines: Iterable[str], name: str) -> Imported:
    """Add what an export holds; what is there already stays once. Raises InputError that names the
    line at fault, and then nothing is added.
    """
    known = {each: each.id for each in every(ledger)}
    numbers: dict[int, int] = {}  # in the export -> here
    sources = {sha256 for (sha256,) in ledger.select("SELECT sha256 FROM file")}
    added = old = elsewhere = 0
    with ledger.database:
        for correction in _lines(lines, name):
            here = replace(correction, of=numbers.get(correction.of, 0))
            if here.action == "undo" and not here.of:
                continue
            if here in known:
                old += 1
                numbers[correction.id] = known[here]
                continue
            number = _added(ledger, here).id
            known[here] = numbers[correction.id] = number
            added += 1
            elsewhere += here.sha256 not in sources
    return Imported(added, old, elsewhere)


def _lines(lines: Iterable[str], name: str) -> Iterator[Correction]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield from_line(line)
        except ValueError as fault:
            where = f"{name} line {number}"
            what = f"no correction ({fault})"
            raise InputError(what, where=where, remedy=REMEDY) from fault
