"""Cost against accuracy of one model and of two: who has no other that is cheaper and better."""

from dataclasses import replace
from math import isnan, nan

import pytest

from benchmarks.pairs_front import (
    ALONE,
    LOCAL,
    PAIR,
    Tried,
    best_alone,
    cheap_pairs,
    lines,
    told,
    ways,
)

PRICES = {"weak": 0.001, "mid": 0.002, "strong": 0.02}


def tried(first: str, second: str, cer: float, page: str = "p1") -> Tried:
    """One pair of a page; the second model costs a tenth of what it costs for a page."""
    more = 0.0 if first == second else PRICES[second] / 10
    return Tried(
        corpus="books",
        page=page,
        document="books one",
        first=first,
        second=second,
        alone=0.03,
        hybrid=0.02,
        lines=0.02,
        pair=cer,
        usd_first=PRICES[first],
        usd_second=more,
        tokens_first=1000,
        tokens_second=100,
        asked=3,
    )


ROWS = [
    tried("weak", "weak", 0.02),
    tried("weak", "mid", 0.01),
    tried("mid", "mid", 0.02),
    tried("strong", "strong", 0.02),
    tried("strong", "weak", 0.015),
]


def test_every_way_to_read_is_there() -> None:
    """A model alone, with the local readers, and each pair; the cheapest and the best are on the
    front, what somebody beats at its price is not.
    """
    found = ways(ROWS)
    front = {(way.kind, way.models) for way in found if way.on_front}
    assert front == {(LOCAL, "weak"), (PAIR, "weak + mid")}
    assert sum(way.kind == ALONE for way in found) == 3


def test_a_pair_is_cheap_at_half_the_best_single_models_price() -> None:
    """And without that model."""
    rows = [*ROWS[:3], *(each for each in ROWS[3:])]
    rows[3] = Tried(**{**_values(rows[3]), "alone": 0.001})
    found = ways(rows)
    assert best_alone(found).models == "strong"
    assert [way.models for way in cheap_pairs(found)] == ["weak + mid"]
    assert [row[1] for row in lines(found)] == [LOCAL, PAIR, f"{ALONE}, the best"]


def _values(row: Tried) -> dict[str, object]:
    return {name: getattr(row, name) for name in Tried.__slots__}


def test_ways_are_compared_on_the_same_pages() -> None:
    """A page that not all pairs were tried on is left out, and so is a model without a price."""
    found = ways([*ROWS, tried("weak", "weak", 0.5, "p2")])
    assert {way.pages for way in found} == {1}
    unpriced = Tried(**{**_values(ROWS[0]), "usd_first": nan})
    assert [way.models for way in ways([unpriced])] == []


def test_a_way_has_the_interval_of_its_documents() -> None:
    """Of one document there is none, and it is published and comes back as none."""
    (_, one) = [way for way in ways(ROWS) if way.models == "strong"]
    assert isnan(one.low)
    other = replace(ROWS[3], page="p2", document="books two", alone=0.05)
    (alone,) = [way for way in ways([ROWS[3], other]) if way.kind == ALONE]
    assert (alone.cer, alone.low, alone.high) == pytest.approx((0.04, 0.03, 0.05))
    assert lines([alone])[0][4] == "0.0400 [0.0300, 0.0500]"


def test_what_a_second_model_changes_is_told() -> None:
    """Two pairs are better than their first model alone with the local readers, none is worse."""
    assert told(ROWS)[1].strip() == "2 better, 0 worse"
