"""How many contested places a share of the page's own tokens pays for."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.vision.pages import evidence, whole_page

from recto.model.page import Box
from recto.model.transcript import Decision
from recto.readers.vision.ask.asks import draft, plan
from recto.readers.vision.call.providers import resolve
from recto.reasons import Reason
from recto.routing.share import within_share
from recto.settings.llm import LlmOptions

PAGE = evidence([f"line {i} of the page, with some words" for i in range(12)])
FIRST = whole_page(PAGE, "page")
PLACES = [
    Decision(Box(20, 14 + 40 * i, 120, 50 + 40 * i), "contested", Reason.READERS_DIFFER, i / 10)
    for i in range(12)
]
BEST_FIRST = PLACES[::-1]


def options(share: float) -> LlmOptions:
    """With this share of the page's tokens for contested places."""
    return LlmOptions(
        mode="always", provider="vllm", base_url="http://127.0.0.1:9/v1", model="gpt-4o",
        contested=share,
    )  # fmt: skip


def tokens(decisions: Sequence[Decision]) -> int:
    """In and out, of what is asked for them."""
    given = options(0.25)
    counts = [
        draft(ask, PAGE, resolve(given, {}), given.reply).tokens
        for ask in plan(PAGE, decisions, given.send)
    ]
    return sum(count.input + count.output for count in counts)


@pytest.mark.parametrize(("count", "more"), [(1, 0), (2, 0), (5, 0), (11, 0.5), (12, 0.5)])
def test_as_many_as_the_share_pays_for(count: int, more: float) -> None:
    """Those worth most, and of what costs exactly the share not one is left out."""
    share = (tokens(BEST_FIRST[:count]) + more) / tokens(FIRST)
    assert list(within_share(PAGE, FIRST, PLACES, options(share), {})) == BEST_FIRST[:count]


def test_just_too_little() -> None:
    """A token less, and the last of them is not asked."""
    share = (tokens(BEST_FIRST[:5]) - 1) / tokens(FIRST)
    assert list(within_share(PAGE, FIRST, PLACES, options(share), {})) == BEST_FIRST[:4]


@pytest.mark.parametrize("share", [0.0, 0.0001])
def test_none(share: float) -> None:
    """Where the share pays for nothing."""
    assert within_share(PAGE, FIRST, PLACES, options(share), {}) == ()


def test_nothing_contested() -> None:
    """No model has to be known for that."""
    assert within_share(PAGE, FIRST, [], LlmOptions(), {}) == ()


def test_a_place_named_twice_is_asked_once() -> None:
    """Its last decision counts."""
    found = within_share(PAGE, FIRST, [*PLACES, PLACES[3]], options(2.0), {})
    assert sorted(each.region.top for each in found) == [each.region.top for each in PLACES]
