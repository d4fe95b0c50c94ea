"""Recto without any LLM: cleaning, Tesseract, PP-OCR, fusion, arbitration, as `recto read` does
it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO

from benchmarks.corpora import CorpusPage
from benchmarks.local_page_cache import SecondReader, begun, stages
from benchmarks.outcome import Outcome, of_result
from benchmarks.page_under_test import PageUnderTest
from recto.arbitration.local_reading import judge_page
from recto.model.result import Document, PageResult
from recto.pipeline.finish import finish
from recto.writers import WRITERS


@dataclass(frozen=True, slots=True)
class Local:
    """`recto read --llm off`, with the corpus's language."""

    name: str = "local"

    def covers(self, page: CorpusPage) -> bool:
        """Every page."""
        return True

    def read(self, sheet: PageUnderTest) -> Outcome:
        """The page through Recto's own pipeline."""
        return sheet.once("local", lambda: finished(sheet))


def finished(
    sheet: PageUnderTest,
    cleaning: str = "auto",
    second_reader: SecondReader = "auto",
    *,
    judged_anew: bool = False,
) -> Outcome:
    """The page with these settings, as their flags take them; `judged_anew`: by the local rules as
    they are now, one of which may be left out.
    """
    local = begun(sheet, cleaning, second_reader)
    if judged_anew:
        local = replace(local, reading=judge_page(local.lines, local.reading.facts))
    result = finish(local, None, stages(sheet, cleaning=cleaning, second_reader=second_reader))
    return of_result(result, as_markdown(result))


def as_markdown(result: PageResult) -> str:
    """What `recto read -f md` writes."""
    out = BytesIO()
    WRITERS["md"].write(Document(result.source, (result,), "", ""), out)
    return out.getvalue().decode()
