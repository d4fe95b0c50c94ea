"""What a limit of a run lets through: the last call that fits, and not one more."""

from __future__ import annotations

import asyncio

import pytest

from recto.model.page import Usage
from recto.readers.vision.call.budget import Budget, Limits
from recto.readers.vision.call.failures import CallFailed

CALL = Usage(input_tokens=30, output_tokens=12, calls=1, usd=0.25)


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(), None),
        (Limits(calls=2), None),
        (Limits(calls=1), "over-calls"),
        (Limits(tokens=84), None),  # both ways: what is written counts, too
        (Limits(tokens=83), "over-tokens"),
        (Limits(usd=0.5), None),
        (Limits(usd=0.49), "over-cost"),
        (Limits(calls=1, tokens=1, usd=0.1), "over-calls"),  # the first of them
    ],
)
def test_two_calls(limits: Limits, reason: str | None) -> None:
    """A call that reaches the limit is made; one that passes it is refused by the limit's name."""

    async def run() -> None:
        budget = Budget(limits, spent=CALL)
        await budget.reserve(CALL)

    if reason is None:
        asyncio.run(run())
        return
    with pytest.raises(CallFailed) as refused:
        asyncio.run(run())
    assert refused.value.failure.code == reason


def test_a_call_waits_for_one_that_may_turn_out_cheaper() -> None:
    """It is sent when the other has settled, and both are counted at what they did cost."""

    async def run() -> None:
        budget = Budget(Limits(tokens=60))
        await budget.reserve(CALL)
        second = asyncio.create_task(budget.reserve(CALL))
        await asyncio.sleep(0)
        assert not second.done()
        budget.settle(CALL, Usage(input_tokens=10, output_tokens=5, calls=1))
        await second
        assert budget.in_flight == [CALL]
        assert (budget.spent.input_tokens, budget.spent.output_tokens) == (10, 5)

    asyncio.run(run())
