"""What thresholds of whole pages cost: of flags, of what is decided for a page, of what is asked.

Material enters, a cost leaves that is asked for once for each candidate. A page is arbitrated once
for each way in which its thresholds may decide it, and each way is remembered by what was decided.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from statistics import fmean

from benchmarks import thresholds
from benchmarks.learn.store import StoredPage
from benchmarks.local_page_cache import share_sent
from benchmarks.loop import price
from benchmarks.loop.material import (
    Material,
    answered,
    judged,
    page_box,
    page_doubts,
    sample_to_ask,
    sample_to_learn,
)
from benchmarks.loop.sample import Recorded
from benchmarks.systems.with_llm import Replayed, asked
from benchmarks.thresholds import ORDER, PASSAGES, REPEATS, THRESHOLDS
from recto.arbitration.chosen import chosen_words
from recto.arbitration.comparison import Comparison, beside
from recto.arbitration.entries import PrintedWords
from recto.arbitration.flags import PageDoubts, doubted
from recto.arbitration.hybrid import hybrid_page
from recto.arbitration.local_reading import local_lines
from recto.arbitration.one_sided.passages import passages
from recto.arbitration.page.blocks import orders
from recto.arbitration.page.choice import local_page
from recto.arbitration.page.order import Differing, decided, differing
from recto.metrics.markers import strip_markers
from recto.metrics.word_fate import Judged, judge
from recto.model.result import ResultLine
from recto.model.transcript import Decision, Transcript
from recto.reasons import Reason
from recto.routing.evidence import doubts
from recto.routing.route import LineDoubt, route
from recto.text.spacing import words_of
from recto.witnesses.local import LocalReading
from recto.witnesses.matching import transcript_words

Cost = Callable[[], float]
DEPARTS = Reason.LLM_ORDER_DEPARTS


@dataclass(slots=True)
class Remembered:
    """Costs by what was decided, less that of the first decision.

    Choosing asks for differences alone, so a page of which everything decides the same is never
    arbitrated.
    """

    first: tuple[Hashable, Callable[[], float], Mapping[str, float]] | None = None
    costs: dict[Hashable, float] = field(default_factory=dict)

    def of(self, decided: Hashable, make: Callable[[], float]) -> float:
        """As it was, or as it is made by the thresholds in force."""
        if self.first is None:
            self.first = decided, make, thresholds.values()
        known, make_first, then = self.first
        if decided == known:
            return 0.0
        if decided not in self.costs:
            self.costs[decided] = make()
        if known not in self.costs:
            now = thresholds.values()
            thresholds.put(then)
            self.costs[known] = make_first()
            thresholds.put(now)
        return self.costs[decided] - self.costs[known]


def _mean(costs: list[Cost]) -> Cost:
    return lambda: fmean([cost() for cost in costs]) if costs else 0.0


def of_flags(material: Material) -> Cost:
    """Looks and unflagged errors of the local reading, mean of all pages."""
    return _mean([_flags_of(page) for page in material.pages])


def _flags_of(page: StoredPage) -> Cost:
    lines = local_lines(judged(page))
    words = [word.text for line in lines for word in line.words]
    right = judge(page.truth, words)
    known = Remembered()

    def made(found: PageDoubts) -> float:
        flags = [word.flagged for line in doubted(lines, found) for word in line.words]
        return price.of_flags(right, flags)

    def cost() -> float:
        found = page_doubts(page)
        wrong = found.wrong_language
        decided = found.is_unreadable, wrong and wrong.origins
        return known.of(decided, partial(made, found))

    return cost


class _Reading:
    """One recorded reading of a page beside the local one."""

    def __init__(self, recorded: Recorded, reading: LocalReading) -> None:
        self.recorded = recorded
        self.reading = reading
        self.doubts = page_doubts(recorded.page)
        self.known = Remembered()
        self._decided: dict[Hashable, Hashable] = {}

    @cached_property
    def llm(self) -> Judged:
        """The recorded text against the truth."""
        plain = strip_markers(self.recorded.text)
        return judge(self.recorded.page.truth, words_of(plain))

    @cached_property
    def whole(self) -> Transcript:
        """The answer to a page ask."""
        page = Decision(page_box(self.recorded.page), "page", Reason.ALL_PAGES, 0.0)
        return answered(self.recorded, [page])

    @cached_property
    def compared(self) -> Comparison:
        """The recorded text beside the local reading."""
        return beside(self.reading, transcript_words(self.whole))

    @cached_property
    def entries(self) -> list[PrintedWords]:
        """Its words as the word rules print them."""
        return chosen_words(self.reading, self.compared.facts, self.compared.words)

    @cached_property
    def differing(self) -> list[Differing]:
        """Blocks that the LLM has in another order."""
        both = orders(self.reading.lines, self.entries)
        strokes = self.recorded.page.local.strokes
        return differing(self.entries, both, self.compared.facts, strokes)

    def price(self, lines: tuple[ResultLine, ...]) -> float:
        """What final lines cost."""
        return price.of_page(doubted(lines, self.doubts), self.recorded.page.truth, self.llm)

    def arbitrated(self, transcript: Transcript) -> float:
        """What the page costs with this answer."""
        strokes = self.recorded.page.local.strokes
        return self.price(hybrid_page(self.reading, transcript, ruling=strokes).lines)

    def once(self, decide: Callable[[], Hashable], *modules: str) -> Hashable:
        """What thresholds of these modules decide, made once for each set of their values."""
        values = tuple(row.value for row in THRESHOLDS if row.module in modules)
        key = modules, values
        if key not in self._decided:
            self._decided[key] = decide()
        return self._decided[key]


def _readings(given: Sequence[Recorded]) -> list[_Reading]:
    """The local reading is judged once for all models of a page."""
    local: dict[int, LocalReading] = {}
    found = []
    for recorded in given:
        key = id(recorded.page)
        if key not in local:
            local[key] = judged(recorded.page)
        found.append(_Reading(recorded, local[key]))
    return found


def of_pages(material: Material) -> Cost:
    """Mean of the readings that weights are learned on, every page asked for whole: whose page it
    is, and in which order.
    """
    readings = _readings(sample_to_learn(material))
    return _mean([partial(_page_cost, reading) for reading in readings])


def _page_cost(each: _Reading) -> float:
    decided = local_page(each.compared.facts), each.once(partial(_orders, each), ORDER)
    return each.known.of(decided, partial(each.arbitrated, each.whole))


def of_passages(material: Material) -> Cost:
    """Mean of the same readings: which stretches come back, or go, which is as seldom."""
    readings = _readings(sample_to_learn(material))
    return _mean([partial(_passages_cost, reading) for reading in readings])


def _passages_cost(each: _Reading) -> float:
    decided = each.once(partial(_passages, each), PASSAGES, REPEATS)
    return each.known.of(decided, partial(each.arbitrated, each.whole))


def _passages(each: _Reading) -> Hashable:
    return passages(each.reading.lines, each.compared.pairings, each.reading.words)


def _orders(each: _Reading) -> Hashable:
    """Which blocks stand in the page's own order."""
    moved = [differs.block for differs in each.differing if decided(differs) is DEPARTS]
    return tuple(moved)


def of_asks(material: Material) -> Cost:
    """Mean of the readings of a smaller sample, as `auto` asks about them, and what that sends."""
    return _mean([_asks_of(reading) for reading in _readings(sample_to_ask(material))])


def _asks_of(each: _Reading) -> Cost:
    lines = doubts(each.reading)
    options = Replayed("auto", each.recorded.reader).options
    facts, page = each.reading.facts, page_box(each.recorded.page)

    def cost() -> float:
        decisions = route(lines, page, facts.agreement, facts.tesseract_mean, options)
        return each.known.of(asked(decisions), lambda: _ask_cost(each, lines, decisions))

    return cost


def _ask_cost(each: _Reading, lines: list[LineDoubt], decisions: tuple[Decision, ...]) -> float:
    sent = share_sent(lines, decisions)
    if not sent:
        return each.price(local_lines(each.reading))
    transcript = answered(each.recorded, decisions)
    return each.arbitrated(transcript) + price.SENT * sent
