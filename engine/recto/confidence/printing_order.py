"""How likely a block of a page is better printed in the page's own order than in the LLM's.

An OrderRow enters, a probability leaves. What the row says is compared join by join: only joins
that one order has and the other has not count, as shares of the order's own.
"""

from __future__ import annotations

from typing import NamedTuple

from recto.confidence.trees import load, probability_of_odds, weighted


class OrderRow(NamedTuple):
    """Differences are the page's own order's less the LLM's; shares 0..1."""

    bias: float  # 1
    size: float  # log of the pieces of the block
    kept: float  # share of its words in the longest run that both orders have
    changed: float  # share of its joins that the other order has not
    share: float  # of the page's words that stand in it
    sureness: float  # log odds of the least sure place in it
    mean_sureness: float  # 0..1
    llm: float  # reliability of the LLM on the page
    llm_ppocr: float  # similarity of the two
    local_sure: float  # mean P(right) of the local words
    margin: float  # log odds by which the cuts of reading order are likelier than the LLM's
    alone: float  # share of what is turned round for which no cut is the LLM's
    folded: float  # share of it that stands on two pages of a spread
    whole: float
    torn: float
    on: float
    off: float
    new: float
    likeness: float
    below: float
    far_below: float
    beside: float
    far_beside: float
    up: float
    back: float
    away: float


COLUMNS = OrderRow._fields


def own_order_probability(row: OrderRow) -> float:
    """0..1."""
    weights: list[float] = load("printing_order", COLUMNS)["logistic"]
    return probability_of_odds(weighted(weights, row))


def own_from() -> float:
    """The probability from which the page's own order is printed: learned with the weights, on
    corpora that they had not seen.
    """
    return float(load("printing_order", COLUMNS)["own_from"])
