"""A job that has not ended, as it is seen while it is read: how far it is, and who waits for news.

Events of its run enter, from its own thread; coroutines wait for the next change. Nothing of it is
kept: what must survive stands in the register and in the job's ledger.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from recto.batch.events import Event, Found, PageEnded
from recto.batch.stopping import Stop
from recto.serve.register import Row


@dataclass(slots=True, eq=False)
class Live:
    """One job under way, or in the queue."""

    row: Row
    loop: asyncio.AbstractEventLoop
    stop: Stop | None = None  # while it is read
    state: str = "waiting"  # running; then as the register has it
    pages: int | None = None  # of the document; None: not looked into yet
    left: int = 0  # that are not read yet
    deleted: bool = False  # nobody wants its results
    version: int = 0  # grows with every change
    waiters: set[asyncio.Event] = field(default_factory=set)

    @property
    def pages_done(self) -> int:
        """Read, or failed."""
        return (self.pages or 0) - self.left

    def take(self, event: Event) -> None:
        """Follow the run."""
        match event:
            case Found(pages=pages):
                self.left = pages
                self.pages = max(pages, self.row.pages)
            case PageEnded():
                self.left = max(0, self.left - 1)
            case _:
                return
        self.ring()

    def begin(self) -> None:
        """It is read from now on."""
        self.stop = Stop()
        self.become("running")

    def end(self, state: str) -> None:
        """It is read no more."""
        if self.stop is not None:
            self.stop.__exit__(None, None, None)
            self.stop = None
        self.become(state)

    def ask_to_stop(self) -> None:
        """Read no further, if it is read."""
        stop = self.stop
        if stop is not None:
            stop.ask()

    def heed(self) -> None:
        """Raise Stopped where it was asked to."""
        if self.stop is not None:
            self.stop.heed()

    def become(self, state: str) -> None:
        """Enter another state."""
        self.state = state
        self.ring()

    def ring(self) -> None:
        """Tell whoever waits; from any thread."""
        self.version += 1
        with suppress(RuntimeError):  # the loop has ended: nobody waits any more
            self.loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        for waiter in self.waiters:
            waiter.set()

    async def changed(self, since: int, seconds: float) -> None:
        """Wait for a change after that version, but no longer than so many seconds."""
        waiter = asyncio.Event()
        self.waiters.add(waiter)
        try:
            if self.version == since:
                async with asyncio.timeout(seconds):
                    await waiter.wait()
        except TimeoutError:
            return
        finally:
            self.waiters.discard(waiter)
