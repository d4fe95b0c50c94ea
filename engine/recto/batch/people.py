"""What people said of one source, for those who write it: each page with its corrections.

The row of a file in the ledger enters; People leaves, which gives pages their corrections and
counts those that do not fit any more.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from recto.batch.corrections import corrections_of, last_of, reviewed
from recto.batch.ledger import Ledger
from recto.model.result import PageResult
from recto.writers.base import Reviewed


@dataclass(frozen=True, slots=True)
class People:
    """The corrections of one source."""

    sha256: str
    last: int  # the last thing that was said; 0: nothing was
    reviewed: Reviewed | None
    conflicts: dict[int, int] = field(default_factory=dict)  # page -> how many do not fit

    def corrected(self, ledger: Ledger, page: PageResult) -> PageResult:
        """The page as people have it."""
        if not self.last:
            return page
        from recto.corrections.applied import corrected

        said = corrections_of(ledger, self.sha256, page.index)
        found = corrected(page, said)
        if found.conflicts:
            self.conflicts[page.index] = len(found.conflicts)
        return found.page

    def notes(self, name: str) -> list[str]:
        """What people must hear: that what they said is not in the outputs."""
        text = []
        for index, count in sorted(self.conflicts.items()):
            what = "corrections do" if count > 1 else "correction does"
            place = f"{name} page {index + 1}"
            text.append(f"{place}: {count} {what} not fit what is read now; recto review has them")
        return text


def people_of(ledger: Ledger, file: int) -> People:
    """What was said of the source in this row of the ledger."""
    ((sha256,),) = ledger.select("SELECT sha256 FROM file WHERE id = ?", file)
    last = last_of(ledger, sha256)
    return People(sha256, last, reviewed(ledger, sha256) if last else None)
