"""Both local readings of every page of the corpora, from the outputs that a benchmark run has
stored.

A corpora folder and a run's OUT enter, StoredPages leave. What the run has not read is read now and
kept, so that learning again after a change of rules takes seconds. Pages that were read by
Tesseract alone are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import corpora
from benchmarks.local_page_cache import begun
from benchmarks.page_under_test import PageUnderTest
from benchmarks.run import STORE
from recto.local.fusion import LocalLine
from recto.model.page import Reading


@dataclass(frozen=True, slots=True)
class StoredPage:
    """One page with its truth, its recorded LLM readings and both local readings."""

    corpus: str
    id: str
    kind: str
    document: str  # what splits keep together
    language: str
    truth: str
    recorded: dict[str, str]  # reader -> text
    tesseract: Reading
    ppocr: Reading
    lines: tuple[LocalLine, ...]  # both readings fused, in reading order


def load(folder: Path, out: Path) -> Iterator[StoredPage]:
    """Every page of every corpus that both local readers read."""
    for page in corpora.select(corpora.load(folder)):
        local = begun(PageUnderTest(page, out / STORE), second_reader="on")
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
            local.read.tesseract,
            local.read.ppocr,
            local.lines,
        )
