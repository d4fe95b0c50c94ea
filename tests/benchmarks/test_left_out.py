"""Parts left out: what is taken from the whole system's own outcome is what a run without the part
would give.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from tests.benchmarks.pages import corpora

from benchmarks.corpora import CorpusPage, folder, load, select
from benchmarks.local_page_cache import begun, routed
from benchmarks.outcome import Outcome
from benchmarks.page_under_test import PageUnderTest
from benchmarks.systems import resolve
from benchmarks.systems.local import Local, finished
from benchmarks.systems.parts import LLM_PARTS, LOCAL_RULES, heard, left_out
from benchmarks.systems.with_llm import Replayed
from benchmarks.systems.without_rule import WithoutRule
from benchmarks.systems.without_step import CLEANING, LocalWithout
from recto.arbitration import flags, hybrid
from recto.arbitration.page import choice as page_choice
from recto.arbitration.word import local_rules, rules
from recto.errors import InputError
from recto_preprocessing.recipe import STEPS, clean


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> PageUnderTest:
    """A drawn card whose readings are kept for the tests of this file."""
    here = tmp_path_factory.mktemp("left-out")
    return PageUnderTest(select(load(corpora(here)))[0], here / "store")


def test_a_step_that_was_not_called_for_changes_no_pixel(drawn: PageUnderTest) -> None:
    """Leaving it out gives both readers the very same views, so the page need not be read again."""
    raster = drawn.raster
    whole = clean(raster.raster, raster.dpi)
    idle = [step for step in STEPS if step not in {done.name for done in whole.steps}]
    assert idle
    for step in idle:
        without = clean(
            raster.raster, raster.dpi, steps=",".join(name for name in STEPS if name != step)
        )
        assert (without.upright.pixels == whole.upright.pixels).all()
        assert (without.tesseract.pixels == whole.tesseract.pixels).all()


def test_rules_that_never_spoke_decide_nothing(drawn: PageUnderTest) -> None:
    """Whatever is reused is equal to what arbitration without the rule makes of the page."""
    spoken = _reused(drawn, "weak")
    assert "outvoted" in spoken
    assert "llm_decides" not in spoken


def _reused(sheet: PageUnderTest, model: str) -> set[str]:
    """Leave out every part that had no say, for real; returns those that had one."""
    system = Replayed("hybrid", model)
    page = routed(sheet, system.options)
    with heard() as spoken:
        whole = system.answer(sheet, page)
        finished(sheet)
    for part in {*LLM_PARTS, *LOCAL_RULES} - spoken:
        with left_out(part):
            answered = system.answer(sheet, page)
            assert (answered.text, _flagged(answered)) == (whole.text, _flagged(whole))
            assert finished(sheet).text == Local().read(sheet).text
    return spoken


def _flagged(outcome: Outcome) -> list[bool]:
    return [word.flagged for word in outcome.words]


def test_tables_are_whole_again_after_a_failure() -> None:
    """An error inside the block leaves the engine as it was."""
    before = _tables()
    for part in (*LLM_PARTS, *LOCAL_RULES):
        with suppress(ZeroDivisionError), left_out(part):
            assert _tables() != before
            raise ZeroDivisionError
    with heard():
        pass
    assert _tables() == before


def _tables() -> tuple[object, ...]:
    return (
        rules.RULES,
        page_choice.RULES,
        local_rules.RULES,
        flags.FLAGS,
        hybrid.passages,
    )


def test_ablation_is_every_part_of_every_reading(drawn: PageUnderTest) -> None:
    """One word on the command line."""
    names = [system.name for system in resolve(["ablation"], [drawn.page])]
    assert {
        "local-without:cleaning",
        "local-without:second_reader",
        "hybrid-without:restored:weak",
    } <= set(names)
    assert len(names) == len(set(names))


def test_without_the_second_reader_tesseract_stands_alone(drawn: PageUnderTest) -> None:
    """Nobody supports it, and nobody overrules the LLM."""
    local = begun(drawn, second_reader="off")
    assert [reading.reader for reading in local.read.readings] == ["tesseract"]
    assert "Mcicr" in WithoutRule("second_reader", "weak").read(drawn).text


def _real_page() -> CorpusPage:
    try:
        return next(page for page in select(load(folder()), limit=1) if page.kind == "printed-book")
    except InputError as fault:
        pytest.skip(str(fault))


@pytest.mark.corpus
def test_a_real_page_is_reused_only_where_it_would_be_the_same(tmp_path: Path) -> None:
    """Each step and rule left out for real, engines and all, against what the benchmark stores for
    it.
    """
    sheet = PageUnderTest(_real_page(), tmp_path)
    applied = {step.name for step in begun(sheet).read.steps}
    for step in (*STEPS, CLEANING):
        kept = "off" if step == CLEANING else ",".join(name for name in STEPS if name != step)
        assert LocalWithout(step).read(sheet).text == finished(sheet, kept).text
        assert (
            step in applied
            or step == CLEANING
            or finished(sheet, kept).text == Local().read(sheet).text
        )
    assert {"everyone_agrees", "agree"} <= _reused(sheet, next(iter(sheet.page.readings)))
