"""Both local readings of every page of the corpora, from the outputs that a benchmark run has
stored.

A corpora folder and a run's OUT enter, StoredPages leave. What the run has not read is read now and
kept, so that learning again after a change of rules takes seconds. Pages that were read by
Tesseract alone are left out, and so are those whose licence allows no learning: whoever learns sees
pages through this file alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import corpora
from benchmarks.local_page_cache import begun
from benchmarks.page_under_test import PageUnderTest
from benchmarks.run import STORE
from recto.local.fusion import LocalLine
from recto.model.page import Reading
from recto.pipeline.local_page import LocalPage
from recto.readers.tesseract import lexicon
from recto.witnesses.local import PageFacts, page_facts
from recto.witnesses.registry import speakers
from recto.witnesses.script_model import script_model_of


@dataclass(frozen=True, slots=True, eq=False)
class StoredPage:
    """One page with its truth, its recorded LLM readings and both local readings."""

    corpus: str
    id: str
    kind: str
    document: str  # what splits keep together
    language: str
    truth: str
    recorded: dict[str, str]  # reader -> text
    local: LocalPage  # as it was begun

    @property
    def tesseract(self) -> Reading:
        """The first reader's."""
        return self.local.read.tesseract

    @property
    def lines(self) -> tuple[LocalLine, ...]:
        """Both readings fused, in reading order."""
        return self.local.lines

    @property
    def facts(self) -> PageFacts:
        """What holds for the whole page, every reader that read it among those who may speak."""
        return self.facts_of(self.lines, two_readers=True)

    def facts_of(self, lines: Sequence[LocalLine], *, two_readers: bool) -> PageFacts:
        """The same of other lines of it, as one reader alone has them."""
        read = self.local.read
        facts = page_facts(
            lines,
            lexicon.load(self.language),
            self.language,
            two_readers=two_readers,
            witnesses=speakers({reading.reader for reading in read.readings}),
            blackletter=read.is_blackletter,
        )
        return replace(facts, script_model=script_model_of(read.readings))


def load(folder: Path, out: Path, earlier: Path | None = None) -> Iterator[StoredPage]:
    """Every page that may train, and that both local readers read; `earlier` is the OUT of another
    run, whose readings are used, too.
    """
    before = earlier / STORE if earlier else None
    for page in corpora.may_train(corpora.select(corpora.load(folder))):
        local = begun(PageUnderTest(page, out / STORE, before), second_reader="on")
        if local.read.ppocr is None:
            continue
        yield StoredPage(
            page.corpus,
            page.id,
            page.kind,
            f"{page.corpus}/{page.document}",
            page.ocr_language,
            page.truth,
            {name: recorded.text for name, recorded in page.readings.items()},
            local,
        )
