"""Recto without any LLM and without one cleaning step, one rule, or its second reader: what each is
worth.

A step that its own measurement did not call for changes nothing (cleaning passes the same pixels
on), and a rule that never spoke decides nothing: such a page is the local system's own, and no
engine is called for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from benchmarks.corpora import CorpusPage
from benchmarks.local_page_cache import begun
from benchmarks.outcome import Outcome
from benchmarks.page_under_test import PageUnderTest
from benchmarks.systems.local import Local, finished
from benchmarks.systems.parts import LOCAL_RULES, heard, left_out
from recto_preprocessing.recipe import STEPS

NOWHERE = (0.0, 0.0, 0.0, 0.0)  # px: a box that is not kept
CLEANING = "cleaning"  # all steps
SECOND_READER = "second_reader"
NAMES = (CLEANING, *STEPS, SECOND_READER, *LOCAL_RULES)


@dataclass(frozen=True, slots=True)
class LocalWithout:
    """`recto read --llm off` without one part; of its words only texts, confidence and flags are
    kept.
    """

    part: str

    @property
    def name(self) -> str:
        """ "local-without:" and the part."""
        return f"local-without:{self.part}"

    def covers(self, page: CorpusPage) -> bool:
        """Every page."""
        return True

    def read(self, sheet: PageUnderTest) -> Outcome:
        """As the local system does."""
        if self.part in LOCAL_RULES:
            return _without_rule(sheet, self.part)
        if self.part == SECOND_READER:
            return bare(finished(sheet, second_reader="off"))
        applied = {step.name for step in begun(sheet).read.steps}
        if not applied & {self.part} and not (self.part == CLEANING and applied):
            return bare(Local().read(sheet))
        return bare(finished(sheet, "off" if self.part == CLEANING else _all_but(self.part)))


def _all_but(step: str) -> str:
    return ",".join(name for name in STEPS if name != step)


def _without_rule(sheet: PageUnderTest, rule: str) -> Outcome:
    spoken, outcome = sheet.once("heard", lambda: _heard(sheet))
    if rule not in spoken:
        return outcome
    with left_out(rule):
        return bare(finished(sheet, judged_anew=True))


def _heard(sheet: PageUnderTest) -> tuple[set[str], Outcome]:
    with heard() as names:
        outcome = bare(finished(sheet, judged_anew=True))
    return names, outcome


def bare(outcome: Outcome) -> Outcome:
    """What a part's worth is measured by: the text, and which of its words are flagged."""
    words = [replace(word, box=NOWHERE, alternatives=()) for word in outcome.words]
    return replace(outcome, words=tuple(words), markdown=None, stages={}, guards={})
