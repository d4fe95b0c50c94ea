"""Who is looking at what: a word that one person has before them is not given to another.

Ids and names enter, ids that others hold leave. A claim ends by itself, so that nobody waits for
someone who has gone home; and no claim keeps a correction out, since what was said meanwhile is
found when it is stored (desk.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic

LASTS = 120.0  # seconds


@dataclass(slots=True, eq=False)
class Claims:
    """Ids of the index, by the session that has them."""

    held: dict[int, tuple[str, float]] = field(default_factory=dict)  # id -> session, until
    lasts: float = LASTS

    def of_others(self, session: str) -> set[int]:
        """What other sessions hold now."""
        now = monotonic()
        self.held = {key: claim for key, claim in self.held.items() if claim[1] > now}
        return {key for key, (who, _) in self.held.items() if who != session}

    def take(self, session: str, ids: Iterable[int]) -> None:
        """Hold these, and give up what was held before."""
        until = monotonic() + self.lasts
        self.held = {key: claim for key, claim in self.held.items() if claim[0] != session}
        for key in ids:
            self.held[key] = (session, until)
