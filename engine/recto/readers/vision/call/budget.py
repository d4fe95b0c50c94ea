"""Hard stops for a run: calls, tokens and US dollars, counting what is in flight.

A call reserves the most that it can cost before it is sent, and settles what it did cost
afterwards; so the sum of what is spent and what is in flight never passes a limit. A call that fits
only when others turn out cheaper than reserved waits for them; one that cannot fit at all is
refused with the name of the limit.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from recto.model.page import Usage
from recto.readers.vision.call.failures import CallFailed, Failure, Remedy
from recto.reasons import Reason

INPUT_MARGIN = 1.1  # published token formulas hold within 10%


@dataclass(frozen=True, slots=True)
class Limits:
    """None: no limit."""

    calls: int | None = None
    tokens: int | None = None  # input + output
    usd: float | None = None


@dataclass(slots=True)
class Budget:
    """What a run has spent and has in flight. One for all pages; used from one event loop at a
    time.
    """

    limits: Limits
    spent: Usage = field(default_factory=Usage)
    in_flight: list[Usage] = field(default_factory=list)
    _settled: asyncio.Event = field(default_factory=asyncio.Event)

    async def reserve(self, most: Usage) -> None:
        """Wait until the call fits; raise CallFailed (over-calls, over-tokens, over-cost) when it
        never can.
        """
        while True:
            alone = self.spent + most
            limit = over(self.limits, alone)
            if limit:
                raise refused(limit)
            reserved = sum(self.in_flight, self.spent)
            if not over(self.limits, reserved + most):
                self.in_flight.append(most)
                return
            self._settled.clear()
            await self._settled.wait()

    def settle(self, most: Usage, real: Usage) -> None:
        """Turn a reservation into what was spent."""
        self.in_flight.remove(most)
        self.spent += real
        self._settled.set()

    def fresh(self) -> Budget:
        """For another event loop: what was spent carries on."""
        return Budget(self.limits, self.spent)


def over(limits: Limits, total: Usage) -> Reason | None:
    """The limit that the total passes, the first of them."""
    tokens = total.input_tokens + total.output_tokens
    if limits.calls is not None and total.calls > limits.calls:
        return Reason.OVER_CALLS
    if limits.tokens is not None and tokens > limits.tokens:
        return Reason.OVER_TOKENS
    if limits.usd is not None and total.usd > limits.usd:
        return Reason.OVER_COST
    return None


def refused(limit: Reason) -> CallFailed:
    """A call that can never fit."""
    return CallFailed(Failure(limit, Remedy.GIVE_UP, "the limit of the run is reached"))
