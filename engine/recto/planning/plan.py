"""The plan itself: figures of a page, times pages, times prices.

Figures and prices enter, a Plan leaves, for people or as JSON. Assumptions that nobody can measure
here (what a core-hour and a person's hour cost, what an LLM mends) are named where they are used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from recto.model.page import Usage
from recto.planning.figures import SHARE, Figures, Sampled, figures
from recto.planning.interval import Range
from recto.readers.vision.call.cost import Price

HOUR = 3600.0  # seconds
CORES = (8, 32, 1000)  # machines beside this one
# Of the wrong words that the local readers leave, those that stay with an LLM: 2.7 % for 6.6 %,
# mean over the recorded models (README, "How good is it?"). Measured on the corpora, not on these.
LEFT_WITH_LLM = 0.41


@dataclass(frozen=True, slots=True)
class Costs:
    """What is paid for, US dollars."""

    core_hour: float
    person_hour: float
    live: Price | None  # for tokens
    batch: Price | None  # None: no batch interface is known, or no price
    looks: Price | None = None  # of who looks again, live
    looks_share: float = 0.0  # of a page's tokens that these may take at most
    looks_by: str = "second looks"  # or the second model, where it reads pages


@dataclass(frozen=True, slots=True)
class Way:
    """One way to read the collection: which mode, how it is asked."""

    name: str  # "off", "auto, live", "auto, batch", ...
    llm: Range | None  # US dollars for all pages; None: not known
    review: Range  # words to look at, a page
    verified: Range | None  # US dollars a page: machines, LLM and people


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is said."""

    pages: float
    sample: int
    cores: int  # of this machine
    page: Figures
    core_hours: Range
    machines: Range  # US dollars for all pages
    ways: tuple[Way, ...]
    looks: Mapping[str, Range]  # by mode: US dollars at most for second looks at all pages
    share: float  # of the words right, after the review
    costs: Costs

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return asdict(self)


def planned(
    sampled: Sequence[Sampled], pages: float, cores: int, costs: Costs, share: float = SHARE
) -> Plan:
    """Of `pages` pages of which these are a sample. Raises ValueError without one."""
    page = figures(sampled, share)
    hours = page.seconds.times(pages / HOUR)
    machines = hours.times(costs.core_hour)
    a_page = page.seconds.times(costs.core_hour / HOUR)
    mended = figures(sampled, share, left=LEFT_WITH_LLM)
    ways = [_way("off", Range(0, 0, 0), page, a_page, pages, costs)]
    prices: Mapping[str, Price | None] = {"live": costs.live, "batch": costs.batch}
    for mode, tokens in page.tokens.items():
        for kind, price in prices.items():
            llm = None if price is None else _price(tokens, price)
            ways.append(_way(f"{mode}, {kind}", llm, mended, a_page, pages, costs))
    looks: dict[str, Range] = {}
    if costs.looks is not None and costs.looks_share:
        for mode, tokens in page.tokens.items():
            looks[mode] = _price(tokens, costs.looks).times(pages * costs.looks_share)
    return Plan(
        pages,
        len(sampled),
        cores,
        page,
        hours,
        machines,
        tuple(ways),
        looks,
        share,
        costs,
    )


def _way(
    name: str, llm: Range | None, page: Figures, machine: Range, pages: float, costs: Costs
) -> Way:
    """`llm` and `machine`: US dollars a page."""
    people = page.look_seconds.times(costs.person_hour / HOUR)
    if llm is None:
        return Way(name, None, page.review, None)
    verified = machine.plus(llm).plus(people)
    return Way(name, llm.times(pages), page.review, verified)


def _price(tokens: tuple[Range, Range], price: Price) -> Range:
    """US dollars a page."""
    given, written = tokens
    a_given = price.usd(Usage(1_000_000, 0)) / 1e6
    a_written = price.usd(Usage(0, 1_000_000)) / 1e6
    return given.times(a_given).plus(written.times(a_written))
