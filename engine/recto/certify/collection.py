"""What a sample is drawn from: all pages of a ledger, or all groups of a run over groups.

An open ledger, or a run over groups that is being gathered into one, enters; a Collection leaves.
Only here: that of a group only its manifest is read until a word is drawn from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial

from recto.batch.corrections import has_corrections
from recto.batch.ledger import Ledger
from recto.certify.drawing import Cell, cells_at, cells_of
from recto.certify.story import Story, begun, story_of
from recto.review.gathered import Gathering
from recto.review.index import refresh


@dataclass(frozen=True, slots=True)
class Collection:
    """Words that can be drawn."""

    ledger: Ledger
    cells: Sequence[Cell]
    unread: int | None = None  # pages and files without text; None: the ledger knows
    pages: str = ""  # another one once a page was read again; empty: the ledger knows

    @property
    def story(self) -> Story:
        """Of the sample that is there."""
        return story_of(self.ledger, self.pages)

    @property
    def begun(self) -> Story:
        """Of a sample that is drawn now."""
        return begun(self.ledger, self.unread, self.pages)


def of_ledger(ledger: Ledger) -> Collection:
    """All pages of the last run."""
    return Collection(ledger, cells_of(ledger))


def of_groups(run: Gathering) -> Collection:
    """All groups that are done: as pages, as people have them, where they are in the ledger."""
    cells = cells_of(run.ledger)
    for number, seen in run.groups.items():
        if seen.spread.count and not run.has(number):
            opened = cache(partial(_opened, run, number))
            cells.append(Cell(0, number, "", seen.spread, opened))
    return Collection(run.ledger, cells, run.unread, run.version)


def _opened(run: Gathering, number: int) -> Sequence[Cell]:
    """The pages of a group, which are in the ledger from now on."""
    places = run.take(number)
    if has_corrections(run.ledger):
        refresh(run.ledger)
    return cells_at(run.ledger, places)
