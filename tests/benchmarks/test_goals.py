"""What arbitration is worth, counted on a few made pages."""

from dataclasses import replace
from math import isnan

import pytest

from benchmarks import goals_by_corpus
from benchmarks.goals import Goal, goals, lines_of_both, readings
from benchmarks.metrics.change import Change
from benchmarks.metrics.flexible import Flexible
from benchmarks.metrics.numbers import NumberFlags
from benchmarks.scoring import Kept, PageScore
from benchmarks.shared_errors import shared_errors, without
from recto.metrics.errors import Errors
from recto.metrics.word_fate import Fate
from recto.model.page import Usage

SURE = ((0.99, True),) * 17 + ((0.4, False),) * 3


def score(system: str, wrong: int, page: str = "a-1", kind: str = "book-page") -> PageScore:
    """A page of 1,000 letters, so many of them wrong."""
    errors = Errors(wrong, 1000)
    return PageScore(
        system=system,
        corpus="books",
        kind=kind,
        page=page,
        document=page[0],
        characters=errors,
        letters=errors,
        words=errors,
        word_f1=1.0,
        flexible=Flexible(1.0, 1.0),
        against_ocr=None,
        against_llm=None,
        kept=None,
        tables=None,
        structure=None,
        trust=(),
        seconds=0.0,
        cpu_seconds=0.0,
        usage=Usage(),
        sent=None,
        replayed=True,
        stages={},
        steps=(),
        reasons={},
    )


def measured(*scores: PageScore) -> dict[str, float]:
    """The lines by what they say."""
    return {goal.what: goal.value for goal in goals(scores)}


def page(name: str, llm: int, hybrid: int, local: int) -> list[PageScore]:
    """One page in one reading."""
    final = replace(
        score("hybrid:m", hybrid, name),
        against_llm=Change(ocr_wrong=30, ocr_right=200, helped=20, harmed=1),
        kept=Kept(known=200, lost=1, digits=10, changed=0),
        trust=SURE,
    )
    return [
        score("llm:m", llm, name),
        final,
        score("local", local, name),
        score("tesseract", local, name),
    ]


def test_a_weak_reading_is_judged_by_its_relative_change() -> None:
    """.100 -> .025 is -75 %."""
    found = measured(*page("a-1", 100, 25, 50))
    assert found["weak readings: change of CER, mean"] == pytest.approx(-75)
    assert found["weak readings: worst"] == pytest.approx(-75)


def test_a_good_reading_is_judged_by_its_absolute_change() -> None:
    """.010 -> .012 is .002."""
    assert measured(*page("a-1", 10, 12, 50))["good readings: worst"] == pytest.approx(0.002)


def test_failed_pages_are_those_that_a_local_reader_reads_better() -> None:
    """One of two ends near the better reading, none is worse than the LLM."""
    found = measured(
        *page("a-1", 100, 25, 20), *page("b-1", 300, 200, 20), *page("c-1", 10, 10, 20)
    )
    assert found["pages that the LLM failed: within .02 of the better"] == pytest.approx(50)
    assert found["of them worse than the LLM alone"] == 0


def test_words_are_added_up() -> None:
    """Harm, help, losses and numbers."""
    found = measured(*page("a-1", 100, 25, 50), *page("b-1", 100, 25, 50))
    assert found["words harmed, of the LLM's right ones"] == pytest.approx(0.5)
    assert found["words helped for one harmed"] == pytest.approx(20)
    assert found["printed words that a reader had, lost without a flag"] == pytest.approx(0.5)
    assert found["numbers that both local readers had, changed"] == 0


def test_the_least_sure_words_hold_the_errors() -> None:
    """Three of twenty words are wrong and least sure: all of the errors are among 15 %."""
    found = measured(*page("a-1", 100, 25, 50))
    assert found["errors in the least sure 15 %, mean"] == pytest.approx(100)
    assert found["AUROC, mean over printed corpora"] == pytest.approx(1)


def test_a_hybrid_behind_the_local_reading_is_named() -> None:
    """By .005 on the printed corpus."""
    found = measured(*page("a-1", 100, 55, 50))
    assert found["hybrid - local, worst reading of a printed corpus"] == pytest.approx(0.005)
    assert found["readings behind local by more than that"] == 1


def test_promises_left_out_and_in_sight_stand_side_by_side() -> None:
    """The same lines of two runs; what only one could measure has a stroke."""
    left_out = [Goal("worst", 0.5, "%", "<= 0.1"), Goal("new", 1.0, "", "")]
    seen = [Goal("worst", 0.25, "%", "<= 0.1")]
    assert lines_of_both(left_out, seen) == [
        ("worst", "0.5", "0.25", "%", "<= 0.1"),
        ("new", "1", "-", "-", "-"),
    ]


def test_without_a_printed_page_trust_is_not_a_number() -> None:
    """Promises about print say nothing of other pages, and nothing falls over."""
    cards = [replace(each, kind="card") for each in page("a-1", 100, 25, 50)]
    assert isnan(measured(*cards)["ECE of hybrid words, worst printed corpus"])


def test_without_recorded_readings_there_is_nothing_to_say() -> None:
    """Local systems alone."""
    assert goals([score("local", 10)]) == []
    assert readings([score("hybrid:m", 10)]) == {}


def test_wrong_numbers_of_receipts_that_nobody_is_told_of() -> None:
    """Each page counts once without an LLM, whatever many models read it."""
    told = {"local": NumberFlags(50, 10, 5, 1), "hybrid:m": NumberFlags(50, 5, 4, 2)}
    scores = []
    for model in ("m", "n"):
        for system in ("local", f"llm:{model}", f"hybrid:{model}"):
            made = score(system, 10, "r-1", "receipt")
            numbers = told.get(system, NumberFlags())
            scores.append(replace(made, numbers=numbers, trust=SURE))
    found = measured(*scores)
    assert found["receipts, no LLM: wrong numbers not flagged"] == 20.0
    assert found["receipts, no LLM: numbers flagged"] == 20.0
    assert found["receipts, hybrid: wrong numbers not flagged"] == 50.0
    assert found["receipts, hybrid: numbers flagged"] == 10.0


def test_an_error_that_every_reader_shares_is_left_out_of_trust_apart() -> None:
    """Once for each place; a part of what several words answer goes with them."""
    truth = [Fate("letter", "letter"), Fate("newyork", "neyork"), Fate("lead", "zinc")]
    alike = [Fate("letter", "letter"), Fate("newyork", "neyork"), Fate("lead", "lead")]
    shared = shared_errors(truth, [alike, alike])
    assert shared == {"neyork": 1}
    words = [("letter", 0.9, True), ("Ne", 0.8, False), ("York", 0.9, False), ("zinc", 0.7, False)]
    assert without(words, shared) == ((0.9, True), (0.8, False), (0.7, False))
    assert without([("neyork", 0.5, False)] * 2, shared) == ((0.5, False),)


def test_each_corpus_has_a_line_of_its_own() -> None:
    """With strokes where nothing can be said."""
    auto = replace(score("auto:m", 25, "a-1"), sent=0.4)
    (line,) = goals_by_corpus.lines([*page("a-1", 100, 25, 40), auto])
    assert line[:4] == ("books", "1", "-75.0 %", "-")
    assert dict(zip(goals_by_corpus.HEADINGS, line, strict=True))["LLM failed: within .02"] == (
        "1 of 1"
    )
    assert line[-1].startswith("100 %; 40 %")
