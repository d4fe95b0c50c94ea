"""What was read of a piece: its pages, packed as the ledger keeps them, or what is wrong with it.

Answers of workers enter, in whatever order; a Read leaves, its faults speaking of the source as the
user named it and not of the copy that a worker read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from recto.batch.answers import Fault, PageRead
from recto.cluster.groups import Piece


@dataclass(frozen=True, slots=True)
class Read:
    """A piece, and what was read of it."""

    piece: Piece
    local: str = ""  # the file that holds it here
    sha256: str = ""
    fault: Fault | None = None  # of the whole file
    pages: tuple[tuple[int, PageRead | Fault], ...] = ()

    @property
    def found(self) -> Iterator[tuple[int, PageRead]]:
        """Pages that have a result."""
        for index, answer in self.pages:
            if isinstance(answer, PageRead):
                yield index, answer


def named(fault: Fault, local: str, path: str) -> Fault:
    """The fault with the source's own name."""
    if not local or local == path:
        return fault
    error = fault.error
    what = error.what.replace(local, path)
    where = error.where.replace(local, path)
    told = type(error)(what, where=where, remedy=error.remedy.replace(local, path))
    return replace(fault, error=told, trace=fault.trace.replace(local, path))
