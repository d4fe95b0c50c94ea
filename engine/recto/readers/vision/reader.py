"""The vision reader: one page's evidence and decisions in, one Transcript out; and what that would
cost, beforehand.

Everything that holds for a whole run (endpoint, budget, rate limits, breaker, cache, ledger) is
built here from the user's options and shared by all pages. Pages may be read at the same time in
one event loop; with several loops after one another, connections are opened anew and limits carry
on.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from recto.errors import InvalidConfig
from recto.model.page import Usage
from recto.model.transcript import Decision, Evidence, Transcript
from recto.readers.vision.ask.asks import Ask, build, draft, plan
from recto.readers.vision.ask.page_readers import adapted
from recto.readers.vision.asking import Outcome, answer
from recto.readers.vision.call import cost
from recto.readers.vision.call.budget import Budget, Limits
from recto.readers.vision.call.cache import Cache, key
from recto.readers.vision.call.calls import Caller
from recto.readers.vision.call.client import ChatClient, Client, key_of
from recto.readers.vision.call.dashscope import DashscopeClient
from recto.readers.vision.call.limits import Breaker, Gate
from recto.readers.vision.call.mistral_ocr import MistralOcrClient
from recto.readers.vision.call.providers import Endpoint, resolve
from recto.readers.vision.call.sent import Ledger
from recto.readers.vision.call.shared_budget import shared
from recto.readers.vision.estimate import AskEstimate, Estimate
from recto.readers.vision.jobs.caller import BatchCaller
from recto.readers.vision.jobs.desk import Desk
from recto.readers.vision.jobs.offers import batch_price
from recto.reasons import told
from recto.settings.llm import LlmOptions

# formulas hold within 10%, text is counted roughly; beyond it the estimate misleads
TOLERANCE = 1.25


CLIENTS: Mapping[str, Callable[..., Client]] = {
    "openai": ChatClient,
    "dashscope": DashscopeClient,
    "mistral-ocr": MistralOcrClient,
}


class VisionReader:
    """Reads pages with a vision LLM, never beyond the budget, never failing for what the endpoint
    does.
    """

    def __init__(
        self,
        options: LlmOptions,
        *,
        environ: Mapping[str, str] = os.environ,
        cache_path: Path | None = None,
        ledger_path: Path | None = None,
        prices: cost.Prices | None = None,
        budget_path: Path | None = None,
        prices_stored: bool = False,
        desk: Desk | None = None,
    ) -> None:
        """Raises InvalidConfig: an unknown provider, no model or base URL, a cost limit without a
        price. `budget_path`: where processes that share one budget keep it. `prices_stored`:
        answers of the cache count in a page's usage as if they were asked for now. `desk`: asks
        become requests of batch jobs.
        """
        self.options = options
        self.environ = environ
        self.endpoint: Endpoint = resolve(options, environ)
        self.prices = prices or cost.load(environ)
        self.price = batch_price(options, self.endpoint, self.prices)
        self._desk = desk
        if options.max_cost is not None and self.price is None:
            raise InvalidConfig(
                f"no price known for {self.endpoint.model}",
                where="llm.max_cost",
                remedy=(
                    "add it to a price table (RECTO_PRICES=prices.toml), or use --max-tokens"
                    f" (table of {self.prices.date})"
                ),
            )
        self._prices_stored = prices_stored
        self._ledger = Ledger(ledger_path) if ledger_path else None
        self._cache = Cache(cache_path if options.cache else None)
        limits = Limits(options.max_calls, options.max_tokens, options.max_cost)
        budget = Budget(limits)
        if budget_path:
            budget = shared(limits, budget_path)
        self._beside: VisionReader | None = None
        self._caller = self._new_caller(budget)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._places = asyncio.Semaphore(1)

    def check(self) -> None:
        """Raise InvalidConfig now for what every call would raise: no key, or a key over plain
        http.
        """
        key_of(self.endpoint, self.environ)

    def spend_with(self, other: VisionReader) -> None:
        """Share the other's budget from now on."""
        self._beside = other
        self._caller = replace(self._caller, budget=other.budget)

    @property
    def caller(self) -> Caller:
        """The way to the endpoint, for the probe."""
        self._bind()
        return self._caller

    @property
    def budget(self) -> Budget:
        """What has been spent and is in flight, by every reader that shares it."""
        return self._caller.budget

    @property
    def spent(self) -> Usage:
        """What the run has cost so far."""
        return self._caller.budget.spent

    @property
    def notes(self) -> tuple[str, ...]:
        """What the run's summary must say: an endpoint that went down, a cache that is off, an
        unknown price.
        """
        notes: list[str] = []
        opened = self._caller.breaker.opened_by
        if opened and not self.no_answer:
            sentence = told(opened.code)
            notes.append(f"vision LLM stopped: {sentence} ({opened.detail})")
        if self._cache.note:
            notes.append(self._cache.note)
        if self.price is None:
            notes.append(f"no price known for {self.endpoint.model}: costs are not counted")
        drift = self._caller.drift
        if not 1 / TOLERANCE <= drift <= TOLERANCE:
            notes.append(
                f"the endpoint counts {drift:.2f} times the input tokens that its family's formula"
                " gives"
            )
        return tuple(notes)

    @property
    def no_answer(self) -> str:
        """One sentence when the endpoint was asked and no answer of it could be used; else
        empty.
        """
        tally = self._caller.tally
        opened = self._caller.breaker.opened_by
        return tally.sentence(self.endpoint.base_url, opened)

    async def read(self, evidence: Evidence, decisions: Sequence[Decision]) -> Transcript:
        """Ask what the decisions want. Raises InvalidConfig only; other faults are events."""
        start = time.perf_counter()
        asks = self._asks(evidence, decisions)
        self._bind()
        answers = [self._answer(evidence, ask) for ask in asks]
        outcomes = await _all(answers)
        total = sum(outcomes, Outcome())
        return Transcript(
            lines=total.lines,
            model=self.endpoint.model,
            saw="image" if self.endpoint.profile else _saw(asks),
            asked=_asked(asks, evidence),
            dropped=total.dropped,
            events=total.events,
            usage=total.usage,
            seconds=time.perf_counter() - start,
            traces=total.traces,
            order=total.order,
        )

    def estimate(self, evidence: Evidence, decisions: Sequence[Decision]) -> Estimate:
        """What `read` would send, its tokens and price; nothing is sent, no key is needed."""
        asks = self._asks(evidence, decisions)
        estimates = [self._estimate(evidence, ask) for ask in asks]
        return Estimate(evidence.name, tuple(estimates))

    async def aclose(self) -> None:
        """Close connections and the cache."""
        client = self._caller.client
        await client.aclose()
        self._cache.close()

    def _asks(self, evidence: Evidence, decisions: Sequence[Decision]) -> tuple[Ask, ...]:
        """What is asked, in the form that the model can answer."""
        send = self.options.send
        asks = plan(evidence, decisions, send)
        profile = self.endpoint.profile
        return adapted(asks, profile, send) if profile else asks

    async def _answer(self, evidence: Evidence, ask: Ask) -> Outcome:
        """What becomes of one ask, in its turn: pictures are made only for what is about to be
        sent.
        """
        async with self._places:
            return await answer(self._caller, evidence, ask, self.options.reply)

    def _estimate(self, evidence: Evidence, ask: Ask) -> AskEstimate:
        """What one ask would send and cost."""
        endpoint = self.endpoint
        drafted = draft(ask, evidence, endpoint, self.options.reply)
        tokens = drafted.tokens
        usd = None
        if self.price:
            usage = Usage(tokens.input, tokens.output)
            usd = self.price.usd(usage)
        return AskEstimate(
            kind=ask.kind,
            lines=ask.ids,
            pictures=tuple(picture.size for picture in drafted.pictures),
            input_tokens=tokens.input,
            output_tokens=tokens.output,
            usd=usd,
            cached=self._cache.has(lambda: key(build(drafted, endpoint), endpoint)),
        )

    def _new_caller(self, budget: Budget) -> Caller:
        """The way to the endpoint, with nothing spent."""
        options = self.options
        gate = Gate(options.concurrency, options.requests_per_minute, options.tokens_per_minute)
        kind: Callable[..., Caller] = Caller
        if self._desk is not None:
            kind = partial(BatchCaller, desk=self._desk)
        return kind(
            endpoint=self.endpoint,
            client=self._new_client(),
            gate=gate,
            budget=budget,
            breaker=Breaker(),
            price=self.price,
            retries=options.retries,
            prices_stored=self._prices_stored,
            replies=self._cache,
            ledger=self._ledger,
            learned=self._cache.recall(self.endpoint),
        )

    def _new_client(self) -> Client:
        """Connections of the kind that the endpoint speaks."""
        options = self.options
        kind = CLIENTS[self.endpoint.preset.protocol]
        return kind(self.endpoint, self.environ, options.timeout, options.concurrency)

    def _bind(self) -> None:
        """Connections, locks and events belong to one event loop; what was spent and learned does
        not.
        """
        loop = asyncio.get_running_loop()
        if loop is self._loop:
            return
        old = self._caller
        if self._beside is None:
            budget = old.budget.fresh()
        else:
            self._beside._bind()  # noqa: SLF001 - its budget is for this loop from now on
            budget = self._beside.budget
        self._caller = replace(
            old,
            client=self._new_client(),
            gate=old.gate.fresh(),
            budget=budget,
        )
        self._loop = loop
        # Twice the calls that may be in flight: some wait for their turn or for a retry.
        places = 2 * self.options.concurrency
        self._places = asyncio.Semaphore(places)


async def _all(answers: Sequence[Coroutine[None, None, Outcome]]) -> list[Outcome]:
    """Every outcome in order; when one raises, the others are stopped before it goes up."""
    tasks = [asyncio.ensure_future(coroutine) for coroutine in answers]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _saw(asks: Sequence[Ask]) -> str:
    """What the model was given: Tesseract's text too, where a line had any to show."""
    for ask in asks:
        shows_text = ask.kind in ("lines", "page")
        if shows_text and any(line.text for line in ask.lines):
            return "image+ocr:tesseract"
    return "image"


def _asked(asks: Sequence[Ask], evidence: Evidence) -> tuple[int, ...] | None:
    """Ids of the lines asked about; None when that is every line, in page asks."""
    asked: set[int] = set()
    paged = False
    for ask in asks:
        asked.update(ask.ids)
        if ask.kind in ("page", "transcribe"):
            paged = True
    ids = [line.id for line in evidence.lines]
    if paged and asked.issuperset(ids):
        return None
    return tuple(line_id for line_id in ids if line_id in asked)
