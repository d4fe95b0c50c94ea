"""What a system is: a name, which pages it can read, and an Outcome for each."""

from __future__ import annotations

from typing import Protocol

from benchmarks.corpora import CorpusPage
from benchmarks.outcome import Outcome
from benchmarks.page_under_test import PageUnderTest


class System(Protocol):
    """Frozen values that can be sent to a worker process."""

    @property
    def name(self) -> str:
        """As on the command line and in every table: "tesseract", "llm:gpt-4o"."""
        ...

    def covers(self, page: CorpusPage) -> bool:
        """False: the page is skipped for this system (it has no such recorded reading)."""
        ...

    def read(self, sheet: PageUnderTest) -> Outcome:
        """Read the page; seconds are filled in by the runner. Raises RectoError."""
        ...
