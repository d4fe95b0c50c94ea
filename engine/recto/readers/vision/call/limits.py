"""How fast an endpoint may be asked, and whether it may be asked at all.

Gate holds calls back to the concurrency and to the requests and tokens a minute, and to the pause
that a server asked for; Breaker remembers that an endpoint is down, for the rest of the run. Both
are there so that a run ends: a page can always be had from the local readers, so an endpoint that
answers nothing, or next to nothing, is not waited for. Clock and sleep are parameters, so that the
rules can be tested without waiting.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from recto.readers.vision.call.failures import CallFailed, Failure, Remedy
from recto.reasons import Reason

MINUTE = 60.0
NAP = 5.0  # seconds; a long wait is cut into such, so that it ends when the endpoint is given up
# calls in a row without an answer; with 30% faults at random that happens once in 170,000 calls
DOWN_AFTER = 10
# Seconds without one answer, pauses that were asked for included. As long as one such pause may be:
# limits are counted by the minute, so whoever still refuses after five of them will refuse the next
# page as well.
PATIENCE = 300.0
TWO = 2  # failures in a row from which PATIENCE counts: a single one may follow a long idle time
# Of the last hundred calls one in twenty must be answered. A server that takes 3 calls a minute
# from 8 at once still answers 3 in 8; with one in fifty, 1,000 pages take 5,000 calls and the rest
# of them stays local all the same.
WINDOW, LEAST = 100, 5


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

    async def turn(self, tokens: int, check: Callable[[], None] = lambda: None) -> None:
        """Wait for this call's turn and count it; `check` is called between naps, and may raise to
        end the wait.
        """
        while True:
            now = self.clock()
            while self._starts:
                oldest, _ = self._starts[0]
                if oldest > now - MINUTE:
                    break
                self._starts.popleft()
            asked_for = self.resume - now
            by_rate = self._rate_wait(now, tokens)
            wait = max(asked_for, by_rate)
            if wait <= 0:
                break
            nap = min(wait, NAP)
            await self.sleep(nap)
            check()
        started = self.clock()
        self._starts.append((started, tokens))

    def pause(self, seconds: float) -> None:
        """Hold back every new call for this long."""
        until = self.clock() + seconds
        self.resume = max(self.resume, until)

    def _rate_wait(self, now: float, tokens: int) -> float:
        """Seconds until the oldest starts have left the window and this call fits in; alone it
        always does.
        """
        most_requests = math.inf if self.requests_per_minute is None else self.requests_per_minute
        most_tokens = math.inf if self.tokens_per_minute is None else self.tokens_per_minute
        requests = len(self._starts)
        total = tokens + sum(count for _, count in self._starts)
        wait = 0.0
        for started, count in self._starts:
            if requests < most_requests and total <= most_tokens:
                return wait
            wait = started + MINUTE - now
            requests -= 1
            total -= count
        return wait


@dataclass(slots=True)
class Breaker:
    """Closed while the endpoint answers; opened for good by a failure that no retry can mend, or by
    too many.
    """

    down_after: int = DOWN_AFTER
    clock: Callable[[], float] = time.monotonic
    opened_by: Failure | None = None
    _silent: int = 0  # calls in a row without an answer
    _failed: int = 0  # calls in a row that failed in a way that another try may mend
    _since: float | None = None  # clock time of the first call since the last answer
    # whether each call was answered
    _last: deque[bool] = field(default_factory=lambda: deque(maxlen=WINDOW))

    def check(self) -> None:
        """Raise CallFailed when the endpoint is not to be asked any more; call it before every
        call.
        """
        opened_by = self.opened_by
        if opened_by is not None:
            failure = Failure(opened_by.code, Remedy.STOP, opened_by.detail)
            raise CallFailed(failure)
        if self._since is None:
            self._since = self.clock()

    def succeeded(self) -> None:
        """The endpoint answered."""
        self._silent = self._failed = 0
        self._since = None
        self._last.append(True)

    def failed(self, failure: Failure) -> None:
        """Count a failure; open on one that stops the run, and where too much speaks against
        another try.
        """
        if failure.remedy is Remedy.STOP:
            self.opened_by = self.opened_by or failure
        if failure.remedy is not Remedy.RETRY:
            self.succeeded()  # it said no, but it answered
            return
        self._silent = 0 if failure.alive else self._silent + 1
        self._failed += 1
        self._last.append(False)
        code = self._reason(failure)
        if code and self.opened_by is None:
            self.opened_by = Failure(code, Remedy.STOP, failure.detail, alive=failure.alive)

    def _reason(self, failure: Failure) -> str:
        """What opens the breaker, the clearest first; "" where nothing does."""
        if self._silent >= self.down_after:
            return Reason.ENDPOINT_DOWN
        waited = 0.0
        if self._since is not None:
            waited = self.clock() - self._since
        silence = waited + (failure.wait or 0.0)
        if self._failed >= TWO and silence > PATIENCE:
            return Reason.NO_ANSWER_FOR_LONG
        answered = sum(self._last)
        if len(self._last) == WINDOW and answered < LEAST:
            return Reason.HARDLY_ANY_ANSWER
        return ""
