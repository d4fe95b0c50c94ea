"""The recogniser of many scripts alone (readers/lines): every line that PP-OCR's detector finds on
the untouched image, no second opinion. It stands beside Tesseract and PP-OCR as a row of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from benchmarks.corpora import CorpusPage
from benchmarks.engines import StoredPpocr
from benchmarks.outcome import Outcome, of_reading
from benchmarks.page_under_test import PageUnderTest
from benchmarks.systems.bare_ppocr import top_down
from recto.readers.lines.reader import LineReader
from recto.readers.lines.scripts import has_cyrillic


@dataclass(frozen=True, slots=True)
class BareLines:
    """The shipped weights over the whole page, lines sorted top-down."""

    name: str = "multiscript"

    def covers(self, page: CorpusPage) -> bool:
        """Every page: what it cannot write is part of what it is."""
        return True

    def read(self, sheet: PageUnderTest) -> Outcome:
        """Its lines, sorted."""
        view = sheet.untouched
        quads = StoredPpocr(sheet=sheet).detect_lines(view.pixels).all
        reader = LineReader("multiscript", cyrillic=has_cyrillic(sheet.page.language))
        reading = reader.read(view, quads)
        return of_reading(replace(reading, lines=top_down(reading.lines)))
