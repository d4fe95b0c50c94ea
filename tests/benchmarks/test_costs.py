"""What thresholds are chosen by: prices, contested places by weights of others, decisions
remembered.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from tests.confidence.evidence import LLM

from benchmarks import thresholds
from benchmarks.learn.llm_cases import Place
from benchmarks.learn.overrule import of_others
from benchmarks.learn.store import StoredPage
from benchmarks.loop import price
from benchmarks.loop.on_pages import Remembered
from benchmarks.loop.on_words import of_places
from benchmarks.thresholds import RULES, Threshold
from recto.metrics.word_fate import judge
from recto.model.page import Box
from recto.model.result import ResultLine, Word
from recto.reasons import Reason

# both local readers have "pilot", the LLM another letter
PILOT = replace(LLM[1], words=("pilat",), llm="pilat")
LIKELY = Threshold(RULES, "LIKELY", (0.9, 0.1), "words")


def line(text: str, *flagged: str) -> ResultLine:
    """Words of a line, some of them flagged."""
    box = Box(0, 0, 1, 1)
    reason = Reason.READERS_AGREE
    words = tuple(
        Word(each, box, 0.9, "agreed", reason, 1.0, (), each in flagged) for each in text.split()
    )
    return ResultLine(words, box, (0.0, 1.0, 1.0, 1.0))


def places(corpus: str, right: int, wrong: int) -> list[Place]:
    """The same contested place so often: the local word is right, or the LLM's."""
    told = ["pilot"] * right + ["pilat"] * wrong
    return [
        Place(replace(PILOT), expected, corpus, f"{corpus}/{i}", f"p{i}", "model")
        for i, expected in enumerate(told)
    ]


@pytest.mark.parametrize(
    ("wrong", "harmed", "flagged", "cost"),
    [
        (False, False, False, 0.0),
        (False, False, True, 0.1),  # a look for nothing
        (True, False, True, 1.1),
        (True, False, False, 2.0),  # nobody is told
        (True, True, False, 3.0),  # the LLM had it right
    ],
)
def test_a_word_costs_what_it_costs_a_person(
    wrong: bool, harmed: bool, flagged: bool, cost: float
) -> None:
    """An error that no flag tells of costs more than one that is looked at."""
    assert price.of_place(wrong=wrong, harmed=harmed, flagged=flagged) == pytest.approx(cost)


def test_a_page_costs_its_errors_and_its_looks() -> None:
    """One letter of fourteen wrong in one of three words, unflagged, which the LLM had right; one
    look.
    """
    truth = "Anna Meier 19134"
    llm = judge(truth, truth.split())
    lines = [line("Anna Mcier", "Anna"), line("19134")]
    assert price.of_page(lines, truth, None) == pytest.approx(1 / 14 + 1 / 3 + 0.1 / 3)
    assert price.of_page(lines, truth, llm) == pytest.approx(1 / 14 + 2 / 3 + 0.1 / 3)
    assert price.of_page([line(truth)], truth, llm) == 0


def test_a_contested_place_is_scored_by_weights_that_saw_none_of_its_corpus() -> None:
    """What is nearly always so in one corpus is nearly never so in the other: each is scored by the
    other's habit.
    """
    local, llm = places("books", 36, 4), places("lists", 4, 36)
    sure = of_others([*local, *llm], parts=3)
    assert len(sure) == 80
    assert max(sure[id(place.case)] for place in local) < 0.3
    assert min(sure[id(place.case)] for place in llm) > 0.7


def test_one_corpus_has_no_others() -> None:
    """Nothing is scored by what saw it; the learned score itself speaks then."""
    assert of_others(places("books", 5, 5), parts=3) == {}


@dataclass
class Made:
    """Material without pages."""

    places: list[Place]
    pages: list[StoredPage] = field(default_factory=list)


def test_places_that_no_sample_holds_cost_nothing() -> None:
    """A threshold is chosen on sampled readings alone; without any nothing speaks."""
    assert of_places(Made(places("books", 3, 3)))() == 0


def test_a_page_is_arbitrated_once_for_each_way_it_is_decided() -> None:
    """And not at all where every candidate decides the same; costs are differences."""
    made: list[str] = []
    known = Remembered()

    def cost(decided: str, value: float) -> float:
        def make() -> float:
            made.append(decided)
            return value

        return known.of(decided, make)

    assert [cost("llm", 0.5), cost("llm", 0.5)] == [0, 0]
    assert made == []
    assert cost("local", 0.2) == pytest.approx(-0.3)
    assert cost("local", 9.0) == pytest.approx(-0.3)
    assert sorted(made) == ["llm", "local"]


def test_the_first_decision_is_arbitrated_by_what_was_in_force_then() -> None:
    """Its cost is asked for later, when another candidate stands."""
    known = Remembered()
    before = thresholds.values()
    try:
        LIKELY.put(0.25)
        assert known.of("first", lambda: LIKELY.value) == 0
        LIKELY.put(0.75)
        assert known.of("second", lambda: LIKELY.value) == pytest.approx(0.5)
        assert LIKELY.value == 0.75
    finally:
        thresholds.put(before)
