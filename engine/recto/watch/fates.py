"""What becomes of a file that could not be read, or not whole: moved aside, tried again, or left.

The faults of one round enter, a Fate leaves. A fault that the file or Recto is to blame for stays
as it is, so the file is moved aside at once. What may pass (a killed worker, a page that took too
long) is tried again a few times first. What the machine lacks (room, a language) is no file's
doing: the file stays where it is, and is tried again for as long as it takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from recto import errors
from recto.batch.plan import passes

TRIES = 3  # rounds for what may pass
FIRST_PAUSE, LONGEST_PAUSE = 30.0, 600.0  # seconds between two of them; twice as long each time
OF_THE_MACHINE = frozenset({"FileAccess", "MissingDependency"})
OF_A_WORKER = frozenset({"killed", "memory", "timeout"})  # kinds that are no error's name


class Fate(Enum):
    """What is done with a file."""

    DONE = "its results are there"
    ASIDE = "it is moved aside"
    AGAIN = "it stays, and is tried again"


@dataclass(frozen=True, slots=True)
class Faulty:
    """One fault of a file."""

    kind: str  # its name in the ledger
    text: str  # file, page, what happened, remedy
    of_source: bool = False  # the file itself could not be opened


def fate(faults: Sequence[Faulty], tries: int) -> Fate:
    """What is done after so many rounds with it."""
    if not faults:
        return Fate.DONE
    if not all(passes(fault.kind) for fault in faults):
        return Fate.ASIDE
    of_the_machine = any(_is_of_the_machine(fault) for fault in faults)
    if of_the_machine or tries < TRIES:
        return Fate.AGAIN
    return Fate.ASIDE


def _is_of_the_machine(fault: Faulty) -> bool:
    """A file that we may not open is not the machine's fault."""
    return fault.kind in OF_THE_MACHINE and not fault.of_source


def pause(tries: int) -> float:
    """Seconds until the next try, after so many."""
    longer: float = FIRST_PAUSE * 2 ** max(0, tries - 1)
    return min(LONGEST_PAUSE, longer)


def exit_code(kind: str) -> int:
    """What a command ends with for a fault of this name in the ledger."""
    if kind in OF_A_WORKER:
        return errors.ReaderFailed.exit_code
    known = getattr(errors, kind, errors.RectoError)
    code: int = known.exit_code
    return code
