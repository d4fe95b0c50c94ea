"""A Request through what may hold it back or repeat it: cache, breaker, budget, rate limits,
ledger, retries.

A Request enters, an Answer leaves (a Completion with what all its attempts cost), or CallFailed
with the last failure. The order of the checks lives here, and that every attempt is counted,
recorded and settled, whatever becomes of it.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from recto.model.page import Usage
from recto.readers.vision.ask.asks import Request
from recto.readers.vision.ask.text_tokens import text_tokens
from recto.readers.vision.call import cache
from recto.readers.vision.call.budget import INPUT_MARGIN, Budget
from recto.readers.vision.call.client import Client
from recto.readers.vision.call.completion import Completion
from recto.readers.vision.call.cost import FREE, Price
from recto.readers.vision.call.failures import CallFailed, Failure, Remedy
from recto.readers.vision.call.limits import Breaker, Gate
from recto.readers.vision.call.providers import Endpoint
from recto.readers.vision.call.sent import Ledger
from recto.readers.vision.call.tally import Tally
from recto.readers.vision.call.wire import Learned, learn
from recto.reasons import Reason

FIRST_WAIT, LAST_WAIT = 0.5, 30.0  # seconds; doubled each time
# times as long: limits are counted by the minute, and servers need not say when it is over
RATE_LIMITED = 4.0
ADAPTATIONS = 6  # parameters that one endpoint may turn out not to take


@dataclass(frozen=True, slots=True)
class Answer:
    """A completion and the cost of all attempts at it."""

    completion: Completion
    usage: Usage
    events: tuple[str, ...] = ()  # "retried:rate-limited", ...


@dataclass(slots=True, eq=False)
class Caller:
    """The way to one endpoint for one run; what it learns and spends is shared by all pages."""

    endpoint: Endpoint
    client: Client
    gate: Gate
    budget: Budget
    breaker: Breaker
    price: Price | None
    retries: int = 4
    prices_stored: bool = False  # answers of the cache count as if they were asked for now
    replies: cache.Cache = field(default_factory=lambda: cache.Cache(None))
    ledger: Ledger | None = None
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = random.random
    learned: Learned = field(default_factory=Learned)
    tally: Tally = field(default_factory=Tally)
    estimated: int = 0  # input tokens of the calls that the endpoint has counted
    counted: int = 0  # what it counted for them

    @property
    def drift(self) -> float:
        """Input tokens as the endpoint counts them over our estimate; 1 before the first call."""
        if not self.estimated:
            return 1.0
        return self.counted / self.estimated

    async def ask(self, page: str, request: Request) -> Answer:
        """An answer from the cache or from the endpoint. Raises CallFailed; its usage is in the
        budget.
        """
        if not request.note:
            name = cache.key(request, self.endpoint)
            stored = self.replies.get(name)
            if stored is not None:
                worth = self._worth(stored, request) if self.prices_stored else Usage()
                return Answer(stored, worth, (Reason.FROM_CACHE,))

        spent = Usage()
        events: list[str] = []
        for attempt in range(1, self.retries + 2):
            outcome, usage = await self._attempt(page, request, attempt)
            spent += usage
            if isinstance(outcome, Completion):
                return Answer(outcome, spent, tuple(events))
            given_up = self.breaker.opened_by
            hopeless = outcome.remedy is not Remedy.RETRY or given_up is not None
            if hopeless or attempt > self.retries:
                raise CallFailed(given_up or outcome, spent, tuple(events))
            events.append(f"{Reason.RETRIED}:{outcome.code}")
            await self._pause(outcome, attempt)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _worth(self, stored: Completion, request: Request) -> Usage:
        """What a stored answer would cost if it were asked for now; of one whose tokens were not
        kept, by our own estimate.
        """
        usage = stored.worth
        if not usage.calls:
            usage = Usage(request.tokens.input, text_tokens(stored.text or ""), 0, 1)
        return self._priced(usage)

    def keep(self, request: Request, completion: Completion) -> None:
        """Store an answer that proved good, under the request that was asked first."""
        if completion.cached:
            return
        self.tally.useful += 1
        first = replace(request, note="")
        name = cache.key(first, self.endpoint)
        self.replies.put(name, self.endpoint, completion)

    async def _attempt(
        self, page: str, request: Request, attempt: int
    ) -> tuple[Completion | Failure, Usage]:
        """One attempt with what it cost; parameters that the endpoint refuses are dropped on the
        way.
        """
        cost = Usage()
        async with self.gate:
            for _ in range(ADAPTATIONS):
                before = self.learned
                outcome, usage = await self._send(page, request, attempt)
                cost += usage
                if isinstance(outcome, Completion) or outcome.code != Reason.BAD_REQUEST:
                    break
                if self.learned != before:  # by another call meanwhile
                    continue
                better = learn(outcome.detail, self.endpoint, self.learned)
                if better is None:
                    break
                self.learned = better
                self.replies.remember(self.endpoint, better)
        return outcome, cost

    async def _send(
        self, page: str, request: Request, attempt: int
    ) -> tuple[Completion | Failure, Usage]:
        """One call, counted and settled whatever becomes of it."""
        # An endpoint that counts more than its formula says must not carry the run over its limit.
        expected = request.tokens
        drift = max(1.0, self.drift)
        most_input = round(expected.input * INPUT_MARGIN * drift)
        most = self._priced(Usage(most_input, expected.most_output, 0, 1))
        real = Usage()
        try:
            self.breaker.check()
            await self.budget.reserve(most)
        except CallFailed as refused:
            return refused.failure, Usage()
        try:
            tokens = expected.input + expected.output
            await self.gate.turn(tokens, self.breaker.check)
            self.breaker.check()
            if self.ledger:
                self.ledger.record(page, request, self.endpoint, attempt)
            real = most  # if we are interrupted from here on, it may be billed in full
            completion = await self.client.send(request, self.learned)
            real = self._paid(completion, request)
        except CallFailed as failed:
            failure = failed.failure
            if not failure.billed:
                real = Usage(calls=real.calls)
            self.breaker.failed(failure)
            return failure, real
        else:
            self.breaker.succeeded()
            return completion, real
        finally:
            self.budget.settle(most, real)

    async def _pause(self, failure: Failure, attempt: int) -> None:
        """Back off: as long as the server asks, for everyone; else twice as long each time, spread
        out.

        A server that asks for no pause at all gets one: what it refused a moment ago it would
        refuse again.
        """
        doubled = FIRST_WAIT * 2 ** (attempt - 1)
        longest = min(LAST_WAIT, doubled)
        spread = 0.5 + self.jitter()
        wait = longest * spread
        if failure.wait is not None:
            asked = max(failure.wait, wait)
            self.gate.pause(asked)
        elif failure.code == Reason.RATE_LIMITED:
            # for everyone: more calls would only be refused as well
            self.gate.pause(RATE_LIMITED * wait)
        else:
            await self.sleep(wait)

    def _paid(self, completion: Completion, request: Request) -> Usage:
        """What the endpoint counted; our estimate where it counted nothing."""
        usage = completion.usage
        expected = request.tokens
        if usage.input_tokens:
            self.estimated += expected.input
            self.counted += usage.input_tokens
        counted = replace(
            usage,
            input_tokens=usage.input_tokens or expected.input,
            output_tokens=usage.output_tokens or expected.output,
        )
        return self._priced(counted)

    def _priced(self, usage: Usage) -> Usage:
        """With its dollars; 0 where no price is known."""
        price = self.price or FREE
        dollars = price.usd(usage)
        return replace(usage, usd=dollars)
