"""How fast an endpoint may be asked, and whether it may be asked at all.

Gate holds calls back to the concurrency and to the requests and tokens a minute, and to the pause that a server asked
for; Breaker remembers that an endpoint is down, for the rest of the run. Clock and sleep are parameters, so that the
rules can be tested without waiting.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from recto.readers.vision.failures import CallFailed, Failure, Remedy

MINUTE = 60.0
DOWN_AFTER = 10  # calls in a row without an answer; with 30% faults at random that happens once in 170,000 calls


@dataclass(slots=True)
class Gate:
    """No more than so many calls at once, so many starts and tokens in any 60 seconds."""

    concurrency: int
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    resume: float = 0.0  # clock time until which the server asked us to wait
    _starts: deque[tuple[float, int]] = field(default_factory=deque)
    _slots: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._slots = asyncio.Semaphore(self.concurrency)

    async def __aenter__(self) -> None:
        await self._slots.acquire()

    async def __aexit__(self, *error: object) -> None:
        self._slots.release()

    def fresh(self) -> Gate:
        """The same limits and history for another event loop."""
        return replace(self)

    async def turn(self, tokens: int) -> None:
        """Wait for this call's turn and count it."""
        while (wait := self._wait(tokens)) > 0:
            await self.sleep(wait)
        self._starts.append((self.clock(), tokens))

    def pause(self, seconds: float) -> None:
        """Hold back every new call for this long."""
        self.resume = max(self.resume, self.clock() + seconds)

    def _wait(self, tokens: int) -> float:
        now = self.clock()
        while self._starts and self._starts[0][0] <= now - MINUTE:
            self._starts.popleft()
        return max(self.resume - now, self._rate_wait(now, tokens))

    def _rate_wait(self, now: float, tokens: int) -> float:
        """Seconds until the oldest starts have left the window and this call fits in; alone it always does."""
        requests, total = len(self._starts), sum(count for _, count in self._starts)
        wait = 0.0
        for at, count in self._starts:
            fits = self.requests_per_minute is None or requests < self.requests_per_minute
            if fits and (self.tokens_per_minute is None or total + tokens <= self.tokens_per_minute):
                return wait
            wait, requests, total = at + MINUTE - now, requests - 1, total - count
        return wait


@dataclass(slots=True)
class Breaker:
    """Closed while the endpoint answers; opened for good by a failure that no retry can mend."""

    down_after: int = DOWN_AFTER
    opened_by: Failure | None = None
    _silent: int = 0  # calls in a row without an answer

    def check(self) -> None:
        """Raise CallFailed when the endpoint is not to be asked any more."""
        if self.opened_by is not None:
            raise CallFailed(Failure(self.opened_by.code, Remedy.STOP, self.opened_by.detail))

    def succeeded(self) -> None:
        """The endpoint answered."""
        self._silent = 0

    def failed(self, failure: Failure) -> None:
        """Count a failure; open on one that stops the run, or on too many calls in a row without an answer."""
        if failure.remedy is Remedy.STOP:
            self.opened_by = self.opened_by or failure
        self._silent = 0 if failure.alive else self._silent + 1
        if self._silent >= self.down_after and self.opened_by is None:
            self.opened_by = Failure("endpoint-down", Remedy.STOP, failure.detail, alive=False)
