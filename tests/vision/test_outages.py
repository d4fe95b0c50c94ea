"""An endpoint that is down, full, slow or choosy: what is learned, what is waited for, what stops
the run.
"""

from __future__ import annotations

import random
import socket
import time
from collections import Counter

import pytest
from tests.vision.pages import evidence, options, read, text_of
from tests.vision.server import Answer, Received, Server, chat, edits, error, truthful
from tests.vision.test_faults import MENDED


def test_an_unsupported_parameter_is_learned_once() -> None:
    """The first 400 names a parameter, the same call is sent without it, and no later call sends it
    again.
    """
    page = evidence([f"line {i}" for i in range(40)])

    def script(received: Received) -> Answer:
        if received.body.get("response_format", {}).get("type") == "json_schema":
            return error(
                400, "response_format json_schema is not supported", "unsupported_parameter"
            )
        if "temperature" in received.body:
            return error(400, "Unsupported value: 'temperature'", "unsupported_value")
        if "max_tokens" in received.body:
            return error(
                400,
                "'max_tokens' is not supported, use 'max_completion_tokens'",
                "unsupported_parameter",
            )
        return chat(edits({}))

    with Server(script) as server:
        found = read(page, options(server.url, concurrency=1))
    assert len(found.lines) == 40
    assert len(server.received) == 3 + 4  # three refusals, four groups of ten lines
    assert found.events == ()


def test_an_endpoint_that_is_down_is_asked_no_more() -> None:
    """After ten calls in a row without an answer the rest of the run stays local, and says so.

    Which groups of lines the ten calls belong to is chance (pauses are spread out at random): with
    four tries each, at most two of the forty have used theirs up by then.
    """
    page = evidence([f"line {i}" for i in range(400)])
    with Server(error(503, "down")) as server:
        found = read(page, options(server.url, concurrency=1, retries=3))
    fell_back = Counter(event for event in found.events if event.startswith("fell-back:"))
    assert len(server.received) == 10
    assert fell_back.total() == 40
    assert set(fell_back) <= {"fell-back:endpoint-down", "fell-back:server-error"}
    assert fell_back["fell-back:endpoint-down"] >= 38
    assert found.lines == ()


def test_a_refused_connection_is_an_endpoint_that_is_down() -> None:
    """Nobody listens on the port: nothing is billed, the page is local."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # ours, so that no other program's server comes to be there
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        found = read(evidence(["a line"]), options(url, retries=1))
    assert found.events == ("retried:unreachable", "fell-back:unreachable")
    assert (found.usage.input_tokens, found.usage.usd) == (0, 0.0)


def test_a_server_on_this_machine_is_not_asked_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Pages for a local model would leave the machine, or not arrive."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with Server(chat(edits({}))) as server:
        assert read(evidence(["a line"]), options(server.url)).events == ()


def test_an_exhausted_quota_stops_the_run_and_a_rate_limit_does_not() -> None:
    """Both are 429; only one of them gets another call."""
    page = evidence([f"line {i}" for i in range(30)])
    with Server(error(429, "You exceeded your current quota", "insufficient_quota")) as server:
        read(page, options(server.url, concurrency=1))
    assert len(server.received) == 1


def test_retry_after_holds_back_every_call() -> None:
    """The pause that the server asks for is kept, for the call that was told and for its
    neighbours.
    """
    page = evidence([f"line {i}" for i in range(20)])
    times: list[float] = []

    def script(received: Received) -> Answer:
        times.append(time.monotonic())
        return (
            error(429, "wait", headers={"retry-after": "0.5"})
            if received.number == 1
            else chat(edits({}))
        )

    with Server(script) as server:
        read(page, options(server.url, concurrency=1))
    assert len(times) == 3
    assert min(times[1:]) - times[0] >= 0.5


def test_with_30_percent_faults_at_random_no_line_is_lost_or_doubled() -> None:
    """500 lines in 50 calls, 30% of all calls fail in a random way: the result is that of a run
    without faults.
    """
    truth = [f"Row {i} with text number {i * 7919 % 1000}" for i in range(500)]
    shown: dict[int, str | None] = {
        i: f"Rovv {i} vvith text nurnber {i * 7919 % 1000}" for i in range(0, 500, 3)
    }
    page = evidence(truth, shown)
    dice = random.Random(7)  # noqa: S311  # a repeatable test, not a secret
    faults = [answer for name, answer, _ in MENDED if "slow" not in name and "stalled" not in name]

    def script(received: Received) -> Answer:
        return (
            dice.choice(faults)
            if dice.random() < 0.3
            else truthful(dict(enumerate(truth)))(received)
        )

    with Server(script) as server:
        found = read(page, options(server.url, concurrency=16, retries=6))
    ids = [line.line for line in found.lines]
    untouched = 10 * sum(event.startswith("fell-back") for event in found.events)
    assert len(ids) == len(set(ids)) == 500 - untouched
    answered = set(ids)
    wanted = [text if i in answered else page.lines[i].text for i, text in enumerate(truth)]
    assert text_of(page, found) == wanted
    assert untouched <= 50
