"""Budgets, rate limits, the breaker and the cache: what holds a call back, or makes it needless."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.vision.pages import evidence, options, read, text_of, whole_page
from tests.vision.server import Answer, Received, Server, chat, edits, truthful

from recto.model.page import Usage
from recto.model.transcript import Transcript
from recto.readers.vision import VisionReader
from recto.readers.vision.call.budget import Budget, Limits
from recto.readers.vision.call.cost import Price, Prices
from recto.readers.vision.call.failures import CallFailed, Failure, Remedy
from recto.readers.vision.call.limits import Breaker, Gate
from recto.readers.vision.reader import Estimate

TRUTH = [f"line {i} of the page" for i in range(100)]
SHOWN: dict[int, str | None] = {i: f"1ine {i} of tne page" for i in range(100)}
PAGE = evidence(TRUTH, SHOWN)
GOOD = truthful(dict(enumerate(TRUTH)))


def late(received: Received) -> Answer:
    """A good answer after a while, so that calls overlap."""
    answer = GOOD(received)
    return Answer(answer.body, latency=0.05)


@pytest.mark.parametrize(
    ("limit", "event"),
    [("max_calls", "over-calls"), ("max_tokens", "over-tokens"), ("max_cost", "over-cost")],
)
def test_a_budget_is_a_hard_stop_and_the_rest_stays_local(limit: str, event: str) -> None:
    """Eight calls at once, and what they cost together never passes the limit; unsent lines are as
    they were.
    """
    values = {"max_calls": 3, "max_tokens": 6000, "max_cost": 0.006}
    prices = Prices("2030-01", {"vllm/gpt-4o": Price(1.0, 1.0, 1.0)})
    with Server(late) as server:
        found = read(PAGE, options(server.url, **{limit: values[limit]}), prices=prices)
    usage = found.usage
    spent = {
        "max_calls": usage.calls,
        "max_tokens": usage.input_tokens + usage.output_tokens,
        "max_cost": usage.usd,
    }
    assert 0 < spent[limit] <= values[limit]
    sent = {line.line for line in found.lines}
    assert 0 < len(sent) < 100
    assert text_of(PAGE, found) == [TRUTH[i] if i in sent else SHOWN[i] for i in range(100)]
    assert Counter(found.events)[f"fell-back:{event}"] == 10 - len(server.received)


def test_an_endpoint_that_counts_more_than_the_formula_is_allowed_for() -> None:
    """After the first call its own count is expected of the next ones, so the limit still holds;
    and it is noted.
    """

    def script(received: Received) -> Answer:
        return chat(edits({}), prompt=9000, completion=100)

    async def run(url: str) -> tuple[Usage, tuple[str, ...]]:
        reader = VisionReader(options(url, concurrency=1, max_tokens=24_000), environ={})
        found = await reader.read(PAGE, whole_page(PAGE))
        await reader.aclose()
        return found.usage, reader.notes

    with Server(script) as server:
        usage, notes = asyncio.run(run(server.url))
    assert usage.calls == 2
    assert any("times the input tokens" in note for note in notes)


def test_no_budget_no_call() -> None:
    """A limit of nothing sends nothing."""
    with Server(GOOD) as server:
        found = read(PAGE, options(server.url, max_calls=0))
    assert (server.received, found.lines) == ([], ())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 50), st.integers(0, 50)), max_size=30), st.integers(0, 400)
)
def test_reservations_and_spending_together_never_pass_the_limit(
    calls: list[tuple[int, int]], limit: int
) -> None:
    """Whatever calls cost, up to what they reserved, and however they overlap."""

    async def run() -> None:
        budget = Budget(Limits(tokens=limit))

        async def call(most: int, real: int) -> None:
            reserved = Usage(most, 0, 0, 1)
            try:
                await budget.reserve(reserved)
            except CallFailed:
                return
            flying = sum(each.input_tokens for each in budget.in_flight)
            assert budget.spent.input_tokens + flying <= limit
            await asyncio.sleep(0)
            budget.settle(reserved, Usage(min(most, real), 0, 0, 1))

        await asyncio.gather(*(call(most, real) for most, real in calls))
        assert budget.spent.input_tokens <= limit
        assert not budget.in_flight

    asyncio.run(run())


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 900), min_size=1, max_size=40),
    st.integers(1, 12),
    st.integers(900, 3000),
)
def test_no_minute_holds_more_than_its_requests_and_tokens(
    tokens: list[int], requests: int, limit: int
) -> None:
    """Any 60 seconds, not only whole minutes."""
    clock = Clock()
    gate = Gate(4, requests, limit, clock, clock.sleep)
    starts: list[tuple[float, int]] = []

    async def run() -> None:
        for count in tokens:
            await gate.turn(count)
            starts.append((clock.now, count))

    asyncio.run(run())
    for at, _ in starts:
        window = [count for start, count in starts if at <= start < at + 60]
        assert len(window) <= requests
        assert sum(window) <= limit


def test_a_call_larger_than_the_minute_is_sent_alone() -> None:
    """Waiting for ever would be worse; the server may still refuse it."""
    clock = Clock()
    gate = Gate(1, None, 100, clock, clock.sleep)
    asyncio.run(gate.turn(500))
    assert clock.now == 1000.0


def test_concurrency_is_kept() -> None:
    """So many calls are open at the server at once, and never more."""
    with Server(late) as server:
        server.gathers = 3
        read(PAGE, options(server.url, concurrency=3))
    assert server.most_at_once == 3


@pytest.mark.parametrize(
    ("failures", "opened"),
    [
        ([Failure("timeout", Remedy.RETRY, alive=False)] * 9, None),
        ([Failure("timeout", Remedy.RETRY, alive=False)] * 10, "endpoint-down"),
        ([Failure("rate-limited", Remedy.RETRY)] * 50, None),
        ([Failure("key-refused", Remedy.STOP)], "key-refused"),
        (
            [
                *[Failure("timeout", Remedy.RETRY, alive=False)] * 9,
                Failure("bad-request", Remedy.GIVE_UP),
            ]
            * 5,
            None,
        ),
    ],
)
def test_the_breaker_opens_on_silence_not_on_answers(
    failures: list[Failure], opened: str | None
) -> None:
    """Ten in a row without an answer, or one answer that no retry can mend."""
    breaker = Breaker()
    for failure in failures:
        breaker.failed(failure)
    assert (breaker.opened_by.code if breaker.opened_by else None) == opened


def test_limits_carry_on_from_one_event_loop_to_the_next() -> None:
    """A reader used by several asyncio.run calls keeps its budget."""
    with Server(GOOD) as server:
        reader = VisionReader(options(server.url, max_calls=15), environ={})

        async def once() -> Transcript:
            found = await reader.read(PAGE, whole_page(PAGE))
            await reader.aclose()
            return found

        first, second = asyncio.run(once()), asyncio.run(once())
    assert (len(first.lines), len(second.lines)) == (100, 50)
    assert reader.spent.calls == 15


def test_the_estimate_is_what_is_sent() -> None:
    """Same asks, same pictures, tokens within 10% of the formula's own count, and no call made."""
    with Server(GOOD) as server:
        reader = VisionReader(options(server.url, provider="openai", model="gpt-4o"), environ={})
        estimate = reader.estimate(PAGE, whole_page(PAGE))
        assert server.received == []
        read(PAGE, options(server.url, provider="openai", model="gpt-4o"))
    assert len(estimate.asks) == len(server.received) == 10
    assert sorted(len(ask.pictures) for ask in estimate.asks) == sorted(
        len(each.pictures) for each in server.received
    )
    assert {ask.lines for ask in estimate.asks} == {tuple(each.shown) for each in server.received}
    assert estimate.usage.usd > 0


def test_the_estimate_leaves_out_what_the_cache_answers(tmp_path: Path) -> None:
    """Nothing is sent for it, so nothing is counted."""
    file = tmp_path / "replies.sqlite"

    def estimate(url: str) -> Estimate:
        return VisionReader(options(url), environ={}, cache_path=file).estimate(
            PAGE, whole_page(PAGE)
        )

    with Server(GOOD) as server:
        before = estimate(server.url)
        read(PAGE, options(server.url), cache_path=file)
        after = estimate(server.url)
    assert (before.usage.calls, len(before.sent)) == (10, 10)
    assert (after.usage, after.sent, len(after.asks)) == (Usage(), (), 10)
