"""Intervals of a plan: they hold as often as they say, whatever the pages are like."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from recto.batch.spread import CLASSES, Spread
from recto.planning.figures import FEWER, MORE, Sampled, figures
from recto.planning.interval import Range, mean_of
from recto.planning.plan import Costs, planned
from recto.planning.told import lines, said
from recto.readers.vision.call.cost import Price

Drawing = Callable[[np.random.Generator], float]
KINDS: dict[str, tuple[Drawing, float]] = {
    "alike": (lambda rng: float(rng.normal(10, 1)), 10.0),
    "skewed": (lambda rng: float(rng.exponential(5)), 5.0),
    "mostly nothing": (lambda rng: float((rng.random() < 0.4) * rng.uniform(0, 10)), 2.0),
}


@pytest.mark.parametrize(("draw", "mean"), KINDS.values(), ids=KINDS)
def test_the_mean_of_all_lies_in_the_interval_of_twenty(draw: Drawing, mean: float) -> None:
    """In nine of ten samples at least: 95 % are wanted, and twenty skewed pages hide their tail."""
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(150):
        found = mean_of([draw(rng) for _ in range(20)])
        held += found.low <= mean <= found.high
    assert held >= 0.9 * 150


CASES = [
    ([3.0, 3.0, 3.0], Range(3.0, 3.0, 3.0)),
    ([0.0, 0.0, 0.0, 0.0], Range(0.0, 0.0, 0.0)),
]


@pytest.mark.parametrize(("values", "expected"), CASES)
def test_pages_that_are_all_alike_leave_no_doubt(values: list[float], expected: Range) -> None:
    """No spread, no interval."""
    assert mean_of(values) == expected


def test_one_page_says_nothing_of_others() -> None:
    """Between nothing and anything; no page at all is an error."""
    assert mean_of([4.0]) == Range(4.0, 0.0, float("inf"))
    with pytest.raises(ValueError, match="no page"):
        mean_of([])


def page(sure: int, doubtful: int, seconds: float = 3.0) -> Sampled:
    """Words of which nobody doubts, and words that are wrong every second time."""
    words = [0] * CLASSES
    errors = [0.0] * CLASSES
    words[-2], words[4], errors[4] = sure, doubtful, doubtful / 2
    spread = Spread(tuple(words), tuple(errors), 2.0 * (sure + doubtful))
    return Sampled(seconds, spread, {"auto": (900, 40), "always": (1000, 100)})


def test_words_to_review_are_those_in_doubt() -> None:
    """Twenty doubtful words a page, ten of them wrong: nineteen and a bit leave one in a thousand
    of 1,000 wrong; fewer with an LLM that mends most.
    """
    pages = [page(980, 20)] * 6
    found = figures(pages)
    assert found.review.value == pytest.approx(18, abs=0.2)
    assert found.review.low < found.review.value <= found.review.high
    assert found.errors == Range(10.0, 10 * FEWER, 10 * MORE)
    assert figures(pages, left=0.41).review.value < found.review.value


def test_a_plan_multiplies() -> None:
    """Core-hours, machines, an LLM live and at half the price, and a verified page."""
    pages = [page(980, 20)] * 6
    costs = Costs(0.04, 36.0, Price(1.0, 1.0, 4.0), Price(0.5, 0.5, 2.0))
    plan = planned(pages, 1_000_000, 2, costs)
    assert plan.core_hours.value == pytest.approx(3e6 / 3600)
    assert plan.machines.value == pytest.approx(3e6 / 3600 * 0.04)
    ways = {way.name: way for way in plan.ways}
    live, batch = ways["auto, live"].llm, ways["auto, batch"].llm
    assert live is not None
    assert batch is not None
    assert live.value == pytest.approx(1e6 * (900 + 4 * 40) / 1e6)
    assert batch.value == pytest.approx(live.value / 2)
    off = ways["off"].verified
    assert off is not None
    people = plan.page.review.value * 2.0 * 0.01  # two seconds a word, a cent a second
    assert off.value == pytest.approx(people + 3 * 0.04 / 3600)
    text = "\n".join(lines(plan))
    assert "1,000,000 pages, by 6 of them" in text
    assert "auto, batch" in text


def test_second_looks_are_priced_beside_the_ways() -> None:
    """At most the share of the page's tokens, at the price of who looks."""
    looks = Price(2.0, 2.0, 8.0)
    costs = Costs(0.04, 36.0, Price(1.0, 1.0, 4.0), None, looks, 0.25)
    plan = planned([page(980, 20)] * 6, 1_000_000, 2, costs)
    assert plan.looks["auto"].value == pytest.approx(0.25 * (2 * 900 + 8 * 40))
    assert "second looks of --llm auto, not in the table: at most 25% of the tokens, $530" in (
        "\n".join(lines(plan))
    )


def test_a_model_without_a_price_has_none() -> None:
    """Never a guessed one."""
    plan = planned([page(9, 1)] * 3, 100, 2, Costs(0.04, 25.0, None, None))
    assert [way.llm for way in plan.ways if way.name != "off"] == [None] * 4
    assert "price not known" in "\n".join(lines(plan))


def test_figures_are_said_with_their_ends() -> None:
    """No more digits than anybody reads."""
    assert said(Range(2.913, 2.71, 3.14)) == "2.9 (2.7-3.1)"
    assert said(Range(8034.2, 7500, 8600)) == "8,034 (7,500-8,600)"
