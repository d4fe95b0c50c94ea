"""A hybrid with one part of its arbitration taken out: what the part is worth.

Rules and passages are left out of the engine's own tables; without the second reader, a page is
Tesseract's and the LLM's alone. A page on which the part had no say is the hybrid's own, and is not
arbitrated again.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.corpora import CorpusPage
from benchmarks.local_page_cache import Routed, routed
from benchmarks.outcome import Outcome
from benchmarks.page_under_test import PageUnderTest
from benchmarks.systems.parts import LLM_PARTS, heard, left_out
from benchmarks.systems.with_llm import Replayed
from benchmarks.systems.without_step import SECOND_READER, bare

NAMES = (*LLM_PARTS, SECOND_READER)


@dataclass(frozen=True, slots=True)
class WithoutRule:
    """`hybrid:READING` without one part; of its words only texts, confidence and flags are kept."""

    part: str
    model: str

    @property
    def name(self) -> str:
        """ "hybrid-without:", the part and the reading."""
        return f"hybrid-without:{self.part}:{self.model}"

    def covers(self, page: CorpusPage) -> bool:
        """Pages that this model read."""
        return self.model in page.readings

    def read(self, sheet: PageUnderTest) -> Outcome:
        """As the hybrid does."""
        whole = Replayed("hybrid", self.model)
        if self.part == SECOND_READER:
            return bare(whole.answer(sheet, routed(sheet, whole.options, "off"), "off"))
        page = routed(sheet, whole.options)
        spoken, outcome = sheet.once(f"heard {self.model}", lambda: _heard(sheet, whole, page))
        if self.part not in spoken:
            return outcome
        with left_out(self.part):
            return bare(whole.answer(sheet, page))


def _heard(sheet: PageUnderTest, system: Replayed, page: Routed) -> tuple[set[str], Outcome]:
    """The parts that had a say on the page, and what the hybrid made of it."""
    with heard() as names:
        outcome = bare(system.answer(sheet, page))
    return names, outcome
