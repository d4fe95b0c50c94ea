"""The bare `tesseract` command on the untouched file: what everyone has today, and what Recto must
beat.

Nothing of Recto's own reader takes part (no resolution is stated, no grey PNM, no alternatives), so
that the baseline stays a baseline when the reader changes. One call writes text and TSV.
"""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.corpora import CorpusPage
from benchmarks.outcome import Outcome, ScoredWord
from benchmarks.page_under_test import PageUnderTest
from recto.errors import ReaderFailed
from recto.readers.tesseract.install import version

WORD = "5"  # TSV's level


@dataclass(frozen=True, slots=True)
class BareTesseract:
    """`tesseract page.jpg out -l LANG --psm 3 txt tsv`, with the corpus's language."""

    name: str = "tesseract"

    def covers(self, page: CorpusPage) -> bool:
        """Every page."""
        return True

    def read(self, sheet: PageUnderTest) -> Outcome:
        """Tesseract's text in Tesseract's order. Raises ReaderFailed."""
        page = sheet.page
        key = f"bare tesseract {version()} {page.ocr_language}"
        text, tsv = sheet.stored(
            key, page.image.read_bytes(), lambda: _run(page.image, page.ocr_language)
        )
        return Outcome(text, words=tuple(words(tsv)))


def _run(image: Path, language: str) -> tuple[str, str]:
    with TemporaryDirectory(prefix="recto-bench-") as folder:
        out = Path(folder) / "page"
        command = ["tesseract", str(image), str(out), "-l", language, "--psm", "3", "txt", "tsv"]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode:
            raise ReaderFailed(done.stderr.decode("utf-8", "replace").strip(), where=str(image))
        text, tsv = (
            out.with_suffix(suffix).read_text(encoding="utf-8") for suffix in (".txt", ".tsv")
        )
        return text, tsv


def words(tsv: str) -> Iterator[ScoredWord]:
    """The words of Tesseract's TSV, confidence as 0..1."""
    for row in csv.DictReader(tsv.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == WORD and row["text"].strip():
            left, top = float(row["left"]), float(row["top"])
            box = (left, top, left + float(row["width"]), top + float(row["height"]))
            yield ScoredWord(row["text"], box, max(0.0, float(row["conf"])) / 100)
