"""The time that each harness gets: FUZZ_SECONDS, 5 when it is not set; by hand 600. And the
rounds: FUZZ_ROUNDS, as many as there is time for when it is not set; where tests must not
depend on how quick a machine is, so few that all have been seen to pass.

A harness is a test that calls `fuzz(law, strategy, ...)`: values are drawn and the law is called
with them until the time is over. The same values come in every run, longer runs only go further; a
value that breaks the law is shrunk and shown. No single value may cost more than COSTLIEST seconds
of this process's CPU.
"""

import os
import sys
from collections.abc import Callable
from time import monotonic, process_time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

SECONDS = float(os.environ.get("FUZZ_SECONDS", "5"))
ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "0")) or sys.maxsize
COSTLIEST = 2.0  # seconds of CPU time, so that a busy machine breaks no law
ROUND = 50  # values between two looks at the clock

Law = Callable[..., None]
Fuzz = Callable[..., None]


@pytest.fixture
def fuzz() -> Fuzz:
    """Calls a law with values of the strategies until the time is over; it raises to say that it is
    broken.
    """

    def run(law: Law, *strategies: st.SearchStrategy[Any]) -> None:
        end, turn = monotonic() + SECONDS, 0
        while turn == 0 or (turn < ROUNDS and monotonic() < end):
            seed(turn)(_round(law, strategies))()
            turn += 1

    return run


def _round(law: Law, strategies: tuple[st.SearchStrategy[Any], ...]) -> Callable[[], None]:
    @settings(
        max_examples=ROUND, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.tuples(*strategies))
    def law_holds(values: tuple[Any, ...]) -> None:
        start = process_time()
        law(*values)
        assert process_time() - start < COSTLIEST

    return law_holds
