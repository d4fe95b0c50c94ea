"""A vision LLM alone: its recorded reading of the page, as it was written."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.corpora import CorpusPage
from benchmarks.outcome import Outcome
from benchmarks.page_under_test import PageUnderTest


@dataclass(frozen=True, slots=True)
class RecordedLlm:
    """Replayed, never regenerated; costs nothing here, so it has no seconds and no tokens."""

    model: str

    @property
    def name(self) -> str:
        """ "llm:" and the reading's name."""
        return f"llm:{self.model}"

    def covers(self, page: CorpusPage) -> bool:
        """Pages that this model read."""
        return self.model in page.readings

    def read(self, sheet: PageUnderTest) -> Outcome:
        """The recorded text."""
        reading = sheet.page.readings[self.model]
        return Outcome(reading.text, reading.text, replayed=True, saw=reading.saw)
