"""An endpoint that answers nothing, or next to nothing: 1,000 pages end locally within minutes; a
short pause does not.

Time is virtual: it passes when everybody sleeps. The calls are those of a run; only the endpoint is
a script of failures, made by the table that names real ones.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from tests.vision.pages import evidence, options, whole_page

from recto.model.page import Usage
from recto.readers.vision.ask.asks import Request, build, draft, plan
from recto.readers.vision.call.budget import Budget, Limits
from recto.readers.vision.call.calls import Caller
from recto.readers.vision.call.completion import Completion
from recto.readers.vision.call.failures import CallFailed, Failure, Remedy
from recto.readers.vision.call.limits import Breaker, Gate
from recto.readers.vision.call.providers import Endpoint, resolve
from recto.readers.vision.call.refusals import classify
from recto.readers.vision.call.told import NO_KEY
from recto.readers.vision.call.wire import Learned

PAGES = 1000
MINUTES = 15 * 60.0  # seconds within which a hopeless run must be over
GOOD = Completion(text='{"edits": []}', finish="stop", usage=Usage(900, 40, 0, 1))


@dataclass
class Clock:
    """Time that passes when nobody has anything to do but sleep."""

    now: float = 1000.0
    _due: list[tuple[float, int]] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        own = (self.now + seconds, next(self._numbers))
        heapq.heappush(self._due, own)
        while self._due[0] != own:
            await asyncio.sleep(0)
        for _ in range(5):  # others may be about to act at this very time
            await asyncio.sleep(0)
        while self._due[0] != own:
            await asyncio.sleep(0)
        heapq.heappop(self._due)
        self.now = max(self.now, own[0])


Script = Callable[[int], Failure | None]


@dataclass
class Scripted:
    """An endpoint: the failure of the n-th call, or None for a good answer. A call takes a second,
    a time-out 120.
    """

    script: Script
    clock: Clock
    calls: int = 0

    async def send(self, request: Request, learned: Learned) -> Completion:
        self.calls += 1
        failure = self.script(self.calls)
        await self.clock.sleep(120.0 if failure is not None and failure.code == "timeout" else 1.0)
        if failure is not None:
            raise CallFailed(failure)
        return GOOD

    async def aclose(self) -> None:
        """Nothing is open."""


@dataclass
class Ended:
    """What became of 1,000 pages."""

    seconds: float  # virtual
    calls: int
    answered: int
    codes: Counter[str]
    opened_by: str


def endpoint() -> Endpoint:
    return resolve(options("http://127.0.0.1:1/v1"), {})


def request() -> Request:
    """What all pages ask."""
    page = evidence(["a line"])
    (ask,) = plan(page, whole_page(page), "auto")
    return build(draft(ask, page, endpoint(), "edits"), endpoint())


def ended(script: Script, concurrency: int = 8) -> Ended:
    """1,000 pages, as many at once as a run has."""
    clock = Clock()
    client, asked = Scripted(script, clock), request()
    gate = Gate(concurrency, clock=clock, sleep=clock.sleep)
    breaker = Breaker(clock=clock)
    dice = random.Random(3)  # noqa: S311  # repeatable
    caller = Caller(
        endpoint(),
        client,
        gate,
        Budget(Limits()),
        breaker,
        None,
        sleep=clock.sleep,
        jitter=dice.random,
    )
    codes: Counter[str] = Counter()

    async def page(number: int, places: asyncio.Semaphore) -> None:
        async with places:
            try:
                await caller.ask(f"page {number}", asked)
            except CallFailed as failed:
                codes[failed.failure.code] += 1
            else:
                codes["answered"] += 1

    async def run() -> None:
        places = asyncio.Semaphore(2 * concurrency)
        await asyncio.gather(*(page(number, places) for number in range(PAGES)))

    asyncio.run(run())
    opened = breaker.opened_by.code if breaker.opened_by else ""
    return Ended(clock.now - 1000.0, client.calls, codes.pop("answered", 0), codes, opened)


def status(code: int, pause: str = "") -> Failure:
    """The failure that this status and Retry-After stand for."""
    return classify(code, {"retry-after": pause} if pause else {}, "", NO_KEY)


def silent(code: str) -> Failure:
    """No answer."""
    return Failure(code, Remedy.RETRY, "nothing came", alive=False)


def always(failure: Failure) -> Script:
    return lambda number: failure


def one_in(count: int, failure: Failure) -> Script:
    """Every `count`-th call is answered."""
    return lambda number: None if number % count == 0 else failure


HOPELESS = [
    ("429 for 290 s", always(status(429, "290")), "no-answer-for-long"),
    ("429 for 300 s", always(status(429, "300")), "no-answer-for-long"),
    ("429 for an hour", always(status(429, "3600")), "rate-limited-for-long"),
    ("429 for a minute", always(status(429, "60")), "no-answer-for-long"),
    ("429 for 2 s", always(status(429, "2")), "hardly-any-answer"),
    ("429 for no time", always(status(429, "0")), "hardly-any-answer"),
    ("429 without a pause", always(status(429)), "hardly-any-answer"),
    ("503 for 290 s", always(status(503, "290")), "no-answer-for-long"),
    ("529 for 290 s", always(status(529, "290")), "no-answer-for-long"),
    ("503 for a day", always(status(503, "86400")), "server-error-for-long"),
    ("408 for 100 s", always(status(408, "100")), "no-answer-for-long"),
    ("connections reset", always(silent("connection-lost")), "endpoint-down"),
    ("time-outs", always(silent("timeout")), "endpoint-down"),
    ("not JSON", always(Failure("not-json", Remedy.RETRY)), "hardly-any-answer"),
    ("one in fifty, 429 for 290 s", one_in(50, status(429, "290")), "no-answer-for-long"),
    ("one in fifty, 429 for 2 s", one_in(50, status(429, "2")), "hardly-any-answer"),
    ("one in fifty, time-outs", one_in(50, silent("timeout")), "endpoint-down"),
]


@pytest.mark.parametrize("concurrency", [8, 1])
@pytest.mark.parametrize(
    ("script", "code"), [row[1:] for row in HOPELESS], ids=[row[0] for row in HOPELESS]
)
def test_a_hopeless_endpoint_is_given_up_within_minutes(
    script: Script, code: str, concurrency: int
) -> None:
    """The breaker opens, says why, and the other pages are not sent."""
    found = ended(script, concurrency)
    # One after the other, fewer calls fail in five minutes than it takes to count them.
    codes = (
        {code} if concurrency > 1 or code.endswith("-for-long") else {code, "no-answer-for-long"}
    )
    assert found.opened_by in codes
    assert found.seconds < MINUTES
    assert found.calls <= 200
    assert found.answered + found.codes.total() == PAGES
    assert found.codes[found.opened_by] > PAGES * 0.9


BEARABLE = [
    ("one short pause", lambda number: status(429, "2") if number <= 8 else None),
    ("one long pause", lambda number: status(429, "290") if number == 1 else None),
    ("a pause now and then", lambda number: status(429, "30") if number % 40 == 0 else None),
    ("a third are told to wait", lambda number: None if number % 3 else status(429, "1")),
    ("one in eight is answered in a minute", one_in(8, status(429, "5"))),
]


@pytest.mark.parametrize(("name", "script"), BEARABLE, ids=[row[0] for row in BEARABLE])
def test_an_endpoint_that_answers_is_waited_for(name: str, script: Script) -> None:
    """The breaker stays closed."""
    found = ended(script)
    assert found.opened_by == ""
    assert found.answered + found.codes["rate-limited"] == PAGES


@pytest.mark.parametrize(("name", "script"), BEARABLE[:4], ids=[row[0] for row in BEARABLE[:4]])
def test_a_legitimate_pause_loses_nothing(name: str, script: Script) -> None:
    """Every page is answered."""
    assert ended(script).answered == PAGES


def test_faults_at_random_never_open_the_breaker() -> None:
    """Three in ten calls fail in one of five ways."""
    faults = [
        status(429),
        status(429, "1"),
        status(500),
        silent("connection-lost"),
        Failure("not-json", Remedy.RETRY),
    ]
    dice = random.Random(11)  # noqa: S311  # repeatable
    found = ended(lambda number: dice.choice(faults) if dice.random() < 0.3 else None)
    assert found.opened_by == ""
    assert found.answered >= 0.99 * PAGES


def test_who_waits_is_let_go_when_the_endpoint_is_given_up() -> None:
    """One call is told to wait 290 s, and all others with it; one still under way is told that the
    key is bad.
    """
    bad_key = status(401)
    found = ended(lambda number: status(429, "290") if number == 1 else bad_key)
    assert found.opened_by == "key-refused"
    assert found.seconds < 10
