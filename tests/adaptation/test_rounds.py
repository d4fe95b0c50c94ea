"""How often lines are taught: 2,000 of them fit into an hour of one core."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="PyTorch is not installed")

LINE = 0.055  # s of CPU, measured


def test_two_thousand_lines_fit_into_an_hour() -> None:
    """Each half at most, and then all as often."""
    from recto.adaptation.teaching import rounds_of

    half = round(0.85 * 1000)  # the others say when to stop
    rounds = rounds_of(half)
    taught = 2 * half * rounds + 2000 * rounds
    assert taught * LINE < 3600


def test_few_lines_are_taught_often() -> None:
    """As before."""
    from recto.adaptation.teaching import ROUNDS, rounds_of

    assert rounds_of(40) == ROUNDS
    assert rounds_of(100_000) == 8
