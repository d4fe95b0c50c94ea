"""How much one client, and all of them together, may take of this machine.

Only values: the operator's word enters (`recto serve --help`), and every part that refuses
something asks here.
"""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000
HOUR = 3600.0
SMALL = 4 * MB  # bytes of an upload whose result is waited for unless the client says otherwise
USUAL_WAIT = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class Limits:
    """What the operator allows."""

    body: int = 50 * MB  # bytes of a request
    pages: int = 500  # of a document
    queue: int = 100  # jobs that wait or are read
    wait: float = 60.0  # seconds that a request may wait for its result
    upload: float = 120.0  # seconds that a request has to arrive
    keep: float = 24 * HOUR  # seconds that results are kept
    grace: float = 20.0  # seconds that jobs under way have when the service ends

    def waits(self, asked: float | None, size: int) -> float:
        """Seconds that a request of this size waits for its result."""
        if asked is not None:
            return min(asked, self.wait)
        return min(USUAL_WAIT, self.wait) if size <= SMALL else 0.0
